"""The days that a list of payments shows, and what they come to."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from faena.cash.lists import REVERSED, of_tenders
from faena.cash.models import PaymentQuerySet
from faena.cash.totals import CashTotals, totals
from faena.ui.listing import Filters

MOST_DAYS = timedelta(days=366)  # summed at once


def span(filters: Filters) -> tuple[date | None, date]:
    """The days that are shown; None for no first one."""
    start = date.fromisoformat(filters["from"]) if filters["from"] else None
    return start, date.fromisoformat(filters["to"]) if filters["to"] else timezone.localdate()


def came_and_reversed(
    rows: PaymentQuerySet, filters: Filters, within: Callable[[str], Q]
) -> tuple[PaymentQuerySet, PaymentQuerySet]:
    """Payments that came within some days, and those that were reversed within them."""
    came = rows.none() if filters["state"] == REVERSED else rows.filter(within("at"))
    return came, rows.filter(within("reversal__at"))


def totals_of(rows: PaymentQuerySet, filters: Filters) -> CashTotals | None:
    """Of the days that are shown; None for all days or for more than a year, which nobody waits for."""
    start, end = span(filters)
    if start is None or end - start > MOST_DAYS:
        return None
    return totals(*came_and_reversed(rows, filters, filters.within), **of_tenders(filters))
