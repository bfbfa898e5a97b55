"""C19: a customer asks for something: a protocol, a date, somebody who has it, a history, and he is found by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.accounts.actions import deactivate_user, system
from faena.accounts.models import User
from faena.company.catalogue.actions import move_row, retire_row
from faena.customers import search
from faena.customers.actions import assign_seller, delete_customer, remove_contact, retire_customer
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.tickets.actions import OpeningFacts, open_ticket
from faena.tickets.forms.opening import OpeningForm
from faena.tickets.models import Holding, Priority, Ticket, TicketStatus
from tests import factories
from tests.world import race, won


def facts(kind, **more):
    return OpeningFacts(kind, **({"description": "The line is dead."} | more))


def refusal(customer, opening, by):
    """(field, sentence) of an opening that is refused and leaves nothing behind."""
    with pytest.raises(RuleBroken) as refused:
        open_ticket(customer, opening, by=by)
    assert not Ticket.objects.exists()
    assert not Event.objects.filter(verb="ticket.opened").exists()
    return refused.value.at, refused.value.sentence


# --- opened -------------------------------------------------------------------------------------------------


def test_it_gets_everything_of_its_type(customer, no_signal, support, clerk):
    """C19: protocol, the first status, the type's priority and position, and its date by the hours of the type."""
    ticket = open_ticket(customer, facts(no_signal), by=clerk)

    fresh = Ticket.objects.shown().get(pk=ticket.pk)
    assert str(fresh) == "A-000001"
    assert fresh.status == TicketStatus.objects.offered()[0]
    assert (fresh.priority, fresh.priority_tone, fresh.is_open) == (Priority.HIGH, "amber", True)
    assert fresh.due_at == fresh.opened_at + timedelta(hours=8)
    assert fresh.holding.destination == support
    assert (fresh.holding.since, fresh.holding.by, fresh.holding.until) == (fresh.opened_at, clerk, None)
    assert fresh.opened_by == clerk


def test_what_is_chosen_wins_over_the_type(customer, no_signal, clerk, technician):
    """C19: contact, plan, channel, priority and destination."""
    contact, plan = factories.a_contact(customer), factories.a_subscription(customer)
    more = {"contact": contact, "subscription": plan, "channel": "whatsapp", "priority": 4, "destination": technician}

    ticket = Ticket.objects.shown().get(pk=open_ticket(customer, facts(no_signal, **more), by=clerk).pk)

    assert (ticket.contact, ticket.subscription, ticket.channel) == (contact, plan, "whatsapp")
    assert (ticket.priority, ticket.priority_tone) == (Priority.URGENT, "red")
    assert ticket.holding.destination == technician


def test_the_first_status_is_the_first_of_the_list(customer, no_signal, admin, clerk):
    """C12: whatever the company puts first."""
    second = TicketStatus.objects.offered()[1]
    move_row(second, up=True, by=admin)

    assert open_ticket(customer, facts(no_signal), by=clerk).status == second


def test_the_history_tells_it(customer, no_signal, clerk):
    """C17: by whom, what, for whom, and what the customer said."""
    open_ticket(customer, facts(no_signal, description="It is\x00 dead.\n\n\n\nSince noon. "), by=clerk)

    event = Event.objects.get(verb="ticket.opened")
    line = render_event(event)
    assert line.text == "Clara Clerk opened A-000001 for Support desk: Faults › No signal"
    assert line.note == "It is dead.\n\nSince noon."
    assert event.customer_id == customer.pk
    assert line.url.startswith("/tickets/")


def test_protocols_have_no_gap(customer, no_signal, clerk):
    """What is refused gives its number back."""
    open_ticket(customer, facts(no_signal), by=clerk)
    with pytest.raises(RuleBroken):
        open_ticket(customer, facts(no_signal, description=""), by=clerk)

    assert str(open_ticket(customer, facts(no_signal), by=clerk)) == "A-000002"


@pytest.mark.django_db(transaction=True)
def test_several_at_once_get_a_number_each(customer, stranger, no_signal, clerk):
    """No protocol twice, none left out."""
    people = [customer, stranger]

    outcomes = race(lambda place: open_ticket(people[place % 2], facts(no_signal), by=clerk), threads=6)

    assert len(won(outcomes)) == 6
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


# --- refused ------------------------------------------------------------------------------------------------


def test_a_retired_customer_asks_for_nothing(customer, no_signal, clerk, owner):
    retire_customer(customer, version=customer.version, by=owner)

    assert "restore the customer first" in refusal(customer, facts(no_signal), clerk)[1]


@pytest.mark.parametrize("empty", ["", "  \n ", "\u200b"])
def test_nothing_is_no_description(customer, no_signal, clerk, empty):
    assert refusal(customer, facts(no_signal, description=empty), clerk)[0] == "description"


def test_a_heading_is_no_type(customer, no_signal, clerk, admin):
    """C13, C19: only the end of a branch; when nothing under it is offered any more, it is one itself."""
    heading = no_signal.parent
    assert refusal(customer, facts(heading, destination=clerk), clerk)[0] == "type"

    retire_row(no_signal, by=admin)
    assert open_ticket(customer, facts(heading, destination=clerk), by=clerk).type == heading


@pytest.mark.parametrize("wrong", [{"is_for_opening": False}, {"retired_at": timezone.now()}])
def test_a_type_that_opens_nothing_is_refused(customer, no_signal, clerk, wrong):
    type(no_signal).objects.filter(pk=no_signal.pk).update(**wrong)

    assert refusal(customer, facts(no_signal), clerk)[0] == "type"


def test_a_contact_or_plan_of_another_is_refused(customer, stranger, no_signal, clerk):
    """C19: and a contact who was removed meanwhile."""
    contact, plan = factories.a_contact(stranger), factories.a_subscription(stranger)
    gone = factories.a_contact(customer)
    remove_contact(type(gone).objects.get(pk=gone.pk), version=1, by=clerk)

    assert refusal(customer, facts(no_signal, contact=contact), clerk)[0] == "contact"
    assert refusal(customer, facts(no_signal, contact=gone), clerk)[0] == "contact"
    assert refusal(customer, facts(no_signal, subscription=plan), clerk)[0] == "subscription"


def test_the_first_ticket_of_a_new_company_is_not_refused(customer, support, clerk, owner, seller, technician):
    """M31, C11: exactly one destination, always: of the heading, else whoever opens it, else a position, else somebody
    who receives tickets, at last a Master."""

    def goes_to(kind, by):
        ticket = open_ticket(customer, facts(kind), by=by)
        return Ticket.objects.shown().get(pk=ticket.pk).holding.destination

    assign_seller(customer, seller, version=customer.version, by=owner)
    heading, loose = factories.a_ticket_type("Heading", goes_to=support), factories.a_ticket_type("Loose end")
    below = factories.a_ticket_type("Below", parent=heading)

    assert goes_to(below, clerk) == support
    assert goes_to(loose, clerk) == clerk
    assert goes_to(loose, seller) == support
    deactivate_user(technician, by=owner)
    assert goes_to(below, clerk) == clerk
    assert goes_to(loose, seller) == User.objects.receiving().earliest("id")
    User.objects.update(receives_tickets=False)
    assert goes_to(loose, clerk) == owner


def test_a_seller_reads_no_name_of_whom_a_ticket_will_go_to(customer, clerk, owner, seller):
    """W31: it names the position, and a person to those who hand tickets on."""
    kind = factories.a_ticket_type("Loose end")

    def named(user):
        return OpeningForm({"type": kind.pk}, customer=customer, user=user).goes_to

    assert named(clerk) == clerk.name
    assert named(owner) != ""
    assert named(seller) == ""
    queue = factories.a_queue(member=clerk)
    assert named(seller) == queue.name


# --- after another one ----------------------------------------------------------------------------------------


def test_another_is_opened_after_a_closed_one(customer, stranger, no_signal, clerk):
    """M31: linked both ways, and both histories say so; not after an open one, nor another customer's."""
    closed, foreign = factories.a_closed_ticket(customer), factories.a_closed_ticket(stranger)
    still_open = factories.a_ticket(customer)

    ticket = open_ticket(customer, facts(no_signal, follows=closed), by=clerk)

    assert list(closed.followed_by.all()) == [ticket]
    opened, followed = (Event.objects.get(verb=verb) for verb in ("ticket.opened", "ticket.followed"))
    assert opened.facts["follows"] == str(closed)
    assert render_event(followed).text == f"Clara Clerk opened another ticket after {closed}: {ticket}"
    for wrong in (foreign, still_open):
        with pytest.raises(RuleBroken) as refused:
            open_ticket(customer, facts(no_signal, follows=wrong), by=clerk)
        assert refused.value.at == "follows"


def test_it_goes_only_to_somebody_who_receives_tickets(customer, no_signal, support, clerk, technician, owner, seller):
    """C11: an active user who receives tickets and may handle them, or a position with at least one."""
    aside = factories.a_user(name="Ana Aside", receives_tickets=False)
    assert refusal(customer, facts(no_signal, destination=aside), clerk) == (
        "destination",
        "Ana Aside receives no tickets now. Choose somebody else.",
    )
    assert refusal(customer, facts(no_signal, destination=system()), clerk)[0]

    deactivate_user(technician, by=owner)
    assert refusal(customer, facts(no_signal, destination=technician), clerk)[0] == "destination"
    assert "Nobody of “Support desk”" in refusal(customer, facts(no_signal, destination=support), clerk)[1]

    empty = factories.a_position("Nobody's")
    empty.members.add(aside, seller)
    assert refusal(customer, facts(no_signal, destination=seller), clerk)[0] == "destination"
    assert refusal(customer, facts(no_signal, destination=empty), clerk)[0] == "destination"


@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"priority": 9}, {"description": ""}, {"due_at": "2020-01-01 12:00Z"}]
)
def test_the_database_refuses_what_no_action_writes(customer, wrong):
    ticket = factories.a_ticket(customer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**wrong)


def test_the_database_keeps_one_destination(customer, support, technician):
    """C11: a user or a position, and one at a time; an earlier one stays with its end."""
    ticket = factories.a_ticket(customer, holder=support)
    now = timezone.now()
    for wrong in (
        {"user": technician},
        {"user": technician, "position": support, "until": now},
        {"until": now},
        {"user": technician, "since": now, "until": now - timedelta(seconds=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holding.objects.create(ticket=ticket, by=technician, **wrong)

    ticket.holdings.update(until=timezone.now())
    Holding.objects.create(ticket=ticket, user=technician, by=technician)

    assert Ticket.objects.shown().get(pk=ticket.pk).holding.destination == technician


# --- around it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["A-000012", "a000012", "000012", "12", "0012"])
def test_the_customer_is_found_by_the_protocol(customer, stranger, no_signal, clerk, seller, wanted):
    """C1: in any spelling; a seller among his own customers only (W31)."""
    for _ in range(11):
        factories.a_number("ticket")
    open_ticket(customer, facts(no_signal), by=clerk)
    open_ticket(stranger, facts(no_signal), by=clerk)

    (hit,) = search.find(wanted, user=clerk, field="protocol")
    assert (hit.customer, hit.field_label) == (customer, "Protocol")
    assert [one.customer for one in search.find("A-0000", user=seller, field="protocol")] == [customer]


def test_a_seller_sees_the_tickets_of_his_own_customers(customer, stranger, seller, owner):
    """W31: also after the customer goes to another seller."""
    own, other = factories.a_ticket(customer), factories.a_ticket(stranger)
    assert set(Ticket.objects.visible_to(owner)) == {own, other}
    assert set(Ticket.objects.visible_to(seller)) == {own}

    assign_seller(customer, stranger.seller, version=customer.version, by=owner)

    assert not Ticket.objects.visible_to(seller).exists()


def test_a_customer_with_tickets_is_history(customer, owner):
    """W29: retired, not deleted."""
    factories.a_ticket(customer)

    with pytest.raises(RuleBroken) as refused:
        delete_customer(customer, version=customer.version, by=owner)

    assert "has history" in refused.value.sentence


def test_a_contact_who_is_removed_leaves_the_ticket(customer, clerk):
    contact = factories.a_contact(customer)
    ticket = factories.a_ticket(customer, contact=contact)

    remove_contact(contact, version=1, by=clerk)

    ticket.refresh_from_db()
    assert ticket.contact is None


@pytest.mark.parametrize(("hours", "due"), [(-1, "late"), (0, "late"), (1, "today"), (14, "ahead"), (48, "ahead")])
def test_its_date_has_a_word(customer, monkeypatch, hours, due):
    """C9: late, today on the company's wall, or ahead; a closed one has none."""
    now = timezone.localtime().replace(hour=12, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: now)
    opened = now - timedelta(hours=100)
    ticket = factories.a_ticket(customer, opened_at=opened, due_at=now + timedelta(hours=hours))

    assert ticket.due == due
    ticket.state = Ticket.State.CLOSED
    assert ticket.due == ""
