"""A visit is moved on a page of its own, which the board sends as well."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.booking import warn_of_twice
from faena.agenda.forms import MoveForm, chosen_goer
from faena.agenda.free import hours_of
from faena.agenda.lanes import key_of
from faena.agenda.models import Visit
from faena.agenda.month import read_day
from faena.agenda.undoing import of_change
from faena.agenda.views.visits import ended, return_url, visit_of, written
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page
from faena.ui.undoing import say


@requires(Perm.AGENDA_ACT)
def move(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """Another time, another length, somebody else. `?back=day` or `week`: it was asked for on that board, and leads
    back there; `?goes=`, `?on=`: what is chosen already."""
    found = visit_of(request, visit_pk)
    if away := ended(request, found):
        return away
    form = MoveForm(request.POST or None, user=request.user, initial=_chosen(request, found))

    def act(data: dict[str, Any]) -> str:
        more = {"goes": data["goes"], "reason": data["reason"], "version": data["version"]}
        moved = actions.move_visit(found, form.when(found), **more, by=request.user)
        say(request, _("%(visit)s was moved.") % {"visit": moved}, of_change(moved, found))
        warn_of_twice(request, moved)
        return return_url(request, moved)

    return form_page(request, form, "agenda/move.html", _context(request, found, form), act=act, saved=_written)


def _context(request: StaffRequest, found: Visit, form: MoveForm) -> dict[str, Any]:
    hours = hours_of(chosen_goer(form), read_day(str(form["on"].value() or "")), but=found)
    return {"visit": found, "customer": found.customer, "back_to": return_url(request, found), "day_hours": hours}


def _written(found: Visit) -> dict[str, Any]:
    return written(found) | {"goes": key_of(found.goes)}


def _chosen(request: StaffRequest, found: Visit) -> dict[str, Any]:
    """Its place as it is, and what the address says instead."""
    asked: dict[str, Any] = {}
    if on := read_day(request.GET.get("on", "")):
        asked["on"] = on
    if goes := request.GET.get("goes", ""):
        asked["goes"] = goes
    return _written(found) | asked
