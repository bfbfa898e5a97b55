"""What the history tells of somebody: who did it, in which words, with which money, by which rate."""

from faena.cash.models import ExchangeRate, ReceiptPrint, Reversal, Tender
from faena.orders.models import Voiding
from faena.upkeep.fsck import history
from tests import factories
from tests.upkeep.broken import breaks, row_of, sql
from tests.upkeep.broken.history import rewritten
from tests.upkeep.conftest import close


def change(row, **facts):
    type(row)._default_manager.filter(pk=row.pk).update(**facts)


# --- by whom ----------------------------------------------------------------------------------------------------


@breaks(history.unrecorded)
def an_order_was_opened_by_somebody_else(shop):
    row_of(shop.going).update(opened_by=factories.somebody())
    return {("order", shop.going.pk)}


@breaks(history.unrecorded)
def an_order_was_voided_by_somebody_else(shop):
    change(shop.void.voiding, by=factories.somebody())
    return {("voiding", shop.void.voiding.pk)}


@breaks(history.unrecorded)
def an_order_was_closed_by_somebody_else(shop):
    closing = shop.closed.closings.get()
    change(closing, by=factories.somebody())
    return {("closing", closing.pk)}


@breaks(history.unrecorded)
def an_order_was_reopened_by_somebody_else(shop):
    closing = shop.reopened.closings.get()
    change(closing, reopened_by=factories.somebody())
    return {("reopening", closing.pk)}


@breaks(history.unrecorded)
def a_payment_has_another_cashier(shop):
    change(shop.mixed, cashier=factories.somebody())
    return {("payment", shop.mixed.pk)}


@breaks(history.unrecorded)
def a_payment_was_reversed_by_somebody_else(shop):
    change(shop.large.reversal, by=factories.somebody())
    return {("reversal", shop.large.reversal.pk)}


@breaks(history.unrecorded)
def a_receipt_was_printed_by_somebody_else(shop):
    copy = ReceiptPrint.objects.get(payment=shop.paid, number=2)
    change(copy, by=factories.somebody())
    return {("print", copy.pk)}


@breaks(history.unrecorded)
def a_rate_was_set_by_somebody_else(shop):
    ExchangeRate.objects.update(by=factories.somebody())
    return {("rate", ExchangeRate.objects.get().pk)}


# --- in which words ---------------------------------------------------------------------------------------------


@breaks(history.unrecorded)
def an_order_was_voided_for_another_reason(shop):
    Voiding.objects.update(reason="Never came")
    return {("voiding", shop.void.voiding.pk)}


@breaks(history.unrecorded)
def other_work_was_done_than_was_told(shop):
    closing = shop.closed.closings.get()
    change(closing, work_done="")
    return {("closing", closing.pk)}


@breaks(history.unrecorded)
def the_first_closing_says_the_work_of_the_second(shop):
    closing = shop.reopened.closings.get()
    close(shop.reopened, by=shop.reopened.opened_by, work_done="A new fan.")
    change(closing, work_done="A new fan.")
    return {("closing", closing.pk)}


@breaks(history.unrecorded)
def an_order_was_reopened_for_another_reason(shop):
    closing = shop.reopened.closings.get()
    change(closing, reopen_reason="The customer came back")
    return {("reopening", closing.pk)}


@breaks(history.unrecorded)
def a_payment_has_a_note_that_nobody_typed(shop):
    change(shop.mixed, note="On the counter")
    return {("payment", shop.mixed.pk)}


@breaks(history.unrecorded)
def a_payment_was_reversed_for_another_reason(shop):
    Reversal.objects.update(reason="The bank took it back")
    return {("reversal", shop.large.reversal.pk)}


# --- with which money -------------------------------------------------------------------------------------------


@breaks(history.unrecorded)
def change_of_another_amount_went_back(shop):
    sql("UPDATE cash_change SET amount = amount + 1")
    return {("change", shop.paid.changes.get().pk)}


@breaks(history.tenders)
def a_payment_came_by_another_method(shop):
    shop.mixed.tenders.filter(currency="USD").update(method_name="Card")
    return {("payment", shop.mixed.pk)}


@breaks(history.tenders)
def what_a_method_was_called_is_forgotten(shop):
    shop.mixed.tenders.update(method_name="")
    return {("payment", shop.mixed.pk)}


@breaks(history.tenders)
def one_tender_became_two(shop):
    tender = shop.large.tenders.get()
    change(tender, amount=tender.amount - 1, amount_in_charge_currency=tender.amount - 1)
    Tender.objects.create(
        payment=tender.payment,
        method=tender.method,
        method_name=tender.method_name,
        currency=tender.currency,
        amount=1,
        amount_in_charge_currency=1,
    )
    return {("payment", shop.large.pk)}


# --- by which rate ----------------------------------------------------------------------------------------------


@breaks(history.unrecorded)
def nobody_tells_that_a_rate_was_set(shop):
    return {rewritten("rate.set"), ("rate", ExchangeRate.objects.get().pk), ("company", 1)}


@breaks(history.unrecorded)
def a_rate_stands_in_the_table_and_nobody_set_it(shop):
    return {("rate", factories.a_rate(246_00000000).pk), ("company", 1)}


@breaks(history.counts)
def a_rate_stands_twice_in_the_table_and_was_set_once(shop):
    factories.a_rate(by=ExchangeRate.objects.get().by)
    return {("company", 1)}
