"""Restoring an archive into an empty place: checked, unpacked aside, settled, and only then put where it works."""

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from faena.company.models import NumberSeries
from faena.notifications.actions import hold_mails
from faena.upkeep.backup import archive, places
from faena.upkeep.backup.alone import alone, closed_to_servers
from faena.upkeep.backup.copies import asking, inside
from faena.upkeep.backup.faults import CHANGED, BackupError, said_plainly
from faena.upkeep.backup.forgetting import forget_again, listed_in
from faena.upkeep.backup.making import FORGOTTEN, sync
from faena.upkeep.backup.manifest import Manifest, must_fit
from faena.upkeep.backup.places import PLACING, RESTORING
from faena.upkeep.backup.tools import connection_string, run_tool
from faena.upkeep.fsck import findings
from faena.upkeep.models import BackupRun

DOING: Final = "The archive could not be restored"
# Before anything of ours reads it: mails wait for a Master, nobody is signed in, no token
# of the API opens, jobs of dead workers wait again.
# What it is called in Restored, the table, the statement.
SETTLE: Final = (
    ("held", "notifications_message", "SET state = 'held', next_at = NULL WHERE state IN ('waiting', 'sending')"),
    ("held", "hooks_delivery", "SET state = 'held', next_at = NULL WHERE state IN ('waiting', 'sending')"),
    ("sessions", "accounts_session", ""),
    ("sessions", "django_session", ""),
    ("tokens", "accounts_token", "SET revoked_at = expires_at WHERE revoked_at IS NULL"),
    ("jobs", "django_tasks_database_dbtaskresult", "SET status = 'READY', started_at = NULL WHERE status = 'RUNNING'"),
)

log = logging.getLogger(__name__)


@dataclass
class Restored:
    """What became of it. held: mails that wait for a Master; sessions, tokens: that ended; jobs: that were put back;
    series: the next number of each series, which may have been given already after the backup; forgotten: customers
    that were forgotten again, None where nobody could; findings: what does not hold (fsck)."""

    made_at: str
    held: int = 0
    sessions: int = 0
    tokens: int = 0
    jobs: int = 0
    series: list[str] = field(default_factory=list)
    forgotten: int | None = 0
    findings: list[str] = field(default_factory=list)
    rows: int = 0
    files: int = 0

    def add(self, what: str, number: int) -> None:
        setattr(self, what, getattr(self, what) + number)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def restore(path: Path, *, key: bytes | None, force: bool, forgotten: Path | None = None) -> Restored:
    """Restore the archive at `path` into the place that the settings name: the database of DATABASE_URL and FAENA_VAR.

    Raises BackupError, and nothing of it is in the place: that is not empty or in use; the archive is cut, changed, of
    a newer version, of another engine, sealed with another key, or (unless forced) of another FAENA_SECRET_KEY."""
    connection.close()
    with said_plainly(DOING), alone(), closed_to_servers():
        places.take_back()
        places.must_be_empty()
        lists = [path.with_name(FORGOTTEN), Path(settings.VAR, FORGOTTEN), *([forgotten] if forgotten else [])]
        lines = listed_in(lists)
        working = Path(settings.VAR, RESTORING)
        working.mkdir(mode=0o700)
        try:
            manifest = archive.read_through(path, key, accept=lambda told: must_fit(told, force=force), into=working)
            restored = Restored(manifest.made_at, rows=sum(manifest.rows.values()), files=manifest.files)
            put = _restore_sqlite if connection.vendor == "sqlite" else _restore_postgres
            put(working, manifest, restored, lambda: _finish(path.name, manifest, restored, lines))
            (working / PLACING).unlink(missing_ok=True)
        except BaseException:
            connection.close()
            places.take_back()
            raise
        shutil.rmtree(working)
    restored.findings = [str(finding) for finding in findings()]
    return restored


def _restore_sqlite(working: Path, manifest: Manifest, restored: Restored, finish: Callable[[], None]) -> None:
    """Everything is done to the unpacked file; giving it its name is the last step."""
    made, target = working / "database", Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(made)) as file, file:
        _must_be_what_was_copied(asking(file), manifest)
        for what, statement in _settling(manifest):
            restored.add(what, file.execute(statement).rowcount)
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = made
    try:
        finish()
    finally:
        connection.close()  # the last one: SQLite brings its log into the file
        connection.settings_dict["NAME"] = kept
    (working / PLACING).touch()
    _place_files(working)
    beside = target.with_name(f"{target.name}.{RESTORING}")
    shutil.move(made, beside)
    beside.chmod(0o600)
    places.remove_file(target)
    beside.rename(target)
    sync(target.parent)


def _restore_postgres(working: Path, manifest: Manifest, restored: Restored, finish: Callable[[], None]) -> None:
    """In two transactions: the rows, which are settled before the guards come. No server starts without guards."""
    (working / PLACING).touch()
    places.clear_database()
    _pg_restore(working / "database", "--section=pre-data", "--section=data")
    with psycopg.connect(connection_string()) as own:
        own.execute("SET statement_timeout = 0")
        _must_be_what_was_copied(asking(own), manifest)
        for what, statement in _settling(manifest):
            restored.add(what, own.execute(statement.encode()).rowcount)
    _pg_restore(working / "database", "--section=post-data")
    _place_files(working)
    finish()


def _finish(name: str, manifest: Manifest, restored: Restored, lines: list[dict[str, Any]]) -> None:
    """By the models of this version: tables as it knows them, the hold, who was forgotten, what is told."""
    call_command("migrate", verbosity=0, interactive=False)
    hold_mails(manifest.moment)
    restored.forgotten = forget_again(lines)
    for series in NumberSeries.objects.select_related("branch").order_by("kind", "branch"):
        restored.series.append(f"{series.kind} {series.last + 1} ({series.branch})")
    BackupRun.objects.filter(ended_at=None).delete()
    now = timezone.now()
    BackupRun.objects.create(
        kind=BackupRun.Kind.RESTORE,
        state=BackupRun.State.DONE,
        asked_at=now,
        started_at=manifest.moment,
        ended_at=now,
        name=name[:120],
        files=manifest.files,
        findings=restored.series,
    )


def _settling(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """An earlier version may lack one of the tables."""
    for what, table, words in SETTLE:
        if table in manifest.rows:
            yield what, f"UPDATE {table} {words}" if words else f"DELETE FROM {table}"  # noqa: S608  # our own names


def _must_be_what_was_copied(ask: Any, manifest: Manifest) -> None:
    """Every row that was counted is there, and the chains end where they ended: newest events that are cut off are
    found by nothing else."""
    found = inside(ask, is_sqlite=connection.vendor == "sqlite")
    if (found.rows, found.heads, found.migrations) != (manifest.rows, manifest.heads, manifest.migrations):
        raise BackupError(CHANGED, f"{DOING}: the database in it does not hold what the archive says of it.")


def _place_files(working: Path) -> None:
    media = Path(settings.MEDIA_ROOT)
    unpacked = working / "media"
    unpacked.mkdir(exist_ok=True, mode=0o700)
    shutil.rmtree(media, ignore_errors=True)  # empty folders
    media.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(unpacked, media)


def _pg_restore(database: Path, *sections: str) -> None:
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    name = f"--dbname={connection.settings_dict['NAME']}"
    run_tool("pg_restore", [*options, *sections, name, str(database)], doing=DOING)
