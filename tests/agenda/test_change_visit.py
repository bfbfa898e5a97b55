"""C15: a visit is moved, given to somebody else, taken, cancelled: the same visit, its history kept."""

from datetime import time, timedelta

import pytest

from faena.agenda.actions import arrive, cancel_visit, give_visit, reschedule_visit, start_travel, take_visit
from faena.agenda.hours import When
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from tests import factories


def again(visit):
    return Visit.objects.shown().get(pk=visit.pk)


def why_not(act, *args, **more):
    with pytest.raises(RuleBroken) as refused:
        act(*args, **more)
    return refused.value


# --- moved --------------------------------------------------------------------------------------------------


def test_it_is_the_same_visit_at_another_time(booked, clerk, tomorrow):
    """C15: number and history stay; the old time and the new one are told."""
    visit = booked()

    reschedule_visit(visit, When(tomorrow, hour=time(15), minutes=30), reason="He works", version=1, by=clerk)

    moved = again(visit)
    assert (moved.number, moved.minutes, moved.version) == (visit.number, 30, 2)
    assert moved.ends_at - visit.starts_at == timedelta(hours=5, minutes=30)
    line = render_event(Event.objects.get(verb="visit.rescheduled"))
    assert "moved V-000001: " in line.text
    assert "10:00 → " in line.text
    assert line.text.endswith("15:00")
    assert line.note == "He works"


def test_to_a_part_of_another_day_and_back(booked, clerk, tomorrow):
    """C15."""
    visit, later = booked(), tomorrow + timedelta(days=3)
    reschedule_visit(visit, When(later, period="evening"), reason="Rain", version=1, by=clerk)
    assert (again(visit).on, again(visit).period, again(visit).starts_at) == (later, "evening", None)

    reschedule_visit(visit, When(tomorrow, hour=time(8)), reason="Sun", version=2, by=clerk)
    assert (again(visit).on, again(visit).period) == (tomorrow, "")


def test_moving_follows_the_rules_of_booking(booked, clerk, tomorrow):
    """C15: refused beside the field, and nothing moves."""
    visit = booked()
    booked(hour=time(14))
    for when, field in (
        (When(tomorrow - timedelta(days=2), hour=time(9)), "on"),
        (When(tomorrow, hour=time(14, 30)), "hour"),
        (When(tomorrow, hour=time(23, 30), minutes=60), "hour"),
        (When(tomorrow), "hour"),
    ):
        assert why_not(reschedule_visit, visit, when, reason="x", version=1, by=clerk).at == field
    assert why_not(reschedule_visit, visit, When(tomorrow, hour=time(9)), reason=" ", version=1, by=clerk).at == (
        "reason"
    )
    assert again(visit).starts_at == visit.starts_at
    assert not Event.objects.filter(verb="visit.rescheduled").exists()


def test_who_was_on_the_way_is_booked_again_and_who_arrived_is_not_moved(booked, clerk, technician, tomorrow):
    """C15, C19."""
    visit = booked()
    start_travel(visit, by=technician)
    reschedule_visit(visit, When(tomorrow, hour=time(16)), reason="Called off", version=2, by=clerk)
    assert (again(visit).state, again(visit).travel_at) == ("booked", None)

    start_travel(visit, by=technician)
    arrive(visit, any_day=True, by=technician)
    assert (
        "has begun"
        in why_not(reschedule_visit, visit, When(tomorrow, hour=time(17)), reason="x", version=5, by=clerk).sentence
    )


def test_a_stale_page_moves_nothing(booked, clerk, tomorrow):
    visit = booked()
    reschedule_visit(visit, When(tomorrow, hour=time(15)), reason="One", version=1, by=clerk)

    with pytest.raises(Stale):
        reschedule_visit(visit, When(tomorrow, hour=time(16)), reason="Two", version=1, by=clerk)


# --- given and taken ----------------------------------------------------------------------------------------


def test_it_is_given_to_somebody_else(booked, clerk, field):
    """C15: with the reason, old → new; whoever has it is not given it again."""
    visit, other = booked(), factories.a_user(role="technician", name="Tomás Two")

    give_visit(visit, goes=other, reason="Tina is ill", version=1, by=clerk)
    refused = why_not(give_visit, visit, goes=other, reason="Again", version=2, by=clerk)
    assert (refused.at, refused.sentence) == ("goes", "Tomás Two has it already. Choose somebody else.")
    give_visit(visit, goes=field, reason="Whoever is near", version=2, by=clerk)

    assert (again(visit).technician, again(visit).position) == (None, field)
    first, last = (render_event(event) for event in Event.objects.filter(verb="visit.given").order_by("id"))
    assert first.text == "Clara Clerk gave V-000001 to Tomás Two (was Tina Technician)"
    assert last.note == "Whoever is near"


def test_a_busy_technician_is_not_given_another(booked, clerk, technician, field):
    """C15: nor does he take it or leave for it. The database refuses the overlap; the sentence says which is in the
    way, beside who goes."""
    other = factories.a_user(role="technician")
    booked()
    visit, queued = booked(goes=other), booked(goes=field)

    refused = why_not(give_visit, visit, goes=technician, reason="x", version=1, by=clerk)

    assert refused.at == "goes"
    for said in (
        refused.sentence,
        why_not(take_visit, queued, by=technician).sentence,
        why_not(start_travel, queued, by=technician).sentence,
    ):
        assert "Tina Technician already has a visit at that time: V-000001, 10:00–11:00, Carmen Customer." in said
    assert again(visit).technician == other
    assert again(queued).position == field


def test_who_is_under_way_keeps_it(booked, clerk, technician, field):
    visit = booked()
    start_travel(visit, by=technician)

    assert "is under way" in why_not(give_visit, visit, goes=field, reason="x", version=2, by=clerk).sentence


def test_a_member_takes_a_visit_of_his_position(booked, technician, field):
    """C15: one only; twice is harmless."""
    visit, second = booked(goes=field), factories.a_user(role="technician", name="Tomás Two")
    second.positions.add(field)

    take_visit(visit, by=technician)
    take_visit(visit, by=technician)

    assert again(visit).technician == technician
    assert Event.objects.filter(verb="visit.taken").count() == 1
    assert why_not(take_visit, visit, by=second).sentence == "Tina Technician took it first."


def test_nobody_takes_what_is_out_of_his_reach(booked, field, clerk):
    """A technician of another position, or somebody who does not go out."""
    outsider = factories.a_user(role="technician")

    assert "is with Field crew" in why_not(take_visit, booked(goes=field), by=outsider).sentence
    assert "no active technician" in why_not(take_visit, booked(goes=field), by=clerk).sentence


# --- cancelled ----------------------------------------------------------------------------------------------


def test_it_is_cancelled_once_with_the_reason(booked, clerk):
    """C15: inactive from then on, by whom and why."""
    visit = booked()

    cancel_visit(visit, reason="Solved by phone", by=clerk)

    fresh = again(visit)
    assert (fresh.state, fresh.is_active, fresh.ending, fresh.ended_by) == (
        "cancelled",
        False,
        "Solved by phone",
        clerk,
    )
    assert "is cancelled" in why_not(cancel_visit, visit, reason="Again", by=clerk).sentence
    assert render_event(Event.objects.get(verb="visit.cancelled")).note == "Solved by phone"
    assert why_not(cancel_visit, booked(), reason=" ", by=clerk).at == "reason"


# --- whose it is --------------------------------------------------------------------------------------------


def test_each_role_has_its_reach(booked, customer, stranger, facts, field, people):
    """Everybody who works with care sees; sellers their own customers'; technicians act on what they or their
    positions have."""
    own, queued = booked(), booked(goes=field)
    foreign = factories.a_visit(customer=stranger)
    everything = {own, queued, foreign}

    def reach(who, perm):
        return set(Visit.objects.visible_to(people[who], perm))

    for who in ("owner", "admin", "clerk"):
        assert reach(who, Perm.AGENDA_SEE) == reach(who, Perm.AGENDA_ACT) == everything
    assert (reach("seller", Perm.AGENDA_SEE), reach("seller", Perm.AGENDA_ACT)) == ({own, queued}, set())
    assert (reach("technician", Perm.AGENDA_SEE), reach("technician", Perm.AGENDA_ACT)) == (everything, {own, queued})


@pytest.fixture
def people(owner, admin, clerk, seller, technician):
    return {"owner": owner, "admin": admin, "clerk": clerk, "seller": seller, "technician": technician}


def test_a_technician_changes_only_his_own(customer, booked, technician, tomorrow):
    """The actions themselves refuse it, not only their pages."""
    other = factories.a_user(role="technician", name="Tomás Two")
    visit = booked(goes=other)
    for act in (
        lambda: cancel_visit(visit, reason="x", by=technician),
        lambda: start_travel(visit, by=technician),
        lambda: reschedule_visit(visit, When(tomorrow, hour=time(9)), reason="x", version=1, by=technician),
        lambda: give_visit(visit, goes=technician, reason="x", version=1, by=technician),
    ):
        assert why_not(act).sentence == "V-000001 is with Tomás Two now."
    assert again(visit).version == 1
