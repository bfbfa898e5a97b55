"""C15, B12: the board of a day: lanes, the tray, colours, very full days, and what it asks the database."""

import re
from datetime import time
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.agenda.actions import arrive, cancel_visit, finish, start_travel
from faena.agenda.models import Visit, VisitKind
from tests import factories
from tests.agenda.conftest import shown_in


def lanes_in(html):
    """Technician → the piece of the board that is his lane."""
    pieces = html.split('<section class="crew"')[1:]
    return {re.search(r'aria-label="([^"]+)"', piece)[1]: piece.split("</section>")[0] for piece in pieces}


def test_a_day_has_a_lane_for_each_technician_and_a_tray(desk, booked, field, tomorrow):
    """C15, B12: free technicians too; parts of the day on top, timed visits at their hours; what has no technician in
    the tray; what was given up below."""
    factories.a_user(role="technician", name="Tomás Two")
    visit, part, waiting = booked(minutes=90), booked(period="morning"), booked(goes=field, period="afternoon")
    cancel_visit(given_up := booked(hour=time(15)), reason="Solved", by=visit.booked_by)

    html = desk.get(f"/agenda/{tomorrow}/").content.decode()
    lanes = lanes_in(html)

    assert set(lanes) == {"Tina Technician", "Tomás Two"}
    hers = lanes["Tina Technician"]
    assert re.search(rf'<a class="block is-\w+ at-h10 at-m0 for-h1 for-m30" href="/visits/{visit.pk}/"', hers)
    assert f'href="/visits/{part.pk}/"' in hers.split('class="crew-day"')[0]
    assert "2 visits" in unescape(hers)
    assert "2 h 30" in hers
    tray = html.split('class="tray-cards"')[1].split("</ul>")[0]
    assert f'href="/visits/{waiting.pk}/"' in tray
    assert f'href="/visits/{waiting.pk}/move/?back=day"' in tray
    assert f'href="/visits/{given_up.pk}/"' not in "".join(lanes.values()) + tray
    assert f'href="/visits/{given_up.pk}/"' in html.split("Failed or cancelled")[1]


def test_kinds_have_colours_and_a_legend(desk, booked, kind, tomorrow):
    """B12: that of the list where none is chosen; done and under way look different."""
    VisitKind.objects.filter(pk=kind.pk).update(tone="purple")
    visit = booked()
    start_travel(visit, by=visit.technician)
    arrive(visit, any_day=True, by=visit.technician)

    html = desk.get(f"/agenda/{tomorrow}/").content.decode()

    assert '<li class="is-purple">Line repair</li>' in html
    assert f'class="block is-purple is-under-way at-h10 at-m0 for-h1 for-m0" href="/visits/{visit.pk}/"' in html
    finish(visit, note="", by=visit.technician)
    assert 'class="block is-purple is-done' in desk.get(f"/agenda/{tomorrow}/").content.decode()


def test_a_very_full_day_is_drawn_in_pieces(desk, customer, kind, field, technician, tomorrow):
    """C15: the list comes in pages by the time, a lane shows its first visits and leads to the others; the sum is
    that of all; what was given up stands at the end."""
    periods = ["morning"] * 60 + ["afternoon"] * 60 + ["evening"] * 110
    usual = {"customer": customer, "kind": kind, "starts_at": None, "ends_at": None}
    rows = [factories.a_visit(**usual, position=field, period=period) for period in reversed(periods)]
    gone = factories.a_visit(**usual, position=field, period="morning", state="cancelled", is_active=False)
    hers = factories.a_visit(customer=customer, kind=kind, technician=technician, hours=9)
    page = f"/agenda/{tomorrow}/"

    first, second, last, beyond = (desk.get(page, {"page": one}).content.decode() for one in (1, 2, 3, 99999))
    drawn = [*shown_in(first), *shown_in(second), *shown_in(last)]

    in_time = sorted(rows, key=lambda one: (["morning", "afternoon", "evening"].index(one.period), one.pk))
    assert drawn == [one.pk for one in [*in_time[:60], hers, *in_time[60:], gone]]
    assert 'class="count">230<' in first
    assert "1 visit ·" in unescape(lanes_in(first)["Tina Technician"])
    assert "1–100 of 232" in unescape(first)
    assert (shown_in(beyond), "201–232 of 232" in unescape(last)) == (shown_in(last), True)
    assert f'href="{page}?page=2"' in first
    assert f'href="{page}?page=3"' not in last
    assert len(re.findall('class="tray-link"', first)) == 30
    assert f'href="{page}?goes=tray">200 more<' in unescape(first)
    assert 'class="lanes' not in second

    for goes in ("tray", f"position-{field.pk}"):
        alone = desk.get(page, {"goes": goes, "page": 2}).content.decode()
        assert shown_in(alone) == [one.pk for one in in_time[100:200]]
        assert "230 visits" in unescape(alone)
    assert "Field crew" in alone


def test_of_a_full_lane_the_first_are_drawn(desk, customer, kind, technician, tomorrow):
    """B12: and one link to all of them; the head counts all."""
    usual = {"customer": customer, "kind": kind, "technician": technician, "lasting": 0.25}
    for place in range(40):
        factories.a_visit(**usual, hours=8 + place / 4)

    (lane,) = lanes_in(desk.get(f"/agenda/{tomorrow}/").content.decode()).values()

    assert len(re.findall('class="block ', lane)) == 30
    assert f'href="/agenda/{tomorrow}/?goes=user-{technician.pk}">10 more<' in unescape(lane)
    assert "40 visits" in unescape(lane)


def test_a_lane_that_is_not_there_is_empty(desk, booked, tomorrow):
    booked()

    assert "No visit that day" in desk.get(f"/agenda/{tomorrow}/", {"goes": "user-x"}).content.decode()


@pytest.mark.parametrize("address", ["/agenda/?month={month}", "/agenda/{day}/", "/agenda/{day}/week/"])
def test_it_asks_the_same_for_three_visits_and_for_many(desk, customer, kind, clerk, tomorrow, address):
    """C15, B12: month, day and week."""
    address = address.format(month=f"{tomorrow:%Y-%m}", day=tomorrow)
    position = factories.a_queue()

    def count(rows):
        usual = {"customer": customer, "kind": kind, "booked_by": clerk, "position": position, "period": "morning"}
        for _ in range(rows):
            factories.a_visit(**usual, starts_at=None, ends_at=None)
        with CaptureQueriesContext(connection) as captured:
            html = unescape(desk.get(address).content.decode())
        number = Visit.objects.count()
        assert re.search(rf'{number} visits|class="count">{number}<|{number} to assign', html)
        return len(captured)

    desk.get(address)
    assert count(3) == count(300) <= 12
