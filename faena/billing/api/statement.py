"""What a customer owes: his invoices with the balance after each, and what he owed before the program."""

from datetime import date
from typing import Any

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.billing.api.room import days_asked, routes, the_customer
from faena.billing.models import Invoice
from faena.billing.statement import day_paid, with_payments
from faena.billing.statement_parts import balances_of, counted, invoices_of, on_paper
from faena.cash.models import OpeningBalance
from faena.gate.grants import Perm
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.refs import Ref
from faena.rest.lists import page_of
from faena.rest.values import Money, Out
from faena.ui.printing import pdf_answer

ORDER = ("-period", "-id")


class StatementRow(Out):
    """An invoice or an opening balance. charge: its account, which takes payments. running: what was left to pay of it
    and of all before it. paid_on: the day on which the last money for it came."""

    id: int
    number: str
    state: str
    charge: int
    concept: str
    due_on: date | None
    amount: Money
    paid: Money
    left: Money
    running: Money
    paid_on: date | None


class StatementTotal(Out):
    """Of all that the customer was invoiced, in one currency."""

    currency: str
    open: int
    overdue: int


class StatementOut(Out):
    """balances: what was owed before the program. items: invoices, the newest first."""

    totals: list[StatementTotal]
    balances: list[StatementRow]
    items: list[StatementRow]
    next: str | None


@routes.thing("/customers/{int:customer_id}/statement", Perm.BILLING_SEE, parameters=("from", "to", "limit", "cursor"))
def statement(request: StaffRequest, customer_id: int) -> StatementOut:
    """What a customer owes; `from` and `to` choose due days of the rows, the totals are of all."""
    customer, filters = the_customer(request, customer_id), days_asked(request)
    told = counted(customer, request.user)
    page = page_of(request, invoices_of(customer, request.user, filters), ORDER)
    return StatementOut(
        totals=[StatementTotal(currency=one.currency, open=one.open, overdue=one.overdue) for one in told.totals],
        balances=[_row(one, one.charge, told.running) for one in balances_of(customer, request.user, filters)],
        items=[_row(one, one.account, told.running) for one in with_payments(page.rows)],
        next=page.next_cursor,
    )


@routes.file("/customers/{int:customer_id}/statement.pdf", Perm.BILLING_SEE, parameters=("from", "to"))
def statement_pdf(request: StaffRequest, customer_id: int) -> Any:
    """The same days on A4, in the customer's language."""
    customer, filters = the_customer(request, customer_id), days_asked(request)
    made = on_paper(customer, request.user, request.company, filters)
    note_seen(request, Access.Kind.PRINT, Ref("customer", customer.pk, str(customer.code)), person=request.user)
    return pdf_answer(made, f"{customer.code}-{timezone.localdate().isoformat()}")


def _row(one: Invoice | OpeningBalance, charge: Any, running: dict[int, int]) -> StatementRow:
    def money(amount: int) -> Money:
        return Money(amount=amount, currency=charge.currency)

    return StatementRow(
        id=one.pk,
        number=str(one),
        state=one.state,
        charge=charge.pk,
        concept=charge.concept,
        due_on=charge.due_on,
        amount=money(charge.amount or 0),
        paid=money(one.received),  # type: ignore[union-attr]  # both are read with it
        left=money(one.balance),
        running=money(running.get(charge.pk, 0)),
        paid_on=day_paid(one),
    )
