"""What is usual in a country, as CLDR (Babel) has it: offered when a company is set up, never imposed."""

from functools import lru_cache
from typing import Final, NamedTuple

from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from faena.lib import money, places, taxid
from faena.lib.locales import PROGRAM_LANGUAGES

# Where most people of a country with several zones live; CLDR ranks none of them.
_MAIN_ZONES: Final = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
# What a company of the country has, where the commonest document is a person's.
_COMPANY_KINDS: Final = {"BR": "br_cnpj"}
# Prices are written in dollars where the own currency does not keep its value.
_PRICES_IN: Final = {"VE": "USD"}
DOLLAR: Final = "USD"


class Usual(NamedTuple):
    """Zone by its IANA name; language as the program names it; tax_kind "" where the program knows no document;
    second_currency: the country's own, where prices are written in another one."""

    zone: str
    currency: str
    language: str
    tax_kind: str
    second_currency: str


@lru_cache(maxsize=300)
def usual_in(country: str, otherwise: str = "en") -> Usual:
    """Of a country by its ISO 3166 code. `otherwise`: the language where the program speaks none of the country's; UTC
    and dollars where it knows no zone or offers no currency of the country."""
    main, own = _currency(country), _own_currency(country)
    second = own if own != main else ""
    return Usual(_zone(country), main, _language(country, otherwise), _tax_kind(country), second)


def _zone(country: str) -> str:
    own = [zone for zone, home in places.homes() if home == country]
    main = _MAIN_ZONES.get(country, "")
    return main if main in own else next(iter(own), "UTC")


def _currency(country: str) -> str:
    prices = _PRICES_IN.get(country, "")
    return prices if prices in money.OFFERED else _own_currency(country)


def _own_currency(country: str) -> str:
    return next((code for code in get_territory_currencies(country) if code in money.OFFERED), DOLLAR)


def _language(country: str, otherwise: str) -> str:
    official = get_official_languages(country, de_facto=True)
    return next((PROGRAM_LANGUAGES[one] for one in official if one in PROGRAM_LANGUAGES), otherwise)


def _tax_kind(country: str) -> str:
    kind = _COMPANY_KINDS.get(country) or taxid.kinds_for(country)[0][0]
    return "" if kind == "other" else kind
