"""M30: two technicians exchange two visits in one step."""

from datetime import time

import pytest

from faena.agenda.actions import start_travel, swap_visits
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories


@pytest.fixture
def tom():
    return factories.a_user(role="technician", name="Tom Second")


def swap(visit, other, by, **more):
    return swap_visits(visit, **({"other": other, "reason": "Nearer.", "version": visit.version, "by": by} | more))


def again(visit):
    return Visit.objects.shown().get(pk=visit.pk)


def refusal(visit, other, by, **more):
    before = Event.objects.count()
    with pytest.raises(RuleBroken) as refused:
        swap(visit, other, by, **more)
    assert Event.objects.count() == before
    return refused.value.at


@pytest.mark.parametrize("hour", [time(10), time(10, 30), time(15)])
def test_each_gets_the_others_visit(booked, clerk, technician, tom, hour):
    """M30: at the same hour too, which neither could be given; both histories say it."""
    one, other = booked(), booked(goes=tom, hour=hour)
    times = [(visit.starts_at, visit.ends_at, visit.period) for visit in (one, other)]

    swap(one, other, clerk)

    fresh = again(one), again(other)
    assert [visit.technician for visit in fresh] == [tom, technician]
    assert [(visit.starts_at, visit.ends_at, visit.period) for visit in fresh] == times
    lines = [render_event(event) for event in Event.objects.filter(verb="visit.swapped").order_by("id")]
    assert [(line.text, line.note) for line in lines] == [
        (f"Clara Clerk exchanged {one} and {other}: Tina Technician → Tom Second", "Nearer."),
        (f"Clara Clerk exchanged {other} and {one}: Tom Second → Tina Technician", "Nearer."),
    ]


def test_visits_of_a_part_of_the_day_are_exchanged_too(booked, clerk, technician, tom):
    one, other = booked(period="morning"), booked(goes=tom, hour=time(9))

    swap(one, other, clerk)

    assert (again(one).technician, again(one).period, again(other).technician) == (tom, "morning", technician)


def test_it_is_refused_where_one_of_them_cannot_go(booked, clerk, technician, tom, field):
    """M30: nothing is left half done."""
    one, other, busy = booked(), booked(goes=tom, hour=time(12)), booked(hour=time(12, 30))
    own, queued = booked(hour=time(16)), booked(goes=field, hour=time(17))

    assert refusal(one, other, clerk) == "other"
    assert again(one).starts_at == one.starts_at
    assert refusal(one, own, clerk) == "other"
    assert refusal(one, queued, clerk) == "other"
    assert refusal(queued, other, clerk) == ""
    assert refusal(one, other, clerk, reason=" ") == "reason"
    assert refusal(one, other, technician) == "other"
    with pytest.raises(Stale):
        swap(one, other, clerk, version=7)
    start_travel(other, by=tom)
    assert refusal(busy, other, clerk) == "other"
    assert [again(visit).technician for visit in (one, other, busy)] == [technician, tom, technician]


def test_the_page_offers_the_others_of_that_day(desk, client_of, booked, technician, tom):
    """M30: for who books for others; without any it says so."""
    one, here = booked(), f"/visits/{booked(hour=time(13)).pk}/"
    assert "No other technician has a booked visit that day." in desk.get(f"{here}swap/").content.decode()
    other = booked(goes=tom, hour=time(15))

    html = desk.get(f"{here}swap/").content.decode()
    answer = desk.post(f"/visits/{one.pk}/swap/", {"other": other.pk, "reason": "Nearer.", "version": one.version})

    assert f"Tom Second · {other}, 15:00–16:00, Carmen Customer" in html
    assert f'href="{here}swap/"' in desk.get(here).content.decode()
    assert f'href="{here}swap/"' not in client_of(technician).get(here).content.decode()
    assert answer["Location"] == f"/visits/{one.pk}/"
    assert again(one).technician == tom
