"""A ticket needs the workshop (B1): which device, why, and who works on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.cases.views import dead_end
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.orders.actions import IntakeFacts
from faena.tickets import actions
from faena.tickets.actions.workshop import why_not_sent
from faena.tickets.forms.workshop import WorkshopForm
from faena.tickets.views.common import the_ticket
from faena.ui.answers import form_page


@requires(Perm.TICKET_HANDLE)
def send(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    """It takes both modules and both permissions: the ticket's here, the order's below."""
    _may_open_orders(request)
    ticket = the_ticket(request, ticket_pk, Perm.TICKET_HANDLE)
    if away := dead_end(request, ticket, why_not_sent(ticket)):
        return away
    form = WorkshopForm(request.POST or None, ticket=ticket, user=request.user)

    def act(data: dict[str, Any]) -> str:
        facts = IntakeFacts(reason=data["reason"], technician=data.get("technician"), answers=form.answers)
        order = actions.send_to_workshop(ticket, form.chosen, facts, by=request.user)
        messages.success(request, _("%(ticket)s is in the workshop now.") % {"ticket": ticket})
        return order.as_ref.url

    return form_page(request, form, "tickets/workshop.html", {"ticket": ticket, "devices": form.devices}, act=act)


def _may_open_orders(request: StaffRequest) -> None:
    """404 in a company without a workshop, 403 for whoever opens no orders."""
    if "workshop" not in request.company.modules:
        raise Http404
    if not may(request.user, Perm.ORDER_OPEN):
        raise PermissionDenied
