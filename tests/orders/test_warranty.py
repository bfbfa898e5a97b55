"""W18, W20: a part's warranty runs from the closing of its order, as the calendar counts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from faena.orders.lists.parts import still_runs_from
from faena.orders.models import Part
from tests import factories

DAYS, MONTHS = "days", "months"


def until(start, length, unit):
    return Part(warranty=length, warranty_unit=unit).warranty_until(date.fromisoformat(start))


@pytest.mark.parametrize(
    ("start", "length", "unit", "last"),
    [
        ("2026-01-31", 1, MONTHS, "2026-02-28"),
        ("2028-01-31", 1, MONTHS, "2028-02-29"),
        ("2028-02-29", 12, MONTHS, "2029-02-28"),
        ("2028-02-29", 48, MONTHS, "2032-02-29"),
        ("2027-02-28", 12, MONTHS, "2028-02-28"),
        ("2026-10-31", 4, MONTHS, "2027-02-28"),
        ("2026-11-30", 3, MONTHS, "2027-02-28"),
        ("2026-12-15", 1, MONTHS, "2027-01-15"),
        ("2026-03-31", 6, MONTHS, "2026-09-30"),
        ("2026-11-22", 120, MONTHS, "2036-11-22"),
        ("2026-11-22", 90, DAYS, "2027-02-20"),
        ("2028-02-28", 1, DAYS, "2028-02-29"),
        ("2027-02-28", 1, DAYS, "2027-03-01"),
        ("2027-12-31", 366, DAYS, "2028-12-31"),
        ("2026-11-22", 3650, DAYS, "2036-11-19"),
    ],
)
def test_its_last_day(start, length, unit, last):
    """W18: a month's end that does not exist is that month's last day."""
    assert until(start, length, unit) == date.fromisoformat(last)


def test_without_one_there_is_no_last_day():
    assert until("2026-11-22", 0, DAYS) is None


@pytest.mark.parametrize(
    ("length", "unit", "span"), [(1, DAYS, "1 day"), (90, DAYS, "90 days"), (1, MONTHS, "1 month")]
)
def test_how_long_in_words(length, unit, span):
    assert Part(warranty=length, warranty_unit=unit).warranty_span == span


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(-40, 40),
    st.one_of(st.tuples(st.integers(1, 120), st.just(MONTHS)), st.tuples(st.integers(1, 3650), st.just(DAYS))),
)
def test_the_first_day_from_which_it_still_runs(today, shift, warranty):
    """W20: asked the other way round, for the filter: closed on a day, it runs today exactly from that day on."""
    length, unit = warranty
    first = still_runs_from(length, unit, today)
    closed = first + timedelta(days=shift)

    assert (Part(warranty=length, warranty_unit=unit).warranty_until(closed) >= today) is (closed >= first)


def test_it_runs_from_the_day_on_the_companys_wall(db):
    """Closed at 22:00 in Caracas, which is the next day in UTC."""
    order = factories.an_order()
    part = factories.a_part(order, warranty=1, warranty_unit=MONTHS)
    assert part.warranty_end is None

    order.closed_at = datetime(2026, 2, 1, 2, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/Caracas")):
        assert part.warranty_end == date(2026, 2, 28)
