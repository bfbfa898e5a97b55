"""Opening balances, their accounts, their numbers and what the history tells of them."""

from django.utils import timezone

from faena.cash.models import Charge, OpeningBalance
from faena.upkeep.fsck import history, money, numbers
from tests import factories
from tests.upkeep.broken import breaks, sql
from tests.upkeep.broken.history import series


def charge_of(balance):
    return Charge.objects.filter(pk=balance.charge_id)


@breaks(money.balances)
def the_account_of_an_opening_balance_is_of_another(shop):
    charge_of(shop.wrong).update(customer=factories.a_customer(name="Somebody else"))
    return {("balance", shop.wrong.pk)}


@breaks(money.balances)
def an_opening_balance_is_owed_nothing(shop):
    charge_of(shop.wrong).update(amount=0)
    return {("balance", shop.wrong.pk)}


@breaks(money.balances)
def a_void_opening_balance_is_owed_again(shop):
    charge_of(shop.wrong).update(cancelled_at=None)
    return {("balance", shop.wrong.pk)}


@breaks(money.balances)
def an_opening_balance_is_not_owed_and_nobody_voided_it(shop):
    charge_of(shop.owed).update(cancelled_at=timezone.now())
    return {("balance", shop.owed.pk), ("charge", shop.owed.charge_id)}


@breaks(money.balances)
def an_account_is_of_an_opening_balance_that_is_gone(shop):
    charge = charge_of(shop.wrong).get()
    sql("UPDATE cash_openingbalance SET charge_id = %s WHERE id = %s", factories.a_charge().pk, shop.wrong.pk)
    return {("balance", shop.wrong.pk), ("charge", charge.pk)}


@breaks(numbers.series)
def an_opening_balance_has_a_number_that_was_not_given(shop):
    OpeningBalance.objects.filter(pk=shop.wrong.pk).update(number=9)
    return {("series", series("balance"))}


@breaks(history.unrecorded)
def nobody_wrote_an_opening_balance_down(shop):
    sql("UPDATE cash_openingbalance SET by_id = %s WHERE id = %s", factories.a_user(role="seller").pk, shop.owed.pk)
    return {("balance", shop.owed.pk)}


@breaks(history.unrecorded)
def an_opening_balance_was_voided_for_another_reason(shop):
    sql("UPDATE cash_balancevoiding SET reason = 'x'")
    return {("balance voiding", shop.wrong.voiding.pk)}
