"""C12: where a ticket stands and how much it hurries; neither closes."""

import pytest

from faena.company.catalogue.actions import retire_row
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import Stale
from faena.tickets.actions import change_status
from faena.tickets.models import Priority, StatusChange, Ticket
from tests import factories


@pytest.fixture
def waiting():
    return factories.a_ticket_status("Waiting for parts", tone="amber")


def told(verb):
    return [render_event(event).text for event in Event.objects.filter(verb=verb)]


def test_it_gets_the_status(ticket, waiting, clerk):
    """C12: written down with who and when, internal unless told otherwise."""
    old = ticket.status.name
    change_status(ticket, status=waiting, version=1, by=clerk)

    ticket.refresh_from_db()
    change = StatusChange.objects.get()
    assert (ticket.status, ticket.is_open, ticket.version) == (waiting, True, 2)
    assert (change.ticket, change.status, change.author, change.is_visible) == (ticket, waiting, clerk, False)
    assert told("ticket.status_set") == [f"Clara Clerk changed the status of {ticket}: {old} → Waiting for parts"]
    assert not Event.objects.filter(verb="ticket.priority_set").exists()


def test_the_customer_is_told_when_it_is_said(ticket, waiting, clerk):
    """C12: explicit."""
    change_status(ticket, status=waiting, is_visible=True, version=1, by=clerk)

    assert StatusChange.objects.public().get().status == waiting
    assert Event.objects.get(verb="ticket.status_set").facts["visible"] == {"label": "yes"}


def test_the_priority_changes_too(ticket, waiting, clerk):
    """C12: alone, or with the status; an event each."""
    change_status(ticket, status=ticket.status, priority=Priority.URGENT, version=1, by=clerk)
    change_status(ticket, status=waiting, priority=Priority.LOW, version=2, by=clerk)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority) == (waiting, Priority.LOW)
    assert StatusChange.objects.count() == 1
    assert told("ticket.priority_set") == [
        f"Clara Clerk changed the priority of {ticket}: Normal → Urgent",
        f"Clara Clerk changed the priority of {ticket}: Urgent → Low",
    ]


def test_the_same_again_is_refused(ticket, waiting, clerk, refusal):
    """C12: kindly; leaving keeps the old."""
    assert refusal(change_status, ticket, status=ticket.status, version=1, by=clerk)[0] == "status"
    same = {"status": ticket.status, "priority": Priority.HIGH, "is_visible": True}
    assert refusal(change_status, ticket, **same, version=1, by=clerk)[0] == "is_visible"


def test_a_retired_status_is_refused(ticket, waiting, clerk, admin, refusal):
    retire_row(waiting, by=admin)

    assert refusal(change_status, ticket, status=waiting, version=1, by=clerk)[0] == "status"


def test_a_ticket_that_stands_on_a_retired_status_changes_its_priority(ticket, clerk, admin):
    retire_row(ticket.status, by=admin)

    assert change_status(ticket, status=ticket.status, priority=Priority.LOW, version=1, by=clerk).priority == 1


def test_a_stale_page_changes_nothing(ticket, waiting, clerk):
    change_status(ticket, status=waiting, version=1, by=clerk)

    with pytest.raises(Stale):
        change_status(ticket, status=factories.a_ticket_status(), version=1, by=clerk)
    assert Ticket.objects.get(pk=ticket.pk).status == waiting


def test_a_closed_ticket_keeps_its_status(customer, waiting, clerk, refusal):
    closed = factories.a_closed_ticket(customer)

    assert "reopen it first" in refusal(change_status, closed, status=waiting, version=1, by=clerk)[1]


def test_a_technician_changes_what_is_with_him(ticket, waiting, technician, refusal):
    """Or with one of his positions; another technician does not."""
    other = factories.a_user(role="technician")
    assert "is with Support desk now" in refusal(change_status, ticket, status=waiting, version=1, by=other)[1]

    assert change_status(ticket, status=waiting, version=1, by=technician).status == waiting
