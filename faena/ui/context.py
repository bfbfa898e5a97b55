"""What every page knows about its frame: theme, languages, menu."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi

from faena.ui.navigation import Navigation

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
CSRF_INPUT = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
# Each language in its own words, so that whoever is lost in a foreign one finds home.
OWN_NAMES = {"es": "Español", "pt-br": "Português", "en": "English"}


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    def query(**changes: object) -> str:
        """The address's question with something changed: `query(page=cursor)` keeps the filters. None removes."""
        parameters = request.GET.copy()
        for name, value in changes.items():
            parameters.pop(name, None)
            if value is not None:
                parameters[name] = str(value)
        return f"?{parameters.urlencode()}" if parameters else ""

    # One masked token for all forms of a page: each masking asks the system for randomness.
    token = SimpleLazyObject(lambda: get_token(request))
    hidden = SimpleLazyObject(lambda: format_html(CSRF_INPUT, token))
    return {
        "csrf_token": token,
        "csrf_input": hidden,
        **frame(request.COOKIES.get(THEME_COOKIE, "")),
        "nav": Navigation(request),
        "here": request.get_full_path(),
        "query": query,
    }


def frame(theme: str = "") -> dict[str, Any]:
    """The part that needs no request; the page of last resort (500) stands on it alone."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "theme": theme if theme in THEMES else "auto",
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": _languages(language),
    }


@cache
def _languages(current: str) -> list[Language]:
    return [Language(code, OWN_NAMES.get(code, code), code == current) for code, _ in settings.LANGUAGES]
