"""Numbers, and what the history tells."""

from datetime import timedelta

from faena.agenda.models import Visit
from faena.cash.models import Payment, ReceiptPrint, Reversal, Tender
from faena.company.models import Branch, NumberSeries
from faena.customers.models import Customer
from faena.journal.jobs import seal_accesses
from faena.journal.models import Access, Event
from faena.upkeep.fsck import history, numbers
from tests import factories
from tests.upkeep.broken import breaks, charge_of, row_of, sql


def series(kind):
    return f"{kind}/{Branch.default().pk}"


@breaks(numbers.series)
def an_order_has_a_number_that_was_not_given(shop):
    row_of(shop.reopened).update(number=99)
    return {("series", series("order"))}


@breaks(numbers.series)
def an_order_is_gone_from_the_middle(shop):
    row_of(shop.unknown).update(number=10**6)
    NumberSeries.objects.filter(kind="order").update(last=10**6)
    return {("series", series("order"))}


@breaks(numbers.series)
def a_receipt_was_given_and_no_payment_has_it(shop):
    NumberSeries.objects.filter(kind="receipt").update(last=Payment.objects.count() + 1)
    return {("series", series("receipt"))}


@breaks(numbers.series)
def a_visit_has_the_number_that_comes_next(shop):
    NumberSeries.objects.filter(kind="visit").delete()
    assert Visit.objects.exists()
    return {("series", series("visit"))}


@breaks(numbers.series)
def a_code_is_gone_and_no_customer_was_deleted(shop):
    factories.a_customer()
    Customer.objects.filter(pk=shop.customer.pk).update(code=NumberSeries.objects.get(kind="customer").last + 1)
    NumberSeries.objects.filter(kind="customer").update(last=NumberSeries.objects.get(kind="customer").last + 1)
    return {("series", series("customer"))}


@breaks(numbers.prints)
def a_print_of_a_receipt_is_missing(shop):
    copy = ReceiptPrint.objects.get(payment=shop.paid, number=2)
    ReceiptPrint.objects.filter(pk=copy.pk).update(number=3)
    return {("payment", shop.paid.pk), ("print", copy.pk)}


@breaks(numbers.prints)
def a_receipt_has_no_original(shop):
    sql("DELETE FROM cash_receiptprint WHERE number = 1")
    return {("payment", shop.paid.pk), ("charge", shop.closed.charge_id)}


def rewritten(verb, **facts):
    """The event of that verb, now telling of something else."""
    event = Event.objects.get(verb=verb, **facts)
    Event.objects.filter(pk=event.pk).update(verb="order.edited")
    return ("event", event.pk)


@breaks(history.chains)
def an_event_tells_of_another_part(shop):
    event = Event.objects.filter(verb="part.added").earliest("pk")
    Event.objects.filter(pk=event.pk).update(facts={"part_id": 10**6})
    return {("event", event.pk)}


@breaks(history.unrecorded)
def nobody_tells_that_an_order_was_opened(shop):
    return {rewritten("order.opened", about_id=shop.going.pk), ("order", shop.going.pk)}


@breaks(history.unrecorded)
def nobody_tells_that_an_order_was_voided(shop):
    return {rewritten("order.voided"), ("voiding", shop.void.voiding.pk)}


@breaks(history.unrecorded)
def nobody_tells_of_a_payment(shop):
    event = rewritten("payment.received", facts__payment_id=shop.mixed.pk)
    return {event, ("payment", shop.mixed.pk), ("charge", shop.going.charge_id)}


@breaks(history.unrecorded)
def a_payment_and_its_tender_are_less_than_was_told(shop):
    Payment.objects.filter(pk=shop.large.pk).update(amount=39_00)
    Tender.objects.filter(payment=shop.large).update(amount=39_00, amount_in_charge_currency=39_00)
    return {("payment", shop.large.pk)}


@breaks(history.unrecorded)
def nobody_tells_of_a_reversal(shop):
    event = rewritten("payment.reversed")
    return {event, ("reversal", shop.large.reversal.pk), ("charge", shop.going.charge_id)}


@breaks(history.unrecorded)
def nobody_tells_of_a_printed_receipt(shop):
    event = rewritten("receipt.printed")
    return {event, ("print", shop.paid.prints.get(number=1).pk), ("charge", shop.closed.charge_id)}


@breaks(history.unrecorded)
def what_is_told_of_a_payment_is_no_number(shop):
    event = Event.objects.get(verb="payment.received", facts__payment_id=shop.mixed.pk)
    Event.objects.filter(pk=event.pk).update(facts={**event.facts, "payment_id": "the last one"})
    return {("event", event.pk), ("payment", shop.mixed.pk)}


@breaks(history.accesses)
def an_access_that_is_sealed_says_something_else(shop):
    seal_accesses()
    first = Access.objects.get(seq=1)
    sql("UPDATE journal_access SET at = %s WHERE id = %s", first.at - timedelta(hours=1), first.pk)
    return {("access", first.pk)}


@breaks(history.accesses)
def the_last_access_is_gone(shop):
    seal_accesses()
    sql("DELETE FROM journal_access WHERE seq = (SELECT max(seq) FROM journal_access)")
    return {("access", "head")}


@breaks(history.counts)
def nobody_tells_that_an_order_was_closed(shop):
    event, closing = rewritten("order.closed", about_id=shop.closed.pk), shop.closed.closings.get()
    return {event, ("order", shop.closed.pk), ("closing", closing.pk)}


@breaks(history.counts)
def nobody_tells_that_an_order_was_reopened(shop):
    event, closing = rewritten("order.reopened"), shop.reopened.closings.get()
    return {event, ("order", shop.reopened.pk), ("reopening", closing.pk)}


@breaks(history.counts)
def a_reversal_that_was_told_is_gone(shop):
    charge_of(shop.going).update(amount=100_00)
    row_of(shop.going).update(service_value=100_00 - 15_02)
    sql("DELETE FROM cash_reversal")
    return {("charge", shop.going.charge_id)}


@breaks(history.counts)
def a_payment_was_reversed_and_nobody_told(shop):
    reversal = Reversal.objects.create(payment=shop.mixed, reason="x", by=shop.going.opened_by)
    return {("charge", shop.going.charge_id), ("reversal", reversal.pk)}
