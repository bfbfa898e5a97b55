"""C19: a technician's way: start travel, arrived, done or failed; each step once, in its order."""

import itertools

import pytest

from faena.agenda.actions import arrive, cancel_visit, fail, finish, start_travel
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from tests import factories

STEPS = {
    "travel": lambda visit, by: start_travel(visit, by=by),
    "arrive": lambda visit, by: arrive(visit, any_day=True, by=by),
    "finish": lambda visit, by: finish(visit, note="New plug.", by=by),
    "fail": lambda visit, by: fail(visit, reason="Nobody opened", by=by),
    "cancel": lambda visit, by: cancel_visit(visit, reason="Solved", by=by),
}
# The whole machine: state and step → the state after; what is not here is refused.
LEADS = {
    ("booked", "travel"): "travelling",
    ("booked", "cancel"): "cancelled",
    ("travelling", "travel"): "travelling",
    ("travelling", "arrive"): "arrived",
    ("travelling", "fail"): "failed",
    ("travelling", "cancel"): "cancelled",
    ("arrived", "arrive"): "arrived",
    ("arrived", "finish"): "done",
    ("arrived", "fail"): "failed",
    ("arrived", "cancel"): "cancelled",
}


def again(visit):
    return Visit.objects.shown().get(pk=visit.pk)


def verbs(visit):
    return list(Event.objects.about(visit.as_ref).order_by("id").values_list("verb", flat=True))


def test_the_way_to_the_end(booked, technician):
    """C19: three presses; each moment is kept and told."""
    visit = booked()

    for step in ("travel", "arrive", "finish"):
        STEPS[step](visit, technician)

    fresh = again(visit)
    assert (fresh.state, fresh.is_active, fresh.ending, fresh.ended_by) == ("done", True, "New plug.", technician)
    assert visit.booked_at < fresh.travel_at <= fresh.arrived_at <= fresh.ended_at
    assert verbs(visit) == ["visit.booked", "visit.travelling", "visit.arrived", "visit.done"]
    lines = [render_event(event).text for event in Event.objects.about(visit.as_ref).order_by("id")]
    assert lines[1:] == [
        "Tina Technician left for V-000001",
        "Tina Technician arrived for V-000001",
        "Tina Technician finished V-000001 (Line repair)",
    ]


def test_a_failed_visit_says_why_and_frees_its_time(booked, technician):
    """C19: from the road or at the door."""
    visit = booked()
    start_travel(visit, by=technician)

    with pytest.raises(RuleBroken) as refused:
        fail(visit, reason=" ", by=technician)
    assert refused.value.at == "reason"
    fail(visit, reason="Nobody opened", by=technician)

    assert (again(visit).state, again(visit).is_active, again(visit).ending) == ("failed", False, "Nobody opened")
    assert booked().starts_at == visit.starts_at


@pytest.mark.parametrize("walk", list(itertools.product(STEPS, repeat=3)), ids="-".join)
def test_no_other_way_leads_anywhere(booked, technician, walk):
    """C15, C19: every three steps in a row, against the plain table of the machine."""
    visit, state = booked(), "booked"
    for step in walk:
        after, before = LEADS.get((state, step)), verbs(visit)
        if after is None:
            with pytest.raises(RuleBroken):
                STEPS[step](visit, technician)
        else:
            STEPS[step](visit, technician)
        assert again(visit).state == (after or state)
        assert len(verbs(visit)) == len(before) + (after not in (None, state))
        state = after or state


def test_whoever_leaves_for_a_visit_of_his_position_has_it(booked, technician, field, clerk):
    """C19: an operator, who does not go, gives it to somebody first."""
    visit = booked(goes=field)
    with pytest.raises(RuleBroken) as refused:
        start_travel(visit, by=clerk)
    assert refused.value.sentence == "Give V-000001 to a technician first."

    start_travel(visit, by=technician)

    assert (again(visit).technician, again(visit).position) == (technician, None)


def test_it_is_late_when_its_time_is_over_and_nobody_came(technician):
    """C19: by the clock, or by the part of the day."""
    late = factories.a_visit(technician=technician, hours=-72)
    part = factories.a_visit(
        technician=technician, hours=-72, starts_at=None, ends_at=None, period="morning", on="2026-01-05"
    )
    part.refresh_from_db()

    assert late.is_late
    assert part.is_late
    assert not factories.a_visit(technician=technician, hours=9).is_late


@pytest.mark.parametrize(
    ("state", "is_late"),
    [
        ("booked", True),
        ("travelling", True),
        ("arrived", False),
        ("done", False),
        ("failed", False),
        ("cancelled", False),
    ],
)
def test_it_is_late_until_somebody_arrives(state, is_late):
    """C19: whoever is on the way when its time is over is late too."""
    yesterday = factories.a_visit(hours=-30, state=state)
    tomorrow = factories.a_visit(hours=9, state=state)

    assert (yesterday.is_late, tomorrow.is_late) == (is_late, False)
