"""Everybody who works here (W22–W28): the list, one user's page, and each thing that can be done to one."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts import actions
from faena.accounts.actions.factors import name_of
from faena.accounts.confirming import asked_of, confirm
from faena.accounts.factors import factors_of
from faena.accounts.forms.people import EditUserForm, NewUserForm, PhotoForm, initial_of
from faena.accounts.lists import USER_FIELDS, USERS, users_found
from faena.accounts.models import User
from faena.accounts.offers import offers_of
from faena.accounts.open_work import takers_of, work_of
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.accounts.views.accesses import accesses_of
from faena.accounts.views.common import editable
from faena.accounts.views.open_work import handing_of, say_what_moved
from faena.accounts.views.photos import save_photo, take_photo_away
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import EventLine, render_event
from faena.notifications.actions import if_it_leaves
from faena.ui.answers import form_page, pressed
from faena.ui.called import opens_called
from faena.ui.listing import Filters, file_form

LAST_EVENTS = 50


@requires(Perm.USER_SEE, gives_file=True)
@page_or_file
@opens_called
def users(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request, *USER_FIELDS)
    rows = users_found(request.user, filters)
    if file_form(request):
        return exported(request, USERS.file(request, rows, _("Users")), filters)
    return render(request, "accounts/users.html", {"listing": USERS.show(request, rows, filters)})


@requires(Perm.USER_CREATE)
def new_user(request: StaffRequest) -> HttpResponseBase:
    form = NewUserForm(request.POST or None, initial={"language": request.company.language, "receives_tickets": True})

    def act(facts: dict[str, Any]) -> str:
        user = actions.create_user(form.person(), role=facts["role"], by=request.user)
        said = _("%(name)s was created. The invitation is on its way.") % {"name": user.name}
        messages.success(request, if_it_leaves(said))
        return reverse("accounts:user", args=[user.pk])

    return form_page(request, form, "accounts/user_form.html", {"editing": None}, act=act)


@requires(Perm.USER_SEE)
@require_GET
def user(request: StaffRequest, pk: int) -> HttpResponseBase:
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    factors = [name_of(factor) for factor in factors_of(shown)]
    offers = offers_of(shown, request.user, has_factor=bool(factors))
    context = {
        "shown": shown,
        "offers": offers,
        "factors": factors,
        **(handing_of(shown, request) if offers.can("work") else {"work": []}),
        **_beside(shown),
        **accesses_of(shown, request.user),
    }
    return render(request, "accounts/user.html", context)


def _beside(shown: User) -> dict[str, Any]:
    """What the page says of somebody, whoever reads it."""
    return {
        "positions": shown.positions.all(),
        "language_name": dict(settings.LANGUAGES)[shown.language],
        "history": _last_events(shown),
        "photo_form": PhotoForm(),
        "invitation": shown.invitations.filter(used_at=None).order_by("-id").first(),
    }


def _last_events(shown: User) -> list[EventLine]:
    events = Event.objects.about(shown.as_ref).select_related("author").reverse()[:LAST_EVENTS]
    return [render_event(event) for event in events]


@requires(Perm.USER_EDIT, repeatable=True)
@throttled
def edit_user(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What somebody has is shown with it: it goes to another person where a position is taken away, or stays. Who
    changes the e-mail proves to be there."""
    edited, written = editable(request, pk), partial(initial_of, country=request.company.country)
    work = work_of(edited, request.user)
    takers = takers_of(edited, [found.kind for found in work])
    form = EditUserForm(request.POST or None, initial=written(edited), takers=takers, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        if facts["email"].lower() != edited.email:
            confirm(request, facts)
        to, version = facts.get("to"), facts["version"]
        result = actions.edit_and_hand_over(edited, form.person(), to=to, version=version, by=request.user)
        say_what_moved(request, result, _("The changes were saved."))
        return reverse("accounts:user", args=[pk])

    page = {"editing": edited, "work": work}
    return form_page(request, form, "accounts/user_form.html", page, act=act, saved=written)


@requires(Perm.USER_EDIT)
@require_POST
def activation(request: StaffRequest, pk: int) -> HttpResponseBase:
    return _do(request, pk, lambda who: actions.activate_user(who, by=request.user), _("The user is active again."))


@requires(Perm.USER_EDIT)
@require_POST
def limits(request: StaffRequest, pk: int) -> HttpResponseBase:
    done = _("The limit is lifted: whoever knows the password signs in at once.")
    return _do(request, pk, lambda who: actions.lift_limits(who, by=request.user), done)


@requires(Perm.USER_EDIT)
@require_POST
def invite(request: StaffRequest, pk: int) -> HttpResponseBase:
    done = if_it_leaves(_("A new invitation is on its way. The earlier link no longer works."))
    return _do(request, pk, lambda who: actions.invite(who, by=request.user), done)


@requires(Perm.USER_DELETE)
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponseBase:
    who, page = editable(request, pk), reverse("accounts:user", args=[pk])
    said, after = _("The user was deleted."), reverse("accounts:users")
    return pressed(request, lambda: actions.delete_user(who, by=request.user), said=said, back=page, after=after)


@requires(Perm.USER_EDIT)
@require_POST
def change_photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    return save_photo(request, editable(request, pk), reverse("accounts:user", args=[pk]))


@requires(Perm.USER_EDIT)
@require_POST
def remove_photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    return take_photo_away(request, editable(request, pk), reverse("accounts:user", args=[pk]))


def _do(request: StaffRequest, pk: int, act: Any, done: str) -> HttpResponseBase:
    """One press of a button on a user's page, and back to it with what came of it."""
    who = editable(request, pk)
    return pressed(request, lambda: act(who), said=done, back=reverse("accounts:user", args=[pk]))
