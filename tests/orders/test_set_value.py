"""W13: setting the service value."""

import pytest
from django.utils import timezone

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Charge
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.lib.money import MAX_AMOUNT
from faena.orders.actions import set_value
from tests import factories


def test_the_account_follows_and_the_history_tells_both(clerk):
    """W13: every change stands in the history with old and new."""
    order = factories.an_order(value=None)

    order = set_value(order, value=120_00, version=order.version, by=clerk)

    order.charge.refresh_from_db()
    assert (order.service_value, order.charge.amount) == (120_00, 120_00)
    line = render_event(Event.objects.get(verb="order.value_set"))
    assert "to be diagnosed → " in line.text
    assert "120.00" in line.text


def test_the_history_tells_who_when_and_the_old_and_the_new_one(clerk, owner):
    """W13: one event for each change, by whom it was made."""
    before, order = timezone.now(), factories.an_order(value=50_00)

    for value, by in ((70_00, clerk), (0, owner)):
        order = set_value(order, value=value, version=order.version, by=by)

    events = Event.objects.filter(verb="order.value_set", about_id=order.pk).order_by("seq")
    assert [render_event(event).text.replace("\xa0", " ") for event in events] == [
        "Clara Clerk set the value: US$ 50.00 → US$ 70.00",
        "Olga Owner set the value: US$ 70.00 → US$ 0.00",
    ]
    assert [event.author for event in events] == [clerk, owner]
    assert all(before <= event.at <= timezone.now() for event in events)


@pytest.mark.parametrize("value", [50_00, 0])
def test_the_same_value_again_does_nothing(clerk, value):
    """W13: a second press is no change: no event, and nobody's page grows old."""
    order = factories.an_order(value=value)

    again = set_value(order, value=value, version=order.version, by=clerk)

    assert again.version == order.version
    assert not Event.objects.exists()


def test_an_old_version_is_refused_even_with_the_same_value(clerk):
    """Who looks at an old page is told so."""
    order = factories.an_order(value=50_00)
    seen = order.version
    set_value(order, value=70_00, version=seen, by=clerk)

    with pytest.raises(Stale):
        set_value(order, value=70_00, version=seen, by=clerk)


def test_it_is_never_below_what_was_collected(clerk):
    """W13: refused with the figure; nothing is written."""
    order = factories.an_order(value=50_00)
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 30_00, "USD")], by=clerk)

    with pytest.raises(RuleBroken) as refused:
        set_value(order, value=29_99, version=order.version, by=clerk)

    assert "30.00" in refused.value.sentence
    order.refresh_from_db()
    assert order.service_value == 50_00


def test_with_its_parts_it_is_not_below_either_and_both_figures_are_said(clerk):
    """W13, W18: the value and the parts together; to the cent it is taken."""
    order = factories.an_order(value=30_00)
    factories.a_part(order, quantity=1000, unit_price=10_00)
    factories.a_payment(order.charge, amount=15_00)

    with pytest.raises(RuleBroken) as refused:
        set_value(order, value=4_99, version=order.version, by=clerk)

    said = refused.value.sentence.replace("\xa0", " ")
    assert "US$ 15.00 were already collected, and only US$ 14.99 would be owed" in said
    set_value(order, value=5_00, version=order.version, by=clerk)
    assert Charge.objects.get(pk=order.charge_id).balance == 0


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

    assert refused.value.at == "value"
