"""What happens to an invoice after it was issued: paid, with what is added for paying late or taken off; a payment of
it undone; cancelled."""

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing import late
from faena.billing.models import Cancellation, Invoice, InvoiceLine
from faena.cash import actions as cash
from faena.cash.cases import Adjustment, Late
from faena.cash.models import Charge, Collection, Payment
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.gate.rights import need
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.named import AmongKeys, Named, with_children
from faena.lib.text import clean
from faena.notifications.actions import withdraw

ADDED: dict[str, str] = {
    InvoiceLine.Kind.FINE: "invoice.fine_added",
    InvoiceLine.Kind.INTEREST: "invoice.interest_added",
    InvoiceLine.Kind.DISCOUNT: "invoice.discount_added",
}
DISCOUNT = "adjustment.discount"
MAY_DISCOUNT = Perm.BILLING_MANAGE  # a fine and an interest are added by whoever collects


@action(Perm.PAYMENT_REGISTER)
def pay_invoice(
    invoice: Invoice,
    *,
    tenders: Sequence[cash.TenderFacts],
    adjustment: Adjustment,
    note: str = "",
    day_reason: str = "",
    answers: Container[str] = (),
    collection: Collection | None = None,
    by: User,
) -> Payment:
    """Money received for an invoice (C6): first the fine, interest or discount that was agreed on becomes lines of it,
    then the payment is registered, all or nothing. Whether it is late is asked of the day on which
    all of the money had come, that of the other parts of its collection too.

    Raises NotAllowed for a discount by somebody who may give none, RuleBroken when the fine or interest is another by
    now or the discount more than what is owed, and as cash.receive_payment does."""
    invoice = _locked(invoice)
    charge = cash.locked_charge(invoice.account)
    if adjustment:
        invoice.charge = charge
        _adjust(invoice, charge, adjustment, by, on=collection.came_on if collection else cash.last_day(tenders))
    facts: dict[str, Any] = {"note": note, "day_reason": day_reason, "answers": answers, "collection": collection}
    return cash.receive_on(charge, tenders=tenders, **facts, by=by)


@action(Perm.PAYMENT_REVERSE)
def reverse_collection(invoice: Invoice, payment: Payment, *, reason: str, by: User) -> Invoice:
    """A Master undoes a payment: the invoice owes it again (W34). Raises RuleBroken without a reason, when somebody
    reversed it already, or when it is of another account."""
    invoice = _locked(invoice)
    if payment.charge_id != invoice.charge_id:
        raise RuleBroken(_("%(receipt)s is not of %(order)s.") % {"receipt": payment, "order": invoice})
    cash.reverse_payment(payment, reason=reason, by=by)
    return invoice


@action(Perm.BILLING_MANAGE)
def cancel_invoice(invoice: Invoice, *, reason: str, by: User) -> Invoice:
    """It owes nothing any more; it keeps its number and stays in the statement, and its month is not invoiced again. A
    mail that would still ask for it does not leave.

    Raises RuleBroken without a reason, when it is cancelled already, or while money is collected on it."""
    invoice = _locked(invoice)
    charge = Charge.objects.select_for_update().get(pk=invoice.account.pk)
    if why := why_not_cancel(charge):
        raise RuleBroken(why, code="money-collected" if charge.paid else "over")
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why the invoice is cancelled."), "reason")
    Cancellation.objects.create(invoice=invoice, reason=reason, by=by)
    cash.cancel_charge(charge, by=by)
    withdraw(invoice.as_ref)
    record("invoice.cancelled", invoice.as_ref, **_about(invoice), said={"note": reason}, by=by)
    invoice.charge = Charge.objects.get(pk=charge.pk)
    return invoice


def why_not_cancel(charge: Charge) -> str:
    """What holds an invoice back from being cancelled; "" when nothing does."""
    if charge.cancelled_at is not None:
        return _("%(invoice)s is cancelled already.") % {"invoice": charge.account}
    if not charge.paid:
        return ""
    return _("%(paid)s are collected on this invoice: a Master must reverse that before it can be cancelled.") % {
        "paid": cash.shown(charge.paid, charge)
    }


def _locked(invoice: Invoice) -> Invoice:
    """The invoice read again under its lock: the case before its charge."""
    Invoice.lock(invoice.pk, no_key=True)
    return _with_charge.get(pk=invoice.pk)


_with_charge: Named[Invoice] = Named(
    lambda ask: Invoice.objects.select_related("charge").filter(pk=ask("pk", Invoice._meta.pk))
)
_lines_of: Named[InvoiceLine] = Named(lambda _ask: InvoiceLine.objects.filter(AmongKeys("invoice")))


def _adjust(invoice: Invoice, charge: Charge, adjustment: Adjustment, by: User, *, on: date) -> None:
    """New lines of the invoice, and its charge, which is locked, is worth what its lines are."""
    if why := cash.why_not_collect(charge):
        raise RuleBroken(why, "tenders")
    if adjustment.discount:
        need(by, MAY_DISCOUNT, DISCOUNT)
    with_children([invoice], "lines", _lines_of, "invoice")
    proposed = late.proposed(invoice, Company.the(), on)
    if (adjustment.fine, adjustment.interest) not in _acceptable(proposed):
        raise RuleBroken(
            _("The fine and the interest are others by now. Look at the amounts again, then register."), "adjustment"
        )
    if not 0 <= adjustment.discount <= invoice.balance:
        most = cash.shown(invoice.balance, charge)
        raise RuleBroken(_("A discount is %(most)s at most, what is left to pay.") % {"most": most}, DISCOUNT)
    lines = _lines(invoice, adjustment, proposed, by)
    with refused():
        InvoiceLine.insert_all(lines)
    cash.set_locked_amount(charge, amount=(charge.amount or 0) + sum(line.amount for line in lines), by=by)
    for line in lines:
        amount = {"amount": abs(line.amount), "currency": charge.currency}
        record(ADDED[line.kind], invoice.as_ref, **_about(invoice, amount=amount), by=by)


def _acceptable(proposed: Late | None) -> set[tuple[int, int]]:
    """Each of the two may be added or left away, as it was proposed."""
    if proposed is None:
        return {(0, 0)}
    return {(fine, interest) for fine in (0, proposed.fine) for interest in (0, proposed.interest)}


def _lines(invoice: Invoice, adjustment: Adjustment, proposed: Late | None, by: User) -> list[InvoiceLine]:
    lines = []
    if adjustment.fine and proposed:
        lines.append(InvoiceLine(kind=InvoiceLine.Kind.FINE, amount=adjustment.fine, bp=proposed.fine_bp))
    if adjustment.interest and proposed:
        interest = InvoiceLine(kind=InvoiceLine.Kind.INTEREST, amount=adjustment.interest)
        interest.bp, interest.days = proposed.interest_bp, proposed.days
        lines.append(interest)
    if adjustment.discount:
        lines.append(InvoiceLine(kind=InvoiceLine.Kind.DISCOUNT, amount=-adjustment.discount))
    for line in lines:
        line.invoice, line.by, line.at = invoice, by, timezone.now()
    return lines


def _about(invoice: Invoice, **facts: Any) -> dict[str, Any]:
    return {"facts": {"number": str(invoice), **facts}, "customer_id": invoice.customer_id}
