"""The final report (W16): work done, parts with their warranties, payments, and the terms that were signed.

What it says is written down when the order is closed, so that it stays true once the order was reopened and changed;
then it is stamped as superseded."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.cash.models import Payment, Tender
from faena.cash.payment_options import how_paid
from faena.company.models import Company
from faena.company.paper import facts, head, language
from faena.lib.dates import exact_moment, format_day
from faena.lib.money import format_money, format_quantity
from faena.lib.strokes import as_svg
from faena.lib.typeset import Paper
from faena.orders.models import OrderClosing, Part, ServiceOrder, Signature
from faena.orders.paper.pieces import SOURCES, account


def report(closing: OrderClosing, company: Company) -> Paper:
    """On A4, as it was written at closing."""
    order = closing.order
    said = closing.report or written_report(order, work_done=closing.work_done)
    signed = Signature.objects.filter(pk=said.get("signature") or 0).select_related("terms").first()
    with translation.override(order.customer.language):
        return Paper(
            SOURCES / "report.typ",
            210,
            {
                **head(company),
                **said,
                "stamp": "" if closing.stands else _("Superseded"),
                "stamp_note": "" if closing.stands else _superseded(closing),
                "terms": _terms(signed),
                "notice": _("This is not a fiscal document."),
                "received": _("Received in agreement"),
            },
        )


def report_for_link(closing: OrderClosing, company: Company) -> Paper:
    """The report as the customer's page gives it. The label on the device leads to that page too, so whoever finds the
    device reads it: without document, drawn signature and name of the technician; without amounts where the page has
    none."""
    paper = report(closing, company)
    said = dict(paper.data)
    said["facts"] = [pair for pair in said["facts"] if pair[0] not in _labels_left_out()]
    said["terms"] = {**said["terms"], "drawn": ""} if said["terms"] else {}
    if not company.shows_prices:
        said["parts"] = [[*part[:3], ""] for part in said["parts"]]
        said["payments"], said["money"] = [], []
    return Paper(paper.source, paper.width, said)


def _labels_left_out() -> set[str]:
    """In every language: the report was written in the one that the customer had then."""
    labels = set()
    for language_code, _name in settings.LANGUAGES:
        with translation.override(language_code):
            labels |= {_("Document"), _("Technician")}
    return labels


def written_report(order: ServiceOrder, *, work_done: str) -> dict[str, Any]:
    """Everything that the report of an order says which is just being closed."""
    payments = Payment.objects.not_reversed().filter(charge=order.charge).order_by("id")
    with translation.override(order.customer.language):
        return {
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
                (_("Outcome"), str(order.get_outcome_display()) if order.outcome else ""),
            ),
            "reason_title": _("Reason"),
            "reason": order.reason,
            "work_title": _("Work done"),
            "work": work_done or "—",
            "parts_title": _("Parts"),
            "parts": [_part(part) for part in order.parts.order_by("id")],
            "payments_title": _("Payments"),
            "payments": [
                _payment(one, order.currency)
                for one in payments.prefetch_related(Prefetch("tenders", Tender.objects.told()))
            ],
            "money": account(order),
            "signature": order.signed.pk if order.signed else None,
        }


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
        how_paid(payment),
        format_money(payment.amount, currency, language()),
    ]


def _superseded(closing: OrderClosing) -> str:
    assert closing.reopened_at is not None
    return _("The order was opened again on %(moment)s: this report no longer holds.") % {
        "moment": exact_moment(closing.reopened_at, language())
    }


def _terms(signed: Signature | None) -> dict[str, Any]:
    """The version that was signed, who signed it, when and how; nothing where there was nothing to sign."""
    if signed is None or not signed.terms.text:
        return {}
    moment = exact_moment(signed.happened_at, language())
    sentence = _("Signed on paper, %(moment)s") if signed.strokes is None else _("Signed on screen, %(moment)s")
    return {
        "title": _("Terms and conditions, version %(number)s") % {"number": signed.terms.number},
        "lines": [line for line in signed.terms.text.splitlines() if line.strip()],
        "drawn": as_svg(signed.strokes) if signed.strokes else "",
        "signer": signed.signer,
        "said": sentence % {"moment": moment},
    }
