"""What a Master asks for on the page of the backups."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.upkeep.models import BackupRun


def why_not_back_up() -> str:
    """Why the worker would not make one now; "" where it would."""
    if not settings.BACKUP_DIR:
        return str(_("No folder for backups is set. Whoever runs Faena sets FAENA_BACKUP_DIR."))
    return ""


def why_not_drill() -> str:
    """Why there is nothing to try; "" where there is."""
    if why := why_not_back_up():
        return why
    if not BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP, state=BackupRun.State.DONE).exists():
        return str(_("There is no backup yet that could be tried out."))
    return ""


@action(Perm.BACKUP)
def ask_backup(*, by: AbstractBaseUser) -> BackupRun:
    """The worker begins a backup within half a minute. Raises RuleBroken while one is under way."""
    return _ask(BackupRun.Kind.BACKUP, why_not_back_up(), "backup.asked", by)


@action(Perm.BACKUP)
def ask_drill(*, by: AbstractBaseUser) -> BackupRun:
    """The worker tries the newest backup out. Raises RuleBroken while that is under way, and without a backup."""
    return _ask(BackupRun.Kind.DRILL, why_not_drill(), "drill.asked", by)


def _ask(kind: BackupRun.Kind, why_not: str, verb: str, by: AbstractBaseUser) -> BackupRun:
    if why_not:
        raise RuleBroken(why_not)
    Company.lock(1)
    with refused():
        run = BackupRun.objects.create(kind=kind, asked_by_id=by.pk)
    record(verb, Company.the().as_ref, by=by)
    return run
