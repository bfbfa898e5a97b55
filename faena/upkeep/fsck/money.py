"""Stored sums, counted again: what each account says is owed, what each payment says came in; and whose it is."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from faena.billing.models import Cancellation, Invoice, Subscription, Suspension
from faena.cash.models import (
    BalanceVoiding,
    Change,
    Charge,
    Collection,
    ExchangeRate,
    OpeningBalance,
    Payment,
    Tender,
    received_on,
)
from faena.customers.models import Merge
from faena.journal.models import Event
from faena.lib.money import RATE_SCALE, format_money
from faena.orders.models import Part, ServiceOrder
from faena.upkeep.fsck.finding import AT_ONCE, Finding


def dues() -> Iterator[Finding]:
    """An account is owed the service's value and the chargeable parts, each line rounded half up once; while the value
    is not known, neither is the amount."""
    chargeable = Prefetch("parts", Part.objects.filter(is_chargeable=True))
    orders = ServiceOrder.objects.exclude(charge=None).select_related("charge").prefetch_related(chargeable)
    for order in orders.iterator(AT_ONCE):
        value, charge = order.service_value, order.account
        due = None if value is None else value + sum(part.total for part in order.parts.all())
        if charge.amount != due:
            said, counted = _amount(charge.amount, charge), _amount(due, charge)
            yield Finding("charge", charge.pk, f"The account of {order} is {said}; its value and parts are {counted}.")


def invoices() -> Iterator[Finding]:
    """An invoice is owed what its lines come to, its account is its customer's and points back at it, and it is
    cancelled when its account is."""
    mutual = Charge.objects.filter(ref_kind="invoice", ref_id=OuterRef("pk"), pk=OuterRef("charge"))
    # Any here and below: mypy loses what is annotated onto a queryset that has one model for good.
    rows: Any = Invoice.objects.annotate(
        lines_sum=Sum("lines__amount"),
        is_mutual=Exists(mutual),
        is_cancelled=Exists(Cancellation.objects.filter(invoice=OuterRef("pk"))),
    )
    for invoice in rows.select_related("charge", "subscription").iterator(AT_ONCE):
        charge = invoice.charge
        if charge is None or not invoice.is_mutual:
            yield Finding("invoice", invoice.pk, f"{invoice} and its account do not point at one another.")
            continue
        if charge.amount != invoice.lines_sum:
            said, counted = _amount(charge.amount, charge), _amount(invoice.lines_sum or 0, charge)
            yield Finding("charge", charge.pk, f"The account of {invoice} is {said}; its lines are {counted}.")
        of_plan = invoice.subscription.customer_id if invoice.subscription else invoice.customer_id
        if not invoice.customer_id == charge.customer_id == of_plan:
            yield Finding("invoice", invoice.pk, f"{invoice}, its plan and its account are not of one customer.")
        if invoice.is_cancelled != (charge.cancelled_at is not None):
            yield Finding("invoice", invoice.pk, f"{invoice} and its account disagree about whether it is cancelled.")


def balances() -> Iterator[Finding]:
    """An opening balance is owed something, its account is its customer's and points back at it, and it is void when
    its account is. No account points at one that is not there."""
    is_void = Exists(BalanceVoiding.objects.filter(opening_balance=OuterRef("pk")))
    rows: Any = OpeningBalance.objects.annotate(is_void=is_void).select_related("charge")
    for balance in rows.iterator(AT_ONCE):
        charge = balance.charge
        if (charge.ref_kind, charge.ref_id) != ("balance", balance.pk) or charge.customer_id != balance.customer_id:
            yield Finding("balance", balance.pk, f"{balance} and its account do not point at one another.")
        if not charge.amount:
            yield Finding("balance", balance.pk, f"The account of {balance} is {_amount(charge.amount, charge)}.")
        if balance.is_void != (charge.cancelled_at is not None):
            yield Finding("balance", balance.pk, f"{balance} and its account disagree about whether it is void.")
    there = Exists(OpeningBalance.objects.filter(charge=OuterRef("pk")))
    for charge in Charge.objects.filter(~there, ref_kind="balance").iterator(AT_ONCE):
        yield Finding("charge", charge.pk, f"The account {charge} is of an opening balance that is not there.")


def suspensions() -> Iterator[Finding]:
    """A plan is inactive while a suspension of it lasts, and active on a day between any two."""
    lasting = Exists(Suspension.objects.filter(subscription=OuterRef("pk"), until_on=None))
    rows: Any = Subscription.objects.annotate(is_suspended=lasting).prefetch_related("suspensions")
    for plan in rows.order_by("pk").iterator(AT_ONCE):
        if plan.is_suspended != (plan.state == Subscription.State.INACTIVE):
            said = f"{plan} is {plan.state}, and {'a' if plan.is_suspended else 'no'} suspension of it lasts."
            yield Finding("subscription", plan.pk, said)
        spans = sorted((one.from_on, one.until_on or date.max) for one in plan.suspensions.all())
        if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
            yield Finding("subscription", plan.pk, f"Two suspensions of {plan} are of the same days.")


def payments() -> Iterator[Finding]:
    """A payment is the sum of its tenders, of which it has one at least, less the change that was given on them."""
    gone = Change.objects.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(sum=Sum("worth"))
    counted: Any = Payment.objects.annotate(came=Sum("tenders__amount_in_charge_currency")).select_related("charge")
    counted = counted.annotate(gone=Coalesce(Subquery(gone.values("sum")), 0))
    for payment in counted.filter(Q(came=None) | ~Q(amount=F("came") - F("gone"))).iterator(AT_ONCE):
        said = _amount(payment.amount, payment.charge)
        came = "no tender" if payment.came is None else f"tenders of {_amount(int(payment.came), payment.charge)}"
        less = f" less change of {_amount(int(payment.gone), payment.charge)}" if payment.gone else ""
        yield Finding("payment", payment.pk, f"{payment} is {said} and has {came}{less}.")


def changes() -> Iterator[Finding]:
    """Change was given on a tender of its own payment, is less than that, and comes to what the account gave up for it;
    where it is the rest of a tender in another currency than the account's, to the smallest coin."""
    for change in Change.objects.select_related("tender", "payment__charge").iterator(AT_ONCE):
        if wrong := _wrongly_given(change):
            yield Finding("change", change.pk, f"Change on {change.payment} {wrong}.")


def received() -> Iterator[Finding]:
    """What an account says that came in is what its payments come to."""
    counted: Any = Charge.objects.annotate(counted=received_on("pk"))
    for charge in counted.exclude(received=F("counted")).iterator(AT_ONCE):
        said, came = _amount(charge.received, charge), _amount(charge.counted, charge)
        yield Finding("charge", charge.pk, f"{charge} says that {said} came in; its payments are {came}.")


def tenders() -> Iterator[Finding]:
    """A tender counts for what its quote makes of it, and as it is in the account's own currency."""
    for tender in Tender.objects.select_related("payment__charge").iterator(AT_ONCE):
        if wrong := _wrongly_counted(tender):
            yield Finding("tender", tender.pk, f"A tender of {tender.payment} {wrong}.")


def collections() -> Iterator[Finding]:
    """What was received at once has one payment for each account, and consecutive receipts by one cashier."""
    rows: Any = Collection.objects.annotate(
        parts=Count("payments"),
        accounts=Count("payments__charge", distinct=True),
        branches=Count("payments__branch", distinct=True),
        first=Min("payments__receipt"),
        last=Max("payments__receipt"),
        by_others=Count("payments", filter=~Q(payments__cashier=F("cashier"))),
    )
    for row in rows.iterator(AT_ONCE):
        if not row.parts:
            yield Finding("collection", row.pk, f"Collection {row.pk} has no payment.")
        elif (row.accounts, row.branches, row.last - row.first + 1, row.by_others) != (row.parts, 1, row.parts, 0):
            yield Finding("collection", row.pk, f"{row} are not the consecutive receipts of one collection.")


def rates() -> Iterator[Finding]:
    """What came in another currency was counted by a rate that somebody set, for the day that the tender names."""
    other = Case(When(rate_unit=F("currency"), then=F("payment__charge__currency")), default=F("currency"))
    was_set = ExchangeRate.objects.filter(
        unit=OuterRef("rate_unit"), other=OuterRef("other"), rate=OuterRef("rate"), on=OuterRef("rate_on")
    )
    for kind, rows in (("tender", Tender.objects.all()), ("change", Change.objects.all())):
        converted: Any = rows.exclude(rate_unit="").alias(other=other).select_related("payment")
        for row in converted.filter(~Exists(was_set)).iterator(AT_ONCE):
            yield Finding(kind, row.pk, f"A {kind} of {row.payment} was counted by a rate that nobody set.")


def overpaid() -> Iterator[Finding]:
    """No more stands on an account than it is owed, and nothing on one that was cancelled."""
    counted = Sum("payments__amount", filter=Q(payments__reversal=None))
    charges: Any = Charge.objects.annotate(counted=counted).filter(counted__gt=0)
    for charge in charges.filter(Q(counted__gt=F("amount")) | Q(cancelled_at__isnull=False)).iterator(AT_ONCE):
        paid = _amount(int(charge.counted), charge)
        owed = "nothing, as it was cancelled" if charge.cancelled_at else _amount(charge.amount, charge)
        yield Finding("charge", charge.pk, f"{paid} stand on the account {charge}, which is owed {owed}.")


def owners() -> Iterator[Finding]:
    """An order, its device and its account are of one customer, and the account points back at its order. A device that
    was handed over, or went back when a merge was undone, has left orders behind."""
    taken_over = Event.objects.filter(verb="device.taken_over").values_list("facts", flat=True)
    moved = {facts["device_id"] for facts in taken_over.iterator(AT_ONCE)}
    for merge in Merge.objects.exclude(undone_at=None).iterator(AT_ONCE):
        moved |= {*merge.moved.get("customers.device.customer", ())}
    of_another = Q(charge__isnull=False) & ~Q(charge__customer=F("customer")) | ~Q(device__customer=F("customer"))
    for order in ServiceOrder.objects.filter(of_another).select_related("charge").iterator(AT_ONCE):
        if order.device_id in moved and order.charge and order.charge.customer_id == order.customer_id:
            continue
        yield Finding("order", order.pk, f"{order}, its device and its account are not of one customer.")
    mutual = ServiceOrder.objects.filter(pk=OuterRef("ref_id"), charge=OuterRef("pk"))
    of_orders = Q(ref_kind="order") | Exists(ServiceOrder.objects.filter(charge=OuterRef("pk")))
    charges = Charge.objects.filter(of_orders).exclude(Q(ref_kind="order") & Exists(mutual))
    for charge in charges.iterator(AT_ONCE):
        yield Finding("charge", charge.pk, f"The account {charge} and its order do not point at one another.")


def _wrongly_counted(tender: Tender) -> str:
    """What is wrong; "" when nothing is."""
    own = tender.payment.charge.currency
    if tender.currency == own:
        as_it_is = (tender.rate, tender.rate_unit, tender.amount_in_charge_currency) == (RATE_SCALE, "", tender.amount)
        return "" if as_it_is else "was converted, though it came in the account's own currency"
    try:
        worth = tender.quote.convert(tender.amount, tender.currency, own) if tender.quote else None
    except ValueError:
        worth = None
    if worth is None:
        return f"has no rate that says what {tender.currency} is worth in {own}"
    said, counted = tender.amount_in_charge_currency, worth
    return "" if said == counted else f"counts for {said} and comes to {counted} minor units at its rate"


def _wrongly_given(change: Change) -> str:
    """What is wrong; "" when nothing is."""
    tender, own = change.tender, change.payment.charge.currency
    if tender.payment_id != change.payment_id:
        return "was given on a tender of another payment"
    if change.worth >= tender.amount_in_charge_currency:
        return "is as much as was handed over"
    another = "is another sum than the account gave up for it"
    if change.currency == own:
        as_it_is = (change.rate, change.rate_unit, change.worth) == (RATE_SCALE, "", change.amount)
        return "" if as_it_is else another
    quote = change.quote
    if quote is None or {quote.unit, quote.other} != {change.currency, own}:
        return f"has no rate that says what {change.currency} is worth in {own}"
    counted = quote.convert(change.worth, own, change.currency)
    back = quote.convert(change.amount, change.currency, own)
    is_rest = change.currency == tender.currency and abs(back - change.worth) <= 1
    return "" if is_rest or counted == change.amount else another


def _amount(amount: int | None, charge: Charge) -> str:
    return "not known" if amount is None else format_money(amount, charge.currency, "en")
