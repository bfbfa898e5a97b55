"""Money received for an account, in one or more tenders, and taken back by a reversal."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.charges import locked_charge, shown
from faena.cash.cases import NO_ADJUSTMENT, Adjustment, adjusting_of
from faena.cash.models import Charge, ExchangeRate, Payment, PaymentMethod, Reversal, Tender
from faena.company.actions import next_number
from faena.company.models import Branch, Company
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.money import MAX_AMOUNT, format_money
from faena.lib.refs import Ref
from faena.lib.text import clean

MOST_TENDERS = 8


@dataclass(frozen=True)
class TenderFacts:
    """One tender. amount: minor units of `currency`; rate: the one that the customer was told, None where it is
    the account's own currency or whoever collects was shown none."""

    method: PaymentMethod
    amount: int
    currency: str
    rate: ExchangeRate | None = None
    reference: str = ""


@action(Perm.PAYMENT_REGISTER)
def collect(
    charge: Charge,
    *,
    tenders: Sequence[TenderFacts],
    adjustment: Adjustment = NO_ADJUSTMENT,
    note: str = "",
    by: User,
) -> Payment:
    """Money is received for an account (W33): by the action that the room of its kind registered (cash.cases), which
    adjusts the account first; where there is none, the account is worth what it is.

    Raises RuleBroken for an adjustment of such an account, and as the action does that receives."""
    if adjusting := adjusting_of(charge):
        return adjusting.receive(charge, tenders=tenders, adjustment=adjustment, note=note, by=by)
    if adjustment:
        raise RuleBroken(
            _("Nothing can be added to %(account)s or taken off it.") % {"account": charge.account}, "adjustment"
        )
    return receive_payment(charge, tenders=tenders, note=note, by=by)


@action(Perm.PAYMENT_REGISTER)
def receive_payment(charge: Charge, *, tenders: Sequence[TenderFacts], note: str = "", by: User) -> Payment:
    """Register money received for a charge, in one or more tenders, with a receipt number (W33).

    While the amount owed is not known any advance is taken; after that no more than the balance. Each tender is
    converted by the rate of the day, half up, and the converted sum counts.

    Raises RuleBroken for nothing, too much, a method that does not fit, a missing reference, or a rate that is another
    by now: at `tenders.1.amount` of the second tender, at `tenders` of all together."""
    charge = locked_charge(charge)
    check_reach(charge, by, Perm.PAYMENT_REGISTER)
    if len(tenders) > MOST_TENDERS:
        raise RuleBroken(_("A payment has %(most)s ways of paying at most.") % {"most": MOST_TENDERS}, "tenders")
    if why := why_not_collect(charge):
        raise RuleBroken(why, "tenders")
    rows = [_tender(facts, charge, number) for number, facts in enumerate(tenders)]
    amount = sum(row.amount_in_charge_currency for row in rows)
    if amount <= 0:
        raise RuleBroken(_("Type an amount greater than zero."), "tenders")
    if charge.balance is not None and amount > charge.balance:
        raise RuleBroken(_too_much(charge, rows), "tenders", "balance-exceeded")
    if charge.paid + amount > MAX_AMOUNT:
        raise RuleBroken(_("The amount is too large."), "tenders")

    branch = Branch.default()
    payment = Payment(charge=charge, branch=branch, amount=amount, note=note, cashier=by, at=timezone.now())
    payment.left = None if charge.balance is None else charge.balance - amount
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
            "method": ", ".join(dict.fromkeys(row.name for row in rows)),
            "payment_id": payment.pk,
            "tenders": [
                {
                    "method": row.name,
                    "amount": row.amount,
                    "currency": row.currency,
                    "rate": row.rate,
                    "unit": row.rate_unit,
                }
                for row in rows
            ],
        },
        said={"note": note} if note else {},
        customer_id=charge.customer_id,
        by=by,
    )
    return payment


@action(Perm.PAYMENT_REVERSE)
def reverse_payment(payment: Payment, *, reason: str, by: User) -> Reversal:
    """Undo a payment: the amount is owed again, both rows stay (W34). Where the thing that was paid has to change first
    (a closed order), its own action calls this one.

    Raises RuleBroken without a reason, or when somebody reversed it already."""
    charge = locked_charge(payment.charge)
    payment = Payment.objects.select_related("reversal__by").get(pk=payment.pk)
    if why := why_not_reverse(payment):
        raise RuleBroken(why)
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why the payment is reversed."), "reason")
    reversal = Reversal.objects.create(payment=payment, reason=reason, by=by)
    record(
        "payment.reversed",
        Ref("charge", charge.pk, charge.account),
        facts={
            "amount": {"amount": payment.amount, "currency": charge.currency},
            "receipt": str(payment),
            "payment_id": payment.pk,
        },
        said={"note": reason},
        customer_id=charge.customer_id,
        by=by,
    )
    return reversal


def why_not_collect(charge: Charge) -> str:
    """What holds an account back from taking money; "" when nothing does."""
    if charge.cancelled_at is not None:
        return _("This account is void: nothing can be collected on it.")
    return _("Nothing is left to collect on %(account)s.") % {"account": charge.account} if charge.balance == 0 else ""


def why_not_reverse(payment: Payment) -> str:
    """What holds a payment back from being reversed; "" when nothing does."""
    if not payment.is_reversed:
        return ""
    return _("%(receipt)s was already reversed by %(name)s.") % {
        "receipt": payment,
        "name": payment.reversal.by.name,
    }


def _tender(facts: TenderFacts, charge: Charge, number: int) -> Tender:
    """The row of one tender, converted half up. A retired method is refused like one that never was."""
    method = facts.method
    if method.is_retired:
        raise RuleBroken(
            _("“%(method)s” is no longer offered. Choose another.") % {"method": method.name}, _field("method", number)
        )
    if method.currency and method.currency != facts.currency:
        raise RuleBroken(
            _("“%(method)s” takes %(currency)s only.") % {"method": method.name, "currency": method.currency},
            _field("method", number),
        )
    if method.needs_reference and not facts.reference:
        raise RuleBroken(_("Type the reference of the operation."), _field("reference", number))
    if facts.amount <= 0:
        raise RuleBroken(_("Type an amount greater than zero."), _field("amount", number))
    if facts.amount > MAX_AMOUNT:
        raise RuleBroken(_("The amount is too large."), _field("amount", number))
    check_value(Tender, "reference", facts.reference, at=_field("reference", number))
    tender = Tender(
        method=method,
        method_name=method.name,
        currency=facts.currency,
        amount=facts.amount,
        rate_on=timezone.localdate(),
        amount_in_charge_currency=facts.amount,
        reference=facts.reference,
    )
    if facts.currency != charge.currency:
        rate = _rate(facts, charge, number)
        tender.rate, tender.rate_unit, tender.rate_on = rate.rate, rate.unit, rate.on
        worth = rate.quote.convert(facts.amount, facts.currency, charge.currency)
        if worth <= 0:
            raise RuleBroken(
                _("%(amount)s are less than the smallest coin of the account: type a larger amount.")
                % {"amount": _written(tender)},
                _field("amount", number),
            )
        tender.amount_in_charge_currency = worth
    return tender


def _rate(facts: TenderFacts, charge: Charge, number: int) -> ExchangeRate:
    """The rate in force now. Another one than the customer was told is refused, so that nobody pays what he did not
    agree to."""
    if facts.currency not in Company.the().currencies:
        raise RuleBroken(_("The shop takes no %(currency)s.") % {"currency": facts.currency}, _field("method", number))
    rate = ExchangeRate.objects.in_force(facts.currency, charge.currency, timezone.localdate())
    if rate is None:
        raise RuleBroken(
            _("There is no rate for %(currency)s yet. An administrator sets it under Settings.")
            % {"currency": facts.currency},
            _field("method", number),
        )
    if facts.rate is not None and facts.rate != rate:
        raise RuleBroken(
            _("The rate is another by now: %(rate)s. Look at the amounts again, then register.")
            % {"rate": rate.quote.written(get_language() or "es")},
            _field("amount", number),
        )
    return rate


def _field(name: str, number: int) -> str:
    """The path of a fact of one tender."""
    return f"tenders.{number}.{name}"


def _too_much(charge: Charge, rows: list[Tender]) -> str:
    """The figure that may be typed, in the currency of the tender too; of several, by how much they are over."""
    balance = charge.balance or 0
    if len(rows) > 1:
        over = sum(row.amount_in_charge_currency for row in rows) - balance
        return _("%(over)s too much: all the ways together may come to %(balance)s.") % {
            "over": shown(over, charge),
            "balance": shown(balance, charge),
        }
    figures = [shown(balance, charge)]
    rows[0].payment = Payment(charge=charge)
    if quote := rows[0].quote:
        most = quote.most_within(balance, rows[0].currency, charge.currency)
        figures += [format_money(most, rows[0].currency, get_language() or "es")] if most else []
    return _("The balance is %(balance)s: type that or less.") % {"balance": " = ".join(figures)}


def _written(tender: Tender) -> str:
    return format_money(tender.amount, tender.currency, get_language() or "es")
