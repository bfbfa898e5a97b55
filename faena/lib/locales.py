"""Which CLDR locale and which number marks belong to a language of the program.

The program speaks `en`, `es` and `pt-br`. Everything here takes Django's form of the name (`pt-br`, also `pt-BR`
and `pt_BR`) and falls back to English for a language it does not speak, so that a page never fails for want of one.
"""

from typing import NamedTuple

from babel import Locale
from django.utils.translation import get_language

# Neutral Spanish, not es_VE: CLDR writes USD1.234,50 and 4:00 p. m. there.
_LOCALES = {"en": "en", "es": "es", "pt": "pt_BR"}


class Marks(NamedTuple):
    """The characters between groups of thousands and before the decimals."""

    group: str
    decimal: str


def active_language() -> str:
    """The language of the page being made; English outside a request."""
    return get_language() or "en"


def locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(_base(language), "en"))


def marks_of(language: str) -> Marks:
    """1,234.50 in English, 1.234,50 in Spanish and Portuguese."""
    return Marks(".", ",") if _base(language) in ("es", "pt") else Marks(",", ".")


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
