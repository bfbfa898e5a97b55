"""W33: money received is registered once, never above the balance, with its receipt number."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT
from tests import factories
from tests.processes import without_locks
from tests.world import race, won


def test_the_balance_goes_down_and_the_receipt_goes_up(clerk):
    """W33: two payments, receipts 1 and 2, balance derived from both."""
    order, cash = factories.an_order(value=50_00), factories.a_method()

    first = receive_payment(order.charge, tenders=[TenderFacts(cash, 20_00, "USD")], by=clerk)
    second = receive_payment(order.charge, tenders=[TenderFacts(cash, 30_00, "USD")], by=clerk)

    order.charge.refresh_from_db()
    assert (str(first), str(second)) == ("R-000001", "R-000002")
    assert order.charge.balance == 0
    assert Event.objects.filter(verb="payment.received").count() == 2


def test_more_than_the_balance_is_refused_with_the_figure(clerk):
    """W33: an amount over the balance is refused and leaves no gap in the receipts."""
    order, cash = factories.an_order(value=50_00), factories.a_method()

    with pytest.raises(RuleBroken) as refused:
        receive_payment(order.charge, tenders=[TenderFacts(cash, 50_01, "USD")], by=clerk)

    assert "50.00" in refused.value.sentence
    assert refused.value.at == "tenders"
    assert receive_payment(order.charge, tenders=[TenderFacts(cash, 50_00, "USD")], by=clerk).receipt == 1


def test_all_advances_together_stay_within_a_bill(clerk):
    """W33: while nobody knows the value each of them fits; no value could be set that is as much as all of them."""
    order, cash = factories.an_order(value=None), factories.a_method()
    receive_payment(order.charge, tenders=[TenderFacts(cash, MAX_AMOUNT, "USD")], by=clerk)

    with pytest.raises(RuleBroken, match="too large") as refused:
        receive_payment(order.charge, tenders=[TenderFacts(cash, 1, "USD")], by=clerk)

    assert refused.value.at == "tenders"
    assert Payment.objects.get().amount == MAX_AMOUNT


def test_any_advance_is_taken_while_the_value_is_unknown(clerk):
    """Advances: the balance reads — until the value is set."""
    order = factories.an_order(value=None)

    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 999_00, "USD")], by=clerk)

    assert order.charge.balance is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10_00, "needs_reference": True}, "reference"),
        ({"amount": 10_00, "currency": "VES"}, "method"),
        ({"amount": 10_00, "retired": True}, "method"),
    ],
)
def test_a_tender_that_does_not_fit_is_refused(clerk, facts, field):
    """W10, W33: nothing, no reference, another currency, a retired method."""
    method = factories.a_method(needs_reference=facts.get("needs_reference", False), currency=facts.get("currency", ""))
    if facts.get("retired"):
        method.retired_at = timezone.now()
        method.save()

    with pytest.raises(RuleBroken) as refused:
        receive_payment(factories.an_order().charge, tenders=[TenderFacts(method, facts["amount"], "USD")], by=clerk)

    assert refused.value.at == f"tenders.0.{field}"


@pytest.mark.parametrize("statement", ["UPDATE cash_payment SET amount = 1", "DELETE FROM cash_tender"])
def test_payments_are_never_changed_by_sql(clerk, statement):
    """W34: what was wrong is reversed, never edited or deleted."""
    receive_payment(factories.an_order().charge, tenders=[TenderFacts(factories.a_method(), 10_00, "USD")], by=clerk)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def pay_whole_at_once(method, clerk):
    """An order of 50.00 that ten pay in full: how many were taken, and how many refused."""
    charge = factories.an_order(value=50_00).charge
    results = race(lambda _place: receive_payment(charge, tenders=[TenderFacts(method, 50_00, "USD")], by=clerk), 10)
    return len(won(results)), sum(isinstance(result, RuleBroken) for result in results)


@pytest.mark.django_db(transaction=True)
def test_two_cashiers_at_once_collect_once(clerk):
    """W33: of ten full payments at once exactly one is taken."""
    assert pay_whole_at_once(factories.a_method(), clerk) == (1, 9)
    assert Payment.objects.get().receipt == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_collects_twice_or_fails(clerk):
    """The race above is real. PostgreSQL is robbed of the row lock, SQLite of IMMEDIATE. Where ten happen to queue, ten
    more try."""
    method = factories.a_method()

    with without_locks(["cash.Charge"]):
        assert any(pay_whole_at_once(method, clerk) != (1, 9) for _try in range(20))
