"""A language chosen before signing in is kept by whoever then signs in.

The cookie of visitors lives a year in a browser that several people use, so it says nothing about the next of them. The
choice just made is remembered apart, until the browser ends, somebody signs in or a quarter of an hour is over."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from faena.accounts.actions import choose_language
from faena.accounts.models import User

COOKIE: Final = "language_chosen"
SECONDS: Final = 15 * 60


def remember_choice(request: HttpRequest, answer: HttpResponseBase, language: str) -> None:
    answer.set_cookie(COOKIE, language, max_age=SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax")


def keep_choice(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Somebody just signed in: the pages stay in the language that was chosen for this."""
    chosen = request.COOKIES.get(COOKIE)
    if chosen is None:
        return
    answer.delete_cookie(COOKIE, samesite="Lax")
    if chosen in dict(settings.LANGUAGES) and isinstance(request.user, User):
        choose_language(request.user, language=chosen, by=request.user)
