"""The rows that say which backups and drills were asked for, are running, and how they ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from faena.upkeep.backup.faults import INTERRUPTED, UNEXPECTED, BackupError
from faena.upkeep.models import BackupRun

KEPT: Final = 400  # rows: a year and a month of nights
MOST_FINDINGS: Final = 50

Kind, State = BackupRun.Kind, BackupRun.State


@contextmanager
def running(kind: BackupRun.Kind, moment: datetime) -> Iterator[BackupRun]:
    """The row of what is done inside, by whoever holds the lock (alone.py): it takes the one that was asked for, and
    ends as done, or as failed by what is raised. One that a killed process left is ended first."""
    with transaction.atomic():
        end_left(kind)
        run = BackupRun.objects.filter(kind=kind, state=State.ASKED).first() or BackupRun(kind=kind)
        run.state, run.started_at = State.RUNNING, moment
        run.save()
    try:
        yield run
    except BaseException as error:
        code = error.code if isinstance(error, BackupError) else UNEXPECTED
        with _as_far_as_it_goes():
            _end(run, State.FAILED, code)
        raise
    _end(run, State.FAILED if run.findings and kind == Kind.DRILL else State.DONE)


def last(kind: str, state: str = State.DONE) -> BackupRun | None:
    return BackupRun.objects.filter(kind=kind, state=state).order_by("-started_at").first()


def forget_old() -> None:
    old = BackupRun.objects.exclude(ended_at=None).order_by("-id").values_list("pk", flat=True)[KEPT:]
    BackupRun.objects.filter(pk__in=list(old)).delete()


def give_up(run: BackupRun) -> None:
    """It was asked for, and no process began it."""
    _end(run, State.FAILED, INTERRUPTED)


def end_left(kind: str) -> None:
    left = BackupRun.objects.filter(kind=kind, state=State.RUNNING)
    left.update(state=State.FAILED, problem=INTERRUPTED, ended_at=timezone.now())


def _end(run: BackupRun, state: BackupRun.State, problem: str = "") -> None:
    run.state, run.problem, run.ended_at = state, problem, timezone.now()
    run.findings = [str(finding)[:500] for finding in run.findings[:MOST_FINDINGS]]
    run.save()
    forget_old()


@contextmanager
def _as_far_as_it_goes() -> Iterator[Any]:
    """On a full disk not even that it failed can be written; the next one says that this one was interrupted."""
    try:
        yield
    except (DatabaseError, OSError):
        return
