"""How the cash collects an invoice, with what is proposed for paying late, and how it undoes a payment of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from faena.billing import late
from faena.billing.actions import pay_invoice, reverse_collection
from faena.billing.actions.invoices import MAY_DISCOUNT
from faena.billing.models import Invoice, InvoiceLine
from faena.cash.cases import Adjusting, Late, Reversing
from faena.cash.models import Charge, Payment
from faena.company.models import Company
from faena.lib.named import AmongKeys, Named, with_children


def _late(charges: Sequence[Charge], company: Company, on: date) -> dict[int, Late]:
    invoices = _of_accounts.rows(keys=[charge.pk for charge in charges])
    with_children(invoices, "lines", _lines, "invoice")
    proposed = ((invoice.account.pk, late.proposed(invoice, company, on)) for invoice in invoices)
    return {pk: found for pk, found in proposed if found}


def _receive(charge: Charge, **facts: Any) -> Payment:
    return pay_invoice(_invoice(charge), **facts)


def _reverse(payment: Payment, **facts: Any) -> Invoice:
    return reverse_collection(_invoice(payment.charge), payment, **facts)


def _lock(charges: Sequence[Charge]) -> None:
    list(Invoice.objects.select_for_update(of=("self",), no_key=True).filter(charge__in=charges).order_by("pk"))


def _invoice(charge: Charge) -> Invoice:
    (invoice,) = _of_accounts.rows(keys=[charge.pk])
    return invoice


_of_accounts: Named[Invoice] = Named(lambda _ask: Invoice.objects.with_paid().filter(AmongKeys("charge")))
_lines: Named[InvoiceLine] = Named(lambda _ask: InvoiceLine.objects.filter(AmongKeys("invoice")))

ADJUSTING = Adjusting(late=_late, receive=_receive, discount=MAY_DISCOUNT, lock=_lock)
REVERSING = Reversing(_reverse)
