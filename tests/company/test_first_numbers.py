"""A company that comes from another program goes on from its numbers: the next order is OS-004513."""

import pytest

from faena.company.actions import set_first_number
from faena.company.models import NumberSeries
from faena.customers.actions import CustomerFacts, DeviceFacts, create_customer
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.upkeep.fsck import numbers
from tests import factories
from tests.cash.collecting import plain


def opened(customer, by):
    return open_order(customer, device=DeviceFacts("Laptop"), facts=IntakeFacts(reason="Dead."), by=by)


def test_the_next_order_goes_on_from_there(customer, admin, clerk):
    set_first_number("order", first=4513, by=admin)

    assert [str(opened(customer, clerk)) for _ in range(2)] == ["OS-004513", "OS-004514"]
    assert list(numbers.series()) == []
    event = Event.objects.get(verb="company.series_begun")
    assert render_event(event).text.endswith("set the next number of a series: Orders, OS-004513")


def test_customers_have_codes_from_there(admin):
    set_first_number("customer", first=100, by=admin)

    assert create_customer(CustomerFacts("Ana"), by=admin).code == 100
    assert list(numbers.series()) == []


def test_it_is_set_again_while_nothing_was_given_and_never_after(customer, admin, clerk):
    set_first_number("order", first=9, by=admin)
    set_first_number("order", first=7, by=admin)
    assert str(opened(customer, clerk)) == "OS-000007"

    with pytest.raises(RuleBroken, match="OS-000007 was given already") as refused:
        set_first_number("order", first=20, by=admin)
    assert refused.value.at == "kind"
    assert NumberSeries.objects.get(kind="order").last == 7


@pytest.mark.parametrize(
    ("kind", "first", "at"),
    [("order", 0, "first"), ("order", -1, "first"), ("order", 10**9, "first"), ("x", 1, "kind")],
)
def test_what_is_no_number_or_no_series_is_refused(admin, kind, first, at):
    with pytest.raises(RuleBroken) as refused:
        set_first_number(kind, first=first, by=admin)

    assert refused.value.at == at


def test_an_operator_sets_none(clerk):
    with pytest.raises(NotAllowed):
        set_first_number("order", first=5, by=clerk)


def test_the_page_shows_each_and_sets_an_empty_one(client_of, admin):
    factories.an_order()
    desk = client_of(admin)

    shown = plain(desk.get("/settings/numbers/"))
    assert "Orders OS-000002" in shown
    assert "Receipts R-000001" in shown
    for sent in ({"kind": "order", "first": "5"}, {"kind": "receipt", "first": "none"}, {"kind": "receipt"}):
        assert desk.post("/settings/numbers/", sent).status_code == 422
    assert desk.post("/settings/numbers/", {"kind": "receipt", "first": "R-000345"}).status_code == 303

    assert "Receipts R-000345" in plain(desk.get("/settings/numbers/"))


def test_fsck_names_what_lies_before_the_first(admin):
    order = factories.an_order()
    NumberSeries.objects.filter(kind="order").update(first=order.number + 1)

    assert [str(one.sentence) for one in numbers.series()] == ["1 is in use, and the series began with 2."]
