"""C15: on the days on which the clocks change no visit vanishes, doubles or moves, on the month, the day, in the load.

An hour that does not exist is refused; of one that comes twice the first is meant, and the page says so."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.agenda.actions import book_visit
from faena.agenda.hours import comes_twice
from faena.agenda.lanes import chart_of
from faena.agenda.models import Visit
from faena.agenda.month import loads_between, month_of
from faena.lib.errors import RuleBroken
from tests import factories

CARACAS, SAO_PAULO = "America/Caracas", "America/Sao_Paulo"
SANTIAGO, HAVANA = "America/Santiago", "America/Havana"
# The day, and the first hour that its clock shows.
DAYS = [
    (CARACAS, date(2026, 11, 27), time(0)),
    (SAO_PAULO, date(2018, 11, 4), time(1)),
    (SANTIAGO, date(2026, 9, 6), time(1)),
    (HAVANA, date(2026, 3, 8), time(1)),
    (HAVANA, date(2026, 11, 1), time(0)),
    (SANTIAGO, date(2026, 4, 4), time(0)),
    (SAO_PAULO, date(2018, 2, 17), time(0)),
]
GAPS = [one for one in DAYS if one[2] == time(1)]
TWICE = [
    (HAVANA, date(2026, 11, 1), time(0, 30)),
    (SANTIAGO, date(2026, 4, 4), time(23, 30)),
    (SAO_PAULO, date(2018, 2, 17), time(23, 30)),
]


@pytest.fixture
def wall(monkeypatch):
    """`wall(zone, day)`: the company is there, and it is noon two days before."""

    def there(zone, on):
        factories.the_company(zone=zone)
        now = datetime.combine(on - timedelta(days=2), time(16), UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        timezone.activate(ZoneInfo(zone))

    return there


def numbers(answer):
    """The visits on a page, as often as they stand there as cards."""
    return re.findall(r'class="visit-when[^"]*" href="/visits/(\d+)/"', answer.content.decode())


@pytest.mark.parametrize(("zone", "on", "first"), DAYS)
def test_each_visit_stands_once_on_its_day(zone, on, first, wall, customer, facts, clerk, owner, client_of):
    """C15: at the first hour of the day, before, at and after the change, and at its end; the load is their sum."""
    wall(zone, on)
    goes = [factories.a_user(role="technician") for _ in range(2)]
    hours = [first, time(first.hour + 1), time(3), time(12), time(22)]
    visits = [book_visit(customer, facts(goes=goes[0], on=on, hour=hour, minutes=30), by=clerk) for hour in hours]
    visits.append(book_visit(customer, facts(goes=goes[1], on=on, period="morning", minutes=30), by=clerk))
    around = [on - timedelta(days=1), on, on + timedelta(days=1)]

    loads = loads_between(around[0], around[-1], owner)
    assert {day: (load.visits, load.minutes) for day, load in loads.items()} == {on: (6, 180)}
    shown = month_of(on.replace(day=1), owner, str)
    assert sum(day.load.visits for week in shown.weeks for day in week) == shown.visits == 6
    days = [day.on for week in shown.weeks for day in week]
    assert len(days) == len(set(days))
    chart = chart_of(list(Visit.objects.shown()), goes, on=on)
    placed = [block.visit for lane in chart.lanes for block in lane.blocks]
    placed += [visit for lane in chart.lanes for visit in lane.periods]
    assert sorted(one.pk for one in placed) == sorted(one.pk for one in visits)
    for lane in chart.lanes:
        for block in lane.blocks:
            assert block.begins == block.visit.turn[0] * 60
            assert chart.first * 60 <= block.begins < chart.last * 60
    timezone.deactivate()
    browser = client_of(owner)
    assert [len(numbers(browser.get(f"/agenda/{day}/"))) for day in around] == [0, 6, 0]
    assert f"{on:%a} {on.day} {on:%b}: 6 visits" in unescape(browser.get(f"/agenda/?month={on:%Y-%m}").content.decode())


@pytest.mark.parametrize(("zone", "on", "first"), GAPS)
def test_an_hour_that_does_not_exist_is_refused(zone, on, first, wall, customer, facts, clerk):
    """C15: with the day, and what to do."""
    wall(zone, on)

    for hour in (time(0), time(0, 30), time(0, 59)):
        with pytest.raises(RuleBroken) as refused:
            book_visit(customer, facts(on=on, hour=hour), by=clerk)
        assert refused.value.at == "hour"
        assert "does not exist that day" in refused.value.sentence
    assert book_visit(customer, facts(on=on, hour=first), by=clerk).on == on


@pytest.mark.parametrize(("zone", "on", "hour"), TWICE)
def test_of_an_hour_that_comes_twice_the_first_is_meant(zone, on, hour, wall, customer, facts, clerk):
    """C15: and the length is that of real minutes."""
    wall(zone, on)

    visit = book_visit(customer, facts(on=on, hour=hour, minutes=30), by=clerk)

    assert comes_twice(visit)
    later = datetime.combine(on, hour.replace(fold=1), ZoneInfo(zone))
    assert later.astimezone(UTC) - visit.starts_at == timedelta(hours=1)
    assert visit.ends_at - visit.starts_at == timedelta(minutes=30)


def test_both_turns_of_an_hour_stand_on_the_day(wall, technician, owner):
    """C15: two visits that the wall's clock shows at the same time are two."""
    zone, on, hour = TWICE[0]
    wall(zone, on)
    both = [
        factories.a_visit(
            technician=technician,
            on=on,
            starts_at=(start := datetime.combine(on, hour.replace(fold=fold), ZoneInfo(zone))),
            ends_at=start.astimezone(UTC) + timedelta(minutes=30),
            minutes=30,
        )
        for fold in (0, 1)
    ]

    chart = chart_of(list(Visit.objects.shown()), [], on=on)

    (lane,) = chart.lanes
    assert {block.visit.pk for block in lane.blocks} == {one.pk for one in both}
    assert len({block.place for block in lane.blocks}) == 1
    assert loads_between(on, on, owner)[on].visits == 2


def test_a_long_day_ends_at_its_own_midnight(wall, customer, facts, clerk):
    """C15: where 23:30 comes twice, ninety minutes fit before midnight, and not one more."""
    zone, on, hour = TWICE[1]
    wall(zone, on)

    with pytest.raises(RuleBroken):
        book_visit(customer, facts(on=on, hour=hour, minutes=91), by=clerk)
    assert book_visit(customer, facts(on=on, hour=hour, minutes=90), by=clerk).on == on


def test_the_page_says_that_the_first_is_meant(wall, customer, kind, technician, clerk, client_of):
    """C15."""
    zone, on, _hour = TWICE[0]
    wall(zone, on)
    timezone.deactivate()
    browser = client_of(clerk)

    typed = {"on": on.isoformat(), "hour": "00:30", "kind": kind.pk, "goes": f"user-{technician.pk}", "address": "C 8"}
    answer = browser.post(f"/customers/{customer.pk}/visits/new/", typed, follow=True)

    assert "show 00:30 twice: the first is meant" in unescape(answer.content.decode())
