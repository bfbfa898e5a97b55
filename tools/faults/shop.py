"""A small shop under the production server that can be killed at any moment, with a folder, a port and (on PostgreSQL)
a database of its own."""

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.alone import is_free
from tools import PYTHON, ROOT, migrated, serving
from tools.processes import answers, end_group

HOST = "127.0.0.1"
TIMEOUT = 180  # seconds for a start on a busy machine
FILE = "sqlite:///"
CLOCK = Path(__file__).with_name("clock")


def a_port() -> int:
    """Free, and below those that outgoing connections get: nobody takes it while the server is down."""
    while not is_free(HOST, port := random.randrange(20_000, 30_000)):
        pass
    return port


@dataclass
class Shop:
    """One installation. `database`: its DATABASE_URL, "" for SQLite in the folder; `more`: of its environment."""

    folder: Path
    database: str
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=a_port)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    server: "subprocess.Popen[bytes] | None" = None
    workers: "list[subprocess.Popen[bytes]]" = field(default_factory=list)  # that do its jobs

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of what runs the tests leaks into it."""
        ours = ("FAENA_", "DATABASE_URL", "DJANGO_", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "FAENA_VAR": str(self.folder),
            "FAENA_SECRET_KEY": self.secret,
            "FAENA_URL": f"http://localhost:{self.port}",
        }
        database = {"DATABASE_URL": self.database} if self.database else {}
        return {**kept, **own, **database, **self.more}

    def move_clock(self, seconds: float) -> None:
        """From now on the clock of all its processes is off by so much. Once before they start, even if by nothing."""
        file = self.folder / "clock"
        self.more |= {"PYTHONPATH": str(CLOCK), "CLOCK_FILE": str(file)}
        making = file.with_name("clock-new")
        making.write_text(str(seconds))
        making.replace(file)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A Python program in the shop's environment, to its end."""
        command = [str(PYTHON), *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=TIMEOUT)

    def ask(self, *words: str) -> Any:
        """What a tool says as JSON. Raises RuntimeError with what it said when it failed."""
        done = self.run(*words)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def start(self) -> float:
        """Start the server and wait for its first answer; how many seconds that took."""
        began = time.monotonic()
        self.server = self._begin(serving.web_server(HOST, self.port, "--respawn-failed-workers"))
        while not answers(HOST, self.port):
            if self.server.poll() is not None or time.monotonic() > began + TIMEOUT:
                raise RuntimeError(f"The server did not start:\n{self.log}")
            time.sleep(0.02)
        return time.monotonic() - began

    @property
    def leader(self) -> int:
        """The process that started the others of the server."""
        assert self.server is not None
        return self.server.pid

    def work(self) -> None:
        """Start one more job worker."""
        self.workers.append(self._begin(serving.WORKER))

    def stop_work(self, *, kill: bool = False) -> None:
        """The job worker that was started first ends: after the job in hand, or by kill -9."""
        worker = self.workers.pop(0)
        if not kill:
            worker.terminate()
            with suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=TIMEOUT)
        end_group(worker.pid)
        worker.wait()

    def _begin(self, command: list[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / "server.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a server and its workers are one process group
            )

    def kill(self) -> None:
        """kill -9 of the server and its workers at once: nobody gets to finish anything."""
        assert self.server is not None
        with suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.server = None
        deadline = time.monotonic() + 5
        while answers(HOST, self.port):
            if time.monotonic() > deadline:
                raise RuntimeError("A worker outlived the process group that was killed.")

    def stop(self) -> None:
        """The end: asked politely, and whatever is left is killed."""
        while self.workers:
            self.stop_work()
        if self.server is None:
            return
        self.server.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.server.wait(timeout=10)
        end_group(self.server.pid)
        self.server.wait()
        self.server = None

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")


@contextmanager
def a_shop(folder: Path, server: str, more: dict[str, str] | None = None) -> Iterator[Shop]:
    """`server`: the URL of a PostgreSQL on which the shop gets a database of its own; "" for SQLite in its folder, or
    the URL of another file. `more`: of its environment."""
    with a_database(folder, server) as database:
        shop = Shop(folder, database, dict(more or {}))
        try:
            yield shop
        finally:
            shop.stop()


@contextmanager
def a_database(folder: Path, server: str) -> Iterator[str]:
    if not server or server.startswith(FILE):
        shutil.copy(migrated.sqlite(), server.removeprefix(FILE) or folder / "faena.sqlite3")
        yield server
        return
    import psycopg

    name = f"faena_fault_{os.getpid()}"
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    migrated.copy_on_server(url)
    try:
        yield url
    finally:
        with psycopg.connect(migrated.server_of(server), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
