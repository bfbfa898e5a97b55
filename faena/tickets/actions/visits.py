"""Somebody goes out for a ticket (C15); closing looks at the visits that are still to come (C13)."""

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.models import Visit, VisitQuerySet
from faena.cases.actions import book_case_visit
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.models import Ticket


@action(Perm.TICKET_HANDLE)
def book_ticket_visit(ticket: Ticket, facts: agenda.VisitFacts, *, by: User) -> Visit:
    """A visit to the ticket's customer. Raises RuleBroken as book_visit does, when the ticket is closed, or when a
    technician books for one that neither he nor his positions have."""
    Customer.lock(ticket.customer_id, no_key=True)  # before the ticket, as everywhere
    return book_case_visit(locked_ticket(ticket, Perm.TICKET_HANDLE, by=by), facts, by=by)


def pending_visits(ticket: Ticket) -> VisitQuerySet:
    """Booked, on the way or at the place, in the order of their numbers."""
    return Visit.objects.filter(pk__in=ticket.visits.values("visit")).pending().order_by("number")


def cancel_pending(ticket: Ticket, *, reason: str, by: User) -> None:
    """Each of them is cancelled in the step that closes the ticket."""
    for visit in pending_visits(ticket):
        agenda.cancel_visit(visit, reason=reason, by=by)
