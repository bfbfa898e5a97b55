"""W13: setting the service value."""

import pytest

from faena.cash.actions import TenderFacts, receive_payment
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT
from faena.orders.actions import set_value
from tests import factories


def test_the_account_follows_and_the_history_tells_both(clerk):
    """W13: every change stands in the history with old and new."""
    order = factories.an_order(value=None)

    order = set_value(order, value=120_00, version=order.version, by=clerk)

    order.charge.refresh_from_db()
    assert (order.service_value, order.charge.amount) == (120_00, 120_00)
    told = tell(Event.objects.get(verb="order.value_set"))
    assert "to be diagnosed → " in told.text
    assert "120.00" in told.text


def test_it_is_never_below_what_was_collected(clerk):
    """W13: refused with the figure; nothing is written."""
    order = factories.an_order(value=50_00)
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 30_00, "USD")], by=clerk)

    with pytest.raises(RuleBroken) as refused:
        set_value(order, value=29_99, version=order.version, by=clerk)

    assert "30.00" in refused.value.sentence
    order.refresh_from_db()
    assert order.service_value == 50_00


def test_chargeable_parts_count(clerk):
    """W18: amount due = service value + chargeable parts, each line rounded half up once."""
    order = factories.an_order(value=10_00)
    factories.a_part(order, quantity=1500, unit_price=3_33)
    factories.a_part(order, quantity=1000, unit_price=9_99, is_chargeable=False)

    set_value(order, value=20_00, version=order.version, by=clerk)

    order.charge.refresh_from_db()
    assert order.charge.amount == 20_00 + 5_00


def test_a_sum_beyond_every_bill_is_refused_with_a_sentence(clerk):
    """W13: the value fits, the value and the parts together do not: a sentence, not a broken page."""
    order = factories.an_order(value=10_00)
    factories.a_part(order, quantity=1000, unit_price=1)

    with pytest.raises(RuleBroken) as refused:
        set_value(order, value=MAX_AMOUNT, version=order.version, by=clerk)

    assert refused.value.field == "value"
