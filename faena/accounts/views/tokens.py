"""Tokens of the API: one's own, made after the password, shown once; and those of everybody for a Master."""

import re
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts import actions
from faena.accounts.confirming import asked_of, confirm
from faena.accounts.forms.tokens import TokenForm
from faena.accounts.models import Token
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.lib.sealing import seal, unseal
from faena.ui.answers import form_page, pressed, see_other

KEPT, PURPOSE = "token_made", "token of the API"  # in the session of whoever made it, sealed, until it was shown
MOST_SHOWN = 100
KEY = re.compile(r"[0-9]{1,18}")


@requires(Perm.ACCESS)
@require_GET
def tokens(request: StaffRequest) -> HttpResponseBase:
    """One's own, those that work first."""
    mine = Token.objects.visible_to(request.user).filter(user=request.user)
    return render(request, "accounts/tokens.html", {"tokens": _shown(mine), "is_own": True})


@requires(Perm.USER_ROLE)
@require_GET
def all_tokens(request: StaffRequest) -> HttpResponseBase:
    """Those of everybody that still work."""
    living = Token.objects.visible_to(request.user).living()
    return render(request, "accounts/tokens.html", {"tokens": _shown(living), "is_own": False})


@requires(Perm.ACCESS, repeatable=True)
@throttled
def new_token(request: StaffRequest) -> HttpResponseBase:
    """What a token may can be as serious as what its owner may, so the password is asked."""
    form = TokenForm(request.POST or None, user=request.user, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        _token, text = actions.make_token(**form.facts(), by=request.user)
        request.session[KEPT] = seal(text, purpose=PURPOSE)
        return reverse("accounts:token_made")

    return form_page(request, form, "accounts/new_token.html", {}, act=act)


@requires(Perm.ACCESS)
@require_GET
def made(request: StaffRequest) -> HttpResponseBase:
    """Shown to whoever made it, once."""
    text = unseal(request.session.pop(KEPT, ""), purpose=PURPOSE)
    if text is None:
        return see_other(reverse("accounts:tokens"))
    return render(request, "accounts/token_made.html", {"text": text})


@requires(Perm.ACCESS)
@require_POST
def revoke(request: StaffRequest) -> HttpResponseBase:
    """One of one's own, or of anybody for whoever gives roles."""
    key = request.POST.get("token", "")
    token = Token.objects.visible_to(request.user).filter(pk=key).first() if KEY.fullmatch(key) else None
    is_own = token is None or token.user_id == request.user.pk

    def act() -> None:
        if token is None:
            raise RuleBroken(actions.ENDED)
        actions.revoke_token(token, by=request.user)

    said = _("The token was revoked. It opens nothing any more.")
    return pressed(request, act, said=said, back=reverse("accounts:tokens" if is_own else "accounts:all_tokens"))


def _shown(rows: QuerySet[Token]) -> list[Token]:
    return list(rows.select_related("user").order_by(F("revoked_at").asc(nulls_first=True), "-id")[:MOST_SHOWN])
