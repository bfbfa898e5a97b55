"""Days and moments: how they are written, and the calendar arithmetic that the trade needs.

A moment is an aware datetime, stored in UTC; a day is a date on the company's wall. Moments are shown in Django's
current time zone, which the request (or the job) sets to the company's. Hours are always 00–23.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from faena.lib.locales import locale_of

YEARS = range(1970, 2200)  # a day outside them is a slip of the finger
LARGE = 10**9  # no unit is larger than the one that was chosen


def relative_moment(when: datetime, today: date, language: str, *, brief: bool = False) -> str:
    """`today 16:00`, `tomorrow 09:00`, `yesterday 08:15`, else the exact moment; where it is `brief`, its day alone.
    Today and the hour are those of the company's wall."""
    local = timezone.localtime(when)
    clock = format_time(local)
    with override(language):
        match (local.date() - today).days:
            case 0:
                return _("today %(time)s") % {"time": clock}
            case 1:
                return _("tomorrow %(time)s") % {"time": clock}
            case -1:
                return _("yesterday %(time)s") % {"time": clock}
    return format_day(when, language) if brief else exact_moment(when, language)


def exact_moment(when: datetime, language: str) -> str:
    """`12 Nov 2026 16:00`."""
    local = timezone.localtime(when)
    return f"{format_day(local.date(), language)} {format_time(local)}"


def format_time(when: datetime | time) -> str:
    """`09:05`. A moment must already be local."""
    return f"{when.hour:02}:{when.minute:02}"


def format_day(day: date, language: str) -> str:
    """`12 Nov 2026`, the day first in every language. Of a moment: its day on the company's wall."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _written(day, "d MMM y", language)


def format_weekday(day: date, language: str) -> str:
    """`Thu 12 Nov`, for a calendar or a route where the year is plain."""
    return _written(day, "EEE d MMM", language)


def format_long_day(day: date, language: str) -> str:
    """`Monday 30 November`, as one says what day it is."""
    with override(language):
        return _written(day, pgettext("pattern of a day in letters of CLDR", "EEEE d MMMM"), language)


def format_month(day: date, language: str) -> str:
    """`November 2026`."""
    return format_date(day, "LLLL y", locale=locale_of(language))


@lru_cache(maxsize=10_000)
def _written(day: date, pattern: str, language: str) -> str:
    """By a pattern of CLDR, without the full stops of shortened names."""
    return format_date(day, pattern, locale=locale_of(language)).replace(".", "")


def format_span(count: int, unit: str) -> str:
    """`90 days`, `1 month`, in the active language."""
    if unit == "months":
        return ngettext("%(num)s month", "%(num)s months", count) % {"num": count}
    return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}


def format_duration(time_spent: timedelta) -> str:
    """`25 min`, `3 h`, `2 days`: how long something took, in one unit, in the active language."""
    minutes = max(0, int(time_spent.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    return format_span(minutes // (24 * 60), "days")


def format_age(span: timedelta, language: str, *, ahead: bool = False) -> str:
    """`4 days`, `2 hours`, `5 minutes`: whole ones of the largest of these; what is `ahead`, as `in 2 hours`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length or unit == "minute":
            break
    return _age(seconds // length, length, unit, language, ahead)


@lru_cache(maxsize=2000)
def _age(count: int, length: int, unit: Any, language: str, ahead: bool) -> str:
    span = timedelta(seconds=count * length)
    locale = locale_of(language)
    return format_timedelta(span, granularity=unit, threshold=LARGE, add_direction=ahead, locale=locale)


def add_months(day: date, months: int) -> date:
    """The same day of another month; the 31st becomes that month's last day. Raises ValueError beyond year 9999."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, days_in_month(first)))


def days_in_month(day: date) -> int:
    """28 to 31."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1).toordinal() - day.replace(day=1).toordinal()


def day_span(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of the day and first of the next, in UTC: 23, 24 or 25 hours.

    Where the clocks jump over midnight the day begins at the jump; where midnight comes twice, at the first.
    """
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
