"""C11: a ticket goes to a user or to a position, with the reason; out of a position's queue somebody takes it."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from faena.accounts.actions import deactivate_user
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import Stale
from faena.tickets.actions import forward, take
from faena.tickets.models import Holding, Ticket
from tests import factories


def send(ticket, to, by, reason="It needs a ladder.", version=1):
    return forward(ticket, to=to, reason=reason, version=version, by=by)


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


# --- forwarded ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["user", "position"])
def test_it_goes_to_one_and_leaves_the_other(ticket, support, clerk, owner, kind):
    """C11: one destination at any time, from when to when."""
    to = factories.a_queue("Field") if kind == "position" else owner

    held = send(ticket, to, clerk)

    first = Holding.objects.get(ticket=ticket, position=support)
    assert (first.until, held.until, held.reason, held.by) == (held.since, None, "It needs a ladder.", clerk)
    assert again(ticket).holding.destination == to
    assert (held.user is None) is (kind == "position")


def test_the_history_tells_from_where_to_where_and_why(ticket, clerk, owner):
    """C11, C17."""
    send(ticket, owner, clerk, reason="It needs\n\n\n\na ladder. ")

    line = render_event(Event.objects.get(verb="ticket.forwarded"))
    assert line.text == f"Clara Clerk forwarded {ticket}: Support desk → Olga Owner"
    assert line.note == "It needs\n\na ladder."
    assert line.event.facts["user_id"] == owner.pk
    assert line.event.customer_id == ticket.customer_id


@pytest.mark.parametrize("empty", ["", "  \n ", "\u200b"])
def test_it_needs_a_reason(ticket, clerk, owner, refusal, empty):
    """Blanks and signs that nobody sees are none."""
    assert refusal(send, ticket, owner, clerk, reason=empty) == ("reason", "Write why it goes there.")


def test_nobody_is_no_destination(ticket, clerk, refusal):
    assert refusal(send, ticket, None, clerk) == ("to", "Choose who gets it.")


def test_not_to_whom_it_is_with(ticket, support, clerk, technician, refusal):
    """C11: neither the position nor oneself."""
    assert refusal(send, ticket, support, clerk)[1] == "Support desk has it already. Choose somebody else."
    take(ticket, by=technician)
    assert (
        refusal(send, ticket, technician, clerk, version=2)[1]
        == "Tina Technician has it already. Choose somebody else."
    )
    assert refusal(send, ticket, technician, technician, version=2) == (
        "to",
        "You have it already. Choose somebody else.",
    )


def test_only_to_who_receives_tickets(ticket, clerk, owner, refusal):
    """C11: not to somebody inactive, who receives none or whose role handles none, nor to a position that no other
    one has."""
    gone, aside = factories.a_user(name="Gus Gone"), factories.a_user(name="Ana Aside", receives_tickets=False)
    sales = factories.a_queue("Sales", member=factories.a_user(role="seller", name="Sal Seller"))
    deactivate_user(gone, by=owner)
    empty, retired = factories.a_position("Empty"), factories.a_queue("Retired")
    type(retired).objects.filter(pk=retired.pk).update(retired_at="2026-01-01 12:00Z")
    for to in (gone, aside, sales.members.get()):
        assert refusal(send, ticket, to, clerk) == (
            "to",
            f"{to.name} receives no tickets now. Choose somebody else.",
        )
    for to in (empty, retired, sales):
        assert refusal(send, ticket, to, clerk)[0] == "to"


def test_a_stale_page_forwards_nothing(ticket, clerk, owner, admin):
    """Two who forward: the second reads that another was first."""
    send(ticket, owner, clerk)

    with pytest.raises(Stale):
        send(ticket, admin, clerk)
    assert again(ticket).holding.destination == owner


def test_a_closed_ticket_goes_nowhere(customer, clerk, owner, refusal):
    closed = factories.a_closed_ticket(customer)

    assert refusal(send, closed, owner, clerk)[1] == f"{closed} is closed: reopen it first."


def test_a_technician_forwards_what_is_with_him(ticket, support, technician, owner, refusal):
    """Held by him or by one of his positions; afterwards no more."""
    other = factories.a_user(role="technician", name="Theo Other")
    assert refusal(send, ticket, owner, other)[1] == f"{ticket} is with Support desk now, so you cannot change it."

    send(ticket, owner, technician)

    assert refusal(send, ticket, other, technician, version=2)[1].startswith(f"{ticket} is with Olga Owner now")


def test_a_seller_forwards_nothing(ticket, seller, owner):
    """Not even tickets of his own customers."""
    with pytest.raises(NotAllowed):
        send(ticket, owner, seller)


# --- taken --------------------------------------------------------------------------------------------------


def test_it_is_taken_from_a_position(ticket, technician):
    """C11: then it is with somebody."""
    take(ticket, by=technician)

    assert again(ticket).holding.destination == technician
    assert (
        render_event(Event.objects.get(verb="ticket.taken")).text == f"Tina Technician took {ticket} from Support desk"
    )


def test_whoever_comes_second_reads_who_was_first(ticket, technician, clerk, refusal):
    take(ticket, by=technician)

    assert refusal(take, ticket, by=clerk) == ("", "Tina Technician has it already.")
    assert refusal(take, ticket, by=technician) == ("", "You have it already.")


@pytest.mark.parametrize("who", ["owner", "admin", "clerk"])
def test_the_counter_takes_from_any_position(ticket, request, who):
    """Operators and those above."""
    user = request.getfixturevalue(who)

    assert take(ticket, by=user).user == user


def test_a_technician_takes_from_his_own_positions(ticket, refusal):
    other = factories.a_user(role="technician")

    assert refusal(take, ticket, by=other)[1] == "Only whoever has the position “Support desk” takes it from there."


def test_who_receives_no_tickets_takes_none(ticket, refusal):
    aside = factories.a_user(receives_tickets=False)

    assert "You receive no tickets now" in refusal(take, ticket, by=aside)[1]


def test_a_closed_ticket_is_not_taken(customer, clerk, refusal):
    assert "reopen it first" in refusal(take, factories.a_closed_ticket(customer), by=clerk)[1]


# --- what the database keeps --------------------------------------------------------------------------------


def test_the_database_keeps_one_destination(ticket, clerk, support):
    """C11: whatever a program does."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(ticket=ticket, user=clerk, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(ticket=factories.a_ticket(), user=clerk, position=support, by=clerk)
    with pytest.raises(DatabaseError, match="holding_keeps_its_words"), transaction.atomic():
        Holding.objects.update(reason="Another one")
