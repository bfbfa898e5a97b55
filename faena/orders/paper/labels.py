"""The label on the device (B11): found on the shelf by its number, opened with a phone by its code."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from faena.company.paper import language
from faena.customers.models import AccessLink, Customer
from faena.lib.dates import format_weekday
from faena.lib.typeset import Paper, qr
from faena.orders.models import ServiceOrder
from faena.orders.paper.pieces import SOURCES, device_url, links_of

LABELS = {"50x30": "50 × 30 mm", "62x29": "62 × 29 mm"}  # the usual thermal label; the tape of desk label printers
LONGEST_DEVICE = 70


def label(order: ServiceOrder, size: str = "50x30") -> Paper:
    """In the customer's language, as everything that leaves with the device."""
    return labels([order], size)


def labels(orders: Sequence[ServiceOrder], size: str = "50x30") -> Paper:
    """One page for each."""
    width, height = (int(side) for side in size.split("x"))
    links = links_of(orders)
    words = [_words(order, links.get(order.pk)) for order in orders]
    with translation.override(orders[0].customer.language):
        lang = language().split("-")[0]
    return Paper(
        SOURCES / "label.typ",
        width,
        {
            "lang": lang,
            "width": width,
            "height": height,
            "labels": words,
        },
    )


def _words(order: ServiceOrder, link: AccessLink | None) -> dict[str, str]:
    sheet = f"{settings.SITE_URL}{reverse('orders:sheet', args=[order.pk])}"
    with translation.override(order.customer.language):
        promised = format_weekday(timezone.localtime(order.promised_at).date(), language()) if order.promised_at else ""
    return {
        "number": str(order),
        "device": _short(str(order.device), LONGEST_DEVICE),
        "name": short_name(order.customer),
        "promised": promised,
        "qr": qr(device_url(link) if link else sheet),
    }


def short_name(customer: Customer) -> str:
    """Enough to tell two devices apart, no more: what lies on a bench is read by whoever passes."""
    if customer.kind == Customer.Kind.COMPANY:
        return _short(customer.trade_name or customer.name, 30)
    words = customer.name.split()
    return _short(words[0], 20) + (f" {words[-1][0]}." if len(words) > 1 else "")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
