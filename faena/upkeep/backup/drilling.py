"""A drill: the newest backup is restored into a place that is thrown away afterwards, by the very command that restores
it in earnest, and everything is checked there."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from faena.upkeep.backup import runs
from faena.upkeep.backup.alone import alone
from faena.upkeep.backup.faults import TOOL, UNEXPECTED, BackupError, said_plainly
from faena.upkeep.backup.making import newest
from faena.upkeep.backup.tools import connection_string, database_url
from faena.upkeep.models import BackupRun

PLACE: Final = "drilling"
DATABASES: Final = "faena_drill_"
PASSED: Final = ("PATH", "HOME", "LANG", "TMPDIR", "PGSSLMODE", "PGSSLROOTCERT")


def drill(folder: Path) -> BackupRun:
    """Try the newest backup of `folder`. The row that comes back is `done` where everything holds; else it failed, and
    its findings say why. Raises BackupError where it could not be tried at all."""
    with (
        alone(),
        runs.running(BackupRun.Kind.DRILL, timezone.now()) as run,
        said_plainly("The drill could not be made"),
        _a_place() as (place, url),
    ):
        path = newest(folder)
        run.name, run.size = path.name, path.stat().st_size
        report = place / "report.json"
        done = subprocess.run(
            [sys.executable, str(settings.MANAGE), "restore", str(path), "--report", str(report)],
            env=_environment(place, url),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.exists():
            said = (done.stderr.strip() or "It was ended.").splitlines()[-1]
            raise BackupError(UNEXPECTED, f"The newest backup cannot be restored. {said}")
        told = json.loads(report.read_text())
        run.files, run.findings = told["files"], told["findings"]
    return run


@contextmanager
def _a_place() -> Iterator[tuple[Path, str]]:
    """A folder, and the address of an empty database where there is a server ("" for SQLite); both go."""
    place = Path(settings.VAR, PLACE)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        if connection.vendor == "sqlite":
            yield place, ""
            return
        with psycopg.connect(connection_string(), autocommit=True) as own:
            _drop_left(own)
            name = DATABASES + secrets.token_hex(4)
            try:
                own.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
            except psycopg.errors.InsufficientPrivilege as error:
                user = connection.settings_dict["USER"]
                raise BackupError(
                    TOOL,
                    f"The drill needs a database of its own, and {user} may not make one. Once, as postgres: "
                    f"ALTER ROLE {user} CREATEDB;",
                ) from error
            try:
                yield place, database_url(name)
            finally:
                own.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _drop_left(own: "psycopg.Connection[tuple[object, ...]]") -> None:
    """The databases of drills that were killed."""
    ours = "SELECT datname FROM pg_database WHERE datname LIKE %s AND pg_get_userbyid(datdba) = current_user"
    for (name,) in own.execute(ours, (DATABASES.replace("_", r"\_") + "%",)).fetchall():
        own.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _environment(place: Path, url: str) -> dict[str, str]:
    """Nothing of this installation but its keys: no mail can leave, no monitor is asked."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    facts = {
        "FAENA_VAR": str(place / "var"),
        "FAENA_SECRET_KEY": settings.SECRET_KEY,
        "FAENA_SECRET_KEY_FALLBACKS": ",".join(settings.SECRET_KEY_FALLBACKS),
        "FAENA_BACKUP_KEY_FILE": settings.BACKUP_KEY_FILE,
        "DATABASE_URL": url,
    }
    return {**kept, **facts}
