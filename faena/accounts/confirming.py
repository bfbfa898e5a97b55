"""Before something serious: that whoever is signed in is really there, by the password or a passkey. Good for ten
minutes in that session, and signing in counts too (sessions.is_fresh).

A form in which people write carries the password field itself (ui.forms.ConfirmForm, `asked_of`, `confirm`); a page
where nothing is lost asks first (`confirmed`)."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.factors import has_passkey
from faena.accounts.passkeys import passkey_of
from faena.accounts.rate_limits import count_password, forgive
from faena.accounts.sessions import is_fresh, mark_confirmed
from faena.lib.errors import RuleBroken
from faena.lib.routes import url
from faena.ui.answers import form_page
from faena.ui.forms import ConfirmForm

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def asked_of(request: HttpRequest) -> dict[str, Any]:
    """What a ConfirmForm asks here: nothing while it is fresh, else the password, or a passkey where there is one."""
    if is_fresh(request):
        return {"fresh": True}
    return {"passkey": url("accounts:passkey_challenge") if has_passkey(request.user) else ""}


def confirm(request: Any, said: Mapping[str, Any]) -> None:
    """`said`: what the fields of a ConfirmForm hold. Behind a repeatable view, so that a wrong password stays counted.
    Raises RuleBroken beside `current` or `credential`, TooMany after ten."""
    if is_fresh(request):
        return
    if not (said.get("current") or said.get("credential")):
        raise RuleBroken(_("Type your password once more."), "current", "required")
    counted = count_password(request)
    if said.get("credential"):
        passkey_of(request.user, said["credential"]).record_usage()
    elif not request.user.check_password(said["current"]):
        raise RuleBroken(_("This is not your password. Type it again."), "current")
    forgive([counted])
    mark_confirmed(request)


def confirmed(view: View) -> View:
    """A page that asks first who is there, then shows itself."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        form = ConfirmForm(request.POST or None, **asked_of(request))

        def act(facts: dict[str, Any]) -> str:
            confirm(request, facts)
            return request.get_full_path()

        return form_page(request, form, "accounts/confirmation.html", {}, act=act)

    return cast(View, asked_first)
