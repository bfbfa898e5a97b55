"""Travel: a technician starts, arrives, and ends the visit as done or failed (C19). Each step once, in order;
pressing it again changes nothing."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.agenda.actions.booking import technicians
from faena.agenda.actions.locks import goes_id, locked_visit, record_visit, write
from faena.agenda.actions.proof import VisitProof, keep
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.dates import format_weekday
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.locales import active_language
from faena.lib.text import clean

State = Visit.State
NO_PROOF = VisitProof()


@action(Perm.AGENDA_ACT)
def start_travel(visit: Visit, *, by: User) -> Visit:
    """He leaves for it; a technician who leaves for a visit of his position has taken it. Raises RuleBroken when it has
    ended, when somebody has arrived, or when nobody has it who could go."""
    visit = locked_visit(visit, by)
    if visit.state == State.TRAVELLING:
        return visit
    if why := why_not_start(visit, by):
        raise RuleBroken(why)
    if visit.technician is None:
        visit.technician, visit.position = by, None
    visit.state, visit.travel_at = State.TRAVELLING, timezone.now()
    write(visit, "state", "travel_at", "technician", "position", beside="")
    record_visit("visit.travelling", visit, by, facts=goes_id(visit.goes))
    return visit


@action(Perm.AGENDA_ACT)
def arrive(visit: Visit, *, any_day: bool = False, by: User) -> Visit:
    """He is there. Raises RuleBroken when nobody has left for it, when it has ended, or when it is booked for another
    day and nobody said that this is meant (`any_day`, M30)."""
    visit = locked_visit(visit, by)
    if visit.state == State.ARRIVED:
        return visit
    if why := why_not_arrive(visit) or ("" if any_day else why_another_day(visit)):
        raise RuleBroken(why)
    visit.state, visit.arrived_at = State.ARRIVED, timezone.now()
    write(visit, "state", "arrived_at")
    record_visit("visit.arrived", visit, by)
    return visit


@action(Perm.AGENDA_ACT)
def finish(visit: Visit, *, note: str = "", proof: VisitProof = NO_PROOF, by: User) -> Visit:
    """It is done; `note`: what was done, `proof`: what shows it (M30). Raises RuleBroken when nobody has arrived, when
    it has ended, or beside the part of the proof that is none."""
    visit = locked_visit(visit, by)
    if why := why_not_finish(visit):
        raise RuleBroken(why)
    note = clean(note, multiline=True)
    check_value(Visit, "ending", note, at="note")
    facts, said = keep(visit, proof, by)
    return _end(visit, State.DONE, note, "visit.done", by, facts=facts, **said)


@action(Perm.AGENDA_ACT)
def fail(visit: Visit, *, reason: str, by: User) -> Visit:
    """He was on the way or there, and it could not be done; its time is free again. Raises RuleBroken beside "reason",
    when nobody has left for it, or when it has ended."""
    visit = locked_visit(visit, by)
    if why := why_not_fail(visit):
        raise RuleBroken(why)
    reason = clean(reason, multiline=True)
    if not reason:
        raise RuleBroken(_("Say why."), "reason", "required")
    check_value(Visit, "ending", reason, at="reason")
    visit.is_active = False
    return _end(visit, State.FAILED, reason, "visit.failed", by)


def why_not_start(visit: Visit, by: User) -> str:
    """What holds somebody back from leaving for a visit that has not ended; "" when nothing does."""
    if visit.state != State.BOOKED:
        return _("%(visit)s is under way: %(name)s has it.") % {"visit": visit, "name": visit.goes.name}
    if visit.technician is None and not technicians().filter(pk=by.pk).exists():
        return _("Give %(visit)s to a technician first.") % {"visit": visit}
    return ""


def why_not_arrive(visit: Visit) -> str:
    return "" if visit.state == State.TRAVELLING else _("Nobody has left for %(visit)s yet.") % {"visit": visit}


def why_another_day(visit: Visit) -> str:
    """What is asked before somebody arrives: a visit that is booked for another day; "" for one of today."""
    if visit.on == timezone.localdate():
        return ""
    day = format_weekday(visit.on, active_language())
    return _("%(visit)s is booked for %(day)s. Say that you are there all the same.") % {"visit": visit, "day": day}


def why_not_finish(visit: Visit) -> str:
    return "" if visit.state == State.ARRIVED else _("Nobody has arrived for %(visit)s yet.") % {"visit": visit}


def why_not_fail(visit: Visit) -> str:
    if visit.state != State.BOOKED:
        return ""
    return _("Nobody has left for %(visit)s yet. Cancel it, or move it.") % {"visit": visit}


def _end(visit: Visit, state: Visit.State, ending: str, verb: str, by: User, **known: Any) -> Visit:
    visit.state, visit.ending, visit.ended_at, visit.ended_by = state, ending, timezone.now(), by
    write(visit, "state", "is_active", "serial", "ending", "ended_at", "ended_by")
    record_visit(verb, visit, by, note=ending, **known)
    return visit
