"""Programs that run side by side until one ends or the person presses Ctrl-C; then all of them stop."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from types import FrameType

from tools import ROOT, SetupError, say

TERMINATE_SECONDS = 10  # seconds that a program gets to leave in order
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds before a program that ended is started again
STAYED = 60.0  # seconds after which it counts as one that works


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, a service manager."""


def raise_on_stop_signals() -> None:
    """Turn every request to stop into an exception, so that whatever was started is also ended."""

    def stopped(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stopped)


def together(
    programs: dict[str, list[str]],
    *,
    environment: dict[str, str],
    ready: Callable[[], bool],
    welcome: str,
    again: Collection[str] = (),
) -> None:
    """Start the programs, greet when they are ready, and stay until one of them ends (SetupError) or we are stopped.
    Those in `again` are started again alone; one that never stays is tried after ever longer pauses."""
    running: dict[str, Running] = {}
    try:
        for name, command in programs.items():
            running[name] = Running(command, environment)
        greeted = False
        while True:
            for name, program in running.items():
                if (code := program.process.poll()) is None:
                    continue
                if not (greeted and name in again):
                    raise SetupError(f"The {name} ended by itself (exit code {code}), so everything was stopped.")
                if program.is_due():
                    say(f"The {name} ended by itself (exit code {code}); it is started again.")
                    program.start()
            if not greeted and ready():
                greeted = True
                say(welcome)
            time.sleep(0.1 if not greeted else 0.5)
    finally:
        stop([program.process for program in running.values()])


class Running:
    """A program that runs, or ended and waits for its next start."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment
        self.pause = FIRST_PAUSE
        self.ended_at: float | None = None
        self.start()

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches us alone and we stop each program once.
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.began_at, self.ended_at = time.monotonic(), None

    def is_due(self) -> bool:
        """Whether it is time to start it again. Who stayed for a minute is started soon."""
        if self.ended_at is None:
            self.ended_at = time.monotonic()
            stayed = self.ended_at - self.began_at > STAYED
            self.pause = FIRST_PAUSE if stayed else min(2 * self.pause, LONGEST_PAUSE)
        return time.monotonic() - self.ended_at >= self.pause


def stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask all at once, wait, then end whatever is left with its children."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + TERMINATE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
        if sys.platform != "win32":
            end_group(process.pid)


def end_group(leader: int) -> None:
    """Children that outlived their program (a web worker in the middle of a request)."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def answers(host: str, port: int) -> bool:
    """Whether a whole answer comes back: the socket is open long before the program behind it is loaded."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
