"""When a technician is away: written down, and taken back. Nobody is sent to a visit meanwhile."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.agenda.actions.booking import technicians
from faena.agenda.models import Absence, Visit
from faena.gate.grants import Perm, Scope, scope
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.text import clean

LONGEST = timedelta(days=400)


@action(Perm.AGENDA_ACT)
def add_absence(technician: User, *, begins_at: datetime, ends_at: datetime, reason: str = "", by: User) -> Absence:
    """He is away between two moments; visits that are booked then stay, and the page says how many. A technician says
    so of himself only. Raises RuleBroken beside "technician", "begins_at", "ends_at" or "reason"."""
    User.locked(technician.pk)
    if not technicians().filter(pk=technician.pk).exists():
        raise RuleBroken(
            _("%(name)s is no active technician. Choose somebody else.") % {"name": technician.name}, "technician"
        )
    _check_own(technician, by)
    check_value(Absence, "begins_at", begins_at, at="begins_at")
    check_value(Absence, "ends_at", ends_at, at="ends_at")
    if ends_at <= begins_at:
        raise RuleBroken(_("It has to end after it begins."), "ends_at")
    if ends_at <= timezone.now():
        raise RuleBroken(_("It is over already. Write a later end."), "ends_at")
    if ends_at - begins_at > LONGEST:
        raise RuleBroken(_("Write at most %(days)s days at once.") % {"days": LONGEST.days}, "ends_at")
    reason = clean(reason)
    check_value(Absence, "reason", reason, at="reason")
    absence = Absence(technician=technician, begins_at=begins_at, ends_at=ends_at, reason=reason, made_by=by)
    absence.save(force_insert=True)
    _record("absence.added", absence, by)
    return absence


@action(Perm.AGENDA_ACT)
def remove_absence(absence: Absence, *, by: User) -> None:
    """He is there after all. The history keeps that it was written."""
    User.locked(absence.technician_id)
    fresh = Absence.objects.select_related("technician").filter(pk=absence.pk).first()
    if fresh is None:
        return
    _check_own(fresh.technician, by)
    _record("absence.removed", fresh, by)
    fresh.delete()


def visits_meanwhile(absence: Absence) -> int:
    """How many booked visits stand in it, at an hour."""
    theirs = Visit.objects.pending().filter(technician=absence.technician_id)
    return theirs.filter(starts_at__lt=absence.ends_at, ends_at__gt=absence.begins_at).count()


def _check_own(technician: User, by: User) -> None:
    if scope(by, Perm.AGENDA_ACT) is Scope.OWN and technician != by:
        raise RuleBroken(_("You can write down your own absences; an operator writes those of others."), "technician")


def _record(verb: str, absence: Absence, by: User) -> None:
    facts = {
        "begins": {"moment": absence.begins_at.isoformat()},
        "ends": {"moment": absence.ends_at.isoformat()},
    }
    said = {"who": absence.technician.name} | ({"note": absence.reason} if absence.reason else {})
    record(verb, absence.technician.as_ref, facts=facts, said=said, by=by)
