"""How a ticket ends, and how it begins again (C13)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts
from faena.tickets.actions.visits import pending_visits
from faena.tickets.forms.handling import ClosingForm, ReopeningForm
from faena.tickets.models import Ticket, TicketClosing
from faena.tickets.views.common import page_of, the_ticket
from faena.ui.answers import form_page, see_other

MOST_EARLIER = 4  # solutions of the customer, and as many of others


@requires(Perm.TICKET_HANDLE)
def close(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """Concluded or without solution, as what, and why; what solved the like before stands below."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_HANDLE)
    if away := dead_end(request, ticket):
        return away
    pending = list(pending_visits(ticket).select_related("technician", "position"))
    initial = {"outcome": TicketClosing.Outcome.DONE, "version": ticket.version}
    form = ClosingForm(request.POST or None, ticket=ticket, has_visits=bool(pending), initial=initial)

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.close_ticket(ticket, ClosingFacts(**data), version=version, by=request.user)
        messages.success(request, _("%(ticket)s is closed.") % {"ticket": ticket})
        return page_of(ticket)

    page = {"ticket": ticket, "pending": pending, "earlier": _earlier(request, ticket)}
    return form_page(request, form, "tickets/close.html", page, act=act)


@requires(Perm.TICKET_REOPEN)
def reopen(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """With the reason; what it was closed with stays in its history."""
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_REOPEN)
    if ticket.is_open and request.method != "POST":
        messages.error(request, _("%(ticket)s is open already.") % {"ticket": ticket})
        return see_other(page_of(ticket))
    form = ReopeningForm(request.POST or None, user=request.user, initial={"version": ticket.version})

    def act(data: dict[str, Any]) -> str:
        actions.reopen_ticket(ticket, **data, by=request.user)
        messages.success(request, _("%(ticket)s is open again.") % {"ticket": ticket})
        return page_of(ticket)

    closing = ticket.closings.shown().order_by("-id").first()
    return form_page(request, form, "tickets/reopen.html", {"ticket": ticket, "closing": closing}, act=act)


def _earlier(request: StaffRequest, ticket: Ticket) -> list[TicketClosing]:
    """What closed the like before, and lasted: this customer's tickets of the same type first, then those of others."""
    alike = TicketClosing.objects.visible_to(request.user).valid().filter(opened_type=ticket.type).shown()
    alike = alike.order_by("-at", "-id")
    own = list(alike.filter(ticket__customer=ticket.customer_id)[:MOST_EARLIER])
    return own + list(alike.exclude(ticket__customer=ticket.customer_id)[:MOST_EARLIER])
