"""The hours in which the company works, and time counted in them alone: what is due after so many hours is due so many
working hours later (C19).

`Company.working_hours`: weekday ("0" is Monday) → spans of the wall clock, each ["08:00", "12:00"], in order; "00:00"
as an end is midnight. Empty: the company always works, day and night, holidays too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.lib.locales import active_language, first_week_day, locale_of

Spans = list[tuple[time, time]]
MOST_DAYS = 5 * 366  # that are looked at: a year of hours is at most so far away for who works some hours each week
MOST_SPANS = 4  # of a day
MIDNIGHT = time(0)


def spans_on(company: Company, day: date) -> Spans:
    """When it works on a day; nothing on a holiday if it rests on holidays."""
    written = company.working_hours.get(str(day.weekday()), [])
    if not written or (company.rests_on_holidays and company.place.is_holiday(day)):
        return []
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in written]


def told_spans(spans: list[list[str]]) -> str:
    """As people write them: "08:00–12:00, 14:00–18:00"."""
    return ", ".join("–".join(span) for span in spans)


def told_hours(hours: dict[str, list[list[str]]]) -> str:
    """One line for each weekday, in the reader's language; for none at all that it is day and night."""
    if not hours:
        return _("Day and night, every day")
    return "\n".join(f"{name}: {told_spans(hours[str(day)])}" for day, name in weekdays() if str(day) in hours)


def weekdays() -> list[tuple[int, str]]:
    """(0, "Monday") and so on, from the day on which weeks begin in the company's country."""
    locale = locale_of(active_language())
    names, first = get_day_names("wide", "stand-alone", locale), first_week_day()
    return [(day % 7, names[day % 7].capitalize()) for day in range(first, first + 7)]


def after(company: Company, start: datetime, hours: timedelta) -> datetime:
    """The moment at which so many working hours have passed since `start`."""
    if not company.working_hours:
        return start + hours
    for begins, ends in _spans_from(company, start):
        if hours <= ends - begins:
            return begins + hours
        hours -= ends - begins
    return start + hours  # who rests for years is not waited for


def between(company: Company, start: datetime, end: datetime) -> timedelta:
    """How many working hours lie between two moments; none where the end is not later."""
    if not company.working_hours:
        return max(end - start, timedelta())
    passed = timedelta()
    for begins, ends in _spans_from(company, start):
        if begins >= end:
            break
        passed += min(ends, end) - begins
    return passed


def _spans_from(company: Company, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is worked from a moment on, as moments in UTC, so that an hour is an hour where the clocks jump."""
    zone = ZoneInfo(company.zone)
    first = start.astimezone(zone).date()
    for number in range(MOST_DAYS):
        day = first + timedelta(days=number)
        for opens, closes in spans_on(company, day):
            last = day + timedelta(days=1) if closes == MIDNIGHT else day
            begins = max(datetime.combine(day, opens, zone).astimezone(UTC), start)
            ends = datetime.combine(last, closes, zone).astimezone(UTC)
            if begins < ends:
                yield begins, ends
