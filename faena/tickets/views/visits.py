"""A visit is booked for a ticket (C15): the day is tapped in the calendar, then the form, and both know of each other.

What the ticket's page shows of its visits is `on_ticket`, drawn by tickets/_visits.html."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda import actions as agenda
from faena.agenda.actions.locks import when_of
from faena.agenda.booking import BookingSource, booking_page
from faena.agenda.models import Visit
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.tickets.models import Ticket, TicketVisit
from faena.ui.answers import see_other


@requires(Perm.TICKET_HANDLE)
def book(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """The day, the form, and the visit is booked for the ticket; where to is the plan's address, whom to ask for the
    ticket's contact."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user, Perm.TICKET_HANDLE).shown(), pk=ticket_pk)
    if request.method != "POST" and not ticket.is_open:
        messages.error(request, _why_closed(ticket))
        return see_other(ticket.as_ref.url)
    address = ticket.subscription.address if ticket.subscription else ""
    case = BookingSource(
        ticket.customer, ticket.as_ref.url, str(ticket), label=str(ticket), address=address, contact=ticket.contact
    )
    return booking_page(request, case, lambda facts: book_ticket_visit(ticket, facts, by=request.user))


@action
def book_ticket_visit(ticket: Ticket, facts: agenda.VisitFacts, *, by: User) -> Visit:
    """A visit to the ticket's customer. Raises RuleBroken as book_visit does, when the ticket is closed, or when a
    technician books for one that neither he nor his positions have (§4)."""
    ticket = Ticket.locked(ticket.pk)
    if not ticket.is_open:
        raise RuleBroken(_why_closed(ticket))
    if not Ticket.objects.visible_to(by, Perm.TICKET_HANDLE).filter(pk=ticket.pk).exists():
        raise RuleBroken(_("Somebody else has %(ticket)s now.") % {"ticket": ticket})
    visit = agenda.book_visit(ticket.customer, facts, by=by, ref=ticket.as_ref)
    TicketVisit.objects.create(ticket=ticket, visit=visit)
    # The customer's timeline shows the visit itself; here it stands in the life of the ticket.
    booked = {"visit_id": visit.pk, "number": str(visit), "when": when_of(visit)}
    record("ticket.visit_booked", ticket.as_ref, facts=booked, by=by)
    return visit


def on_ticket(ticket: Ticket, user: User) -> dict[str, Any]:
    """What tickets/_visits.html needs: the ticket's visits, the last day first, and whether this reader books one."""
    links = TicketVisit.objects.filter(ticket=ticket).values("visit")
    rows = Visit.objects.filter(pk__in=links).shown().order_by("-on", "-id")
    handled = Ticket.objects.visible_to(user, Perm.TICKET_HANDLE).open().filter(pk=ticket.pk)
    return {"visits": list(rows), "books_visits": handled.exists()}


def _why_closed(ticket: Ticket) -> str:
    return _("%(ticket)s is closed: no visit is booked for it.") % {"ticket": ticket}
