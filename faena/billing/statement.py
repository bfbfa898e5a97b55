"""What a customer's invoices come to (C5): what is open, what of it is overdue, and the balance after each of them.
What the customer owed before the program (opening balances) comes before all invoices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from faena.accounts.models import User
from faena.billing.models import Invoice, InvoiceQuerySet
from faena.cash.models import OpeningBalance, OpeningBalanceQuerySet, Payment, Tender
from faena.company.models import Company
from faena.customers.models import Customer, reached
from faena.gate.grants import Perm, scope
from faena.lib.named import AmongKeys, Named, NamedValues


@dataclass(frozen=True)
class StatementTotals:
    """In one currency, in its minor units."""

    currency: str
    open: int
    overdue: int


@dataclass
class Statement:
    """running: the account of an invoice or an opening balance → what was left to pay of it and of all before it, in
    its currency."""

    running: dict[int, int] = field(default_factory=dict)
    totals: list[StatementTotals] = field(default_factory=list)


COUNTED = ("charge", "charge__currency", "charge__amount", "received", "charge__cancelled_at", "charge__due_on")


def counted(invoices: InvoiceQuerySet) -> "QuerySet[Any, Any]":
    """What `statement_of` counts of some invoices, in its order."""
    return invoices.with_paid().order_by("period", "id").values_list(*COUNTED)


def counted_balances(balances: OpeningBalanceQuerySet) -> "QuerySet[Any, Any]":
    """The same of opening balances, those of which nobody knows when they were due first."""
    return balances.with_received().order_by(F("charge__due_on").asc(nulls_first=True), "id").values_list(*COUNTED)


def statement_of(rows: Iterable[tuple[Any, ...]], today: date) -> Statement:
    """Of all invoices and opening balances of one customer (`counted_of`), whichever of them a page shows."""
    statement, left, late = Statement(), Counter[str](), Counter[str]()
    overdue_up_to = Company.here().overdue_up_to(today)
    for charge, currency, amount, received, cancelled_at, due_on in rows:
        balance = 0 if cancelled_at else amount - received
        left[currency] += balance
        late[currency] += balance if due_on and due_on <= overdue_up_to else 0
        statement.running[charge] = left[currency]
    statement.totals = [StatementTotals(currency, left[currency], late[currency]) for currency in sorted(left)]
    return statement


_counted = NamedValues(
    lambda ask, reach: counted(
        reached(Invoice.objects.filter(customer=ask("customer", Customer._meta.pk)), reach, ask("user", User._meta.pk))
    )
)

_counted_balances = NamedValues(
    lambda ask, reach: counted_balances(
        reached(
            OpeningBalance.objects.filter(customer=ask("customer", Customer._meta.pk)),
            reach,
            ask("user", User._meta.pk),
        )
    )
)


def counted_of(customer: Customer, user: User) -> list[tuple[Any, ...]]:
    """All opening balances, then all invoices of a customer that somebody sees."""
    of, asked = scope(user, Perm.BILLING_SEE), {"customer": customer.pk, "user": user.pk}
    return [*_counted_balances.rows(of, **asked), *_counted.rows(of, **asked)]


Rows = TypeVar("Rows", InvoiceQuerySet, OpeningBalanceQuerySet)


def with_last_payment(invoices: Rows) -> Rows:
    """`paid_at`: when the last money for each was written down that was not taken back; `paid_on`: the day on which
    that came, None for the same day."""
    payments = Payment.objects.not_reversed().filter(charge=OuterRef("charge")).order_by("-id")
    tenders = Tender.objects.filter(payment__charge=OuterRef("charge"), payment__reversal=None)
    latest = tenders.order_by("-payment", F("came_on").desc(nulls_first=True))
    return invoices.annotate(
        paid_at=Subquery(payments.values("at")[:1]), paid_on=Subquery(latest.values("came_on")[:1])
    )


def day_paid(invoice: Invoice | OpeningBalance) -> date | None:
    """On which the last money for it came; None before any did."""
    paid_at, paid_on = getattr(invoice, "paid_at", None), getattr(invoice, "paid_on", None)
    return (paid_on or timezone.localdate(paid_at)) if paid_at else None


_with_payments: Named[Invoice] = Named(lambda _ask: with_last_payment(Invoice.objects.filter(AmongKeys()).with_paid()))


def with_payments(invoices: Sequence[Invoice]) -> list[Invoice]:
    """The same ones with their account, what came in for each (`received`) and when (`with_last_payment`)."""
    found = {one.pk: one for one in _with_payments.rows(keys=[one.pk for one in invoices])} if invoices else {}
    return [found[one.pk] for one in invoices if one.pk in found]
