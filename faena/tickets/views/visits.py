"""A visit is booked for a ticket (C15): the day is tapped in the calendar, then the form."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from faena.accounts.requests import StaffRequest
from faena.agenda.booking import BookingSource, booking_page
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.models import Ticket


@requires(Perm.TICKET_HANDLE)
def book(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """The day, the form, and the visit is booked for the ticket; where to is the plan's address, whom to ask for the
    ticket's contact."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user, Perm.TICKET_HANDLE).shown(), pk=ticket_pk)
    if away := dead_end(request, ticket):
        return away
    address = ticket.subscription.address if ticket.subscription else ""
    case = BookingSource(
        ticket.customer, ticket.as_ref.url, str(ticket), label=str(ticket), address=address, contact=ticket.contact
    )
    return booking_page(request, case, lambda facts: book_ticket_visit(ticket, facts, by=request.user))
