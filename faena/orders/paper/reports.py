"""The final report (W16): work done, parts with their warranties, payments."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.cash.models import Payment
from faena.company.models import Company
from faena.lib.dates import exact_moment, format_day
from faena.lib.money import format_money, format_quantity
from faena.orders.models import Closing, Part, ServiceOrder
from faena.orders.paper.pieces import Paper, account, facts, head, language


def report(order: ServiceOrder, company: Company) -> Paper:
    """On A4."""
    closing = Closing.objects.filter(order=order, reopened_at=None).first()
    payments = Payment.objects.standing().filter(charge=order.charge).order_by("id").prefetch_related("tenders__method")
    with translation.override(order.customer.language):
        return Paper(
            "report",
            210,
            {
                **head(company),
                "title": _("Final report"),
                "number": str(order),
                "facts": facts(
                    (_("Customer"), order.customer.name),
                    (_("Document"), order.customer.document_shown),
                    (_("Device"), str(order.device)),
                    (_("Serial or IMEI"), order.device.serial),
                    (_("Received"), exact_moment(order.opened_at, language())),
                    (pgettext("order", "Closed"), exact_moment(order.closed_at, language()) if order.closed_at else ""),
                    (_("Technician"), order.technician.name if order.technician else ""),
                    (_("Outcome"), order.get_outcome_display() if order.outcome else ""),
                ),
                "reason_title": _("Reason"),
                "reason": order.reason,
                "work_title": _("Work done"),
                "work": closing.work_done if closing and closing.work_done else "—",
                "parts_title": _("Parts"),
                "parts": [_part(part) for part in order.parts.order_by("id")],
                "payments_title": _("Payments"),
                "payments": [_payment(payment, order.currency) for payment in payments],
                "money": account(order),
                "notice": _("This is not a fiscal document."),
                "signature": _("Received in agreement"),
            },
        )


def _part(part: Part) -> list[str]:
    """Quantity, what it is, until when it is under warranty, its price."""
    until = part.warranty_end
    return [
        format_quantity(part.quantity, language()),
        part.description,
        _("Warranty until %(day)s") % {"day": format_day(until, language())} if until else "",
        format_money(part.total, part.order.currency, language()) if part.is_chargeable else _("included"),
    ]


def _payment(payment: Payment, currency: str) -> list[str]:
    return [
        str(payment),
        format_day(timezone.localdate(payment.at), language()),
        ", ".join(tender.method.name for tender in payment.tenders.all()),
        format_money(payment.amount, currency, language()),
    ]
