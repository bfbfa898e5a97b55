"""Invoices, their accounts, their numbers and what the history tells of them."""

from datetime import date

from django.utils import timezone

from faena.billing.models import Invoice, Subscription, Suspension
from faena.cash.models import Charge
from faena.upkeep.fsck import history, money, numbers
from tests import factories
from tests.upkeep.broken import breaks, sql
from tests.upkeep.broken.history import series


def row_of(invoice):
    return Invoice.objects.filter(pk=invoice.pk)


def charge_of(invoice):
    return Charge.objects.filter(pk=invoice.charge_id)


@breaks(money.invoices)
def an_invoice_is_owed_a_cent_more(shop):
    charge_of(shop.invoiced).update(amount=shop.invoiced.account.amount + 1)
    return {("charge", shop.invoiced.charge_id)}


@breaks(money.invoices)
def a_line_was_made_cheaper(shop):
    sql("UPDATE billing_invoiceline SET amount = amount - 1 WHERE invoice_id = %s AND kind = 'plan'", shop.invoiced.pk)
    return {("charge", shop.invoiced.charge_id)}


@breaks(money.invoices)
def an_invoice_has_no_account(shop):
    row_of(shop.unwanted).update(charge=None)
    return {("invoice", shop.unwanted.pk)}


@breaks(money.invoices)
def the_account_of_an_invoice_is_of_another(shop):
    charge_of(shop.unwanted).update(customer=factories.a_customer(name="Somebody else"))
    return {("invoice", shop.unwanted.pk)}


@breaks(money.invoices)
def a_cancelled_invoice_is_owed_again(shop):
    charge_of(shop.unwanted).update(cancelled_at=None)
    return {("invoice", shop.unwanted.pk)}


@breaks(money.invoices)
def an_invoice_is_not_owed_and_nobody_cancelled_it(shop):
    charge_of(shop.invoiced).update(cancelled_at=timezone.now())
    return {("invoice", shop.invoiced.pk), ("charge", shop.invoiced.charge_id)}


@breaks(money.suspensions)
def a_plan_is_inactive_since_nobody_knows_when(shop):
    Subscription.objects.filter(pk=shop.unwanted.subscription_id).update(state="inactive", reason="Away")
    return {("subscription", shop.unwanted.subscription_id)}


@breaks(money.suspensions)
def an_active_plan_is_suspended(shop):
    Suspension.objects.create(subscription_id=shop.unwanted.subscription_id)
    return {("subscription", shop.unwanted.subscription_id)}


@breaks(money.suspensions)
def two_suspensions_have_a_day_in_common(shop):
    for day in (1, 5):
        plan, span = shop.unwanted.subscription_id, (date(2026, 3, day), date(2026, 3, 5 + day))
        Suspension.objects.create(subscription_id=plan, from_on=span[0], until_on=span[1])
    return {("subscription", shop.unwanted.subscription_id)}


@breaks(numbers.series)
def an_invoice_has_a_number_that_was_not_given(shop):
    row_of(shop.unwanted).update(number=shop.unwanted.number + 1)
    return {("series", series("invoice"))}


@breaks(numbers.series)
def a_contract_has_a_number_that_was_not_given(shop):
    Subscription.objects.filter(pk=shop.unwanted.subscription_id).update(number=7)
    return {("series", series("contract"))}


@breaks(history.unrecorded)
def nobody_issued_an_invoice(shop):
    row_of(shop.invoiced).update(issued_by=factories.a_user(role="seller"))
    return {("invoice", shop.invoiced.pk)}


@breaks(history.unrecorded)
def an_invoice_was_cancelled_for_another_reason(shop):
    sql("UPDATE billing_cancellation SET reason = 'x'")
    return {("cancellation", shop.unwanted.cancellation.pk)}


@breaks(history.counts)
def a_discount_was_given_in_silence(shop):
    sql(
        "INSERT INTO billing_invoiceline (kind, description, amount, at, by_id, invoice_id) "
        "SELECT 'interest', '', 1, at, by_id, invoice_id FROM billing_invoiceline WHERE kind = 'discount'"
    )
    charge_of(shop.invoiced).update(amount=shop.invoiced.account.amount + 1)
    return {("invoice", shop.invoiced.pk)}
