"""Money owed and money received. Nothing here is edited or deleted: what was wrong is reversed."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.models import Charge, Payment, PaymentMethod, Tender
from faena.company.actions import next_number
from faena.company.models import Branch
from faena.customers.models import Customer
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.money import RATE_SCALE, convert, format_money
from faena.lib.refs import Ref

PAR = RATE_SCALE  # the rate of a currency against itself


@dataclass(frozen=True)
class TenderFacts:
    """One way of paying. amount: minor units of `currency`; rate: charge currency per unit of it × 10⁸."""

    method: PaymentMethod
    amount: int
    currency: str
    rate: int = PAR
    rate_on: date | None = None
    reference: str = ""


@action
def open_charge(ref: Ref, *, customer: Customer, concept: str, currency: str, amount: int | None, by: User) -> Charge:
    """Begin the account of one thing. Its own event is the thing's."""
    charge = Charge(customer=customer, account=ref.label, concept=concept, currency=currency, amount=amount)
    charge.ref = ref
    charge.save(force_insert=True)
    return charge


@action
def set_amount(charge: Charge, *, amount: int, by: User) -> Charge:
    """What is owed becomes `amount` (minor units). Raises RuleBroken below what was collected."""
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if amount < charge.paid:
        raise RuleBroken(
            _("%(paid)s were already collected: the value cannot be less.") % {"paid": shown(charge.paid, charge)},
            "value",
        )
    charge.amount = amount
    with refused():
        charge.save(update_fields=["amount"])
    return charge


@action
def cancel_charge(charge: Charge, *, by: User) -> Charge:
    """Nothing is owed any more and nothing can be collected. Its own event is the thing's.

    Raises RuleBroken while money is collected on it."""
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if charge.paid:
        raise RuleBroken(_("%(paid)s are collected on this account.") % {"paid": shown(charge.paid, charge)})
    charge.cancelled_at = timezone.now()
    charge.save(update_fields=["cancelled_at"])
    return charge


@action
def receive_payment(charge: Charge, *, tenders: list[TenderFacts], note: str = "", by: User) -> Payment:
    """Register money received for a charge, in one or more tenders, with a receipt number (W33).

    While the amount owed is not known any advance is taken; after that no more than the balance. The converted
    sum counts. Raises RuleBroken for nothing, too much, a method that does not fit or a missing reference."""
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    rows = [_tender(facts, charge) for facts in tenders]
    amount = sum(row.amount_in_charge_currency for row in rows)
    if amount <= 0:
        raise RuleBroken(_("Type an amount greater than zero."), "amount")
    if charge.cancelled_at is not None:
        raise RuleBroken(_("This account was cancelled: nothing can be collected on it."))
    if charge.balance is not None and amount > charge.balance:
        raise RuleBroken(_too_much(charge), "amount")

    branch = Branch.default()
    payment = Payment(charge=charge, branch=branch, amount=amount, note=note, cashier=by, at=timezone.now())
    payment.receipt = next_number("receipt", branch)
    payment.save(force_insert=True)
    for row in rows:
        row.payment = payment
    Tender.objects.bulk_create(rows)
    record(
        "payment.received",
        Ref("charge", charge.pk, charge.account),
        facts={
            "amount": {"amount": amount, "currency": charge.currency},
            "receipt": str(payment),
            "method": ", ".join(sorted({row.method.name for row in rows})),
            "payment_id": payment.pk,
        },
        said={"note": note} if note else {},
        customer_id=charge.customer_id,
        by=by,
    )
    return payment


def shown(amount: int, charge: Charge) -> str:
    return format_money(amount, charge.currency, get_language() or "es")


def _too_much(charge: Charge) -> str:
    if not charge.balance:
        return _("Nothing is left to collect on %(account)s.") % {"account": charge.account}
    return _("The balance is %(balance)s: type that or less.") % {"balance": shown(charge.balance, charge)}


def _tender(facts: TenderFacts, charge: Charge) -> Tender:
    """The row of one tender, converted half up. A retired method is refused like one that never was."""
    method = facts.method
    if method.is_retired:
        raise RuleBroken(_("“%(method)s” is no longer offered. Choose another.") % {"method": method.name}, "method")
    if method.currency and method.currency != facts.currency:
        raise RuleBroken(
            _("“%(method)s” takes %(currency)s only.") % {"method": method.name, "currency": method.currency},
            "method",
        )
    if method.needs_reference and not facts.reference:
        raise RuleBroken(_("Type the reference of the operation."), "reference")
    if facts.currency == charge.currency and facts.rate != PAR:
        raise RuleBroken(_("A currency has no rate against itself."), "rate")
    return Tender(
        method=method,
        currency=facts.currency,
        amount=facts.amount,
        rate=facts.rate,
        rate_on=facts.rate_on or timezone.localdate(),
        amount_in_charge_currency=convert(facts.amount, facts.rate, facts.currency, charge.currency),
        reference=facts.reference,
    )
