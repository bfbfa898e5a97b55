"""When the worker begins a backup or a drill: a process of its own does it, so that mails and pictures do not wait."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from faena.upkeep.backup import runs
from faena.upkeep.backup.alone import alone
from faena.upkeep.backup.faults import BackupError
from faena.upkeep.models import BackupRun

BETWEEN_DRILLS: Final = timedelta(days=7)
AFTER_A_FAILURE: Final = timedelta(hours=1)
NEVER_BEGAN: Final = timedelta(minutes=10)  # a press that no process took up

Kind, State = BackupRun.Kind, BackupRun.State
log = logging.getLogger(__name__)
_child: "subprocess.Popen[bytes] | None" = None


def look_after_backups() -> None:
    """Begin what a person asked for or what is due; nothing while this worker's last one runs. Another worker may
    begin the same: only one gets the lock, and the other ends."""
    global _child
    if _child is not None and _child.poll() is None:
        return
    _child = None
    if BackupRun.objects.filter(state=State.RUNNING).exists():
        _end_the_dead()
    if (kind := due(timezone.now())) is not None:
        command = [sys.executable, str(settings.MANAGE), kind]
        _child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def due(now: datetime) -> str | None:
    """The kind of what has to begin, None for nothing. A folder has to be set (FAENA_BACKUP_DIR)."""
    if not settings.BACKUP_DIR:
        return None
    asked = BackupRun.objects.filter(state=State.ASKED).order_by("id")
    for run in asked:
        if run.asked_at > now - NEVER_BEGAN:
            return run.kind
        runs.give_up(run)
    if _is_late(Kind.BACKUP, now, _last_hour_set(now)):
        return str(Kind.BACKUP)
    if runs.last(Kind.BACKUP) and _is_late(Kind.DRILL, now, now - BETWEEN_DRILLS):
        return str(Kind.DRILL)
    return None


def _is_late(kind: str, now: datetime, boundary: datetime) -> bool:
    """None was made since the boundary, and the last try was not just now."""
    since = BackupRun.objects.filter(kind=kind)
    is_made = since.filter(state=State.DONE, started_at__gte=boundary).exists()
    is_tried = since.filter(started_at__gt=now - AFTER_A_FAILURE).exists()
    return not is_made and not is_tried


def _last_hour_set(now: datetime) -> datetime:
    """The last time that the clock of the company said FAENA_BACKUP_AT."""
    here = timezone.localtime(now)
    try:
        at = datetime.strptime(settings.BACKUP_AT, "%H:%M")
    except ValueError:
        log.error("FAENA_BACKUP_AT is “%s”, and no hour such as 03:00.", settings.BACKUP_AT)
        at = datetime(1900, 1, 1, 3)
    moment = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return moment if moment <= here else moment - timedelta(days=1)


def _end_the_dead() -> None:
    """What still says that it runs while nobody holds the lock was killed."""
    try:
        with alone():
            for kind in (Kind.BACKUP, Kind.DRILL):
                runs.end_left(kind)
    except BackupError:
        return  # it does run
