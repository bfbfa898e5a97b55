"""Days and moments as the shop's wall shows them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.dates import (
    add_months,
    day_span,
    days_in_month,
    exact_moment,
    format_age,
    format_day,
    format_month,
    format_time,
    format_weekday,
    relative_moment,
)

CARACAS = ZoneInfo("America/Caracas")
NOW = datetime(2026, 11, 12, 20, 0, tzinfo=UTC)  # 16:00 in Caracas
ZONES = [
    "America/Caracas",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Asuncion",
    "America/Havana",
    "Europe/Lisbon",
]
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, "today 16:00"),
        (-16, "today 00:00"),
        (-17, "yesterday 23:00"),
        (17, "tomorrow 09:00"),
        (8, "tomorrow 00:00"),
        (48, "14 Nov 2026 16:00"),
        (-48, "10 Nov 2026 16:00"),
    ],
)
def test_a_near_moment_is_told_by_its_day(hours: int, text: str) -> None:
    with timezone.override(CARACAS):
        assert relative_moment(NOW + timedelta(hours=hours), timezone.localdate(NOW), "en") == text
        brief = text.replace("2026 16:00", "2026")  # near days keep their hour
        assert relative_moment(NOW + timedelta(hours=hours), timezone.localdate(NOW), "en", brief=True) == brief


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "12 Nov 2026 16:00"), ("es", "12 nov 2026 16:00"), ("pt-br", "12 nov 2026 16:00")],
)
def test_an_exact_moment_is_written_in_the_companys_zone(language: str, text: str) -> None:
    with timezone.override(CARACAS):
        assert exact_moment(NOW, language) == text


def test_a_day_is_written_day_first_in_each_language() -> None:
    day = date(2026, 9, 3)

    assert format_day(day, "en") == "3 Sep 2026"
    assert format_day(day, "es") == "3 sept 2026"
    assert format_day(day, "pt-br") == "3 set 2026"
    assert format_weekday(day, "es") == "jue 3 sept"
    assert format_month(day, "pt-br") == "setembro 2026"


def test_an_hour_is_always_two_digits() -> None:
    assert format_time(datetime(2026, 1, 1, 9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_a_month_later_clips_at_the_months_end(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@given(days, st.integers(-240, 240))
def test_months_later_is_that_many_months_later(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, days_in_month(later))


def test_beyond_the_calendar_there_is_no_month() -> None:
    with pytest.raises(ValueError, match="year"):
        add_months(date(9999, 12, 1), 1)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2018, 11, 4), "America/Sao_Paulo", 23),
        (date(2026, 9, 6), "America/Santiago", 23),
        (date(2026, 3, 8), "America/Havana", 23),
        (date(2016, 5, 1), "America/Caracas", 23.5),
        (date(2007, 12, 9), "America/Caracas", 24.5),
        (date(2026, 10, 25), "Europe/Lisbon", 25),
        (date(2026, 11, 12), "America/Caracas", 24),
    ],
)
def test_a_day_is_as_long_as_its_wall_says(day: date, zone: str, hours: float) -> None:
    start, end = day_span(day, ZoneInfo(zone))

    assert end - start == timedelta(hours=hours)


@given(days, st.sampled_from(ZONES), st.integers(0, 25 * 3600))
def test_a_moment_lies_in_its_own_day_and_no_other(day: date, zone: str, seconds: int) -> None:
    start, end = day_span(day, ZoneInfo(zone))

    moment = start + timedelta(seconds=seconds)

    assert (timezone.localdate(moment, ZoneInfo(zone)) == day) == (moment < end)


def test_the_day_of_a_moment_is_the_companys():
    """At 02:00 UTC it is still yesterday in Caracas."""
    with timezone.override(ZoneInfo("America/Caracas")):
        assert format_day(datetime(2026, 11, 22, 2, 0, tzinfo=UTC), "en") == "21 Nov 2026"


@pytest.mark.parametrize(
    ("span", "past", "coming"),
    [
        (timedelta(days=40, hours=5), "40 días", "dentro de 40 días"),
        (timedelta(hours=47), "1 día", "dentro de 1 día"),
        (timedelta(minutes=119), "1 hora", "dentro de 1 hora"),
        (timedelta(minutes=5, seconds=59), "5 minutos", "dentro de 5 minutos"),
        (timedelta(seconds=-3), "0 minutos", "dentro de 0 minutos"),
    ],
)
def test_an_age_is_whole_ones_of_its_largest_unit(span, past, coming):
    assert format_age(span, "es") == past
    assert format_age(span, "es", ahead=True) == coming
