"""The months that are invoiced: each by its first day."""

from datetime import date, timedelta

from faena.lib.dates import add_months, days_in_month, format_month
from faena.lib.locales import active_language

EARLIEST, LATEST = -12, 1  # from this month: those that may be invoiced


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(period: date, by: int = 1) -> date:
    """So many months later; earlier ones by a negative number."""
    return add_months(month_of(period), by)


def last_day(period: date) -> date:
    return period.replace(day=days_in_month(period))


def due_on(period: date, due_day: int, issued_on: date, least: int = 0) -> date:
    """The due day of that month, in a shorter month its last day; never sooner than so many days after the issue."""
    return max(issued_on + timedelta(days=least), period.replace(day=min(due_day, last_day(period).day)))


def read_month(text: str) -> date | None:
    """Of "2026-11"; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == len("2026-11") else None
    except ValueError:
        return None


def offered_months(today: date) -> list[tuple[str, str]]:
    """("2026-11", "November 2026") of every month that may be invoiced, the newest first."""
    this = month_of(today)
    months = [next_month(this, by) for by in range(LATEST, EARLIEST - 1, -1)]
    return [(f"{month:%Y-%m}", format_month(month, active_language())) for month in months]


def is_offered(period: date, today: date) -> bool:
    this = month_of(today)
    return period.day == 1 and next_month(this, EARLIEST) <= period <= next_month(this, LATEST)
