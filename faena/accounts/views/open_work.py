"""What somebody has, on their page; and it goes to another person, by itself or while they leave or change role."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from faena.accounts import actions
from faena.accounts.actions import HandedOver
from faena.accounts.confirming import asked_of, confirm
from faena.accounts.forms.people import HandOverForm, RoleForm
from faena.accounts.models import User
from faena.accounts.open_work import kinds_for, takers_of, work_of
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.accounts.views.common import editable
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.ui.answers import see_other

WAYS = ("deactivate", "role", "work")  # the dialogs of the page, by their names


def handing_of(shown: User, request: StaffRequest) -> dict[str, Any]:
    """What somebody has, as the reader may hand it over, and the forms of the dialogs in which he says to whom."""
    work = work_of(shown, request.user)
    takers = takers_of(shown, [found.kind for found in work])
    return {
        "work": work,
        "role_form": RoleForm(initial={"role": shown.role}, **asked_of(request)),
        "to": {name: HandOverForm(takers=takers, name=name, may_stay=name != "work") for name in WAYS},
    }


@requires(Perm.USER_EDIT)
@require_POST
def hand_over(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Give what somebody has to another person, whatever the first one is from now on."""
    return _press(request, pk, "work", lambda who, to: actions.hand_over_work(who, to=to, by=request.user))


@requires(Perm.USER_EDIT)
@require_POST
def deactivation(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Close the door to somebody (W25); what they have goes to another person, or stays."""
    said = _("The user is inactive, and signed out everywhere.")
    act = actions.deactivate_and_hand_over
    return _press(request, pk, "deactivate", lambda who, to: act(who, to=to, by=request.user), said)


@requires(Perm.USER_ROLE, repeatable=True)
@throttled
@require_POST
def role(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Give another role (W24), which asks who does it; what somebody cannot have in it goes to another person, or
    stays."""
    form = RoleForm(request.POST, **asked_of(request))
    if not form.is_valid() and "role" in form.errors:
        messages.error(request, _("Pick a role from the list."))
        return see_other(reverse("accounts:user", args=[editable(request, pk).pk]))

    def act(who: User, to: Any) -> HandedOver:
        confirm(request, form.cleaned_data)
        return actions.give_role_and_hand_over(who, role=form.cleaned_data["role"], to=to, by=request.user)

    return _press(request, pk, "role", act, _("The role was changed."))


def _press(
    request: StaffRequest, pk: int, way: str, act: Callable[[User, Any], HandedOver], said: str = ""
) -> HttpResponseBase:
    """Do it, and back to the page with what came of it."""
    who = editable(request, pk)
    form = HandOverForm(request.POST, takers=takers_of(who, kinds_for(request.user)), name=way, may_stay=way != "work")
    try:
        if not form.is_valid():
            raise RuleBroken(_("Choose somebody else who is active."))
        say_what_moved(request, act(who, form.cleaned_data["to"]), said)
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    return see_other(reverse("accounts:user", args=[pk]))


def say_what_moved(request: StaffRequest, result: HandedOver, said: str) -> None:
    """`said`, then how many pieces went over, and why others stayed."""
    moved = ngettext("%(number)s was handed over.", "%(number)s were handed over.", result.moved)
    parts = [said, moved % {"number": result.moved} if result.moved else ""]
    if any(parts):
        messages.success(request, " ".join(filter(None, parts)))
    if result.stayed:
        stay = ngettext("%(number)s stays: %(why)s", "%(number)s stay: %(why)s", result.stayed)
        messages.warning(request, stay % {"number": result.stayed, "why": " ".join(result.why)})
