"""A new ticket that begins without its customer: he is found first (C1), then the ticket is opened on his page."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.choosing import Choosing, choosing_page
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.called import opens_called


@requires(Perm.TICKET_OPEN)
@require_GET
@opens_called
def choose_customer(request: StaffRequest) -> HttpResponse:
    """Who asks for something?"""
    choosing = Choosing(
        purpose="ticket",
        title=_("New ticket"),
        back=reverse("tickets:queue"),
        back_label=_("Tickets"),
        placeholder=_("Name, phone, document, plan login…"),
        carried={"type": kind} if (kind := request.GET.get("type", "")[:40]) else {},
        invites=_("Who asks for something? Find the customer first; the ticket is opened next."),
    )
    return choosing_page(request, choosing)
