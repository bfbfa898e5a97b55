"""Sessions end at their own hour (W4), and people read in their own language."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

ENDS_AT = "ends_at"


class SessionEnd:
    """`ends_at` in the session (seconds since 1970) was set at sign-in; after it the session is over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            ends_at = request.session.get(ENDS_AT)
            if ends_at is None or timezone.now().timestamp() > ends_at:
                logout(request)
        return self.get_response(request)


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
