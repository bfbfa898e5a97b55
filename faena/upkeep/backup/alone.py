"""That never two backups, restores or drills of one installation are made at once, and that nobody serves what is being
restored. The kernel, and PostgreSQL where it is the database, let go when the process ends, however it ends: nothing is
left locked."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection

from faena.upkeep.backup.faults import BUSY, PLACE, BackupError
from faena.upkeep.backup.tools import OURS, connection_string

try:
    import fcntl
except ImportError:  # Windows has no such lock; PostgreSQL's holds there too
    fcntl = None  # type: ignore[assignment]  # asked for before it is used

NUMBER: Final = 0x6661656E61  # "faena": of PostgreSQL's advisory lock
OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> %s "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
PATIENCE: Final = 2.0  # seconds: PostgreSQL notices a little later that a connection was closed
RUNS: Final = "A backup, a restore or a drill is being made already. Wait until it has ended."


@contextmanager
def alone() -> Iterator[None]:
    """Raises BackupError while another process is inside, on this machine or on another one of the same database."""
    with _held(Path(settings.VAR, "backup.lock"), BackupError(BUSY, RUNS)):
        if connection.vendor != "postgresql":
            yield
            return
        with psycopg.connect(connection_string(), autocommit=True) as own:
            if not _within_moments(lambda: own.execute("SELECT pg_try_advisory_lock(%s)", (NUMBER,)), (True,)):
                raise BackupError(BUSY, RUNS)
            yield


@contextmanager
def closed_to_servers() -> Iterator[None]:
    """Raises BackupError where a server or a worker uses the database of this place. None of SQLite begins inside."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        served = BackupError(PLACE, f"A server has {name} open. Stop it first: systemctl stop faena")
        with _held(name.with_name(f"{name.name}-serving"), served):  # the same lock as in config/alone.py
            yield
        return
    with psycopg.connect(connection_string(), autocommit=True) as own:
        is_free = _within_moments(lambda: own.execute(OTHERS, (OURS,)), (0,))
    if not is_free:
        raise BackupError(PLACE, "Another program is connected to the database. Stop every server and worker first.")
    yield


def _within_moments(ask: Callable[[], Any], wanted: tuple[Any, ...]) -> bool:
    """Whether the database gives the wanted row now or very soon."""
    until = time.monotonic() + PATIENCE
    while ask().fetchone() != wanted:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def _held(path: Path, otherwise: BackupError) -> Iterator[None]:
    with path.open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise otherwise from error
        yield
