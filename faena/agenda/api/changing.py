"""A visit that is booked gets another time, somebody else, or both; nobody goes; and such a change is taken back."""

from datetime import date, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions import Place
from faena.agenda.api.room import VisitGoesIn, WallHour, goer, routes
from faena.agenda.api.visits import UNDO, the_visit, visit
from faena.agenda.hours import When
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.rest.effects import version_of
from faena.rest.routes import named
from faena.rest.values import In, Key

GOOD_FOR = timedelta(minutes=5)
SALT = "faena.agenda.place"


class VisitTimeIn(In):
    """hour or period. minutes: None for as long as before."""

    on: date
    period: str = ""
    hour: WallHour | None = None
    minutes: int | None = None
    reason: str


@routes.event("/visits/{int:visit_id}/time", Perm.AGENDA_ACT, to=visit, is_versioned=True)
def reschedule_visit(request: StaffRequest, visit_id: int, facts: VisitTimeIn) -> int:
    """The same visit at another time, with the reason."""
    found = the_visit(request, visit_id)
    when, version = _when(found, facts), version_of(request)
    moved = actions.reschedule_visit(found, when, reason=facts.reason, version=version, by=request.user)
    _can_undo(request, found, moved)
    return visit_id


class VisitMoveIn(In):
    """goes: None for whoever has it. The rest as in VisitTimeIn; why is not asked."""

    goes: VisitGoesIn | None = None
    on: date
    period: str = ""
    hour: WallHour | None = None
    minutes: int | None = None
    reason: str = ""


@routes.event("/visits/{int:visit_id}/move", Perm.AGENDA_ACT, to=visit, is_versioned=True)
def move_visit(request: StaffRequest, visit_id: int, facts: VisitMoveIn) -> int:
    """As on the board: another time, another length, somebody else, or several of these in one step."""
    found = the_visit(request, visit_id)
    goes = goer(request.user, facts.goes) if facts.goes else found.goes
    when, version = _when(found, facts), version_of(request)
    moved = actions.move_visit(found, when, goes=goes, reason=facts.reason, version=version, by=request.user)
    _can_undo(request, found, moved)
    return visit_id


class VisitTechnicianIn(In):
    goes: VisitGoesIn
    reason: str


@routes.event("/visits/{int:visit_id}/technician", Perm.AGENDA_ACT, to=visit, is_versioned=True)
def give_visit(request: StaffRequest, visit_id: int, facts: VisitTechnicianIn) -> int:
    """Somebody else goes, or a position decides who."""
    found = the_visit(request, visit_id)
    goes, version = goer(request.user, facts.goes), version_of(request)
    given = actions.give_visit(found, goes=goes, reason=facts.reason, version=version, by=request.user)
    _can_undo(request, found, given)
    return visit_id


class VisitSwapIn(In):
    """other_id: a booked visit of another technician on the same day."""

    other_id: Key
    reason: str


@routes.event("/visits/{int:visit_id}/swap", Perm.AGENDA_ACT, to=visit, is_versioned=True)
def swap_visits(request: StaffRequest, visit_id: int, facts: VisitSwapIn) -> int:
    """Two technicians exchange two visits of a day."""
    found = the_visit(request, visit_id)
    theirs = Visit.objects.filter(on=found.on, state=Visit.State.BOOKED).exclude(technician=None)
    other = named(theirs.exclude(technician=found.technician).shown(), facts.other_id, "other_id")
    actions.swap_visits(found, other=other, reason=facts.reason, version=version_of(request), by=request.user)
    return visit_id


@routes.event("/visits/{int:visit_id}/taking", Perm.AGENDA_ACT, to=visit)
def take_visit(request: StaffRequest, visit_id: int) -> int:
    """A technician takes a visit of one of his positions."""
    found = the_visit(request, visit_id)
    _can_undo(request, found, actions.take_visit(found, by=request.user))
    return visit_id


class VisitUndoingIn(In):
    """undo: what the answer to the change had."""

    undo: str


@routes.event("/visits/{int:visit_id}/undoing", Perm.AGENDA_ACT, to=visit)
def put_back_visit(request: StaffRequest, visit_id: int, facts: VisitUndoingIn) -> int:
    """A visit that one has moved, given away or taken stands again where it stood, as long as nothing followed."""
    found = the_visit(request, visit_id)
    try:
        key, version, place, owner = signing.loads(facts.undo, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        key = owner = None
    if (key, owner) != (visit_id, request.user.pk):
        raise RuleBroken(_("It is too late to undo this here. Change it on its own page."))
    actions.put_back(found, Place.read(place), version=version, by=request.user)
    return visit_id


class VisitCancellationIn(In):
    reason: str


@routes.event("/visits/{int:visit_id}/cancellation", Perm.AGENDA_ACT, to=visit)
def cancel_visit(request: StaffRequest, visit_id: int, facts: VisitCancellationIn) -> int:
    """Nobody goes; its time is free again."""
    actions.cancel_visit(the_visit(request, visit_id), reason=facts.reason, by=request.user)
    return visit_id


def _when(found: Visit, sent: VisitTimeIn | VisitMoveIn) -> When:
    return When(sent.on, sent.period, sent.hour, found.minutes if sent.minutes is None else sent.minutes)


def _can_undo(request: StaffRequest, before: Visit, now: Visit) -> None:
    """The answer to this call tells what takes it back: where the visit stood, sealed, since nobody else may say so."""
    if now.version != before.version:
        place = [now.pk, now.version, Place.of(before).written(), request.user.pk]
        setattr(request, UNDO, signing.dumps(place, salt=SALT, compress=True))
