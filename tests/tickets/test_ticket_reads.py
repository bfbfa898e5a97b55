"""What the page of a ticket asks by kept texts is what its querysets find: with a visit and without, and nothing of
another ticket."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.agenda.models import Visit
from faena.cases.views import visits_of
from faena.journal.actions import record
from faena.tickets.history import NEWEST, files_of, of_ticket, page_of
from faena.tickets.models import CommentFile, Ticket, TicketClosing
from tests import factories


@pytest.fixture
def told(customer, stranger, clerk):
    """Two closed tickets of which each has everything."""
    both = [factories.a_closed_ticket(one) for one in (customer, stranger)]
    for one in both:
        visit = factories.a_ticket_visit(one)
        CommentFile.objects.create(comment=factories.a_comment(one), file=factories.an_attachment())
        record("ticket.taken", one.as_ref, customer_id=one.customer_id, by=clerk)
        record("ticket.visit_booked", one.as_ref, customer_id=one.customer_id, by=clerk)
        record("visit.arrived", visit.as_ref, customer_id=one.customer_id, by=clerk)
    return both


def test_the_history_is_what_its_queryset_finds(told, customer, clerk):
    plain = factories.a_ticket(customer)
    record("ticket.taken", plain.as_ref, customer_id=customer.pk, by=clerk)

    for ticket, verbs in ((told[0], {"ticket.taken", "visit.arrived"}), (plain, {"ticket.taken"})):
        shown = page_of(ticket, None, 30, [one.pk for one in visits_of(ticket)]).rows
        assert shown == list(of_ticket(ticket).order_by(*NEWEST))
        assert {event.verb for event in shown} == verbs


def test_what_stands_on_its_page_is_what_its_querysets_find(told, customer):
    ticket = Ticket.shown(told[0].pk)

    assert visits_of(ticket) == list(Visit.objects.filter(customer=customer))
    assert files_of(ticket) == list(CommentFile.objects.filter(comment__ticket=ticket))
    closings = TicketClosing.all_of(ticket)
    assert closings == list(ticket.closings.all())
    with CaptureQueriesContext(connection) as asked:
        assert [(str(one.opened_type), str(one.type), one.by.name, one.ticket.customer) for one in closings]
    assert len(asked) == 0
