"""The link by which the customer follows an order: shown, sent, revoked, made anew."""

from collections.abc import Callable
from typing import Any

import segno
from django.http import HttpResponse, HttpResponseBase
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
from faena.lib.sealing import format_code
from faena.notifications.models import Message
from faena.orders.actions import links
from faena.orders.models import ServiceOrder
from faena.orders.paper import code_address, tracking_url
from faena.orders.views.common import be_open, the_order
from faena.ui.answers import pressed


@requires(Perm.LINK_SEND)
@require_GET
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """The QR to hold out to the customer, the code to read out, and the ways to send it (W1)."""
    order = _order(request, pk, Perm.LINK_SEND)
    alive = AccessLink.objects.alive().of(order.as_ref)
    page: dict[str, Any] = {"order": order, "link": None, "sent": _last_mail(order)}
    if alive and alive.token and alive.code:
        url = tracking_url(alive)
        page |= {
            "link": alive,
            "address": url,
            "code": format_code(alive.code),
            "code_at": code_address(),
            "qr": segno.make(url, error="m").svg_data_uri(border=3, light="#fff", scale=4),
            "whatsapp": _whatsapp(order, url),
        }
    return render(request, "orders/link.html", page)


@requires(Perm.LINK_SEND)
@require_POST
def send(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk, Perm.LINK_SEND)
    told = _("The link is on its way to %(address)s.") % {"address": order.customer.email}
    return _done(request, order, links.send_tracking, told)


@requires(Perm.LINK_REVOKE)
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk, Perm.LINK_REVOKE)
    return _done(request, order, links.revoke_tracking, _("The link is revoked. What was printed opens nothing now."))


@requires(Perm.LINK_SEND)
@require_POST
def renew(request: StaffRequest, pk: int) -> HttpResponseBase:
    order = _order(request, pk, Perm.LINK_SEND)
    return _done(request, order, links.renew_tracking, _("There is a new link. Print the slip again, or send it."))


def _order(request: StaffRequest, pk: int, perm: Perm) -> ServiceOrder:
    """The permission belongs to both halves; this link to the workshop."""
    be_open(request)
    return the_order(request, pk, perm)


def _done(request: StaffRequest, order: ServiceOrder, act: Callable[..., object], told: str) -> HttpResponseBase:
    back = reverse("orders:link", args=[order.pk])
    return pressed(request, lambda: act(order, by=request.user), said=told, back=back)


def _last_mail(order: ServiceOrder) -> Message | None:
    """The last mail with the link, to see that it left."""
    mails = Message.objects.filter(ref_kind=order.ref_kind_name, ref_id=order.pk, template=links.MAIL)
    last: Message | None = mails.order_by("-id").first()
    return last


def _whatsapp(order: ServiceOrder, url: str) -> str:
    """A chat with the customer in the customer's language, ready to be sent; without a phone, WhatsApp asks whom."""
    with translation.override(order.customer.language):
        text = _("Hello %(name)s, here you can follow the repair of your %(device)s (%(order)s): %(link)s") % {
            "name": order.customer.name,
            "device": order.device,
            "order": order,
            "link": url,
        }
    return whatsapp_link(order.customer.phone, text)
