"""Signing in with a second factor or by a passkey alone, and one's own factors: added, removed, recovery codes."""

import time
from typing import Any

import segno
from allauth.account.internal.decorators import login_stage_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts import actions, passkeys
from faena.accounts.actions.factors import name_of
from faena.accounts.confirming import confirmed
from faena.accounts.factors import codes_left, factors_of, has_passkey
from faena.accounts.forms.factors import AppForm, FactorForm, NewPasskeyForm, PasskeySignInForm
from faena.accounts.models import User
from faena.accounts.rate_limits import (
    count_challenge,
    count_factor,
    count_passkey,
    forgive,
    throttled,
)
from faena.accounts.requests import StaffRequest
from faena.accounts.sessions import KEEP, PROVED, is_fresh
from faena.accounts.views.entrance import entered
from faena.gate.doors import public, requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.lib.sealing import seal, unseal
from faena.ui.answers import form_page, see_other
from faena.ui.forms import FaenaForm

KEPT, PURPOSE = "recovery_codes", "recovery codes"  # in the session of whoever made them, sealed
NEW_SECRET = "authenticator app"  # noqa: S105  # the purpose for which a secret is sealed in the form that confirms it
SHOWN = 10 * 60
SIGNING_IN = 15 * 60  # seconds for which a session lives in which nobody is signed in yet


# --- signing in -----------------------------------------------------------------------------------------------


@public
@throttled
@require_POST
def challenge(request: HttpRequest) -> HttpResponseBase:
    """What the browser is asked before a passkey answers: at the sign-in page, after the password, before something
    serious."""
    count_challenge(request)
    if not request.user.is_authenticated and not request.session.keys():
        request.session.set_expiry(SIGNING_IN)
    return JsonResponse(dict(passkeys.challenge()))


@public
@throttled
@require_POST
def passkey(request: HttpRequest) -> HttpResponseBase:
    """Sign in by a passkey alone. Whatever is wrong with it reads the same."""
    if request.user.is_authenticated:
        return redirect("home:home")
    form = PasskeySignInForm(request.POST, passkey=reverse("accounts:passkey_challenge"))
    try:
        used = _signing_in(request, form)
    except RuleBroken as broken:
        actions.refuse_sign_in("")
        messages.error(request, broken.sentence)
        return see_other(reverse("account_login"))
    request.session[KEEP] = form.cleaned_data["remember"]
    login = Login(user=used.user, redirect_url=get_next_redirect_url(request))
    return entered(request, perform_passwordless_login(request, used, login).url)


def _signing_in(request: HttpRequest, form: PasskeySignInForm) -> Authenticator:
    """The passkey that opens the account of somebody active. Raises RuleBroken with one sentence for all the rest."""
    counted = count_passkey(request)
    if not form.is_valid() or not (credential := form.cleaned_data["credential"]):
        raise RuleBroken(passkeys.NOT_RIGHT)
    used = passkeys.passkey_of(passkeys.user_of(credential), credential)
    if not used.user.is_active:
        raise RuleBroken(passkeys.NOT_RIGHT)
    forgive(counted)
    return used


@public
@throttled
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def factor(request: HttpRequest) -> HttpResponseBase:
    """After the right password of somebody who has a second factor."""
    stage = request._login_stage  # type: ignore[attr-defined]  # the library's
    user = stage.login.user
    if not user.is_active or request.session.get(PROVED) != user.get_session_auth_hash():
        stage.abort()
        return see_other(reverse("account_login"))
    form = FactorForm(request.POST or None, passkey=reverse("accounts:passkey_challenge") if has_passkey(user) else "")

    def act(facts: dict[str, Any]) -> str:
        post_authentication(request, _used_by(request, user, facts))
        return str(stage.exit().url)

    return _in_or_refused(request, user, form_page(request, form, "accounts/factor.html", {}, act=act))


def _in_or_refused(request: HttpRequest, user: User, answer: HttpResponseBase) -> HttpResponseBase:
    """A factor that was right opens the account; one that was wrong is a refused sign-in."""
    if request.user.is_authenticated:
        return entered(request, answer.headers["Location"])
    if request.method == "POST":
        actions.refuse_sign_in(user.email)
    return answer


def _used_by(request: HttpRequest, user: User, facts: dict[str, Any]) -> Authenticator:
    """The factor that was right. Raises RuleBroken beside what was wrong, TooMany after some."""
    counted = count_factor(request, user)
    if facts.get("credential"):
        used = passkeys.passkey_of(user, facts["credential"])
    else:
        used = actions.use_code(user, code=facts["code"])
    forgive(counted)
    return used


# --- one's own ------------------------------------------------------------------------------------------------


@requires(Perm.ACCESS, repeatable=True, before_factor=True)
@throttled
@confirmed
def new_passkey(request: StaffRequest) -> HttpResponseBase:
    """The browser makes a passkey; its public part is kept here."""
    form = NewPasskeyForm(request.POST or None, passkey=reverse("accounts:new_passkey_challenge"))

    def act(facts: dict[str, Any]) -> str:
        passkeys.check_new(facts["credential"])
        codes = actions.add_passkey(request.user, **facts, by=request.user)
        return _added(request, codes, _("The passkey was added: you can sign in with it alone."))

    return form_page(request, form, "accounts/passkey.html", {}, act=act)


@requires(Perm.ACCESS, repeatable=True, before_factor=True)
@throttled
@require_POST
def new_passkey_challenge(request: StaffRequest) -> HttpResponseBase:
    """What the browser is asked so that it makes one; 409 where its page has to ask first who is there."""
    if not is_fresh(request):
        return JsonResponse({}, status=409)
    count_challenge(request)
    return JsonResponse(dict(passkeys.challenge_to_add(request.user)))


@requires(Perm.ACCESS, repeatable=True, before_factor=True)
@throttled
@confirmed
def app(request: StaffRequest) -> HttpResponseBase:
    """An authenticator app scans the secret and shows with a code that it has it."""
    purpose = f"{NEW_SECRET} {request.user.pk}"
    secret = unseal(request.POST.get("secret", "")[:400], purpose=purpose) or generate_totp_secret()
    form = AppForm(request.POST or None, initial={"secret": seal(secret, purpose=purpose)})

    def act(facts: dict[str, Any]) -> str:
        codes = actions.add_app(request.user, secret=secret, code=facts["code"], by=request.user)
        return _added(request, codes, _("The authenticator app was set up."))

    def page() -> dict[str, Any]:
        address = get_adapter().build_totp_url(request.user, secret)
        drawn = segno.make(address, error="m").svg_data_uri(border=3, light="#fff", scale=4)
        return {"qr": drawn, "typed": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}

    return form_page(request, form, "accounts/app.html", page, act=act)


@requires(Perm.ACCESS, repeatable=True)
@throttled
@confirmed
def removal(request: StaffRequest) -> HttpResponseBase:
    """`?factor=7`: a passkey or the app opens nothing any more."""
    key = request.GET.get("factor", "")
    removed = get_object_or_404(factors_of(request.user), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    form = FaenaForm(request.POST or None)

    def act(_facts: dict[str, Any]) -> str:
        actions.remove_factor(request.user, factor=removed, by=request.user)
        messages.success(request, _("It was removed."))
        return reverse("accounts:access")

    page = {"called": name_of(removed), "is_last": factors_of(request.user).count() == 1}
    return form_page(request, form, "accounts/factor_removal.html", page, act=act)


@requires(Perm.ACCESS, repeatable=True)
@throttled
@confirmed
def recovery_codes(request: StaffRequest) -> HttpResponseBase:
    """Make new ones, and show them to whoever made them for some minutes."""
    if request.method == "POST":
        try:
            _keep(request, actions.renew_codes(request.user, by=request.user))
        except RuleBroken as broken:
            messages.error(request, broken.sentence)
            return see_other(reverse("accounts:access"))
        return see_other(reverse("accounts:recovery_codes"))
    page = {"codes": _just_made(request), "left": codes_left(request.user)}
    return render(request, "accounts/recovery_codes.html", page)


def _added(request: StaffRequest, codes: list[str], said: str) -> str:
    messages.success(request, said)
    if not codes:
        return reverse("accounts:access")
    _keep(request, codes)
    return reverse("accounts:recovery_codes")


def _keep(request: StaffRequest, codes: list[str]) -> None:
    """To be shown for SHOWN seconds, as people read them."""
    shown = " ".join(f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}" for code in codes)
    request.session[KEPT] = [int(time.time()), seal(shown, purpose=PURPOSE)]


def _just_made(request: StaffRequest) -> list[str]:
    """[] once the minutes are over."""
    made_at, sealed = request.session.get(KEPT, (0, ""))
    is_over = not 0 <= time.time() - made_at < SHOWN
    return [] if is_over else (unseal(sealed, purpose=PURPOSE) or "").split()
