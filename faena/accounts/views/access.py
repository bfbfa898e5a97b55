"""Sign-in and devices: one's own page, what a Master ends or removes for somebody who lost a phone, and which roles
need a second factor."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from faena.accounts import actions
from faena.accounts.actions.factors import why_not_remove_all
from faena.accounts.confirming import confirmed
from faena.accounts.factors import APP, codes_left, factors_of, has_factor, lacks_factor
from faena.accounts.forms.factors import FactorRolesForm, initial_of
from faena.accounts.models import User
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.accounts.views.common import editable
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, pressed, see_other
from faena.ui.forms import FaenaForm

MOST_SHOWN = 50


@requires(Perm.ACCESS, before_factor=True)
@require_GET
def access(request: StaffRequest) -> HttpResponseBase:
    """Passkeys, app, recovery codes, and where one is signed in."""
    user = request.user
    factors = list(factors_of(user))
    context = {
        "is_needed": lacks_factor(user, request.company),
        "passkeys": [factor for factor in factors if factor.type != APP],
        "app": next((factor for factor in factors if factor.type == APP), None),
        "codes_left": codes_left(user) if factors else 0,
        "sessions": user.sessions.order_by("-seen_at")[:MOST_SHOWN],
        "this": request.session.session_key,
    }
    return render(request, "accounts/access.html", context)


@requires(Perm.ACCESS, before_factor=True)
@require_POST
def session_end(request: StaffRequest) -> HttpResponseBase:
    """One of one's own devices is signed out."""
    user, mark = request.user, request.POST.get("session", "")
    act, said = actions.end_session, _("The device was signed out.")
    return pressed(request, lambda: act(user, mark=mark, by=user), said=said, back=reverse("accounts:access"))


@requires(Perm.ACCESS, before_factor=True)
@require_POST
def sessions_end(request: StaffRequest) -> HttpResponseBase:
    """All of them but this one."""
    ended = actions.end_other_sessions(request.user, but=request.session.session_key or "", by=request.user)
    said = ngettext("%(number)s device was signed out.", "%(number)s devices were signed out.", ended)
    messages.success(request, said % {"number": ended})
    return see_other(reverse("accounts:access"))


@requires(Perm.USER_EDIT)
@require_POST
def user_sessions_end(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Somebody is signed out everywhere."""
    who, page = editable(request, pk), reverse("accounts:user", args=[pk])
    said = _("Signed out everywhere.")
    return pressed(request, lambda: actions.end_all_sessions(who, by=request.user), said=said, back=page)


@requires(Perm.USER_ROLE, repeatable=True)
@throttled
def user_factors_removal(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Somebody lost the phone: the password alone signs in until a new factor is set up."""
    who = editable(request, pk)
    if why := why_not_remove_all(who, request.user, has_one=has_factor(who)):
        messages.error(request, why)
        return see_other(reverse("accounts:user", args=[pk]))
    return _remove_factors(request, who)


@confirmed
def _remove_factors(request: StaffRequest, who: User) -> HttpResponseBase:
    def act(_facts: dict[str, Any]) -> str:
        actions.remove_all_factors(who, by=request.user)
        messages.success(request, _("Every second factor was removed, and every device is signed out."))
        return reverse("accounts:user", args=[who.pk])

    return form_page(request, FaenaForm(request.POST or None), "accounts/factors_removal.html", {"shown": who}, act=act)


@requires(Perm.USER_ROLE, repeatable=True)
@throttled
@confirmed
def factor_roles(request: StaffRequest) -> HttpResponseBase:
    """Which roles need a second factor."""
    company = request.company
    form = FactorRolesForm(request.POST or None, initial={**initial_of(company), "version": company.version})

    def act(facts: dict[str, Any]) -> str:
        actions.require_factor(company, roles=facts["roles"], version=facts["version"], by=request.user)
        messages.success(request, _("The settings were saved."))
        return reverse("accounts:factor_roles")

    def page() -> dict[str, Any]:
        """Who of them would have to set one up at once."""
        without = User.objects.active().exclude(pk__in=User.objects.filter(authenticator__isnull=False))
        return {"without": without.order_by("sort_name", "id")[:MOST_SHOWN]}

    return form_page(request, form, "accounts/factor_roles.html", page, act=act, saved=initial_of)
