"""Which CLDR locale belongs to a language of the program, and which number marks to the country of the company.

The program speaks `en`, `es` and `pt-br`. Everything here takes Django's form of the name (`pt-br`, also `pt-BR`
and `pt_BR`) and falls back to English for a language it does not speak, so that a page never fails for want of one.

Spanish writes 1,234.50 in Mexico and 1.234,50 in Venezuela, so in Spanish and Portuguese the marks follow the country:
whatever happens inside `numbers_of(country)` reads and writes numbers as people do there. English has one way.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from django.utils.translation import get_language

# Neutral Spanish, not es_VE: CLDR writes USD1.234,50 and 4:00 p. m. there.
_LOCALES = {"en": "en", "es": "es", "pt": "pt_BR"}
PROGRAM_LANGUAGES: Final = {"en": "en", "es": "es", "pt": "pt-br"}  # as CLDR and as Django name them
_active = threading.local()


class Marks(NamedTuple):
    """The characters between groups of thousands and before the decimals."""

    group: str
    decimal: str


COMMA: Final = Marks(".", ",")
POINT: Final = Marks(",", ".")


def active_language() -> str:
    """The language of the page being made; English outside a request."""
    return get_language() or "en"


@lru_cache(maxsize=30)
def locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(_base(language), "en"))


@contextmanager
def numbers_of(country: str) -> Iterator[None]:
    """Inside it Spanish and Portuguese write and read numbers as in this country (ISO 3166 code; "" for none)."""
    before = active_country()
    _active.country = country
    try:
        yield
    finally:
        _active.country = before


def active_country() -> str:
    """Whose number marks are used; "" outside of `numbers_of`."""
    return getattr(_active, "country", "")


def marks_of(language: str) -> Marks:
    """1,234.50 in English; in Spanish and Portuguese those of the active country, without one 1.234,50."""
    if _base(language) not in ("es", "pt"):
        return POINT
    country = active_country()
    return _marks_in(country) if country else COMMA


def first_week_day() -> int:
    """The day on which weeks begin in the active country, 0 for Monday; without one as in the reader's language."""
    return first_week_day_in(active_country())


@lru_cache(maxsize=300)
def _marks_in(country: str) -> Marks:
    """What CLDR says of the country in its own language; of several, in one that the program speaks."""
    for locale in _locales_of(country):
        signs = locale.number_symbols.get("latn", {})
        if signs.get("decimal") in (".", ","):
            return Marks(signs["group"], signs["decimal"])
    return POINT


def first_week_day_in(country: str) -> int:
    """Of a country by its ISO 3166 code, 0 for Monday; of none that CLDR knows, as in the reader's language."""
    locale = next(iter(_locales_of(country)), None) or locale_of(active_language())
    return locale.first_week_day


@lru_cache(maxsize=300)
def _locales_of(country: str) -> tuple[Locale, ...]:
    """Those of the country's own languages that CLDR knows; what the program speaks comes first."""
    official = get_official_languages(country, de_facto=True) if country else ()
    found = []
    for language in sorted(official, key=lambda one: one not in _LOCALES):
        try:
            found.append(Locale.parse(f"{language}_{country}"))
        except UnknownLocaleError:
            continue
    return tuple(found)


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
