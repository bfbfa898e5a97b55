"""What every page knows about its frame: how it looks, languages, menu."""

from collections.abc import Mapping
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

# How the frame looks on this device: a cookie for each, with its values; the usual one stands last.
LOOKS = {"theme": ("light", "dark", "auto"), "text": ("large", "usual"), "side": ("rail", "wide")}
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
        **frame(request.COOKIES),
        "nav": Navigation(request),
        "here": request.get_full_path(),
        "query": query,
    }


def frame(cookies: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The part that needs no request; the page of last resort (500) stands on it alone."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "look": look_of(cookies or {}),
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": _languages(language),
    }


def look_of(cookies: Mapping[str, str]) -> dict[str, str]:
    """What was chosen on this device; the usual for what was not, or is none of the values."""
    return {name: cookies[name] if cookies.get(name) in values else values[-1] for name, values in LOOKS.items()}


@cache
def _languages(current: str) -> list[Language]:
    return [Language(code, OWN_NAMES.get(code, code), code == current) for code, _ in settings.LANGUAGES]
