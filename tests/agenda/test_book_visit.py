"""C15: a visit is booked: a number, a time that can be, somebody who goes, and a history."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.accounts.actions import deactivate_user
from faena.agenda.actions import book_visit, cancel_visit
from faena.agenda.models import Visit
from faena.company.catalogue.actions import retire_row
from faena.customers.actions import retire_customer
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.lib.refs import Ref
from tests import factories


def refusal(customer, facts, by):
    """(field, sentence) of a booking that is refused and leaves nothing behind."""
    before = Visit.objects.count()
    with pytest.raises(RuleBroken) as refused:
        book_visit(customer, facts, by=by)
    assert Visit.objects.count() == before
    assert Event.objects.filter(verb="visit.booked").count() == before
    return refused.value.at, refused.value.sentence


# --- booked -------------------------------------------------------------------------------------------------


def test_it_has_everything_that_was_asked(customer, facts, clerk, technician, tomorrow):
    """C15: number, kind, technician, day, start and minutes, address, contact, notes, who booked."""
    contact = factories.a_contact(customer)

    visit = book_visit(customer, facts(contact=contact, notes="Ring\x00 twice.", minutes=45), by=clerk)

    fresh = Visit.objects.shown().get(pk=visit.pk)
    assert str(fresh) == "V-000001"
    assert (fresh.technician, fresh.position, fresh.customer, fresh.contact) == (technician, None, customer, contact)
    starts_at = datetime.combine(tomorrow, time(14), UTC)  # ten in Caracas
    assert (fresh.on, fresh.starts_at, fresh.ends_at) == (tomorrow, starts_at, starts_at + timedelta(minutes=45))
    assert (fresh.minutes, fresh.period, fresh.address, fresh.notes) == (45, "", "Calle 8, Nº 12", "Ring twice.")
    assert (fresh.state, fresh.is_active, fresh.booked_by) == ("booked", True, clerk)


def test_it_lasts_as_long_as_its_kind(customer, facts, clerk):
    """C15."""
    long = factories.a_visit_kind(minutes=150)

    visit = book_visit(customer, facts(kind=long), by=clerk)

    assert visit.ends_at - visit.starts_at == timedelta(minutes=150)


@pytest.mark.parametrize("period", ["morning", "afternoon", "evening"])
def test_a_part_of_the_day_is_enough(customer, facts, clerk, field, period, tomorrow):
    """C15: by a position; such visits may share their time."""
    visits = [book_visit(customer, facts(period=period, goes=field), by=clerk) for _ in range(2)]

    assert [(one.on, one.period, one.starts_at, one.ends_at) for one in visits] == [(tomorrow, period, None, None)] * 2
    assert visits[0].goes == field


@pytest.mark.parametrize(("phone", "called"), [("+584125550177", "+584125550177"), ("", "+584121234567")])
def test_the_contact_is_called_and_else_the_customer(customer, facts, clerk, phone, called):
    """C15: a contact without a phone leaves the customer's."""
    type(customer).objects.filter(pk=customer.pk).update(phone="+584121234567")
    contact = factories.a_contact(customer, phone=phone)

    visit = book_visit(customer, facts(contact=contact), by=clerk)

    assert visit.phone == called


def test_the_history_tells_it(customer, facts, clerk, tomorrow):
    """C15, C17: who, what, when, who goes, what is noted, and what it is for; the customer's timeline has it."""
    book_visit(customer, facts(notes="Long ladder."), by=clerk, ref=Ref("ticket", 7, "A-000007"))

    event = Event.objects.get(verb="visit.booked")
    line = render_event(event)
    assert line.text.startswith("Clara Clerk booked V-000001 (Line repair) for ")
    assert line.text.endswith(" 10:00: Tina Technician")
    assert (line.note, event.customer_id) == ("Long ladder.", customer.pk)
    assert (event.facts["ticket_id"], event.facts["of"]) == (7, "A-000007")
    assert line.url == f"/visits/{event.about_id}/"


def test_the_history_tells_a_part_of_the_day(customer, facts, clerk):
    book_visit(customer, facts(period="afternoon", on=date(2031, 5, 7)), by=clerk)

    assert "for 7 May 2031, afternoon: Tina" in render_event(Event.objects.get(verb="visit.booked")).text


def test_numbers_have_no_gap(customer, facts, clerk):
    """What is refused gives its number back."""
    book_visit(customer, facts(), by=clerk)
    refusal(customer, facts(), clerk)

    assert str(book_visit(customer, facts(hour=time(12)), by=clerk)) == "V-000002"


# --- refused ------------------------------------------------------------------------------------------------


def test_yesterday_and_an_hour_ago_are_over(customer, facts, clerk):
    """C15: the action refuses the past, by the company's wall."""
    today, now = timezone.localdate(), timezone.localtime()

    assert refusal(customer, facts(on=today - timedelta(days=1)), clerk)[0] == "on"
    assert refusal(customer, facts(on=date(1969, 1, 1)), clerk)[0] == "on"
    if now.hour:  # else an hour ago was yesterday
        assert refusal(customer, facts(on=today, hour=time(now.hour - 1)), clerk)[0] == "hour"


@pytest.mark.parametrize(("hour", "over", "left"), [(12, "morning", "afternoon"), (18, "afternoon", "evening")])
def test_a_part_of_today_that_is_over_is_refused(customer, facts, clerk, monkeypatch, hour, over, left):
    """C15: the morning until noon, the afternoon until six."""
    now = timezone.localtime().replace(hour=hour, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert refusal(customer, facts(on=now.date(), period=over), clerk)[0] == "period"
    assert book_visit(customer, facts(on=now.date(), period=left), by=clerk).period == left


def test_a_visit_ends_before_midnight(customer, facts, clerk):
    """C15: or at it."""
    assert "after midnight" in refusal(customer, facts(hour=time(23), minutes=61), clerk)[1]

    assert book_visit(customer, facts(hour=time(23), minutes=60), by=clerk).minutes == 60


@pytest.mark.parametrize("minutes", [-5, 0, 4, 601, 10**6])
def test_it_lasts_five_minutes_to_ten_hours(customer, facts, clerk, minutes):
    assert refusal(customer, facts(minutes=minutes), clerk)[0] == "minutes"


@pytest.mark.parametrize("minutes", [5, 600])
def test_the_shortest_and_the_longest_are_booked(customer, facts, clerk, minutes):
    """C15: five minutes and ten hours belong to it."""
    assert book_visit(customer, facts(minutes=minutes), by=clerk).minutes == minutes


def test_a_time_or_a_part_of_the_day_and_not_both(customer, facts, clerk):
    assert refusal(customer, facts(hour=None), clerk)[0] == "hour"
    assert refusal(customer, facts(period="morning", hour=time(9)), clerk)[0] == "hour"
    assert refusal(customer, facts(period="night"), clerk)[0] == "period"


def test_two_visits_of_a_technician_do_not_overlap(customer, facts, clerk, owner):
    """C15: the database says so, beside the time, and the sentence which one is in the way; touching is allowed, and so
    is another technician; the time of a cancelled one is free again."""
    first = book_visit(customer, facts(), by=clerk)
    for hour in (time(9, 30), time(10), time(10, 59)):
        field, sentence = refusal(customer, facts(hour=hour), clerk)
        assert field == "hour"
        assert sentence.startswith(
            "Tina Technician already has a visit at that time: V-000001, 10:00–11:00, Carmen Customer. Choose"
        )

    book_visit(customer, facts(hour=time(11)), by=clerk)
    book_visit(customer, facts(hour=time(9)), by=clerk)
    book_visit(customer, facts(goes=factories.a_user(role="technician")), by=clerk)
    cancel_visit(first, reason="Solved by phone", by=owner)
    assert book_visit(customer, facts(), by=clerk).is_active


def test_whose_visit_is_in_the_way_is_told(customer, stranger, facts, clerk):
    """Its number, hours and customer, which whoever books may see. Of several the first."""
    book_visit(stranger, facts(hour=time(9)), by=clerk)
    book_visit(customer, facts(hour=time(10)), by=clerk)

    _field, sentence = refusal(customer, facts(hour=time(9, 30)), clerk)

    assert f"V-000001, 09:00–10:00, {stranger.name}. Choose" in sentence
    assert "V-000002, 10:00–11:00, Carmen Customer." in refusal(customer, facts(hour=time(10, 30)), clerk)[1]


def test_only_technicians_go(customer, facts, clerk, technician, admin):
    """C15: an active technician, or a position of which one goes."""
    empty = factories.a_position("Nobody's")
    office = factories.a_queue("Office", member=factories.a_user())
    for goes in (clerk, empty, office):
        assert refusal(customer, facts(goes=goes), clerk)[0] == "goes"

    deactivate_user(technician, by=admin)
    assert refusal(customer, facts(), clerk)[0] == "goes"


def test_a_retired_position_gets_no_visit(customer, facts, clerk, field, admin):
    """C15: though a technician still has it."""
    retire_row(field, by=admin)

    assert refusal(customer, facts(goes=field), clerk)[0] == "goes"


def test_a_technician_books_for_himself_or_a_position(customer, facts, technician, field):
    """He books nothing for a colleague."""
    other = factories.a_user(role="technician")

    assert "an operator books for others" in refusal(customer, facts(goes=other), technician)[1]
    assert book_visit(customer, facts(), by=technician).technician == technician
    assert book_visit(customer, facts(goes=field), by=technician).position == field


def test_what_belongs_to_others_or_is_retired_is_refused(customer, stranger, facts, clerk, kind, owner):
    contact = factories.a_contact(stranger)
    assert refusal(customer, facts(contact=contact), clerk)[0] == "contact"
    assert refusal(customer, facts(address=" \u200b "), clerk)[0] == "address"

    retire_row(kind, by=owner)
    assert refusal(customer, facts(), clerk)[0] == "kind"
    retire_customer(customer, version=customer.version, by=owner)
    assert "restore the customer first" in refusal(customer, facts(), clerk)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 4},
        {"is_active": False},
        {"state": "cancelled"},
        {"state": "done", "arrived_at": timezone.now()},
        {"state": "travelling"},
        {"travel_at": timezone.now()},
        {"position": None, "technician": None},
        {"period": "morning"},
    ],
)
def test_the_database_refuses_what_no_action_writes(booked, wrong):
    """C15: lengths, states with their moments, one who goes, a time or a part of the day."""
    visit = booked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**wrong)
