"""A visit is moved as on a board: its time, its length and who goes in one step; and such a move is undone."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.agenda.actions.booking import (
    check_there,
    going,
    hand_to,
    positions,
    technicians,
    why_not_give,
    why_not_reschedule,
)
from faena.agenda.actions.locks import goes_id, locked_visit, record_visit, when_of, write
from faena.agenda.hours import When
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.text import clean

MOVED = ("on", "period", "starts_at", "ends_at", "minutes", "state", "travel_at", "technician", "position")


@dataclass(frozen=True)
class Place:
    """Where a visit stands in the agenda, as an undone move puts it back."""

    on: date
    period: str
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    state: str
    travel_at: datetime | None
    technician_id: int | None
    position_id: int | None

    @classmethod
    def of(cls, visit: Visit) -> Self:
        return cls(**{one.name: getattr(visit, one.name) for one in fields(cls)})

    def written(self) -> dict[str, Any]:
        """As text can keep it."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What `written` gave."""
        moments = {
            name: datetime.fromisoformat(kept[name]) if kept[name] else None
            for name in ("starts_at", "ends_at", "travel_at")
        }
        return cls(**{**kept, **moments, "on": date.fromisoformat(kept["on"])})


@action(Perm.AGENDA_ACT)
def move_visit(visit: Visit, when: When, *, goes: User | Position, reason: str = "", version: int, by: User) -> Visit:
    """Another time, another length, somebody else, or several of these in one step. A reason is not asked for: the
    history keeps what was and what is, and the move can be undone. Raises Stale; RuleBroken as reschedule_visit and
    give_visit do, or when nothing would change."""
    visit = locked_visit(visit, by, version)
    if why := why_not_reschedule(visit):
        raise RuleBroken(why)
    reason = clean(reason, multiline=True)
    check_text(reason, LONGEST_REASON, at="reason")
    was, old, long = visit.goes, when_of(visit), visit.minutes
    if goes != was:
        if why := why_not_give(visit):
            raise RuleBroken(why)
        goes = going(goes, by)
        hand_to(visit, goes)
    began = (visit.on, visit.period, visit.starts_at)
    visit.on, visit.period, visit.minutes = when.on, when.period, when.minutes
    visit.starts_at, visit.ends_at = when.span(begun=began[2])
    is_later = (visit.on, visit.period, visit.starts_at) != began
    if is_later:
        visit.state, visit.travel_at = Visit.State.BOOKED, None
    elif goes == was and visit.minutes == long:
        raise RuleBroken(_("Nothing would change. Choose another time, another length, or somebody else."))
    check_there(visit, beside="hour" if is_later or goes == was else "goes")
    write(visit, *MOVED, beside="hour" if is_later or goes == was else "goes")
    facts = goes_id(visit.goes) | {"old": old, "new": when_of(visit), "minutes": [long, visit.minutes]}
    verb = "visit.moved" if is_later or goes != was else "visit.stretched"
    record_visit(verb, visit, by, note=reason, facts=facts, was=was.name, long=str(visit.minutes))
    return visit


@action(Perm.AGENDA_ACT)
def put_back(visit: Visit, place: Place, *, version: int, by: User) -> Visit:
    """A move is undone: the visit stands where it stood, also where that hour has begun by now. `version`: that of the
    visit after the move. Raises Stale when something else happened to it since; RuleBroken when whoever had it goes no
    more, or has something else at that time by now."""
    visit = locked_visit(visit, by, version)
    if why := why_not_reschedule(visit):
        raise RuleBroken(why)
    for one in fields(place):
        setattr(visit, one.name, getattr(place, one.name))
    visit = _with_goer(visit)
    write(visit, *MOVED, beside="")
    record_visit("visit.put_back", visit, by, facts=goes_id(visit.goes))
    return visit


def _with_goer(visit: Visit) -> Visit:
    """Whoever had it, if he still goes out."""
    goes: User | Position | None
    if visit.technician_id:
        goes = technicians().filter(pk=visit.technician_id).first()
    else:
        goes = positions().filter(pk=visit.position_id or 0).first()
    if goes is None:
        raise RuleBroken(_("Whoever had %(visit)s does not go out any more. Choose somebody else.") % {"visit": visit})
    hand_to(visit, goes)
    return visit
