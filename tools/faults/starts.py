"""A second server beside the first, and an upgrade that is killed in the middle."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

from tools import PYTHON, ROOT, serving
from tools.faults.evening import Evening, Stage, evening
from tools.faults.shop import HOST, Shop, a_port
from tools.processes import answers, stop

REFUSES_WITHIN = 60  # seconds
AT_WORK = (1.0, 4.0)  # seconds after which a migration is killed
MIGRATE = ("manage.py", "migrate", "--verbosity", "0")
EARLIER = "tools.faults.earlier"


def second_server(stage: Stage, folder: Path) -> Evening:
    """On the same port it refuses with a sentence; on another port of the same SQLite file too, its migration as well.
    Several web servers of one PostgreSQL work together. Nobody who writes notices anything."""
    with evening(stage, folder) as shown:
        shown.open()
        with shown.undisturbed("a second server"):
            begin_another(shown)
    return shown


def begin_another(shown: Evening) -> None:
    other = a_port()
    _refuses(shown, serving.web_server(HOST, shown.shop.port), "is taken by another program")
    if shown.stage.engine == "sqlite":
        _refuses(shown, serving.web_server(HOST, other), "Another Faena serves")
        _refuses(shown, [str(PYTHON), "-m", "tools.start", "shop"], "Another Faena serves")
    else:
        _works_beside(shown, other)


def _refuses(shown: Evening, command: list[str], sentence: str) -> None:
    where = {"cwd": ROOT, "env": shown.shop.environment}
    try:
        done = subprocess.run(command, **where, capture_output=True, text=True, timeout=REFUSES_WITHIN)  # type: ignore[call-overload]  # a folder and an environment
    except subprocess.TimeoutExpired:
        shown.wrong.append(f"It went on instead of refusing: {' '.join(command[1:])}")
        return
    said = done.stdout + done.stderr
    shown.need(done.returncode and sentence in said, f"{' '.join(command[1:4])} ended with {done.returncode}: {said}")
    shown.need("Traceback" not in said, f"It refused with a traceback: {said}")


def _works_beside(shown: Evening, port: int) -> None:
    shop = shown.shop
    with (shop.folder / "server.log").open("ab") as log:
        command = serving.web_server(HOST, port)
        server = subprocess.Popen(
            command, cwd=ROOT, env=shop.environment, stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + REFUSES_WITHIN
    while not (served := answers(HOST, port)) and server.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    stop([server])
    shown.need(served, "A second web server of the same PostgreSQL did not answer.")


def upgrade(stage: Stage, folder: Path) -> Evening:
    """A database of an earlier version whose migration is killed, and killed again: no server starts on what is left,
    the same command begun again ends it, and everything is there."""
    return upgraded(stage, folder, kills=8)


def upgraded(stage: Stage, folder: Path, *, kills: int) -> Evening:
    with evening(stage, folder, is_counted=False) as shown:
        shop = shown.shop
        before, killed = shop.ask("-m", EARLIER, "write"), 0
        half = before
        for _ in range(kills):
            killed += _killed(shop, random.uniform(*AT_WORK))
            half = shop.ask("-m", EARLIER, "count")
            if not half["left"] and not half["guards"]:  # it had only its last words to say
                break
            _refuses(shown, serving.web_server(HOST, shop.port), "Run: python manage.py migrate")
        done = shop.run(*MIGRATE)
        shown.need(done.returncode == 0, f"Begun again it failed: {done.stdout}{done.stderr}")
        after = shop.ask("-m", EARLIER, "count")
        shown.need(before["rows"] == after["rows"], f"There were {before}, and there are {after}.")
        shown.need(not after["left"], f"{after['left']} migrations are still to be made.")
        made = f"{before['left'] - half['left']} of {before['left']} migrations"
        shown.figures.append(f"killed {killed} times, after {made}; {sum(after['rows'].values())} rows")
        shown.start()
    return shown


def _killed(shop: Shop, seconds: float) -> bool:
    """Whether the migration was still at work then."""
    work = subprocess.Popen([str(PYTHON), *MIGRATE], cwd=ROOT, env=shop.environment, start_new_session=True)
    time.sleep(seconds)
    if is_going := work.poll() is None:
        os.killpg(work.pid, signal.SIGKILL)
    work.wait()
    return is_going
