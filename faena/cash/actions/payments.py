"""Money received for an account, in one or more tenders, and taken back by a reversal."""

from collections.abc import Container, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.actions.charges import locked_charge, shown
from faena.cash.actions.repeats import check_repeats
from faena.cash.actions.tenders import TenderFacts, change_on, check_reason, tender_of
from faena.cash.cases import NO_ADJUSTMENT, Adjustment, adjusting_of
from faena.cash.models import Change, Charge, Collection, Payment, Reversal, Tender
from faena.company.actions import next_number
from faena.company.models import Branch
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.money import MAX_AMOUNT, format_money
from faena.lib.refs import Ref
from faena.lib.text import clean

MOST_TENDERS = 8


@action(Perm.PAYMENT_REGISTER)
def collect(
    charge: Charge,
    *,
    tenders: Sequence[TenderFacts],
    adjustment: Adjustment = NO_ADJUSTMENT,
    note: str = "",
    day_reason: str = "",
    answers: Container[str] = (),
    collection: Collection | None = None,
    by: User,
) -> Payment:
    """Money is received for an account (W33): by the action that the room of its kind registered (cash.cases), which
    adjusts the account first; where there is none, the account is worth what it is.

    Raises RuleBroken for an adjustment of such an account, and as the action does that receives."""
    facts: dict[str, Any] = {"tenders": tenders, "note": note, "day_reason": day_reason, "answers": answers}
    facts["collection"] = collection
    if adjusting := adjusting_of(charge):
        return adjusting.receive(charge, adjustment=adjustment, **facts, by=by)
    if adjustment:
        raise RuleBroken(
            _("Nothing can be added to %(account)s or taken off it.") % {"account": charge.account}, "adjustment"
        )
    return receive_payment(charge, **facts, by=by)


@action(Perm.PAYMENT_REGISTER)
def receive_payment(
    charge: Charge,
    *,
    tenders: Sequence[TenderFacts],
    note: str = "",
    day_reason: str = "",
    answers: Container[str] = (),
    collection: Collection | None = None,
    by: User,
) -> Payment:
    """Register money received for a charge, in one or more tenders, with a receipt number (W33).

    While the amount owed is not known any advance is taken; after that no more than the balance. Each tender is
    converted by the rate of the day on which it came, half up, and the converted sum counts; what is handed over beyond
    it goes back as change (decision 41). `day_reason`: why money
    of an earlier day is written down only now; the payment itself is of the day of its entry (decision 26). A reference
    that came before by the same method, on any account, is a Question; `answers`: what was said to it (decision 33).
    `collection`: of which it is a part (decision 34).

    Raises RuleBroken for a day to come or an old one without a reason, for nothing, too much, a method that does not
    fit, a missing reference, or a rate that is another by now: at `tenders.1.amount` of the second tender, at `tenders`
    of all together."""
    facts: dict[str, Any] = {"note": note, "day_reason": day_reason, "answers": answers, "collection": collection}
    return receive_on(locked_charge(charge), tenders=tenders, **facts, by=by)


@step
def receive_on(
    charge: Charge,
    *,
    tenders: Sequence[TenderFacts],
    note: str,
    day_reason: str,
    answers: Container[str],
    collection: Collection | None,
    by: User,
) -> Payment:
    """As receive_payment, on an account that was read under its lock; the caller has the permission."""
    check_reach(charge, by, Perm.PAYMENT_REGISTER)
    if len(tenders) > MOST_TENDERS:
        raise RuleBroken(_("A payment has %(most)s ways of paying at most.") % {"most": MOST_TENDERS}, "tenders")
    if why := why_not_collect(charge):
        raise RuleBroken(why, "tenders")
    today = timezone.localdate()
    rows = [tender_of(facts, charge, number) for number, facts in enumerate(tenders)]
    day_reason = clean(day_reason) if any(row.came_on for row in rows) else ""
    check_reason(rows, day_reason, today)
    check_text(day_reason, LONGEST_REASON, "day_reason")
    amount = sum(row.amount_in_charge_currency for row in rows)
    if amount <= 0:
        raise RuleBroken(_("Type an amount greater than zero."), "tenders")
    if charge.balance is not None and amount > charge.balance:
        raise RuleBroken(too_much(charge, rows), "tenders", "balance-exceeded")
    if charge.paid + amount > MAX_AMOUNT:
        raise RuleBroken(_("The amount is too large."), "tenders")
    repeated = check_repeats(tenders, answers=answers, besides=collection, by=by)
    each = zip(rows, tenders, strict=True)
    changes = [one for number, (row, facts) in enumerate(each) if (one := change_on(row, facts, charge, number))]

    branch = Branch.default()
    payment = Payment(charge=charge, branch=branch, amount=amount, note=note, cashier=by, at=timezone.now())
    payment.day_reason, payment.collection = day_reason, collection
    payment.left = None if charge.balance is None else charge.balance - amount
    payment.receipt = next_number("receipt", branch)
    payment.save(force_insert=True)
    for row in rows:
        row.payment = payment
    Tender.insert_all(rows)
    for change in changes:
        change.payment, change.tender_id = payment, change.tender.pk
    if changes:
        Change.insert_all(changes)
    came_on = max(row.came_on or today for row in rows) if any(row.came_on for row in rows) else None
    about = Ref("charge", charge.pk, charge.account)
    record(
        "payment.recorded" if came_on else "payment.received",
        about,
        facts={
            "amount": {"amount": amount, "currency": charge.currency},
            "receipt": str(payment),
            "method": ", ".join(dict.fromkeys(row.name for row in rows)),
            "payment_id": payment.pk,
            "tenders": [row.as_fact for row in rows],
            **({"came_on": {"day": came_on.isoformat()}} if came_on else {}),
        },
        said={name: text for name, text in (("note", note), ("day_reason", day_reason)) if text},
        customer_id=charge.customer_id,
        by=by,
    )
    for change in changes:
        back = {"amount": change.amount, "currency": change.currency}
        facts = {"amount": back, "receipt": str(payment), "payment_id": payment.pk}
        record("change.given", about, facts=facts, customer_id=charge.customer_id, by=by)
    if repeated:
        facts = {"receipt": str(payment), "payment_id": payment.pk, "reference": ", ".join(repeated)}
        record("payment.repeated", about, facts=facts, customer_id=charge.customer_id, by=by)
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


def too_much(charge: Charge, rows: list[Tender]) -> str:
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
