"""One visit: everything about it, and what happens to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.locks import why_ended
from faena.agenda.actions.travel import why_not_arrive
from faena.agenda.booking import warn_of_twice
from faena.agenda.forms import DoneForm, GiveForm, ReasonForm, RescheduleForm, SwapForm, chosen_goer
from faena.agenda.free import hours_of
from faena.agenda.lanes import key_of
from faena.agenda.models import Visit
from faena.agenda.month import read_day
from faena.agenda.offers import offers_of
from faena.agenda.undoing import of_change
from faena.agenda.views.proof import proof_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.ui.answers import form_page, pressed, see_other
from faena.ui.undoing import Undo, say

BOARDS = {"day": "agenda:day", "week": "agenda:week"}
MOST_LINES = 50  # entries of the history


@requires(Perm.AGENDA_SEE)
@require_GET
def visit(request: StaffRequest, visit_pk: int) -> HttpResponse:
    """Everything about one visit, what can be done with it, and what happened to it."""
    found = visit_of(request, visit_pk, Perm.AGENDA_SEE)
    events = Event.objects.about(found.as_ref).select_related("author").order_by("-id")[:MOST_LINES]
    context = {
        "visit": found,
        "customer": found.customer,
        "history": [render_event(event) for event in events],
        "offers": offers_of(found, request.user),
        **proof_of(found, request.user),
    }
    return render(request, "agenda/visit.html", context)


@requires(Perm.AGENDA_ACT)
def reschedule(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """The same visit at another time."""
    found = visit_of(request, visit_pk)
    if away := ended(request, found):
        return away
    form = RescheduleForm(request.POST or None, initial=written(found) | _asked_day(request))

    def act(data: dict[str, Any]) -> str:
        facts = {"reason": data["reason"], "version": data["version"]}
        moved = actions.reschedule_visit(found, form.when(found), **facts, by=request.user)
        say(request, _("%(visit)s was moved.") % {"visit": moved}, of_change(moved, found))
        warn_of_twice(request, moved)
        return moved.as_ref.url

    page = _context(found) | _hours_around(found, form)
    return form_page(request, form, "agenda/reschedule.html", page, act=act, saved=written)


@requires(Perm.AGENDA_ACT)
def give(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """Somebody else goes."""
    found = visit_of(request, visit_pk)
    if away := ended(request, found):
        return away
    initial = {"version": found.version, "goes": request.GET.get("goes", "")}
    form = GiveForm(request.POST or None, visit=found, user=request.user, initial=initial)

    def act(data: dict[str, Any]) -> str:
        given = actions.give_visit(found, **data, by=request.user)
        sentence = _("%(name)s has %(visit)s.") % {"name": given.goes.name, "visit": given}
        say(request, sentence, of_change(given, found))
        return given.as_ref.url

    saved = lambda row: {"goes": key_of(row.goes)}  # noqa: E731  # one word would say no more
    page = _context(found) | {"day_hours": hours_of(chosen_goer(form), found.on)}
    return form_page(request, form, "agenda/give.html", page, act=act, saved=saved)


@requires(Perm.AGENDA_ACT)
def swap(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """Two technicians exchange two visits of a day (M30)."""
    found = visit_of(request, visit_pk)
    if away := ended(request, found):
        return away
    initial = {"version": found.version, "other": request.GET.get("other", "")}
    form = SwapForm(request.POST or None, visit=found, initial=initial)

    def act(data: dict[str, Any]) -> str:
        one, other = actions.swap_visits(found, **data, by=request.user)
        said = _("%(name)s has %(visit)s, %(other_name)s has %(other)s.")
        names = {"name": one.goes.name, "visit": one, "other_name": other.goes.name, "other": other}
        messages.success(request, said % names)
        return return_url(request, one)

    page = _context(found, return_url(request, found))
    return form_page(request, form, "agenda/swap.html", page, act=act)


@requires(Perm.AGENDA_ACT)
def cancellation(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """Nobody goes."""
    said = _("%(visit)s is cancelled.")
    return _end(request, visit_pk, ReasonForm, actions.cancel_visit, said, "agenda/cancel.html")


@requires(Perm.AGENDA_ACT)
def completion(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """It is done, with what shows it (M30)."""

    def finish(found: Visit, note: str, by: User, **proof: Any) -> Visit:
        return actions.finish(found, note=note, proof=actions.VisitProof(**proof), by=by)

    return _end(request, visit_pk, DoneForm, finish, _("%(visit)s is done."), "agenda/done.html")


@requires(Perm.AGENDA_ACT)
def failure(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """It could not be done."""
    said = _("%(visit)s has failed.")
    return _end(request, visit_pk, ReasonForm, actions.fail, said, "agenda/failed.html")


@requires(Perm.AGENDA_ACT)
@require_POST
def take(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """A technician takes it from his position."""
    return _press(request, visit_pk, actions.take_visit, _("You have %(visit)s."), can_undo=True)


@requires(Perm.AGENDA_ACT)
@require_POST
def travel(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """He leaves for it."""
    return _press(request, visit_pk, actions.start_travel, _("On the way to %(visit)s."))


@requires(Perm.AGENDA_ACT)
def arrival(request: StaffRequest, visit_pk: int) -> HttpResponseBase:
    """He is there. A visit of another day asks first (M30)."""
    if request.method == "POST":
        arrive = partial(actions.arrive, any_day="any_day" in request.POST)
        return _press(request, visit_pk, arrive, _("Arrived for %(visit)s."))
    found = visit_of(request, visit_pk)
    if why := why_ended(found) or why_not_arrive(found):
        messages.error(request, why)
        return see_other(found.as_ref.url)
    page = _context(found, return_url(request, found)) | {
        "today": timezone.localdate(),
        "offers": offers_of(found, request.user),
    }
    return render(request, "agenda/another_day.html", page)


def _press(
    request: StaffRequest, pk: int, act: Callable[..., Visit], said: str, *, can_undo: bool = False
) -> HttpResponseBase:
    """A step on the way; whoever pressed it on his day goes back there."""
    found = visit_of(request, pk)
    back, said = return_url(request, found), said % {"visit": found}

    def undone(now: Visit) -> Undo | None:
        return of_change(now, found) if can_undo and now.version != found.version else None

    return pressed(request, lambda: act(found, by=request.user), said=said, back=back, undo=undone)


def _end(
    request: StaffRequest, pk: int, form_class: Any, end: Callable[..., Visit], said: str, template: str
) -> HttpResponseBase:
    found = visit_of(request, pk)
    if away := ended(request, found):
        return away
    form = form_class(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        end(found, **data, by=request.user)
        messages.success(request, said % {"visit": found})
        return return_url(request, found)

    return form_page(request, form, template, _context(found, return_url(request, found)), act=act)


def _context(found: Visit, back: str = "") -> dict[str, Any]:
    return {"visit": found, "customer": found.customer, "back_to": back or found.as_ref.url}


def return_url(request: StaffRequest, found: Visit) -> str:
    """`?back=mine`: the technician's day; `day` or `week`: that board, on the day of the visit; else the visit."""
    back = request.GET.get("back", "")
    if back in BOARDS:
        return reverse(BOARDS[back], args=[found.on.isoformat()])
    return reverse("agenda:mine") if back == "mine" else found.as_ref.url


def ended(request: StaffRequest, found: Visit) -> HttpResponseBase | None:
    """A form that could only be refused is not shown; what was typed already is the action's to refuse."""
    if request.method == "POST" or not (why := why_ended(found)):
        return None
    messages.error(request, why)
    return see_other(found.as_ref.url)


def _hours_around(found: Visit, form: RescheduleForm) -> dict[str, Any]:
    """The technician's hours on the day that stands in the form, without this visit."""
    return {"day_hours": hours_of(found.technician, read_day(str(form["on"].value() or "")), but=found)}


def _asked_day(request: StaffRequest) -> dict[str, Any]:
    """`?on=`: the day about whose hours the form asks."""
    on = read_day(request.GET.get("on", ""))
    return {"on": on} if on else {}


def written(found: Visit) -> dict[str, Any]:
    """Its time as it is written down, for the form."""
    hour = timezone.localtime(found.starts_at).time() if found.starts_at else None
    return {
        "on": found.on,
        "period": found.period,
        "hour": hour,
        "minutes": found.minutes,
        "version": found.version,
    }


def visit_of(request: StaffRequest, pk: int, perm: Perm = Perm.AGENDA_ACT) -> Visit:
    """For a form that was filled in it is enough to see it: if somebody else has it by now, the action says so and what
    was typed stays."""
    perm = Perm.AGENDA_SEE if request.method == "POST" else perm
    return get_object_or_404(Visit.objects.visible_to(request.user, perm).shown(), pk=pk)
