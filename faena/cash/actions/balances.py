"""What customers owed before the company came to the program: written down by hand or by an import, voided by a Master,
taken back where an import is undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.charges import Owed, cancel_charge, locked_charge, open_charges, shown
from faena.cash.models import BALANCE_NUMBERS, BalanceVoiding, Charge, OpeningBalance, Payment
from faena.cash.references import compared
from faena.company.actions import next_numbers
from faena.company.models import Branch, Company
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import Birth, record, record_births
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.many import insert, new_keys
from faena.lib.money import MAX_AMOUNT
from faena.lib.refs import Ref
from faena.lib.text import clean

SERIES = "balance"


@dataclass(frozen=True)
class BalanceFacts:
    """What was owed for one thing. amount: minor units of `currency` ("": the company's own), above zero; due_on: None
    where nobody knows; old_number: what the old system called it, "" for nothing."""

    concept: str
    amount: int
    due_on: date | None = None
    old_number: str = ""
    currency: str = ""


@action(Perm.BALANCE_OPEN)
def open_balance(customer: Customer, *, facts: BalanceFacts, by: User) -> OpeningBalance:
    """A customer owed this when the company came to the program: an account that is paid like any other.

    Raises RuleBroken for a customer who is retired, without a concept, for an amount that is not above zero (what the
    company owes a customer is no opening balance), or a currency that the company does not use."""
    customer = Customer.locked(customer.pk)
    if customer.is_retired:
        raise RuleBroken(customer.why_retired)
    (key,) = _open([(customer.pk, _checked(facts, Company.the()))], by)
    return OpeningBalance.objects.with_received().get(pk=key)


@action(Perm.BALANCE_OPEN)
def open_balances(balances: Sequence[tuple[int, BalanceFacts]], *, by: User) -> Sequence[int]:
    """The same for many at once, each with its customer's key: so many rows cost the same dozen statements. Gives the
    keys of the opening balances, in the same order.

    Raises RuleBroken as open_balance does, at `balances.<place>.<fact>` or `balances.<place>.customer`."""
    company = Company.the()
    facts = [_checked(one, company, f"balances.{place}.") for place, (_key, one) in enumerate(balances)]
    keys = {key for key, _facts in balances}
    rows = Customer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    customers = {customer.pk: customer for customer in rows.select_related("merged_into")}
    for place, (key, _facts) in enumerate(balances):
        if why := _why_not(customers.get(key)):
            raise RuleBroken(why, f"balances.{place}.customer")
    return _open([(key, one) for (key, _facts), one in zip(balances, facts, strict=True)], by)


@action(Perm.BALANCE_VOID)
def void_balance(balance: OpeningBalance, *, reason: str, by: User) -> OpeningBalance:
    """A Master says that it is not owed after all; it keeps its number and stays in the statement.

    Raises RuleBroken without a reason, when it is void already, or while money is collected on it."""
    charge = _locked(balance)
    if why := why_not_void(charge):
        raise RuleBroken(why, code="money-collected" if charge.paid else "over")
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why the opening balance is voided."), "reason")
    BalanceVoiding.objects.create(opening_balance=balance, reason=reason, by=by)
    cancel_charge(charge, by=by)
    facts = {"number": str(balance)}
    record("balance.voided", balance.as_ref, facts=facts, said={"note": reason}, customer_id=charge.customer_id, by=by)
    return OpeningBalance.objects.with_received().get(pk=balance.pk)


@action(Perm.IMPORT)
def take_back_balance(balance: OpeningBalance, *, by: User) -> None:
    """An import is undone: what it wrote down is gone with its account, and the history keeps its number.

    Raises RuleBroken once money came in on it, also where that was reversed, or when it was voided."""
    charge = _locked(balance)
    if Payment.objects.filter(charge=charge).exists():
        raise RuleBroken(_("%(balance)s has payments: it stays.") % {"balance": balance}, code="money-collected")
    if BalanceVoiding.objects.filter(opening_balance=balance).exists():
        raise RuleBroken(_("%(balance)s is void already.") % {"balance": balance}, code="over")
    about, facts = balance.as_ref, {"number": str(balance), "given": balance.number}
    balance.delete()
    charge.delete()
    record("balance.taken_back", about, facts=facts, customer_id=charge.customer_id, by=by)


def why_not_void(charge: Charge) -> str:
    """What holds an opening balance back from being voided; "" when nothing does."""
    if charge.cancelled_at is not None:
        return _("%(balance)s is void already.") % {"balance": charge.account}
    if not charge.paid:
        return ""
    return _("%(paid)s are collected on it: a Master must reverse that before it can be voided.") % {
        "paid": shown(charge.paid, charge)
    }


@step
def _open(many: Sequence[tuple[int, BalanceFacts]], by: User) -> Sequence[int]:
    if not many:
        return []
    now, branch = timezone.now(), Branch.default()
    keys, numbers = new_keys(OpeningBalance, len(many)), next_numbers(SERIES, branch, len(many))
    kind, today = OpeningBalance.ref_kind_name, timezone.localdate(now)
    refs = [Ref(kind, key, BALANCE_NUMBERS.write(number)) for key, number in zip(keys, numbers, strict=True)]
    owed = [
        Owed(ref, customer, facts.concept, facts.currency, facts.amount, issued_on=today, due_on=facts.due_on)
        for ref, (customer, facts) in zip(refs, many, strict=True)
    ]
    rows = [
        (key, number, charge, customer, facts.old_number, compared(facts.old_number))
        for key, number, charge, (customer, facts) in zip(keys, numbers, open_charges(owed, by=by), many, strict=True)
    ]
    columns = ["id", "number", "charge_id", "customer_id", "old_number", "old_key"]
    insert(OpeningBalance, columns, rows, branch_id=branch.pk, by_id=by.pk, at=now)
    record_births("balance.opened", [_birth(one, ref) for one, ref in zip(owed, refs, strict=True)], by=by)
    return keys


def _birth(owed: Owed, ref: Ref) -> Birth:
    amount: Mapping[str, object] = {"amount": owed.amount, "currency": owed.currency}
    return Birth(ref, {"number": ref.label, "amount": amount}, owed.customer_id)


def _checked(facts: BalanceFacts, company: Company, at: str = "") -> BalanceFacts:
    """As it is kept, or RuleBroken at the fact."""
    concept, old_number, currency = clean(facts.concept), clean(facts.old_number), facts.currency or company.currency
    if not concept:
        raise RuleBroken(_("Write what is owed."), f"{at}concept")
    check_value(Charge, "concept", concept, f"{at}concept")
    check_value(OpeningBalance, "old_number", old_number, f"{at}old_number")
    if not 0 < facts.amount <= MAX_AMOUNT:
        raise RuleBroken(_("Write an amount above zero."), f"{at}amount")
    if currency not in company.currencies:
        raise RuleBroken(_("Pick a currency from the list."), f"{at}currency")
    if facts.due_on is not None:
        check_value(Charge, "due_on", facts.due_on, f"{at}due_on")
    return BalanceFacts(concept, facts.amount, facts.due_on, old_number, currency)


def _why_not(customer: Customer | None) -> str:
    """Why nothing is written down for this customer."""
    return _("There is no such customer.") if customer is None else customer.why_retired


def _locked(balance: OpeningBalance) -> Charge:
    """Its account under its lock: the case before it."""
    OpeningBalance.lock(balance.pk)
    return locked_charge(balance.charge)
