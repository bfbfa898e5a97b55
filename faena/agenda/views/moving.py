"""A visit is moved on a page of its own, which the board sends as well; and a move is undone by one press."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.booking import warn_of_twice
from faena.agenda.forms import MoveForm, UndoForm, chosen_goer
from faena.agenda.free import hours_of
from faena.agenda.lanes import key_of
from faena.agenda.models import Visit
from faena.agenda.month import read_day
from faena.agenda.undoing import undo_of, with_undo
from faena.agenda.views.visits import BOARDS, ended, return_url, visit_of, written
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, pressed, see_other


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
        before = actions.Place.of(found)
        moved = actions.move_visit(found, form.when(found), **more, by=request.user)
        warn_of_twice(request, moved)
        return with_undo(return_url(request, moved), moved, before, request)

    return form_page(request, form, "agenda/move.html", _context(request, found, form), act=act, saved=_written)


@requires(Perm.AGENDA_ACT)
@require_POST
def undo(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """The visit goes back to where it stood before the move that its page names."""
    form = UndoForm(request.POST)
    kept = undo_of(request, form.cleaned_data["undo"]) if form.is_valid() else None
    found = get_object_or_404(Visit.objects.visible_to(request.user).shown(), pk=visit_pk)
    if kept is None or kept.visit_pk != found.pk:
        messages.error(request, _("This move cannot be undone any more. Move the visit again."))
        return see_other(return_url(request, found))
    board = BOARDS.get(request.GET.get("back", ""))
    back = reverse(board, args=[kept.place.on.isoformat()]) if board else found.as_ref.url
    return pressed(
        request,
        lambda: actions.put_back(found, kept.place, version=kept.version, by=request.user),
        said=_("%(visit)s is where it was.") % {"visit": found},
        back=back,
    )


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
