"""What customers owed before the company came to the program."""

from datetime import date

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.api.payments import routes
from faena.cash.api.shapes import ChargeRow, ReversalOut, charge_facts, label
from faena.cash.lists import BALANCES
from faena.cash.models import OpeningBalance
from faena.cash.offers import balance_offers
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.rest.acting import actions_of
from faena.rest.lists import Page, page_of
from faena.rest.routes import the
from faena.rest.values import Action, Amount, In, Label, Money, Out

ACTIONS = {
    "collect": "POST /charges/{charge_id}/payments",
    "void": "POST /balances/{balance_id}/voiding",
}


class BalanceRow(Out):
    """An opening balance. state: open, overdue, paid or void. charge: its account. left: to pay."""

    id: int
    number: str
    state: str
    old_number: str
    customer: Label
    charge: int
    concept: str
    amount: Money | None
    left: Money
    due_on: date | None


def _facts(balance: OpeningBalance) -> dict[str, object]:
    charge = balance.charge
    return {
        "id": balance.pk,
        "number": str(balance),
        "state": balance.state,
        "old_number": balance.old_number,
        "customer": Label.of(balance.customer),
        "charge": charge.pk,
        "concept": charge.concept,
        "amount": Money.of(charge.amount, charge.currency),
        "left": Money.of(balance.balance, charge.currency),
        "due_on": charge.due_on,
    }


@routes.thing("/customers/{int:customer_id}/balances", Perm.BALANCE_OPEN, parameters=("limit", "cursor"))
def balances(request: StaffRequest, customer_id: int) -> Page[BalanceRow]:
    """The opening balances of a customer, the newest first."""
    customer = _customer(request, customer_id)
    rows = OpeningBalance.objects.visible_to(request.user, Perm.BALANCE_OPEN).filter(customer=customer)
    rows = rows.with_received().select_related("charge", "customer")
    page = page_of(request, rows, next(iter(BALANCES.sorts.values())).order)
    return Page[BalanceRow](items=[BalanceRow.model_validate(_facts(row)) for row in page.rows], next=page.next_cursor)


class BalanceOut(BalanceRow):
    """voiding: by whom, when and why it is not owed."""

    account: ChargeRow
    by: Label
    voiding: ReversalOut | None
    actions: list[Action]


@routes.thing("/balances/{int:balance_id}", Perm.PAYMENT_SEE, kind="balance")
def balance(request: StaffRequest, balance_id: int) -> BalanceOut:
    """One opening balance: what for, and what is left; its payments are at /charges/{charge}."""
    found = _balance(request, balance_id, Perm.PAYMENT_SEE)
    found.charge.customer = found.customer
    offers = balance_offers(found, request.user)
    voiding = getattr(found, "voiding", None)
    more = {
        "account": ChargeRow.model_validate(charge_facts(found.charge)),
        "by": Label.of(found.by),
        "voiding": ReversalOut(by=label(voiding.by), at=voiding.at, reason=voiding.reason) if voiding else None,
        "actions": actions_of(offers, ACTIONS, balance_id=balance_id, charge_id=found.charge_id),
    }
    return BalanceOut.model_validate(_facts(found) | more)


class BalanceIn(In):
    """amount: what is left to pay, minor units of currency ("": the company's own). due_on: None where nobody knows."""

    concept: str
    amount: Amount
    currency: str = ""
    due_on: date | None = None
    old_number: str = ""


@routes.event("/customers/{int:customer_id}/balances", Perm.BALANCE_OPEN, to=balance)
def open_balance(request: StaffRequest, customer_id: int, facts: BalanceIn) -> int:
    """What a customer owed already is written down."""
    customer = _customer(request, customer_id)
    return actions.open_balance(customer, facts=actions.BalanceFacts(**facts.model_dump()), by=request.user).pk


class BalanceVoidingIn(In):
    reason: str


@routes.event("/balances/{int:balance_id}/voiding", Perm.BALANCE_VOID, to=balance)
def void_balance(request: StaffRequest, balance_id: int, facts: BalanceVoidingIn) -> int:
    """It is not owed after all; it keeps its number."""
    found = _balance(request, balance_id, Perm.BALANCE_VOID)
    actions.void_balance(found, reason=facts.reason, by=request.user)
    return balance_id


def _customer(request: StaffRequest, pk: int) -> Customer:
    if (customer := Customer.seen_by(request.user, pk, Perm.BALANCE_OPEN)) is None:
        raise Http404
    return customer


def _balance(request: StaffRequest, pk: int, perm: Perm) -> OpeningBalance:
    rows = OpeningBalance.objects.visible_to(request.user, perm).with_received()
    found: OpeningBalance = the(rows.select_related("charge", "customer", "by", "voiding__by"), pk)
    return found
