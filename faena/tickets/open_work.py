"""Open tickets as work that somebody has, and hands over (accounts/open_work.py)."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.accounts.open_work import Kind
from faena.gate.grants import Perm
from faena.tickets.actions.forwarding import forward
from faena.tickets.models import Ticket, TicketQuerySet
from faena.tickets.needs import SOONEST, held_by


def _rows(user: User) -> TicketQuerySet:
    return held_by(Ticket.objects.all(), user).select_related("customer").order_by(*SOONEST)


def _give(ticket: Ticket, to: User, reason: str, by: User) -> object:
    return forward(ticket, to=to, reason=reason, version=None, by=by)


TICKETS = Kind(
    "tickets",
    _("Tickets"),
    "headset",
    Perm.TICKET_HANDLE,
    rows=_rows,
    takers=User.objects.receiving,
    give=_give,
    line=lambda ticket: (f"{ticket} · {ticket.customer.name}", ticket.as_ref.url),
    url=lambda user: f"{reverse('tickets:queue')}?{urlencode({'destination': f'user-{user.pk}', 'whose': 'all'})}",
    module="care",
    order=20,
)
