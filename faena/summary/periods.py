"""The period that the page shows, the one before it, and the spans into which its charts divide time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from faena.lib.dates import YEARS, add_months, days_in_month
from faena.lib.locales import active_language, first_week_day_in, locale_of

WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
NAMES: Final[dict[str, Any]] = {
    WEEK: pgettext_lazy("period", "7 days"),
    MONTH: pgettext_lazy("period", "Month"),
    QUARTER: pgettext_lazy("period", "3 months"),
    YEAR: pgettext_lazy("period", "Year"),
}
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
WEEKS = {WEEK: 8, MONTH: 8, QUARTER: 13}
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Some days, both ends among them."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def address(self) -> dict[str, str]:
        """As the filters of lists name them."""
        return {"from": self.start.isoformat(), "to": self.end.isoformat()}


@dataclass(frozen=True)
class Period(Span):
    """`before`: the same length before it; while the period goes on, as many days of it as have passed."""

    name: str
    today: date
    before: Span

    @property
    def shown(self) -> Span:
        """Without the days that are still to come."""
        return Span(self.start, min(self.end, self.today))

    @property
    def is_over(self) -> bool:
        return self.end <= self.today

    @property
    def title(self) -> str:
        """`November`, `7 days`; with the year where it is another one."""
        return _called(self.name, self, self.today)

    @property
    def before_title(self) -> str:
        """What it is compared with: `in October`, or a part of it."""
        called = _called(self.name, self.before, self.today) if self.name in (MONTH, YEAR) else ""
        if not called:
            return (
                pgettext("period", "the 7 days before")
                if self.name == WEEK
                else pgettext("period", "the 3 months before")
            )
        if self.is_over:
            return called
        return pgettext("period", "%(period)s up to %(day)s") % {"period": called, "day": short_day(self.before.end)}

    @property
    def earlier(self) -> str:
        """The address of the period before."""
        return _address(self.name, self.start - A_DAY)

    @property
    def later(self) -> str:
        """The address of the next one; "" where that has not begun."""
        if self.end >= self.today:
            return ""
        months = MONTHS.get(self.name, 0)
        on = add_months(self.start, 2 * months - 1) if months else self.end + 7 * A_DAY
        return _address(self.name, min(on, self.today))

    @property
    def choices(self) -> list[tuple[Any, str, bool]]:
        """The switch: name, address, whether it is this one."""
        return [(label, _address(name, self.shown.end), name == self.name) for name, label in NAMES.items()]

    @property
    def question(self) -> str:
        """What its address asks."""
        return urlencode({"period": self.name, "on": self.shown.end.isoformat()})


def read_period(asked: Mapping[str, str], today: date) -> Period:
    """Of an address: `period` and a day of it, `on`; this month unless told otherwise, never after today."""
    name = asked.get("period", MONTH)
    name = name if name in NAMES else MONTH
    whole = _whole(name, _day_of(asked.get("on", ""), today))
    if name == WEEK:
        return Period(whole.start, whole.end, name, today, Span(whole.start - 7 * A_DAY, whole.start - A_DAY))
    start = add_months(whole.start, -MONTHS[name])
    end = whole.start - A_DAY
    if whole.end > today:
        end = min(end, start + (today - whole.start))
    return Period(whole.start, whole.end, name, today, Span(start, end))


def bars_of(period: Period, country: str) -> list[Span]:
    """The days, weeks or months of a period, for what was collected: a day's bar stands where the day is."""
    if period.name in (WEEK, MONTH):
        return [Span(day, day) for day in (period.start + row * A_DAY for row in range(period.days))]
    if period.name == YEAR:
        return _months(period.start, 12)
    spans, day = [], period.start
    while day <= period.end:
        end = min(_week_of(day, country).end, period.end)
        spans.append(Span(day, end))
        day = end + A_DAY
    return spans


def weeks_of(period: Period, country: str) -> list[Span]:
    """The last whole weeks up to its end, or the months of a year: how work flows, which a single week does not say."""
    if period.name == YEAR:
        return [span for span in _months(period.start, 12) if span.start <= period.today]
    last = _week_of(period.shown.end + A_DAY, country).start - A_DAY
    count = WEEKS[period.name]
    return [Span(last - 7 * row * A_DAY - 6 * A_DAY, last - 7 * row * A_DAY) for row in reversed(range(count))]


def short_day(day: date) -> str:
    """`5 Oct`"""
    return format_date(day, "d MMM", locale=locale_of(active_language())).replace(".", "")


def short_month(day: date) -> str:
    """`Oct`"""
    return format_date(day, "LLL", locale=locale_of(active_language())).replace(".", "")


def _address(name: str, on: date) -> str:
    return f"?{urlencode({'period': name, 'on': on.isoformat()})}"


def _day_of(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return min(day, today) if day.year in YEARS[1:] else today


def _whole(name: str, on: date) -> Span:
    if name == WEEK:
        return Span(on - 6 * A_DAY, on)
    first = on.replace(day=1)
    start = {MONTH: first, QUARTER: add_months(first, -2), YEAR: first.replace(month=1)}[name]
    last = add_months(start, MONTHS[name] - 1)
    return Span(start, last.replace(day=days_in_month(last)))


def _week_of(day: date, country: str) -> Span:
    start = day - (day.weekday() - first_week_day_in(country)) % 7 * A_DAY
    return Span(start, start + 6 * A_DAY)


def _months(first: date, count: int) -> list[Span]:
    starts = [add_months(first, row) for row in range(count)]
    return [Span(start, start.replace(day=days_in_month(start))) for start in starts]


def _called(name: str, span: Span, today: date) -> str:
    if name == WEEK:
        return pgettext("period", "the last 7 days") if span.end == today else _range(span)
    if name == QUARTER:
        return _range(span, "LLL")
    if name == YEAR:
        return str(span.start.year)
    pattern = "LLLL" if span.start.year == today.year else "LLLL y"
    return format_date(span.start, pattern, locale=locale_of(active_language()))


def _range(span: Span, pattern: str = "d MMM") -> str:
    locale = locale_of(active_language())
    ends = [format_date(day, pattern, locale=locale).replace(".", "") for day in (span.start, span.end)]
    return _("%(first)s – %(last)s") % {"first": ends[0], "last": ends[1]}
