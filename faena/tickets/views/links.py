"""The link by which the customer follows a ticket: shown, sent, revoked, made anew."""

from collections.abc import Callable
from typing import Any

import segno
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.customers.models import AccessLink
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.phones import whatsapp_link
from faena.notifications.models import Message
from faena.tickets.actions import links
from faena.tickets.models import Ticket
from faena.tickets.views.common import the_ticket
from faena.ui.answers import pressed


@requires(Perm.LINK_SEND)
@require_GET
def link(request: StaffRequest, ticket_pk: int) -> HttpResponse:
    """The QR to hold out to the customer, and the ways to send the link; or the button that makes one."""
    ticket = _ticket(request, ticket_pk, Perm.LINK_SEND)
    alive = AccessLink.objects.alive().of(ticket.as_ref)
    page: dict[str, Any] = {"ticket": ticket, "customer": ticket.customer, "link": None, "sent": _last_mail(ticket)}
    if alive and alive.token:
        page |= {
            "link": alive,
            "qr": segno.make(alive.url, error="m").svg_data_uri(border=3, light="#fff", scale=4),
            "whatsapp": _whatsapp(ticket, alive.url),
        }
    return render(request, "tickets/link.html", page)


@requires(Perm.LINK_SEND)
@require_POST
def send(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    ticket = _ticket(request, ticket_pk, Perm.LINK_SEND)
    told = _("The link is on its way to %(address)s.") % {"address": ticket.customer.email}
    return _done(request, ticket, links.send_link, told)


@requires(Perm.LINK_REVOKE)
@require_POST
def revoke(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    ticket = _ticket(request, ticket_pk, Perm.LINK_REVOKE)
    return _done(request, ticket, links.revoke_link, _("The link is revoked. It opens nothing now."))


@requires(Perm.LINK_SEND)
@require_POST
def renew(request: StaffRequest, ticket_pk: int) -> HttpResponseBase:
    ticket = _ticket(request, ticket_pk, Perm.LINK_SEND)
    return _done(request, ticket, links.renew_link, _("There is a link now. Send it to the customer."))


def _ticket(request: StaffRequest, pk: int, perm: Perm) -> Ticket:
    """The permission belongs to both halves; this link to care."""
    if "care" not in request.company.halves:
        raise Http404
    return the_ticket(request, pk, perm)


def _done(request: StaffRequest, ticket: Ticket, act: Callable[..., object], told: str) -> HttpResponseBase:
    back = reverse("tickets:link", args=[ticket.pk])
    return pressed(request, lambda: act(ticket, by=request.user), said=told, back=back)


def _last_mail(ticket: Ticket) -> Message | None:
    """The last mail with the link, to see that it left."""
    mails = Message.objects.filter(ref_kind=ticket.ref_kind_name, ref_id=ticket.pk, template=links.MAIL)
    last: Message | None = mails.order_by("-id").first()
    return last


def _whatsapp(ticket: Ticket, url: str) -> str:
    """A chat with the customer in the customer's language, ready to be sent; without a phone, WhatsApp asks whom."""
    with translation.override(ticket.customer.language):
        text = _("Hello %(name)s, here you can follow your request %(ticket)s: %(link)s") % {
            "name": ticket.customer.name,
            "ticket": ticket,
            "link": url,
        }
    return whatsapp_link(ticket.customer.phone, text)
