"""Backups by the API: how they stand, one now, a drill now, and the mails that a restore holds."""

from django.utils import timezone

from faena.company.requests import SignedInRequest
from faena.gate.grants import Perm
from faena.lib.pages import capped_count
from faena.notifications.actions import release_mails, withhold_mails
from faena.notifications.models import Hold, Message
from faena.rest.routes import Routes
from faena.rest.values import Label, Moment, Out
from faena.upkeep import actions
from faena.upkeep.models import BackupRun
from faena.upkeep.problems import sentence_of
from faena.upkeep.standing import standing

routes = Routes("upkeep")
SHOWN = 20


class BackupRunOut(Out):
    """asked_by: null for the schedule. size in bytes. problem: as people read it."""

    id: int
    kind: str
    state: str
    asked_by: Label | None
    asked_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    name: str
    size: int
    files: int
    problem: str
    findings: list[str]


class HeldMails(Out):
    """What a restore holds. made_at: of the backup from which this database came."""

    since: Moment
    made_at: Moment
    number: int
    is_more: bool


class BackupsOut(Out):
    """why_not_…: why none would be made, or tried out, now; "" where it would."""

    runs: list[BackupRunOut]
    backup_is_old: bool
    drill_is_late: bool
    why_not_back_up: str
    why_not_drill: str
    held: HeldMails | None


def _run(run: BackupRun) -> BackupRunOut:
    kept = ("kind", "state", "asked_at", "started_at", "ended_at", "name", "size", "files")
    return BackupRunOut(
        id=run.pk,
        **{name: getattr(run, name) for name in kept},
        asked_by=Label.of(run.asked_by),
        problem=str(sentence_of(run.problem)),
        findings=[str(one) for one in run.findings],
    )


@routes.thing("/backups", Perm.BACKUP)
def backups(request: SignedInRequest) -> BackupsOut:
    """How the backups stand, with the last ones, drills and restores."""
    now, stands, hold = timezone.now(), standing(), Hold.objects.first()
    count = capped_count(Message.objects.held()) if hold else None
    return BackupsOut(
        runs=[_run(run) for run in BackupRun.objects.select_related("asked_by").order_by("-id")[:SHOWN]],
        backup_is_old=stands.backup_is_old(now),
        drill_is_late=stands.drill_is_old(now) or stands.last_drill_failed,
        why_not_back_up=actions.why_not_back_up(),
        why_not_drill=actions.why_not_drill(),
        held=HeldMails(since=hold.since, made_at=hold.made_at, number=count.number, is_more=count.is_capped)
        if hold and count
        else None,
    )


@routes.event("/backups", Perm.BACKUP, to=backups)
def ask_backup(request: SignedInRequest) -> int:
    """The worker begins one within half a minute."""
    actions.ask_backup(by=request.user)
    return 0


@routes.event("/backups/drills", Perm.BACKUP, to=backups)
def ask_drill(request: SignedInRequest) -> int:
    """The worker tries the newest one out."""
    actions.ask_drill(by=request.user)
    return 0


@routes.event("/backups/held-mails/release", Perm.BACKUP, to=backups)
def release(request: SignedInRequest) -> int:
    """The mails that are held since a restore leave now."""
    release_mails(by=request.user)
    return 0


@routes.event("/backups/held-mails/withholding", Perm.BACKUP, to=backups)
def withhold(request: SignedInRequest) -> int:
    """The mails that are held since a restore do not leave; later ones do."""
    withhold_mails(by=request.user)
    return 0
