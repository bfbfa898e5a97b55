"""The routes of the agenda, and what a call sends of days, hours and who goes."""

from datetime import date, time
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import AfterValidator

from faena.accounts.models import Position, User
from faena.agenda.actions.booking import positions, technicians
from faena.agenda.month import read_day
from faena.gate.grants import Perm, Scope, scope
from faena.lib.errors import RuleBroken
from faena.rest.routes import Routes, named
from faena.rest.values import In, Key
from faena.ui.problems import Problem

routes = Routes("agenda")


def _of_the_wall(hour: time) -> time:
    if hour.tzinfo is not None:
        raise ValueError("An hour of the company's own clock, without a zone: 16:30.")
    return hour


WallHour = Annotated[time, AfterValidator(_of_the_wall)]


class VisitGoesIn(In):
    """One of the two: a technician, or a position whose members take it."""

    technician_id: Key | None = None
    position_id: Key | None = None


def goer(user: User, sent: VisitGoesIn, at: str = "goes") -> User | Position:
    """Who goes, of those whom the form of the page offers: a technician decides only for himself and for positions.
    Raises RuleBroken."""
    if (sent.technician_id is None) is (sent.position_id is None):
        raise RuleBroken(_("Pick one from the list."), at, "required")
    found: User | Position
    if sent.technician_id is not None:
        found = named(own_technicians(user), sent.technician_id, f"{at}.technician_id")
    else:
        found = named(positions(), sent.position_id, f"{at}.position_id")
    return found


def own_technicians(user: User) -> QuerySet[User]:
    """Those for whom this user may write something down."""
    people = technicians()
    return people.filter(pk=user.pk) if scope(user, Perm.AGENDA_ACT) is Scope.OWN else people


def day_asked(request: HttpRequest, name: str, usual: date) -> date:
    """Raises Problem for what is no day."""
    if not (told := request.GET.get(name)):
        return usual
    if (day := read_day(told)) is None:
        raise wrong(name, "A day: 2026-11-22.")
    return day


def key_asked(request: HttpRequest, name: str) -> int | None:
    """Raises Problem for what is no key."""
    if not (told := request.GET.get(name)):
        return None
    if not (told.isascii() and told.isdecimal() and len(told) < 19):
        raise wrong(name, "The key of a row, a whole number.")
    return int(told)


def wrong(parameter: str, detail: str) -> Problem:
    return Problem(422, "invalid", errors=[{"parameter": parameter, "detail": detail}])
