"""What every page of one ticket begins and ends with."""

from django.http import Http404
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.tickets.models import Ticket
from faena.tickets.reach import ticket_for


def the_ticket(request: StaffRequest, pk: int, perm: Perm = Perm.TICKET_SEE) -> Ticket:
    """In reach of the permission, else 404; with what was typed, if it was sent by who had it until a moment ago."""
    if (found := ticket_for(request.user, pk, perm, sends=request.method == "POST")) is None:
        raise Http404
    return found


def page_of(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.pk])
