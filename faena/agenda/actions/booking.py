"""A visit is booked, moved to another time, given to somebody else, taken, cancelled (C15)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.agenda.actions.locks import goes_id, locked_visit, record_visit, when_of, write
from faena.agenda.hours import When
from faena.agenda.models import Absence, Visit, VisitKind
from faena.company.actions import next_number
from faena.company.models import Branch
from faena.customers.actions import check_contact
from faena.customers.models import Contact, Customer
from faena.gate.grants import Perm, Scope, scope
from faena.gate.rights import check_reach
from faena.gate.roles import Role
from faena.journal.unit_of_work import action
from faena.lib.dates import exact_moment
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text, longest
from faena.lib.locales import active_language
from faena.lib.refs import Ref
from faena.lib.text import clean

SERIES = "visit"
MOVABLE = (Visit.State.BOOKED, Visit.State.TRAVELLING)


@dataclass(frozen=True)
class VisitFacts:
    """What is booked (C15). goes: a technician, or a position whose members take it; on and either period or hour, by
    the company's wall; minutes None: as long as the kind takes."""

    kind: VisitKind
    goes: User | Position
    on: date
    period: str = ""
    hour: time | None = None
    minutes: int | None = None
    address: str = ""
    contact: Contact | None = None
    notes: str = ""


@action(Perm.AGENDA_ACT)
def book_visit(customer: Customer, facts: VisitFacts, *, by: User, ref: Ref | None = None) -> Visit:
    """Somebody will go there; the visit gets its number. `ref`: the ticket or order that it is for. Raises RuleBroken
    beside the field that is wrong: a time that has passed, does not exist, goes over midnight, or is taken."""
    customer = Customer.locked(customer.pk)
    check_reach(customer, by, Perm.CUSTOMER_SEE)
    if customer.why_retired:
        raise RuleBroken(customer.why_retired)
    kind = _offered(facts.kind)
    address, contact = clean(facts.address), facts.contact
    if not address:
        raise RuleBroken(_("Write where to go."), "address")
    check_contact(customer, contact)
    goes = going(facts.goes, by)
    visit = Visit(
        branch=Branch.default(),
        customer=customer,
        contact=contact,
        kind=kind,
        address=address,
        notes=clean(facts.notes, multiline=True),
        booked_by=by,
        booked_at=timezone.now(),
    )
    visit.ref = ref
    _put(visit, When(facts.on, facts.period, facts.hour, kind.minutes if facts.minutes is None else facts.minutes))
    hand_to(visit, goes)
    check_there(visit)
    visit.number = next_number(SERIES, visit.branch)
    write(visit)
    record_visit("visit.booked", visit, by, note=visit.notes, facts=goes_id(goes))
    return visit


@action(Perm.AGENDA_ACT)
def reschedule_visit(visit: Visit, when: When, *, reason: str, version: int, by: User) -> Visit:
    """The same visit at another time (C15); whoever was on the way is booked again. Raises Stale, or RuleBroken as
    book_visit does, beside "reason", or when it has begun or ended."""
    visit = locked_visit(visit, by, version)
    if why := why_not_reschedule(visit):
        raise RuleBroken(why)
    reason = _said(reason)
    old = when_of(visit)
    _put(visit, when)
    visit.state, visit.travel_at = Visit.State.BOOKED, None
    check_there(visit)
    write(visit, "on", "period", "starts_at", "ends_at", "minutes", "state", "travel_at")
    record_visit("visit.rescheduled", visit, by, note=reason, facts={"old": old, "new": when_of(visit)})
    return visit


@action(Perm.AGENDA_ACT)
def give_visit(visit: Visit, *, goes: User | Position, reason: str, version: int, by: User) -> Visit:
    """Somebody else goes, or a position decides who. Raises Stale, or RuleBroken beside "goes" or "reason", when that
    technician is busy then or has it already, or when it is under way or has ended."""
    visit = locked_visit(visit, by, version)
    if why := why_not_give(visit):
        raise RuleBroken(why)
    if visit.goes == goes:
        raise RuleBroken(_("%(name)s has it already. Choose somebody else.") % {"name": goes.name}, "goes")
    reason, old, new = _said(reason), visit.goes, going(goes, by)
    hand_to(visit, new)
    check_there(visit, beside="goes")
    write(visit, "technician", "position", beside="goes")
    record_visit("visit.given", visit, by, note=reason, facts=goes_id(new), old=old.name, new=new.name)
    return visit


@action(Perm.AGENDA_ACT)
def swap_visits(visit: Visit, *, other: Visit, reason: str, version: int, by: User) -> tuple[Visit, Visit]:
    """Two technicians exchange two visits in one step (M30); both histories say so. Raises Stale on an old version of
    the first, RuleBroken beside "other" when it is no visit of another technician, is with somebody else by now, is
    under way, or does not fit into the other one's day; beside "reason" without one."""
    for pk in sorted({visit.pk, other.pk}):
        Visit.locked(pk)
    one, two = locked_visit(visit, by, version), _exchanged(other, by)
    if why := why_not_swap(one):
        raise RuleBroken(why)
    if one.technician == two.technician:
        raise RuleBroken(_("%(name)s has both. Choose a visit of somebody else.") % {"name": one.goes.name}, "other")
    reason = _said(reason)
    for pk in sorted([one.goes.pk, two.goes.pk]):
        User.locked(pk)
    times = _set_aside(one)
    one.technician, two.technician = two.technician, one.technician
    for given in (one, two):
        check_there(given, beside="other")
    write(two, "technician", beside="other")
    write(one, "technician", *times, beside="other")
    for given, was in ((one, two), (two, one)):
        facts = goes_id(given.goes) | {"other": str(was), "other_id": was.pk}
        record_visit("visit.swapped", given, by, note=reason, facts=facts, old=was.goes.name, new=given.goes.name)
    return one, two


@action(Perm.AGENDA_ACT)
def take_visit(visit: Visit, *, by: User) -> Visit:
    """A technician takes a visit of one of his positions; who has it already takes nothing. Raises RuleBroken when
    somebody else was first, when he is busy then, or when he does not go out."""
    Visit.locked(visit.pk)
    fresh = Visit.objects.shown().get(pk=visit.pk)
    if why := why_not_take(fresh, by):
        raise RuleBroken(why, code="taken" if fresh.technician else "rule")
    fresh = locked_visit(fresh, by)
    if fresh.technician == by:
        return fresh
    hand_to(fresh, going(by, by))
    check_there(fresh, beside="")
    write(fresh, "technician", "position", beside="")
    record_visit("visit.taken", fresh, by, facts=goes_id(by))
    return fresh


@action(Perm.AGENDA_ACT)
def cancel_visit(visit: Visit, *, reason: str, by: User) -> Visit:
    """Nobody goes; its time is free again. Raises RuleBroken beside "reason", or when it has ended."""
    visit = locked_visit(visit, by)
    visit.state, visit.is_active, visit.ending = Visit.State.CANCELLED, False, _said(reason, longest(Visit, "ending"))
    visit.ended_at, visit.ended_by = timezone.now(), by
    write(visit, "state", "is_active", "ending", "ended_at", "ended_by")
    record_visit("visit.cancelled", visit, by, note=visit.ending)
    return visit


def why_not_reschedule(visit: Visit) -> str:
    """What holds a visit that has not ended back from being moved; "" when nothing does."""
    if visit.state in MOVABLE:
        return ""
    return _("%(visit)s has begun. Finish it, or say why it failed, and book another.") % {"visit": visit}


def why_not_give(visit: Visit) -> str:
    """What holds a visit that has not ended back from being given to somebody else; "" when nothing does."""
    if visit.state == Visit.State.BOOKED:
        return ""
    return _("%(visit)s is under way: %(name)s has it.") % {"visit": visit, "name": visit.goes.name}


def why_not_swap(visit: Visit) -> str:
    """What holds a visit that has not ended back from being exchanged; "" when nothing does."""
    if visit.technician is None:
        return _("%(visit)s is with no technician yet: give it to one.") % {"visit": visit}
    return why_not_give(visit)


def why_not_take(visit: Visit, by: User) -> str:
    """What holds somebody back from taking a visit of his position; "" when nothing does, or he has it."""
    if visit.technician is not None:
        return "" if visit.technician == by else _("%(name)s took it first.") % {"name": visit.technician.name}
    return "" if by.role == Role.TECHNICIAN else _why_notgoing(by)


def technicians() -> QuerySet[User]:
    """Who goes out."""
    return User.objects.technicians()


def positions() -> QuerySet[Position]:
    """Those of which somebody goes out."""
    members = User.objects.technicians().filter(positions=OuterRef("pk"))
    return Position.objects.offered().filter(Exists(members))


def _offered(kind: VisitKind) -> VisitKind:
    fresh = VisitKind.objects.offered().filter(pk=kind.pk).first()
    if fresh is None:
        raise RuleBroken(_("“%(name)s” is not offered any more. Choose another kind.") % {"name": kind.name}, "kind")
    return fresh


def _exchanged(seen: Visit, by: User) -> Visit:
    """The other visit, if it is still with whom it was seen with."""
    try:
        fresh = locked_visit(seen, by)
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, "other", broken.code) from broken
    why = why_not_swap(fresh)
    if not why and fresh.technician_id != seen.technician_id:
        why = _("%(visit)s is with %(name)s now.") % {"visit": fresh, "name": fresh.goes.name}
    if why:
        raise RuleBroken(why, "other")
    return fresh


def _set_aside(visit: Visit) -> tuple[str, ...]:
    """Takes its hours out of the way while the other one moves: two of one technician may not overlap even for a
    moment (agenda.guards). Gives back the columns that are to be written again with it."""
    if visit.starts_at is None:
        return ()
    Visit.objects.filter(pk=visit.pk).update(starts_at=None, ends_at=None, period=Visit.Period.MORNING)
    return "starts_at", "ends_at", "period"


def check_there(visit: Visit, *, beside: str = "hour") -> None:
    """Raises RuleBroken `beside` that field when whoever goes is away at that hour, or for that whole part of the day.
    Before that his row is held, so that nobody writes down an absence meanwhile."""
    if not visit.technician_id:
        return
    User.locked(visit.technician_id)
    begins, ends = span_of(visit)
    away = Absence.objects.filter(technician=visit.technician_id, begins_at__lt=ends, ends_at__gt=begins)
    if visit.period:
        away = away.filter(begins_at__lte=begins, ends_at__gte=ends)
    absence = away.order_by("begins_at").first()
    if absence is None:
        return
    sentence = _("%(name)s is away from %(from)s to %(to)s. Choose another time, or somebody else.")
    language = active_language()
    told = {"from": exact_moment(absence.begins_at, language), "to": exact_moment(absence.ends_at, language)}
    raise RuleBroken(sentence % {"name": visit.goes.name, **told}, beside, "taken")


def span_of(visit: Visit) -> tuple[datetime, datetime]:
    """From when to when it takes somebody's time: its hours, or its part of the day."""
    if visit.starts_at is not None and visit.ends_at is not None:
        return visit.starts_at, visit.ends_at
    zone = timezone.get_current_timezone()
    begins, ends = (datetime.combine(visit.on, time(hour), zone) for hour in Visit.Period(visit.period).hours)
    return begins, ends


def going(goes: User | Position, by: User) -> User | Position:
    """Who goes, if they do; a technician decides only for himself, and which position shall."""
    if isinstance(goes, User):
        if not technicians().filter(pk=goes.pk).exists():
            raise RuleBroken(_why_notgoing(goes), "goes")
        if scope(by, Perm.AGENDA_ACT) is Scope.OWN and goes != by:
            raise RuleBroken(_("You can book for yourself or for a position; an operator books for others."), "goes")
    elif not positions().filter(pk=goes.pk).exists():
        raise RuleBroken(_("“%(name)s” has no technician now. Choose somebody else.") % {"name": goes.name}, "goes")
    return goes


def _why_notgoing(user: User) -> str:
    return _("%(name)s is no active technician. Choose somebody else.") % {"name": user.name}


def hand_to(visit: Visit, goes: User | Position) -> None:
    """It is with a technician, or with a position."""
    is_user = isinstance(goes, User)
    visit.technician, visit.position = (goes, None) if is_user else (None, goes)  # type: ignore[assignment]  # told apart above


def _put(visit: Visit, when: When) -> None:
    visit.on, visit.period, visit.minutes = when.on, when.period, when.minutes
    visit.starts_at, visit.ends_at = when.span()


def _said(reason: str, most: int = LONGEST_REASON) -> str:
    reason = clean(reason, multiline=True)
    if not reason:
        raise RuleBroken(_("Say why."), "reason", "required")
    check_text(reason, most, at="reason")
    return reason
