"""The account of one thing: opened with it, worth what it is worth, cancelled when nothing is owed any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.models import Charge
from faena.customers.models import Customer
from faena.journal.unit_of_work import step
from faena.lib.errors import RuleBroken, refused
from faena.lib.many import insert, new_keys
from faena.lib.money import format_money
from faena.lib.named import Named
from faena.lib.refs import Ref

OPENED = [
    "id", "ref_kind", "ref_id", "ref_label", "account",
    "customer_id", "concept", "currency", "amount", "issued_on", "due_on",
]  # fmt: skip


@step
def open_charge(ref: Ref, *, customer: Customer, concept: str, currency: str, amount: int | None, by: User) -> Charge:
    """Begin the account of one thing. Its own event is the thing's."""
    charge = Charge(customer=customer, account=ref.label, concept=concept, currency=currency, amount=amount)
    charge.ref = ref
    charge.save(force_insert=True)
    return charge


@dataclass(frozen=True)
class Owed:
    """What one thing costs its customer: the facts of an account that begins. amount: minor units; due_on: None where
    nobody knows."""

    ref: Ref
    customer_id: int
    concept: str
    currency: str
    amount: int
    issued_on: date
    due_on: date | None


@step
def open_charges(many: Sequence[Owed], *, by: User) -> Sequence[int]:
    """Begin the accounts of many things at once; their keys, in the same order. Their own events are the things'."""
    keys = new_keys(Charge, len(many))
    rows = [
        (
            key, owed.ref.kind, owed.ref.id, owed.ref.short, owed.ref.label,
            owed.customer_id, owed.concept, owed.currency, owed.amount, owed.issued_on, owed.due_on,
        )
        for key, owed in zip(keys, many, strict=True)
    ]  # fmt: skip
    insert(Charge, OPENED, rows)
    return keys


@step
def set_amount(charge: Charge, *, amount: int, by: User) -> Charge:
    """What is owed becomes `amount` (minor units). Raises RuleBroken below what was collected."""
    return set_locked_amount(locked_charge(charge), amount=amount, by=by)


@step
def set_locked_amount(charge: Charge, *, amount: int, by: User) -> Charge:
    """As set_amount, of an account that was read under its lock."""
    if amount < charge.paid:
        raise RuleBroken(
            _("%(paid)s were already collected, and only %(due)s would be owed. A Master must reverse a payment first.")
            % {"paid": shown(charge.paid, charge), "due": shown(amount, charge)},
            "amount",
            "money-collected",
        )
    charge.amount = amount
    with refused():
        charge.save(update_fields=["amount"])
    return charge


@step
def set_customer(charge: Charge, customer: Customer, *, by: User) -> Charge:
    """Somebody else owes it: what was received stays on it, and its receipts name the new customer. Its own event is
    the thing's."""
    charge = locked_charge(charge)
    charge.customer = customer
    charge.save(update_fields=["customer"])
    return charge


@step
def cancel_charge(charge: Charge, *, by: User) -> Charge:
    """Nothing is owed any more and nothing can be collected. Its own event is the thing's.

    Raises RuleBroken while money is collected on it."""
    charge = locked_charge(charge)
    if charge.paid:
        raise RuleBroken(_("%(paid)s are collected on this account.") % {"paid": shown(charge.paid, charge)})
    charge.cancelled_at = timezone.now()
    charge.save(update_fields=["cancelled_at"])
    return charge


def locked_charge(charge: Charge) -> Charge:
    """The account read again under its lock: what was collected is asked anew."""
    return _locked.get(pk=charge.pk)


_locked: Named[Charge] = Named(lambda ask: Charge.objects.select_for_update().filter(pk=ask("pk", Charge._meta.pk)))


def shown(amount: int, charge: Charge) -> str:
    return format_money(amount, charge.currency, get_language() or "es")
