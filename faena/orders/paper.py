"""What the workshop prints: the slip that the customer takes home, and the final report."""

import io
from base64 import b64encode
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.cash.models import Payment
from faena.company.models import Company
from faena.customers.models import AccessLink
from faena.files.models import File
from faena.lib.dates import exact_moment, format_day
from faena.lib.money import format_money, format_quantity, line_total
from faena.lib.phones import format_phone
from faena.lib.sealing import format_code
from faena.lib.typeset import typeset
from faena.orders.models import Closing, Part, ServiceOrder

SOURCES = Path(__file__).parent / "templates" / "orders" / "paper"


def slip(order: ServiceOrder, *, company: Company) -> bytes:
    """The slip at 80 mm, as PDF, in the customer's language (W15)."""
    with translation.override(order.customer.language):
        return typeset(SOURCES / "slip.typ", slip_data(order, company))


def report(order: ServiceOrder, *, company: Company) -> bytes:
    """The final report on A4, as PDF, in the customer's language (W16)."""
    with translation.override(order.customer.language):
        return typeset(SOURCES / "report.typ", report_data(order, company))


def slip_data(order: ServiceOrder, company: Company) -> dict[str, Any]:
    link = AccessLink.objects.alive().of(order.as_ref)
    return {
        **_head(order, company),
        "title": _("Service ticket"),
        "device_title": _("Device"),
        "facts": _facts(
            (_("Customer"), order.customer.name),
            (_("Document"), order.customer.document_shown),
            (_("Phone"), format_phone(order.customer.phone, company.country)),
        ),
        "device": _facts(
            (_("Device"), str(order.device)),
            (_("Serial or IMEI"), order.device.serial),
            (_("Accessories left"), order.accessories),
            (_("Visible condition"), order.condition),
            (_("Reason"), order.reason),
            (_("Promised for"), exact_moment(order.promised_at, _language()) if order.promised_at else ""),
        ),
        "money": _money(order),
        "qr": _qr(tracking_url(link)) if link and link.token else "",
        "qr_caption": _("Follow the repair with your phone"),
        "code": format_code(link.code) if link and link.code else "",
        "code_caption": _("Code"),
        "code_at": f"{settings.SITE_URL}{reverse('portal:code')}".split("://", 1)[1],
        "signature": _("Signature of the customer"),
        "notice": _("This is not a fiscal document."),
    }


def report_data(order: ServiceOrder, company: Company) -> dict[str, Any]:
    closing = Closing.objects.select_related("by").filter(order=order, reopened_at=None).first()
    parts = list(Part.objects.filter(order=order).order_by("id"))
    payments = Payment.objects.standing().filter(charge=order.charge).order_by("id").prefetch_related("tenders__method")
    return {
        **_head(order, company),
        "title": _("Final report"),
        "facts": _facts(
            (_("Customer"), order.customer.name),
            (_("Document"), order.customer.document_shown),
            (_("Device"), str(order.device)),
            (_("Serial or IMEI"), order.device.serial),
            (_("Received"), exact_moment(order.opened_at, _language())),
            (pgettext("order", "Closed"), exact_moment(order.closed_at, _language()) if order.closed_at else ""),
            (_("Technician"), order.technician.name if order.technician else ""),
            (_("Outcome"), order.get_outcome_display() if order.outcome else ""),
        ),
        "reason_title": _("Reason"),
        "reason": order.reason,
        "work_title": _("Work done"),
        "work": closing.work_done if closing and closing.work_done else "—",
        "parts_title": _("Parts"),
        "parts": [
            [format_quantity(part.quantity, _language()), part.description, _price(part, order)] for part in parts
        ],
        "payments_title": _("Payments"),
        "payments": [
            [
                str(payment),
                format_day(timezone.localdate(payment.at), _language()),
                ", ".join(tender.method.name for tender in payment.tenders.all()),
                format_money(payment.amount, order.currency, _language()),
            ]
            for payment in payments
        ],
        "money": _money(order),
        "notice": _("This is not a fiscal document."),
        "signature": _("Received in agreement"),
    }


def tracking_url(link: AccessLink) -> str:
    return f"{settings.SITE_URL}{reverse('portal:tracking', args=[link.token])}"


def _head(order: ServiceOrder, company: Company) -> dict[str, Any]:
    logo = company.logo if company.logo and company.logo.is_ready else None
    return {
        "lang": _language().split("-")[0],
        "number": str(order),
        "at": exact_moment(order.opened_at, _language()),
        "logo": _logo(logo) if logo else "",
        "shop": company.name,
        "shop_lines": [line for line in (company.tax_line, company.address, company.phone_line, company.email) if line],
    }


def _facts(*facts: tuple[str, str]) -> list[list[str]]:
    """Label and text, without those that nobody filled in."""
    return [[label, text] for label, text in facts if text]


def _money(order: ServiceOrder) -> list[list[str]]:
    charge, language = order.account, _language()
    unknown = _("to be diagnosed")
    due = unknown if charge.amount is None else format_money(charge.amount, charge.currency, language)
    left = "—" if charge.balance is None else format_money(charge.balance, charge.currency, language)
    return [
        [_("Value"), due],
        [_("Paid"), format_money(charge.paid, charge.currency, language)],
        [_("Balance"), left],
    ]


def _price(part: Part, order: ServiceOrder) -> str:
    if not part.is_chargeable:
        return _("included")
    return format_money(line_total(part.quantity, part.unit_price), order.currency, _language())


def _qr(url: str) -> str:
    svg = io.BytesIO()
    segno.make(url, error="m").save(svg, kind="svg", border=0, omitsize=True)
    return svg.getvalue().decode()


def _logo(file: File) -> str:
    """The stored picture inside an SVG, since typst takes text only."""
    with default_storage.open(file.thumb_name) as stored:
        picture = b64encode(stored.read()).decode()
    kind = guess_type(file.thumb_name)[0] or "image/webp"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {file.width} {file.height}">'
        f'<image width="{file.width}" height="{file.height}" href="data:{kind};base64,{picture}"/></svg>'
    )


def _language() -> str:
    return translation.get_language() or "es"
