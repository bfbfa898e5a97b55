"""What is answered of accounts and payments, and what their calls may ask."""

from datetime import date

from django.http import HttpRequest

from faena.cash.models import Change, Charge, ExchangeRate, Payment, Tender
from faena.cash.payment_options import given_back
from faena.company.models import SlipPaper
from faena.rest.values import Label, Moment, Money, Out
from faena.ui.problems import Problem


def wrong(parameter: str, detail: str) -> Problem:
    """A value of a parameter that nobody offers."""
    return Problem(422, "invalid", errors=[{"parameter": parameter, "detail": detail}])


def paper_asked(request: HttpRequest) -> str:
    """A size of paper; "" for the shop's own. Raises Problem."""
    size = request.GET.get("paper", "")
    if size and size not in SlipPaper.values:
        raise wrong("paper", f"One of: {', '.join(SlipPaper.values)}.")
    return size


def label(row: object) -> Label:
    """Of what is always there."""
    found = Label.of(row)  # type: ignore[arg-type]  # a row
    assert found is not None
    return found


# --- what is owed -------------------------------------------------------------------------------------------


class ChargeRow(Out):
    """An account. kind, about: what is paid, "order" and its key. account: its number, as people say it. total: None
    while nobody knows; balance: what is left, of a cancelled one 0."""

    id: int
    kind: str
    about: int | None
    account: str
    concept: str
    customer: Label
    total: Money | None
    paid: Money
    balance: Money | None
    issued_on: date
    due_on: date | None
    cancelled_at: Moment | None


def charge_facts(charge: Charge) -> dict[str, object]:
    currency = charge.currency
    return {
        "id": charge.pk,
        "kind": charge.ref_kind,
        "about": charge.ref_id,
        "account": charge.account,
        "concept": charge.concept,
        "customer": Label.of(charge.customer),
        "total": Money.of(charge.amount, currency),
        "paid": Money.of(charge.paid, currency),
        "balance": Money.of(charge.balance, currency),
        "issued_on": charge.issued_on,
        "due_on": charge.due_on,
        "cancelled_at": charge.cancelled_at,
    }


# --- what was received --------------------------------------------------------------------------------------


class RateNow(Out):
    """One unit is worth rate × 10⁻⁸ of other, since the day `on`."""

    id: int
    unit: str
    other: str
    rate: int
    on: date


def rate_now(rate: ExchangeRate) -> RateNow:
    return RateNow(id=rate.pk, unit=rate.unit, other=rate.other, rate=rate.rate, on=rate.on)


class RateUsed(Out):
    """One unit was worth rate × 10⁻⁸ of the other currency, on that day."""

    unit: str
    rate: int
    on: date


class ChangeOut(Out):
    """What went back of a tender. worth: what the account gave up for it."""

    method: Label
    amount: Money
    worth: Money
    rate: RateUsed | None


class TenderOut(Out):
    """One way in which money came. worth: on the account. rate: None in the account's own currency. came_on: the day
    on which it came."""

    method: Label
    amount: Money
    worth: Money
    rate: RateUsed | None
    reference: str
    came_on: date
    change: ChangeOut | None


class ReversalOut(Out):
    by: Label
    at: Moment
    reason: str


class PaymentRow(Out):
    """amount: what it was worth on the account. charge: its key. collection: of which it is a part."""

    id: int
    receipt: str
    at: Moment
    charge: int
    account: str
    concept: str
    customer: Label
    amount: Money
    cashier: Label
    note: str
    day_reason: str
    collection: int | None
    tenders: list[TenderOut]
    reversal: ReversalOut | None


def payment_facts(payment: Payment) -> dict[str, object]:
    """Of one as `lists.in_full` reads it."""
    charge = payment.charge
    return {
        "id": payment.pk,
        "receipt": str(payment),
        "at": payment.at,
        "charge": charge.pk,
        "account": charge.account,
        "concept": charge.concept,
        "customer": Label.of(charge.customer),
        "amount": Money.of(payment.amount, charge.currency),
        "cashier": Label.of(payment.cashier),
        "note": payment.note,
        "day_reason": payment.day_reason,
        "collection": payment.collection_id,
        "tenders": [_tender(one, payment) for one in payment.tenders.all()],
        "reversal": _reversal(payment),
    }


def _tender(tender: Tender, payment: Payment) -> TenderOut:
    tender.payment = payment
    change = given_back(tender)
    return TenderOut(
        method=Label(id=tender.method_id, label=tender.name),
        amount=Money(amount=tender.amount, currency=tender.currency),
        worth=Money(amount=tender.amount_in_charge_currency, currency=payment.charge.currency),
        rate=_rate(tender),
        reference=tender.reference,
        came_on=tender.day,
        change=_change(change, payment) if change else None,
    )


def _change(change: Change, payment: Payment) -> ChangeOut:
    return ChangeOut(
        method=Label(id=change.method_id, label=change.name),
        amount=Money(amount=change.amount, currency=change.currency),
        worth=Money(amount=change.worth, currency=payment.charge.currency),
        rate=_rate(change),
    )


def _rate(given: Tender | Change) -> RateUsed | None:
    return RateUsed(unit=given.rate_unit, rate=given.rate, on=given.rate_on) if given.rate_unit else None


def _reversal(payment: Payment) -> ReversalOut | None:
    if not payment.is_reversed:
        return None
    undone = payment.reversal
    return ReversalOut(by=label(undone.by), at=undone.at, reason=undone.reason)
