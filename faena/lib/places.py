"""Countries and time zones as a form offers them, by name in the reader's language."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from phonenumbers import SUPPORTED_REGIONS

from faena.lib.locales import active_language, locale_of
from faena.lib.numerals import MINUS
from faena.lib.text import sort_key

Choices = list[tuple[str, str]]

COUNTRIES: Final = frozenset(SUPPORTED_REGIONS) - {"AC", "TA", "XK"}


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
    """The time zones in groups: those of the country first, then the world by area. A label says the offset of today:
    `Caracas (UTC−4)`."""
    now = datetime.now(ZoneInfo("UTC"))
    homes = _homes()
    own = [(zone, _zone_label(zone, now)) for zone, home in homes if home == country]
    areas: dict[str, Choices] = {}
    for zone, home in homes:
        if home != country:
            areas.setdefault(zone.split("/")[0], []).append((zone, _zone_label(zone, now)))
    groups = [(area, choices) for area, choices in sorted(areas.items())]
    utc = ("UTC", [("UTC", "UTC")])
    return [*([(country_name(country, language), own)] if own else []), *groups, utc]


@lru_cache
def _homes() -> list[tuple[str, str]]:
    """(zone, country) of the zones in use, by name; names kept only for old data are left out."""
    known = available_timezones()
    return sorted(
        (zone, home) for zone, home in get_global("zone_territories").items() if zone in known and "/" in zone
    )


def _zone_label(zone: str, now: datetime) -> str:
    city = " – ".join(reversed(zone.split("/")[1:])).replace("_", " ")
    return f"{city} ({_offset(now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta())})"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
