"""Sums, rates and whose money it is."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from faena.cash.models import Change, Charge, Collection, ExchangeRate, Payment, Tender
from faena.customers.models import Device
from faena.lib.money import RATE_SCALE
from faena.orders.models import Part
from faena.summary.models import DayFigure, SummedDay
from faena.upkeep.fsck import figures, money
from tests import factories
from tests.upkeep.broken import breaks, charge_of, sql


@breaks(money.dues)
def an_account_is_owed_a_cent_more(shop):
    charge_of(shop.going).update(amount=shop.going.account.amount + 1)
    return {("charge", shop.going.charge_id)}


@breaks(money.dues)
def an_account_knows_what_nobody_diagnosed(shop):
    charge_of(shop.unknown).update(amount=5_00)
    return {("charge", shop.unknown.charge_id)}


@breaks(money.dues)
def an_account_forgot_what_is_owed(shop):
    charge_of(shop.going).update(amount=None)
    return {("charge", shop.going.charge_id)}


@breaks(money.dues)
def a_part_is_charged_and_nobody_owes_it(shop):
    Part.objects.filter(pk=shop.part.pk).update(is_chargeable=False)
    return {("charge", shop.going.charge_id)}


@breaks(money.payments)
def a_payment_is_more_than_its_tenders(shop):
    Payment.objects.filter(pk=shop.mixed.pk).update(amount=shop.mixed.amount + 1)
    charge_of(shop.going).update(received=F("received") + 1)
    return {("payment", shop.mixed.pk)}


@breaks(money.received)
def an_account_says_that_more_came_in(shop):
    charge_of(shop.going).update(received=F("received") + 1)
    return {("charge", shop.going.charge_id)}


@breaks(money.payments)
def a_payment_has_no_tender(shop):
    sql("DELETE FROM cash_tender WHERE payment_id = %s", shop.large.pk)
    return {("payment", shop.large.pk)}


def a_collection_of(shop, *payments):
    made = Collection.objects.create(
        customer=shop.large.charge.customer, cashier=shop.large.cashier, came_on=timezone.localdate()
    )
    Payment.objects.filter(pk__in=[one.pk for one in payments]).update(collection=made)
    return {("collection", made.pk)}


@breaks(money.collections)
def a_collection_has_no_payment(shop):
    return a_collection_of(shop)


@breaks(money.collections)
def a_collection_has_receipts_of_another_moment(shop):
    first, *_others, last = Payment.objects.order_by("receipt")
    return a_collection_of(shop, first, last)


def tender_in(currency, payment):
    return Tender.objects.get(currency=currency, payment=payment)


@breaks(money.tenders)
def a_tender_counts_for_more_than_its_rate_makes_of_it(shop):
    tender = tender_in("VES", shop.mixed)
    Tender.objects.filter(pk=tender.pk).update(rate=tender.rate * 2)
    return {("tender", tender.pk), ("payment", shop.mixed.pk)}


@breaks(money.tenders)
def a_tender_of_another_currency_has_no_rate(shop):
    tender = tender_in("VES", shop.mixed)
    Tender.objects.filter(pk=tender.pk).update(rate_unit="", rate=RATE_SCALE)
    return {("tender", tender.pk), ("payment", shop.mixed.pk)}


@breaks(money.tenders)
def a_rate_is_of_a_currency_that_has_no_part_in_it(shop):
    tender = tender_in("VES", shop.mixed)
    Tender.objects.filter(pk=tender.pk).update(rate_unit="EUR")
    return {("tender", tender.pk), ("payment", shop.mixed.pk)}


@breaks(money.tenders)
def a_tender_in_the_accounts_own_currency_has_a_rate(shop):
    tender = tender_in("USD", shop.mixed)
    Tender.objects.filter(pk=tender.pk).update(rate_unit="USD")
    return {("tender", tender.pk), ("payment", shop.mixed.pk)}


@breaks(money.payments)
def change_is_missing(shop):
    sql("DELETE FROM cash_change")
    return {("payment", shop.paid.pk), ("charge", shop.paid.charge_id)}


@breaks(money.changes)
def more_went_back_than_the_account_gave_up(shop):
    change = shop.paid.changes.get()
    Change.objects.update(amount=change.amount + 1_00)
    return {("change", change.pk)}


@breaks(money.changes)
def change_was_given_on_another_payment(shop):
    change = shop.paid.changes.get()
    Change.objects.update(tender=tender_in("USD", shop.mixed))
    return {("change", change.pk)}


@breaks(money.rates)
def change_was_counted_by_the_rate_of_a_day_that_has_none(shop):
    change = shop.paid.changes.get()
    Change.objects.update(rate_on=change.rate_on - timedelta(days=1))
    return {("change", change.pk)}


@breaks(money.rates)
def a_tender_was_counted_by_the_rate_of_a_day_that_has_none(shop):
    tender = tender_in("VES", shop.mixed)
    Tender.objects.filter(pk=tender.pk).update(rate_on=tender.rate_on - timedelta(days=1))
    return {("tender", tender.pk)}


@breaks(money.rates)
def the_rate_of_a_tender_is_gone(shop):
    sql("DELETE FROM cash_exchangerate")
    return {*converted(shop), ("company", 1)}


def converted(shop):
    """What was counted by the rate."""
    return {("tender", tender_in("VES", shop.mixed).pk), ("change", shop.paid.changes.get().pk)}


def the_rate_now_says(shop, **facts):
    ExchangeRate.objects.update(**facts)
    return {*converted(shop), ("rate", ExchangeRate.objects.get().pk)}


@breaks(money.rates)
def the_rate_of_a_tender_has_another_unit(shop):
    return the_rate_now_says(shop, unit="EUR")


@breaks(money.rates)
def the_rate_of_a_tender_is_of_another_currency(shop):
    return the_rate_now_says(shop, other="BRL")


@breaks(money.rates)
def the_rate_of_a_tender_is_another_one(shop):
    return the_rate_now_says(shop, rate=245_50000001)


@breaks(money.rates)
def the_rate_of_a_tender_holds_from_another_day(shop):
    return the_rate_now_says(shop, on=tender_in("VES", shop.mixed).rate_on - timedelta(days=1))


@breaks(money.overpaid)
def more_stands_on_an_account_than_it_is_owed(shop):
    sql("DELETE FROM cash_reversal WHERE payment_id = %s", shop.large.pk)
    return {("charge", shop.going.charge_id)}


@breaks(money.overpaid)
def money_stands_on_a_cancelled_account(shop):
    charge_of(shop.going).update(cancelled_at=timezone.now())
    return {("charge", shop.going.charge_id), ("order", shop.going.pk)}


@breaks(money.owners)
def an_account_is_of_another_customer(shop):
    charge_of(shop.going).update(customer=factories.a_customer())
    return {("order", shop.going.pk)}


@breaks(money.owners)
def a_device_is_of_another_customer(shop):
    Device.objects.filter(pk=shop.going.device_id).update(customer=factories.a_customer())
    return {("order", shop.going.pk)}


@breaks(money.owners)
def an_account_points_at_nothing(shop):
    charge_of(shop.going).update(ref_kind="", ref_id=None)
    return {("charge", shop.going.charge_id)}


@breaks(money.owners)
def an_account_points_at_an_order_that_has_another(shop):
    charge = factories.a_charge(shop.customer)
    Charge.objects.filter(pk=charge.pk).update(ref_kind="order", ref_id=10**6)
    return {("charge", charge.pk)}


@breaks(figures.days)
def a_day_that_is_over_came_to_more_than_its_rows(_shop):
    day = SummedDay.objects.create(on=timezone.localdate() - timedelta(days=400), zone="America/Caracas")
    DayFigure.objects.create(day=day, what="collected", currency="USD", count=1, amount=1_00, worth=1_00)
    return {("summed_day", day.on.isoformat())}
