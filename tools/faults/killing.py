"""kill -9 of what serves: the web server, one of its workers, the database server."""

import os
import signal
import time
from pathlib import Path

from tools.bench.machine import with_children
from tools.faults.evening import RESTART_SECONDS, Evening, Stage, evening, until

WORKERS = 2
LONGEST_PAUSE = 2.0  # seconds without an answer while one of the workers is dead


def web_server(stage: Stage, folder: Path) -> Evening:
    """The whole server at once: nobody gets to finish anything."""
    with evening(stage, folder) as shown:
        shown.open()
        kill_web_server(shown, times=20)
    return shown


def kill_web_server(shown: Evening, *, times: int) -> None:
    for _ in range(times):
        shown.a_while()
        shown.shop.kill()
        shown.start()
    shown.flowing(len(shown.writers))


def web_worker(stage: Stage, folder: Path) -> Evening:
    """One of its two processes: the other one goes on, and it is started again."""
    with evening(stage, folder) as shown:
        shown.open()
        kill_web_worker(shown, times=6)
    return shown


def kill_web_worker(shown: Evening, *, times: int) -> None:
    """In turn, for granian takes one that ends twice in five seconds for one that cannot run."""
    leader, pauses = shown.shop.leader, []
    for _ in range(times):
        shown.a_while()
        os.kill(_oldest(leader), signal.SIGKILL)
        pauses.append(shown.flowing())
        until(lambda: len(_workers(leader)) == WORKERS, "no worker was started again.")
        time.sleep(0.5)  # it has to load before it takes its share
    shown.figures.append(f"longest pause {max(pauses):.1f} s")
    shown.took("a pause for everybody", max(pauses), LONGEST_PAUSE)


def database_server(stage: Stage, folder: Path) -> Evening:
    """PostgreSQL with all its processes: the web server, which goes on, finds it again by itself."""
    with evening(stage, folder) as shown:
        shown.open()
        kill_database_server(shown, times=8)
    return shown


def kill_database_server(shown: Evening, *, times: int) -> None:
    server, pauses = shown.stage.server, []
    assert server is not None
    for _ in range(times):
        shown.a_while()
        server.kill()
        began = time.monotonic()
        server.start()
        shown.flowing(len(shown.writers))
        pauses.append(time.monotonic() - began)
    shown.figures.append(f"answers {max(pauses):.1f} s after its start")
    shown.took("answers after the database's start", max(pauses), RESTART_SECONDS)


def _oldest(leader: int) -> int:
    return min(_workers(leader), key=lambda process: Path(f"/proc/{process}").stat().st_ctime)


def _workers(leader: int) -> list[int]:
    return [process for process in with_children([leader]) if process != leader]
