"""The first steps: an invited person sets a password; a fresh installation gets its company and its Master."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.accounts.actions import accept_invitation, set_up
from faena.accounts.forms.entrance import InvitationForm, SetUpForm, shop_to_begin_with
from faena.accounts.models import Invitation, User
from faena.accounts.rate_limits import count_token, throttled
from faena.accounts.sessions import remember_browser, sign_in
from faena.accounts.tokens import opens_setup
from faena.accounts.views.languages import keep_choice
from faena.company.requests import ShopRequest
from faena.gate.doors import by_link
from faena.lib.errors import RuleBroken
from faena.ui.answers import see_other


@by_link
@throttled
def invitation(request: ShopRequest, token: str) -> HttpResponseBase:
    """W27: looking spends nothing; setting the password does."""
    invited = Invitation.by_token(token)
    if invited is None:
        return _dead_link(request)
    form = InvitationForm(request.POST or None, owner=invited.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(token, password=form.cleaned_data["password"])
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            return _first_steps(request, user)
    context = {"form": form, "invited": invited.user}
    return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)


@by_link
@throttled
def setup(request: ShopRequest, token: str) -> HttpResponseBase:
    """Only while there is no Master: whoever holds the link that the server printed becomes the first."""
    if not opens_setup(token):
        return _dead_link(request)
    form = SetUpForm(request.POST or None, initial=shop_to_begin_with(request.company, request.GET))
    if request.method == "POST" and form.is_valid() and not form.goes:
        facts = form.cleaned_data
        try:
            own = {name: facts[name] for name in ("name", "email", "password")}
            user = set_up(form.shop(), **own, language=request.LANGUAGE_CODE)
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            return _first_steps(request, user)
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.is_bound and form.errors else 200)


def _first_steps(request: ShopRequest, user: User) -> HttpResponseBase:
    sign_in(request, user)
    messages.success(request, _("Welcome, %(name)s.") % {"name": user.first_name})
    answer = see_other(reverse("home:home"))
    remember_browser(request, answer, user.email)
    keep_choice(request, answer)
    return answer


def _dead_link(request: ShopRequest) -> HttpResponseBase:
    """Used, expired, withdrawn or never made: one answer."""
    count_token(request)
    return render(request, "accounts/dead_link.html", status=410)
