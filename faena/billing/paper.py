"""What customers get on paper, on A4 and in their language: an invoice (C6) and the statement (C5)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.billing.models import Invoice
from faena.billing.pix import pix_of
from faena.billing.statement import Statement, day_paid
from faena.cash.models import OpeningBalance, Payment, Tender
from faena.cash.payment_options import how_paid
from faena.company.models import Company
from faena.company.paper import facts, head, language
from faena.customers.merging import issued_to
from faena.customers.models import Customer
from faena.lib.dates import format_day, format_month
from faena.lib.money import format_money
from faena.lib.typeset import Paper, qr

SOURCES = Path(__file__).parent / "templates" / "billing" / "paper"
A4 = 210  # mm


def invoice_paper(invoice: Invoice, company: Company, *, shows_billed: bool = False) -> Paper:
    """Lines, payments, what is left, and in Brazil how to pay it by PIX. It names whom it was issued to, whoever he was
    merged into since. shows_billed: also where he was forgotten."""
    charge, customer = invoice.account, issued_to(invoice)
    payments = (
        Payment.objects.not_reversed()
        .filter(charge=charge)
        .prefetch_related(Prefetch("tenders", Tender.objects.told()))
        .order_by("id")
    )
    with translation.override(customer.language):
        pix = pix_of(invoice, company)
        data: dict[str, Any] = {
            **head(company),
            "title": pgettext("paper", "Invoice"),
            "number": str(invoice),
            "stamp": invoice.state_label if invoice.state == Invoice.State.CANCELLED else "",
            "facts": facts(
                *_billed(invoice, customer, shows_billed=shows_billed),
                (_("Contract"), str(invoice.subscription or "")),
                (_("Month"), format_month(invoice.period, language()) if invoice.subscription else ""),
                (_("In the place of"), str(invoice.replaces or "")),
                (_("Issued"), format_day(charge.issued_on, language())),
                (_("Due"), format_day(charge.due_on, language()) if charge.due_on else ""),
            ),
            "lines": [[line.summary, _money(line.amount, invoice)] for line in invoice.lines.order_by("id")],
            "sums": [
                [_("Total"), _money(charge.amount or 0, invoice)],
                [pgettext("money", "Paid"), _money((charge.amount or 0) - invoice.balance, invoice)],
                [_("Left to pay"), _money(invoice.balance, invoice)],
            ],
            "payments_title": _("Payments"),
            "payments": [_payment(payment, invoice) for payment in payments],
            "pix": {
                "title": _("Pay by PIX"),
                "copy": _("PIX copy and paste"),
                "text": pix.text,
                "told": pix.told,
                "qr": qr(pix.text),
            }
            if pix
            else {},
            "notice": _("This is not a fiscal document."),
        }
    return Paper(SOURCES / "invoice.typ", A4, data)


def statement_paper(
    customer: Customer,
    invoices: Sequence[Invoice | OpeningBalance],
    counted: Statement,
    company: Company,
    *,
    days: tuple[date | None, date | None],
) -> Paper:
    """Opening balances, then the invoices, the oldest first; `days`: from and to which due day, None for no end."""
    with translation.override(customer.language):
        data: dict[str, Any] = {
            **head(company),
            "title": _("Statement"),
            "at": format_day(timezone.localdate(), language()),
            "facts": facts(
                (_("Customer"), customer.name),
                (_("Code"), str(customer.code)),
                (_("Document"), customer.document_shown),
                (_("Due from"), format_day(days[0], language()) if days[0] else ""),
                (_("Due to"), format_day(days[1], language()) if days[1] else ""),
            ),
            "columns": [
                _("Due"),
                _("Invoice"),
                pgettext("money", "Concept"),
                _("Amount"),
                _("Paid on"),
                _("Left to pay"),
                _("Balance so far"),
            ],
            "rows": [_row(invoice, counted) for invoice in invoices],
            "empty": _("No invoice in these days."),
            "sums": [
                sum_
                for totals in counted.totals
                for sum_ in (
                    [pgettext("money", "Overdue"), format_money(totals.overdue, totals.currency, language())],
                    [_("Left to pay"), format_money(totals.open, totals.currency, language())],
                )
            ],
            "notice": _("This is not a fiscal document."),
        }
    return Paper(SOURCES / "statement.typ", A4, data)


def _billed(invoice: Invoice, customer: Customer, *, shows_billed: bool) -> list[tuple[str, str]]:
    if not (shows_billed and invoice.billed_name):
        return [(_("Customer"), customer.name), (_("Document"), customer.document_shown)]
    address = (_("Address"), invoice.billed_address)
    return [(_("Customer"), invoice.billed_name), (_("Document"), invoice.billed_document), address]


def _row(invoice: Invoice | OpeningBalance, counted: Statement) -> list[str]:
    charge, paid_on = invoice.account, day_paid(invoice)
    is_cancelled = charge.cancelled_at is not None
    return [
        format_day(charge.due_on, language()) if charge.due_on else "",
        str(invoice),
        charge.concept,
        _money(charge.amount or 0, invoice),
        invoice.state_label if is_cancelled else format_day(paid_on, language()) if paid_on else "",
        _money(invoice.balance, invoice),
        _money(counted.running.get(invoice.account.pk, 0), invoice),
    ]


def _payment(payment: Payment, invoice: Invoice) -> list[str]:
    day = format_day(timezone.localdate(payment.at), language())
    return [str(payment), day, how_paid(payment), _money(payment.amount, invoice)]


def _money(amount: int, invoice: Invoice | OpeningBalance) -> str:
    return format_money(amount, invoice.account.currency, language())
