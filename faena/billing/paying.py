"""How the cash collects an invoice, with what is proposed for paying late, and how it undoes a payment of one."""

from datetime import date
from typing import Any

from faena.billing import late
from faena.billing.actions import pay_invoice, reverse_collection
from faena.billing.actions.invoices import MAY_DISCOUNT
from faena.billing.models import Invoice
from faena.cash.cases import Adjusting, Late, Reversing
from faena.cash.models import Charge, Payment
from faena.company.models import Company


def _late(charge: Charge, company: Company, on: date) -> Late | None:
    return late.proposed(_invoice(charge), company, on)


def _receive(charge: Charge, **facts: Any) -> Payment:
    return pay_invoice(_invoice(charge), **facts)


def _reverse(payment: Payment, **facts: Any) -> Invoice:
    return reverse_collection(_invoice(payment.charge), payment, **facts)


def _invoice(charge: Charge) -> Invoice:
    return Invoice.objects.with_paid().get(charge=charge)


ADJUSTING = Adjusting(late=_late, receive=_receive, discount=MAY_DISCOUNT)
REVERSING = Reversing(_reverse)
