"""Sessions end some time after they were last used (W4), people read in their own language, and whoever needs a second
factor sets one up first."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from faena.accounts.factors import lacks_factor
from faena.gate.doors import door_of
from faena.lib.addresses import client_address
from faena.ui.answers import see_other

ENDS_AT: Final = "ends_at"
SPAN: Final = "span"
LAST_END: Final = "last_end"
KEPT: Final = "kept"
DEVICE: Final = "device"  # browser, address and began_at, which the row of the session shows
CLOCKS_DIFFER: Final = 24 * 3600  # seconds by which a clock may be put back
PARTS: Final = 60  # an end is moved when this part of its span has passed: every 12 minutes of 12 hours
SEEN_EVERY: Final = 15 * 60  # seconds, after which a session that is used says so in any case


class SessionEnd:
    """`ends_at` in the session (seconds since 1970) was set at sign-in; after it the session is over. Whatever a person
    does moves it on to `span` seconds from now, never beyond `last_end`. What a page asks for by itself (X-By-Itself,
    ui/scripts/quiet.js) moves nothing: a page that is left open keeps nobody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = get_user(request)  # itself, not what would look for it at each question
        if request.user.is_authenticated:
            ends_at = request.session.get(ENDS_AT)
            now = timezone.now().timestamp()
            if ends_at is None or now > ends_at or self._is_of_a_wrong_clock(request, now, ends_at):
                logout(request)
            elif "X-By-Itself" not in request.headers:
                self._move_on(request, now, ends_at)
        return self.get_response(request)

    def _is_of_a_wrong_clock(self, request: HttpRequest, now: float, ends_at: float) -> bool:
        """It would live for years. An hour or a day by which a clock is put back ends nobody's session."""
        return SPAN in request.session and ends_at - now > request.session[SPAN] + CLOCKS_DIFFER

    def _move_on(self, request: HttpRequest, now: float, ends_at: float) -> None:
        session = request.session
        if SPAN not in session:  # it began before ends could be moved
            return
        moved = min(now + session[SPAN], session[LAST_END])
        if moved - ends_at < min(session[SPAN] / PARTS, SEEN_EVERY):
            return
        session[ENDS_AT] = moved
        if DEVICE in session:
            session[DEVICE]["address"] = client_address(request.META, settings.TRUSTED_PROXIES)
        if session.get(KEPT):
            session.set_expiry(datetime.fromtimestamp(moved, UTC))


class Languages:
    """The user's own language; for visitors the cookie, then what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        offered = {code for code, _name in settings.LANGUAGES}
        language = language if language in offered else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class FactorNeeded:
    """Where the company asks the reader's role for a second factor (B16) and there is none yet, every staff page leads
    to the one where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        door = door_of(view)
        if door is None or door.kind != "staff" or door.before_factor:
            return None
        if not lacks_factor(request.user, request.company):
            return None
        page = reverse("accounts:access")
        return HttpResponseClientRedirect(page) if request.headers.get("HX-Request") else see_other(page)
