"""Countries and time zones as a form offers them, by name in the reader's language; and where a place is on a map."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from django.utils.translation import override, pgettext_lazy
from phonenumbers import SUPPORTED_REGIONS

from faena.lib.locales import active_language, locale_of
from faena.lib.numerals import MINUS
from faena.lib.text import sort_key

Choices = list[tuple[str, str]]

COUNTRIES: Final = frozenset(SUPPORTED_REGIONS) - {"AC", "TA", "XK"}
# The parts of the world in which the names of zones begin.
AREAS: Final = {
    "Africa": pgettext_lazy("time zones", "Africa"),
    "America": pgettext_lazy("time zones", "America"),
    "Antarctica": pgettext_lazy("time zones", "Antarctica"),
    "Arctic": pgettext_lazy("time zones", "Arctic"),
    "Asia": pgettext_lazy("time zones", "Asia"),
    "Atlantic": pgettext_lazy("time zones", "Atlantic Ocean"),
    "Australia": pgettext_lazy("time zones", "Australia"),
    "Europe": pgettext_lazy("time zones", "Europe"),
    "Indian": pgettext_lazy("time zones", "Indian Ocean"),
    "Pacific": pgettext_lazy("time zones", "Pacific Ocean"),
}


def countries(language: str | None = None) -> Choices:
    """(ISO 3166 code, name) of every country, by name."""
    names = locale_of(language or active_language()).territories
    return sorted(((code, names[code]) for code in COUNTRIES), key=lambda choice: sort_key(choice[1]))


def country_name(code: str, language: str | None = None) -> str:
    return str(locale_of(language or active_language()).territories.get(code, code))


def is_zone(name: str) -> bool:
    """Whether this machine's time zone data knows the name."""
    return name in available_timezones()


def zones(country: str, language: str | None = None) -> list[tuple[str, Choices]]:
    """The time zones in groups: those of the country first, then the world by area, cities as the reader calls them. A
    label says the offset of today: `Caracas (UTC−4)`."""
    now = datetime.now(ZoneInfo("UTC"))
    return _zones(country, language or active_language(), now.replace(hour=12, minute=0, second=0, microsecond=0))


@lru_cache(maxsize=8)
def _zones(country: str, language: str, now: datetime) -> list[tuple[str, Choices]]:
    """Four hundred labels take a twentieth of a second, so they are made once a day."""
    locale = locale_of(language)
    own: Choices = []
    areas: dict[str, Choices] = {}
    for zone, home in homes():
        choices = own if home == country else areas.setdefault(zone.split("/")[0], [])
        choices.append((zone, _zone_label(zone, locale, now)))
    with override(language):
        groups = [(str(AREAS[area]), sorted(choices, key=_by_label)) for area, choices in areas.items()]
    groups.sort(key=lambda group: sort_key(group[0]))
    utc = ("UTC", [("UTC", "UTC")])
    return [*([(country_name(country, language), sorted(own, key=_by_label))] if own else []), *groups, utc]


@lru_cache
def homes() -> list[tuple[str, str]]:
    """(zone, country) of the zones in use, by name; names kept only for old data and bare offsets are left out."""
    known = available_timezones()
    return sorted(
        (zone, home)
        for zone, home in get_global("zone_territories").items()
        if zone in known and zone.split("/")[0] in AREAS
    )


def _by_label(choice: tuple[str, str]) -> str:
    return sort_key(choice[1])


def _zone_label(zone: str, locale: Locale, now: datetime) -> str:
    written = " – ".join(reversed(zone.split("/")[1:])).replace("_", " ")
    city = locale.time_zones.get(zone, {}).get("city", written)
    return f"{city} ({_offset(now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta())})"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def map_link(place: str) -> str:
    """Where maps show a place: a plain link, which phones open in their own maps."""
    return f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': place})}"
