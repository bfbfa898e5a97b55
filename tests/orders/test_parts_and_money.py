"""Amount due: whatever is done to an order, in whatever order, its account is the value and the chargeable parts."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Charge
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT, MAX_QUANTITY, QUANTITY_SCALE
from faena.orders.actions import PartFacts, add_part, delete_part, edit_part, set_value
from faena.orders.models import Part, ServiceOrder
from tests import factories
from tests.world import race

SMALL = st.integers(0, 50_00)
ANY_AMOUNT = st.one_of(SMALL, SMALL, SMALL, st.integers(0, MAX_AMOUNT))
LITTLE = st.integers(1, 5000)
FACTS = st.builds(
    PartFacts,
    description=st.just("Fan"),
    quantity=st.one_of(LITTLE, LITTLE, LITTLE, st.integers(0, MAX_QUANTITY + 1)),
    unit_price=ANY_AMOUNT,
    is_chargeable=st.booleans(),
)
WHICH = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("value"), ANY_AMOUNT),
        st.tuples(st.just("add"), FACTS),
        st.tuples(st.just("edit"), st.tuples(WHICH, FACTS)),
        st.tuples(st.just("delete"), WHICH),
        st.tuples(st.just("pay"), st.integers(1, 100)),
    ),
    max_size=10,
)


def half_up(part):
    """Written once more, with the school's rule."""
    whole, rest = divmod(part.quantity * part.unit_price, QUANTITY_SCALE)
    return whole + (2 * rest >= QUANTITY_SCALE)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(starts=st.one_of(st.none(), SMALL), steps=STEPS)
def test_the_account_is_value_and_parts_and_never_below_what_was_paid(db, starts, steps):
    """W13, W18, W21, W33: what is refused changes nothing."""
    with transaction.atomic():
        order, method = factories.an_order(value=starts), factories.a_method()

        for verb, facts in steps:
            before = state(order)
            try:
                do(order, method, verb, facts)
            except RuleBroken:
                assert state(order) == before
            value, amount, paid, parts = state(order)
            if value is None:
                assert amount is None
            else:
                assert amount == value + sum(half_up(part) for part in parts if part.is_chargeable)
                assert paid <= amount <= MAX_AMOUNT
        transaction.set_rollback(True)


def do(order, method, verb, facts):
    by, parts = order.opened_by, list(Part.objects.filter(order=order).order_by("id"))
    match verb:
        case "value":
            set_value(order, value=facts, version=ServiceOrder.objects.get(pk=order.pk).version, by=by)
        case "add":
            add_part(order, facts, by=by)
        case "edit" if parts:
            part = parts[facts[0] % len(parts)]
            edit_part(part, facts[1], version=part.version, by=by)
        case "delete" if parts:
            delete_part(parts[facts % len(parts)], by=by)
        case "pay":
            owed = Charge.objects.get(pk=order.charge_id).balance
            amount = 80_00 if owed is None else owed * facts // 100  # so many of a hundred of what is left
            receive_payment(order.charge, tenders=[TenderFacts(method, amount, "USD")], by=by)


def state(order):
    charge = Charge.objects.get(pk=order.charge_id)
    parts = list(Part.objects.filter(order=order).order_by("id"))
    return ServiceOrder.objects.get(pk=order.pk).service_value, charge.amount, charge.paid, parts


@pytest.mark.django_db(transaction=True)
def test_deleting_while_others_pay_leaves_nothing_overpaid():
    """Amount due: the account is locked before it is read, so the sum that was paid meanwhile counts."""
    order, by, method = factories.an_order(value=0), factories.somebody(), factories.a_method()
    parts = [add_part(order, PartFacts("Fan", unit_price=10_00), by=by) for _place in range(4)]

    def act(place):
        if place % 2:
            return delete_part(parts[place // 2], by=by)
        return receive_payment(order.charge, tenders=[TenderFacts(method, 10_00, "USD")], by=by)

    outcomes = race(act, 8)

    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Exception)} <= {RuleBroken}
    value, amount, paid, left = state(order)
    assert amount == value + sum(half_up(part) for part in left)
    assert paid <= amount
