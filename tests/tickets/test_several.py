"""C11, C12, C13: several tickets of the queue at once."""

import pytest

from faena.tickets.models import Ticket, TicketClosing
from tests import factories

SEVERAL = "/tickets/several/"


@pytest.fixture
def tickets(customer, no_signal, support, clerk):
    return [factories.a_ticket(customer, type=no_signal, holder=support, by=clerk) for _ in range(2)]


def picked(tickets, **more):
    return {"pick": [ticket.pk for ticket in tickets], "back": "whose=all", **more}


def again(tickets):
    return list(Ticket.objects.filter(pk__in=[one.pk for one in tickets]).shown().order_by("pk"))


def test_they_are_taken_and_forwarded_and_given_a_status(desk, clerk, owner, tickets):
    """C11, C12."""
    status = factories.a_ticket_status("Waits for the tower")

    answer = desk.post(f"{SEVERAL}taking/", picked(tickets))
    assert [one.holding.destination for one in again(tickets)] == [clerk] * 2
    desk.post(f"{SEVERAL}status/", picked(tickets, new_status=status.pk))
    desk.post(f"{SEVERAL}forwarding/", picked(tickets, destination=f"user-{owner.pk}", reason="It needs a ladder."))

    assert answer["Location"] == "/tickets/?whose=all"
    assert [(one.holding.destination, one.status) for one in again(tickets)] == [(owner, status)] * 2


def test_they_are_closed_as_what_they_are_and_one_with_a_visit_stays(desk, tickets):
    """C13: what refuses is said, and stays chosen."""
    factories.a_ticket_visit(tickets[1])

    answer = desk.post(f"{SEVERAL}closing/", picked(tickets, outcome="done", text="The tower is up again."))

    assert answer["Location"] == f"/tickets/?whose=all&picked={tickets[1].pk}"
    closing = TicketClosing.objects.get()
    assert (closing.ticket, closing.type, closing.text) == (tickets[0], tickets[0].type, "The tower is up again.")


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("forwarding", {"destination": "user-0", "reason": "x"}, "Choose who gets it."),
        ("status", {"new_status": "no"}, "Choose a status."),
        ("closing", {"outcome": "no", "text": "x"}, "Choose how they ended."),
        ("taking", {"pick": []}, "Choose at least one row."),
    ],
)
def test_what_is_wrong_changes_nothing(desk, support, tickets, path, sent, said):
    page = desk.post(f"{SEVERAL}{path}/", picked(tickets) | sent, follow=True).content.decode()

    assert said in page
    assert [one.holding.destination for one in again(tickets)] == [support] * 2


def test_a_technician_reaches_his_own_only(client_of, technician, tickets):
    """C11: what lies with another position is not among them."""
    other = factories.a_ticket(holder=factories.a_queue("Field"))

    client_of(technician).post(f"{SEVERAL}taking/", picked([tickets[0], other]))

    assert [one.holding.user for one in again([tickets[0], other])] == [technician, None]
