"""A small shop under the production server that can be killed at any moment, with a folder, a port and (on PostgreSQL)
a database of its own.

    python -m tests.faults.shop     in the shop's environment: its people, told as JSON"""

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tools import ROOT, migrated, serving
from tools.processes import answers, end_group, is_free

HOST = "127.0.0.1"
TIMEOUT = 60  # seconds for a start on a busy machine
STAFF = 8


def a_port() -> int:
    """Free, and below those that outgoing connections get: nobody takes it while the server is down."""
    while not is_free(HOST, port := random.randrange(20_000, 30_000)):
        pass
    return port


@dataclass
class Shop:
    """One installation. `database`: its DATABASE_URL, "" for a SQLite file in the folder."""

    folder: Path
    database: str
    port: int = field(default_factory=a_port)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    server: "subprocess.Popen[bytes] | None" = None

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
        return {**kept, **own, **({"DATABASE_URL": self.database} if self.database else {})}

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A Python program in the shop's environment, to its end."""
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=TIMEOUT)

    def start(self) -> float:
        """Start the server and wait for its first answer; how many seconds that took."""
        began = time.monotonic()
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                serving.web_server(HOST, self.port),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the server and its workers are one process group
            )
        while not answers(HOST, self.port):
            if self.server.poll() is not None or time.monotonic() > began + TIMEOUT:
                raise RuntimeError(f"The server did not start:\n{self.log}")
            time.sleep(0.02)
        return time.monotonic() - began

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
def a_shop(folder: Path, server: str) -> Iterator[Shop]:
    """`server`: the URL of a PostgreSQL on which the shop gets a database of its own; "" for SQLite."""
    with a_database(folder, server) as database:
        shop = Shop(folder, database)
        try:
            yield shop
        finally:
            shop.stop()


@contextmanager
def a_database(folder: Path, server: str) -> Iterator[str]:
    if not server:
        shutil.copy(migrated.sqlite(), folder / "faena.sqlite3")
        yield ""
        return
    import psycopg

    name = f"faena_kill_{os.getpid()}"
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    migrated.copy_on_server(url)
    try:
        yield url
    finally:
        with psycopg.connect(migrated.server_of(server), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> None:
    """The people; what a writer has to know of them."""
    import django

    django.setup()
    from faena.orders.models import InternalStatus
    from tests import factories

    factories.a_user("owner", role="master")
    staff = [factories.a_user(f"writer{place}", role="operator").email for place in range(STAFF)]
    status = InternalStatus.objects.offered()[0].pk
    sys.stdout.write(json.dumps({"staff": staff, "password": factories.PASSWORD, "internal_status": status}))


if __name__ == "__main__":
    main()
