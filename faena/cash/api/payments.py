"""Payments: found, summed, read, reversed, and their receipts."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.api.shapes import PaymentRow, label, payment_facts, wrong
from faena.cash.cases import reversing_of
from faena.cash.days import MOST_DAYS, span, totals_of
from faena.cash.lists import PAYMENTS, in_full, is_number, of_days, payment_fields, payments_found
from faena.cash.models import Payment, PaymentMethod, ReceiptPrint
from faena.cash.offers import offers_of
from faena.cash.paper import copy_of, receipt
from faena.cash.totals import Line
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.lib.limits import check_value
from faena.rest.acting import actions_of
from faena.rest.lists import listing
from faena.rest.routes import Routes, the
from faena.rest.values import Action, In, Label, Moment, Money, Out
from faena.ui.listing import Choice, DayFilter, Filters
from faena.ui.printing import pdf_answer

routes = Routes("cash")

ACTIONS = {
    "collect": "POST /charges/{charge_id}/payments",
    "reverse": "POST /payments/{payment_id}/reversal",
}
FILTERS = ("from", "to", "method", "cashier", "currency", "state")


def _fields(user: User) -> list[Choice | DayFilter]:
    return payment_fields(user, Company.here())


def _found(user: User, filters: Filters) -> QuerySet[Payment]:
    """Whoever looks for a whole number means it on whatever day."""
    found = payments_found(user, filters)
    return in_full(found if is_number(filters.q) else of_days(found, filters))


@listing(routes, "/payments", Perm.PAYMENT_SEE, PAYMENTS, fields=_fields, found=_found, parameters=FILTERS)
def payments(payment: Payment) -> PaymentRow:
    """What was collected: today's unless `from` says otherwise; an empty one is every day."""
    return PaymentRow.model_validate(payment_facts(payment))


class PaymentTotal(Out):
    """One method (None: all of them) in one currency: what came, what went back as change, what reversals took, and
    what stayed. count: tenders."""

    method: Label | None
    count: int
    received: Money
    change: Money
    reversed: Money
    net: Money


class PaymentTotals(Out):
    first: date
    last: date
    lines: list[PaymentTotal]
    by_currency: list[PaymentTotal]


@routes.thing("/payments/totals", Perm.PAYMENT_SEE, parameters=("q", *FILTERS))
def totals(request: StaffRequest) -> PaymentTotals:
    """What the payments of some days come to, at most a year of them: those that the list finds by the same filters.
    A reversal counts on its own day."""
    fields = payment_fields(request.user, request.company)
    for field in fields:
        told = request.GET.get(field.name, "")
        if told and field.read(told) != told:
            raise wrong(field.name, "This is not among its values.")
    filters = Filters(request, *fields)
    start, end = span(filters)
    sums = totals_of(payments_found(request.user, filters), filters)
    if sums is None or start is None:
        raise wrong("from", f"A day, {MOST_DAYS.days} days before the last one at most.")
    return PaymentTotals(
        first=start,
        last=end,
        lines=[_total(one, Label(id=one.method_id, label=one.method)) for one in sums.lines],
        by_currency=[_total(one, None) for one in sums.by_currency],
    )


def _total(line: Line, method: Label | None) -> PaymentTotal:
    received, change, taken, net = (
        Money(amount=amount, currency=line.currency) for amount in (line.received, line.change, line.reversed, line.net)
    )
    return PaymentTotal(method=method, count=line.count, received=received, change=change, reversed=taken, net=net)


# --- one payment --------------------------------------------------------------------------------------------


class ReceiptPrintOut(Out):
    """Its PDF is at …/prints/{number}.pdf; the first one is the original."""

    number: int
    paper: str
    by: Label
    at: Moment


class PaymentOut(PaymentRow):
    """left: what its receipt says was left to pay, None while nobody knew."""

    left: Money | None
    prints: list[ReceiptPrintOut]
    actions: list[Action]


@routes.thing("/payments/{int:payment_id}", Perm.PAYMENT_SEE, kind="payment")
def payment(request: StaffRequest, payment_id: int) -> PaymentOut:
    """One payment: how it came, for what, how often its receipt was printed, and whether it was reversed."""
    found = _payment(request, payment_id)
    offers = offers_of(found, request.user, request.company, whatsapp="")
    prints = [
        ReceiptPrintOut(number=one.number, paper=one.paper, by=label(one.by), at=one.at)
        for one in found.prints.select_related("by").order_by("number")
    ]
    more = {
        "left": Money.of(found.left, found.charge.currency),
        "prints": prints,
        "actions": actions_of(offers, ACTIONS, payment_id=payment_id, charge_id=found.charge_id),
    }
    return PaymentOut.model_validate(payment_facts(found) | more)


class ReversalIn(In):
    reason: str


@routes.event("/payments/{int:payment_id}/reversal", Perm.PAYMENT_REVERSE, to=payment)
def reverse_payment(request: StaffRequest, payment_id: int, facts: ReversalIn) -> int:
    """A payment is undone: the amount is owed again, and a closed order is open again by that."""
    rows = Payment.objects.visible_to(request.user, Perm.PAYMENT_REVERSE)
    found: Payment = the(rows.select_related("charge__customer", "reversal__by"), payment_id)
    reversing = reversing_of(found, request.company)
    if reversing is None:
        raise Http404
    reversing.reverse(found, reason=facts.reason, by=request.user)
    return payment_id


class ReceiptPrintIn(In):
    """paper: 58, 80 or a4; "" for the shop's own."""

    paper: str = ""


@routes.event("/payments/{int:payment_id}/prints", Perm.PAYMENT_SEE, to=payment)
def print_receipt(request: StaffRequest, payment_id: int, facts: ReceiptPrintIn) -> int:
    """The receipt goes to the printer once more; its PDF is at …/prints/{number}.pdf."""
    found = _payment(request, payment_id)
    actions.print_receipt(found, paper=paper_sent(request, facts), by=request.user)
    return payment_id


@routes.file("/payments/{int:payment_id}/prints/{int:number}.pdf", Perm.PAYMENT_SEE)
def receipt_print(request: StaffRequest, payment_id: int, number: int) -> HttpResponse:
    """One print of a receipt. The original comes only to who printed it, and only just then; later it is a copy."""
    found = _payment(request, payment_id)
    made = found.prints.filter(number=number).first()
    if made is None:
        raise Http404
    return pdf_answer(receipt(found, request.company, made.paper, copy=copy_of(made, request.user)), str(found))


def paper_sent(request: StaffRequest, facts: ReceiptPrintIn) -> str:
    """Raises RuleBroken for a paper that there is not."""
    check_value(ReceiptPrint, "paper", facts.paper or request.company.slip_paper, at="paper")
    return facts.paper or request.company.slip_paper


def _payment(request: StaffRequest, payment_id: int) -> Payment:
    found: Payment = the(in_full(Payment.objects.visible_to(request.user)), payment_id)
    return found


# --- how money comes ----------------------------------------------------------------------------------------


class PaymentMethodOut(Out):
    """kind: cash, card, mobile, transfer or other; change is given on cash only. currency: "" takes any."""

    id: int
    name: str
    kind: str
    currency: str
    needs_reference: bool
    refuses_repeats: bool


class PaymentMethods(Out):
    items: list[PaymentMethodOut]


@routes.thing("/payment-methods", Perm.PAYMENT_SEE)
def payment_methods(request: StaffRequest) -> PaymentMethods:
    """The payment methods that are offered, in the shop's order."""
    return PaymentMethods(
        items=[
            PaymentMethodOut(
                id=one.pk,
                name=one.name,
                kind=one.kind,
                currency=one.currency,
                needs_reference=one.needs_reference,
                refuses_repeats=one.refuses_repeats,
            )
            for one in PaymentMethod.objects.offered()
        ]
    )
