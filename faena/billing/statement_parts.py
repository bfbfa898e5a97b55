"""What the statement of a customer is put together from, for its page, its file, its paper and programs."""

from datetime import date

from django.db.models import F
from django.utils import timezone

from faena.accounts.models import User
from faena.billing.lists import statement_found
from faena.billing.models import Invoice, InvoiceQuerySet
from faena.billing.paper import statement_paper
from faena.billing.statement import Statement, counted_of, statement_of, with_last_payment
from faena.cash.models import OpeningBalance
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.lib.typeset import Paper
from faena.ui.listing import Filters

MOST_ON_PAPER = 500


def invoices_of(customer: Customer, user: User, filters: Filters) -> InvoiceQuerySet:
    """Those that are due in the days that were chosen."""
    return statement_found(Invoice.objects.visible_to(user).filter(customer=customer), filters)


def balances_of(customer: Customer, user: User, filters: Filters) -> list[OpeningBalance]:
    """In the order in which the statement counts them. No more than a customer has when he comes to the program."""
    rows = OpeningBalance.objects.visible_to(user, Perm.BILLING_SEE).filter(customer=customer)
    rows = with_last_payment(statement_found(rows, filters).with_received())
    return list(rows.order_by(F("charge__due_on").asc(nulls_first=True), "id")[:MOST_ON_PAPER])


def counted(customer: Customer, user: User) -> Statement:
    """The totals of all, whichever days were chosen."""
    return statement_of(counted_of(customer, user), timezone.localdate())


def on_paper(customer: Customer, user: User, company: Company, filters: Filters) -> Paper:
    """The same days on A4, the oldest first, in the customer's language."""
    rows = with_last_payment(invoices_of(customer, user, filters).with_paid())
    newest = rows.order_by("-period", "-id")[:MOST_ON_PAPER]
    return statement_paper(
        customer,
        [
            *balances_of(customer, user, filters),
            *sorted(newest, key=lambda invoice: (invoice.period, invoice.pk)),
        ],
        counted(customer, user),
        company,
        days=(_day(filters["from"]), _day(filters["to"])),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
