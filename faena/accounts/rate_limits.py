"""Rate limits: how often sign-in, recovery, links, codes and passwords may be tried, and who is counted.

A wrong password never locks an account: a browser that signed in before is counted by itself, and the link in a
recovery mail always opens."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from faena.accounts.actions import TooMany, give_back, hit
from faena.accounts.actions.throttles import SIGN_INS_A_PLACE, account_key, is_counted
from faena.accounts.models import User
from faena.accounts.sessions import known_browser
from faena.lib.addresses import client_address
from faena.ui.errors import too_many

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
NO_LIMIT = 2**31 - 1
MANY = 100  # wrong passwords in an hour that one account bears before it gets strict
FACTORS_AN_HOUR = 10  # wrong codes, of a million each, after the right password
CROWD = 20  # wrong codes in an hour that one number bears before it gets strict


def throttled(view: View) -> View:
    """A view in which a limit may be reached: its reader is told when to come back."""

    @wraps(view)
    def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TooMany as limit:
            return too_many(request, limit.minutes)

    return cast(View, limited)


def count_sign_in(request: HttpRequest, email: str) -> list[str]:
    """Count an attempt before the password is looked at. Returns the keys to give back when it was right.

    Nobody can close an account to its owner: once many passwords were wrong for it, wherever they came from, each
    address has a few tries an hour. And a shop behind one address is not closed by its own people, who mistype."""
    account, address = account_key(email), address_of(request)
    if browser := known_browser(request, email):
        key = f"sign-in:browser:{browser}:{account}"
        hit(key, SIGN_INS_A_PLACE, HOUR)
        return [key]
    by_address, by_account = f"sign-in:address:{address}", f"sign-in:account:{account}"
    by_both = f"{by_account}:{address}"
    hit(by_address, 200 if is_counted(_home(address)) else 20, QUARTER)
    hit(by_both, SIGN_INS_A_PLACE, HOUR)
    if hit(by_account, NO_LIMIT, HOUR) > MANY:
        hit(f"{by_both}:crowd", 3, HOUR)
        return [by_address, by_both, by_account, f"{by_both}:crowd"]
    return [by_address, by_both, by_account]


def count_signed_in(request: HttpRequest) -> None:
    """Somebody who works here is at this address, today."""
    key = _home(address_of(request))
    if not is_counted(key):
        hit(key, NO_LIMIT, DAY)


def _home(address: str) -> str:
    return f"sign-in:home:{address}"


def forgive(keys: list[str]) -> None:
    for key in keys:
        give_back(key)


def count_recovery(request: HttpRequest) -> None:
    hit(f"recovery:address:{address_of(request)}", 10, HOUR)


def may_mail_recovery(email: str) -> bool:
    """Nobody's mailbox is flooded: some mails an hour, then silence with the same answer on the page."""
    try:
        hit(f"recovery:account:{account_key(email)}", 3, HOUR)
    except TooMany:
        return False
    return True


def count_token(request: HttpRequest) -> None:
    """A link that opens nothing: somebody may be guessing."""
    hit(f"token:address:{address_of(request)}", 20, QUARTER)


def count_code(request: HttpRequest, number: int) -> list[str]:
    """The code of a slip, before it is looked at. Returns the keys to give back when it was right.

    Nobody can close a number to its customer: once many codes were wrong for it, wherever they came from, each address
    has one try an hour at this number, and whoever has the slip needs no second one."""
    address = address_of(request)
    by_address, by_number = f"code:address:{address}", f"code:number:{number}"
    by_both = f"{by_number}:{address}"
    hit(by_address, 10, HOUR)
    crowd = hit(by_number, NO_LIMIT, HOUR)
    hit(by_both, 1 if crowd > CROWD else 10, HOUR)
    return [by_address, by_number, by_both]


def count_password(request: HttpRequest) -> str:
    """Asking the current password of somebody signed in. Returns the key to give back when it was right."""
    key = f"password:{request.user.pk}"
    hit(key, 10, HOUR)
    return key


def count_factor(request: HttpRequest, user: User) -> list[str]:
    """Count a code or passkey after the right password. Whoever has the password and guesses codes from everywhere has
    few tries an hour; a browser in which the account signed in before is counted by itself, so its owner is not kept
    out. Returns the keys to give back when it was right."""
    account = account_key(user.email)
    browser = known_browser(request, user.email)
    key = f"factor:browser:{browser}:{account}" if browser else f"factor:account:{account}"
    hit(key, FACTORS_AN_HOUR, HOUR)
    return [key]


def count_challenge(request: HttpRequest) -> None:
    """Each one begins a session: nobody fills the table with them."""
    hit(f"challenge:address:{address_of(request)}", 300, QUARTER)


def count_passkey(request: HttpRequest) -> list[str]:
    """Signing in by a passkey alone. It cannot be guessed, but each answer costs work."""
    key = f"passkey:address:{address_of(request)}"
    hit(key, 60, QUARTER)
    return [key]


def address_of(request: HttpRequest) -> str:
    return client_address(request.META, settings.TRUSTED_PROXIES)
