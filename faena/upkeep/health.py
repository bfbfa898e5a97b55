"""Whether the program can work: what load balancers, monitors and `manage.py health` ask. It only reads, and tells no
name, address or secret, so anybody may know it."""

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from faena.lib import guards
from faena.notifications.models import Message
from faena.upkeep import room
from faena.upkeep.models import WorkerTick
from faena.upkeep.standing import standing

State = Literal["ok", "warning", "failed"]

KEPT: Final = 5.0  # seconds for which an answer is given again, however often it is asked
WORKER_IS_AWAY: Final = timedelta(minutes=3)  # it says every half minute that it works
MAIL_IS_LATE: Final = timedelta(minutes=30)
CLOCKS_DIFFER: Final = timedelta(seconds=30)
LITTLE_DISK: Final = 0.10  # of it is free


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. failed: nothing can be done without it; warning: somebody has to look after it.
    value: in `unit`, for a monitor that draws it."""

    name: str
    state: State
    said: str
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Health:
    findings: list[Finding]

    @property
    def state(self) -> State:
        states = {finding.state for finding in self.findings}
        return "failed" if "failed" in states else "warning" if "warning" in states else "ok"

    def of(self, name: str) -> Finding | None:
        return next((finding for finding in self.findings if finding.name == name), None)


_last: tuple[float, Health] | None = None
_whole: set[str] = set()  # what was found whole once and stays so while this process runs


def health() -> Health:
    """What stands now, or stood some seconds ago."""
    global _last
    if _last is None or time.monotonic() - _last[0] > KEPT:
        _last = time.monotonic(), Health(list(_look()))
    return _last[1]


def forget() -> None:
    """The next question is looked at anew."""
    global _last
    _last = None
    _whole.clear()


def _look() -> Iterator[Finding]:
    try:
        yield _database()
        for look in (_tables, _guards, _worker, _mail, _clock, _backup):
            yield look()
    except (DatabaseError, OSError) as error:
        yield Finding("database", "failed", f"The database does not answer ({type(error).__name__}).")
    yield from (_disk(), _media())


def _database() -> Finding:
    """It answers and takes writes; nothing is written and no lock is waited for."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")
            is_read_only = (cursor.fetchone() or (True,))[0]
        else:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            is_read_only = not os.access(settings.DATABASES["default"]["NAME"], os.W_OK)
    if is_read_only:
        return Finding("database", "failed", "The database can only be read.")
    return Finding("database", "ok", "The database answers and can be written to.")


def _tables() -> Finding:
    def is_whole() -> bool:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())

    return _once("tables", is_whole, "Every migration is there.", "A migration is missing: run manage.py migrate.")


def _guards() -> Finding:
    """The triggers that keep history and money as they are."""
    missing = "A guard of the database is missing: run manage.py migrate."
    return _once("guards", lambda: not guards.missing(connection), "Every guard is there.", missing)


def _once(name: str, is_whole: Callable[[], bool], whole: str, missing: str) -> Finding:
    if name in _whole or is_whole():
        _whole.add(name)
        return Finding(name, "ok", whole)
    return Finding(name, "failed", missing)


def _worker() -> Finding:
    last = WorkerTick.objects.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return Finding("worker", "warning", "No job worker was ever seen: run manage.py work.")
    age = _seconds_since(last)
    if age > WORKER_IS_AWAY.total_seconds():
        return Finding("worker", "warning", f"The job worker was last seen at {_said(last)}.", age, "seconds")
    return Finding("worker", "ok", "The job worker works.", age, "seconds")


def _mail() -> Finding:
    """How long the mail that is due has been waiting."""
    due = Message.objects.filter(state=Message.State.WAITING, next_at__lte=timezone.now()).order_by("next_at")
    first = due.values_list("next_at", flat=True).first()
    age = _seconds_since(first) if first else 0.0
    if first and age > MAIL_IS_LATE.total_seconds():
        return Finding("mail", "warning", f"A mail has been waiting since {_said(first)}.", age, "seconds")
    return Finding("mail", "ok", "No mail waits for long.", age, "seconds")


def _clock() -> Finding:
    """The database has this machine's time, and no worker said anything in the future."""
    told = list(WorkerTick.objects.order_by("-at").values_list("at", flat=True)[:1])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            told += cursor.fetchone() or ()
    apart = max((-_seconds_since(moment) for moment in told), default=0.0)
    if apart > CLOCKS_DIFFER.total_seconds():
        return Finding("clock", "warning", "The clocks of the machines differ, or this one jumped.", apart, "seconds")
    return Finding("clock", "ok", "The clocks agree.")


def _backup() -> Finding:
    """Where any were ever made, or a folder is set: that the last one and the last drill are no older than they may
    be."""
    stands, now = standing(), timezone.now()
    if stands.backed_up is None:
        if not settings.BACKUP_DIR:
            return Finding("backup", "ok", "No backups are made: FAENA_BACKUP_DIR is not set.")
        return Finding("backup", "warning", "There is no backup yet.")
    age = _seconds_since(stands.backed_up)
    if stands.backup_is_old(now):
        said = f"The last backup is of {_said(stands.backed_up)}."
        return Finding("backup", "warning", said, age, "seconds")
    if stands.last_drill_failed or stands.drill_is_old(now):
        said = "The newest backup did not pass its drill, or none was tried out for more than a week."
        return Finding("backup", "warning", said, age, "seconds")
    return Finding("backup", "ok", "The backups are as young as they should be.", age, "seconds")


def _disk() -> Finding:
    """A full one is no failure: who only reads goes on, and no other machine would have more room."""
    left, share = room.free()
    said = f"{left / 2**30:,.1f} GB of the disk are free ({share:.0%})."
    return Finding("disk", "warning" if share < LITTLE_DISK else "ok", said, float(left), "bytes")


def _media() -> Finding:
    """Pictures and attachments can be stored."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        return Finding("media", "warning", f"Pictures cannot be stored: {reason}.")
    return Finding("media", "ok", "Pictures can be stored.")


def _seconds_since(moment: datetime) -> float:
    return (timezone.now() - moment).total_seconds()


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def say_that_one_works() -> None:
    """The job worker's own word, every half minute (config/schedule.py)."""
    WorkerTick.objects.update_or_create(host=socket.gethostname()[:255], defaults={"at": timezone.now()})
