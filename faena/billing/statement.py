"""What a customer's invoices come to (C5): what is open, what of it is overdue, and the balance after each of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from faena.billing.models import InvoiceQuerySet
from faena.cash.models import Payment
from faena.company.models import Company


@dataclass(frozen=True)
class StatementTotals:
    """In one currency, in its minor units."""

    currency: str
    open: int
    overdue: int


@dataclass
class Statement:
    """running: invoice → what was left to pay of it and of all before it, in its currency."""

    running: dict[int, int] = field(default_factory=dict)
    totals: list[StatementTotals] = field(default_factory=list)


def statement_of(invoices: InvoiceQuerySet, today: date) -> Statement:
    """Of all invoices of one customer, whichever of them a page shows; one query."""
    statement, left, late = Statement(), Counter[str](), Counter[str]()
    overdue_up_to = Company.here().overdue_up_to(today)
    rows = invoices.with_paid().order_by("period", "id")
    columns = ("pk", "charge__currency", "charge__amount", "received", "charge__cancelled_at", "charge__due_on")
    for pk, currency, amount, received, cancelled_at, due_on in rows.values_list(*columns):
        balance = 0 if cancelled_at else amount - received
        left[currency] += balance
        late[currency] += balance if due_on <= overdue_up_to else 0
        statement.running[pk] = left[currency]
    statement.totals = [StatementTotals(currency, left[currency], late[currency]) for currency in sorted(left)]
    return statement


def with_last_payment(invoices: InvoiceQuerySet) -> InvoiceQuerySet:
    """`paid_at`: when the last money came in for each that was not taken back."""
    payments = Payment.objects.not_reversed().filter(charge=OuterRef("charge")).order_by("-id")
    return invoices.annotate(paid_at=Subquery(payments.values("at")[:1]))
