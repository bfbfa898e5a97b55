"""How long a session lives (W4), when its owner last proved to be there, and the mark by which a browser is known at
the sign-in page."""

import secrets
import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from faena.accounts.actions.access import signed_in
from faena.accounts.actions.throttles import account_key
from faena.accounts.browsers import browser_name
from faena.accounts.middleware import DEVICE, ENDS_AT, KEPT, LAST_END, SPAN
from faena.accounts.models import User
from faena.company.models import Company
from faena.lib.addresses import client_address

KNOWN_DAYS: Final = 180
KNOWN_ACCOUNTS: Final = 8
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
# In the session of somebody who signs in, until it is done: "keep me signed in", and what the password was then.
KEEP: Final = "keep"
PROVED: Final = "proved"
CONFIRMED_AT: Final = "confirmed_at"  # in the session, seconds since 1970
FRESH: Final = 10 * 60  # seconds
_SALT: Final = "faena.accounts.known"


def begin(request: HttpRequest, *, keep: bool) -> None:
    """Give the fresh session its end, which use moves on (SessionEnd) up to the last one, and say which device it is.
    Not kept, it ends with the browser too."""
    if isinstance(request.user, User):
        signed_in(request.user)
    company, now = Company.the(), timezone.now()
    span = timedelta(days=company.remember_days) if keep else timedelta(hours=company.session_hours)
    longest = timedelta(days=settings.KEPT_SESSION_DAYS if keep else settings.SESSION_DAYS)
    ends_at = min(now + span, now + longest)
    request.session[ENDS_AT] = ends_at.timestamp()
    request.session[LAST_END] = (now + longest).timestamp()
    request.session[SPAN], request.session[KEPT] = span.total_seconds(), keep
    request.session.set_expiry(ends_at if keep else 0)
    browser, address = device_of(request)
    request.session[DEVICE] = {"browser": browser, "address": address, "began_at": now.timestamp()}
    mark_confirmed(request)


def device_of(request: HttpRequest) -> tuple[str, str]:
    """What the browser says it is ("" where it says nothing), and the address from which it comes."""
    browser = browser_name(request.headers.get("User-Agent", ""))
    return browser, client_address(request.META, settings.TRUSTED_PROXIES)


def sign_in(request: HttpRequest, user: User, *, keep: bool = False) -> None:
    """Somebody who just proved who they are without the sign-in page: by an invitation, by setting Faena up."""
    login(request, user, backend=BACKEND)
    begin(request, keep=keep)


def mark_confirmed(request: HttpRequest) -> None:
    """Password, passkey or code were right just now: what is serious asks for neither for ten minutes."""
    request.session[CONFIRMED_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    return bool(0 <= time.time() - request.session.get(CONFIRMED_AT, 0) < FRESH)


def known_browser(request: HttpRequest, email: str) -> str:
    """The mark of a browser in which this account signed in before; "" for any other."""
    mark, accounts = _read(request)
    return mark if account_key(email) in accounts else ""


def remember_browser(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """From now on this browser is known for this account: a stranger's wrong passwords do not keep its user out."""
    mark, accounts = _read(request)
    account = account_key(email)
    accounts = [*(one for one in accounts if one != account), account][-KNOWN_ACCOUNTS:]
    response.set_cookie(
        cookie_name(),
        signing.dumps([mark or secrets.token_hex(8), *accounts], salt=_SALT),
        max_age=KNOWN_DAYS * 24 * 3600,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    return "__Host-known" if settings.HTTPS else "known"


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        mark, *accounts = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=timedelta(days=KNOWN_DAYS)
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return mark, accounts
