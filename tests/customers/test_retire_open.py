"""A customer of whom something is open is not retired."""

import re

import pytest

from faena.customers.actions import retire_customer
from faena.customers.open_matters import open_matters
from faena.lib.errors import RuleBroken
from tests import factories

KINDS = {
    "Orders": lambda customer: factories.an_order(customer, value=None),
    "Tickets": factories.a_ticket,
    "Visits": lambda customer: factories.a_visit(customer=customer),
    "Plans": factories.a_subscription,
    "Balance": lambda customer: factories.a_charge(customer, ref=customer.as_ref, amount=10_00),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_open_holds_it_back(customer, owner, client_of, kind):
    """M27: each kind refuses by name, and the refusal leads to the very thing."""
    factories.the_company(has_care=True)
    KINDS[kind](customer)
    (one,) = open_matters(customer)
    assert (one.label, one.count.number) == (kind, 1)

    with pytest.raises(RuleBroken, match=f"{kind}: 1"):
        retire_customer(customer, version=customer.version, by=owner)

    customer.refresh_from_db()
    assert not customer.is_retired
    sent = {"version": customer.version}
    answer = client_of(owner).post(f"/customers/{customer.pk}/retirement/", sent, follow=True)
    page = answer.content.decode()
    assert f"{kind}: 1" in page
    ((text, address),) = one.lines
    assert address
    assert re.search(rf'<a [^>]*href="{address}"[^>]*>.*?{re.escape(text)}', page)


def test_what_is_over_does_not(customer):
    """M27: only history; of what is open each is named."""
    factories.a_closed_order(customer, value=0)
    factories.a_visit(customer=customer, state="done")
    assert open_matters(customer) == []
    many = [factories.an_order(customer, value=None) for _ in range(5)]
    (one,) = open_matters(customer)
    assert (one.count.number, len(one.lines)) == (len(many), len(many))


def test_what_is_open_is_read_before_anything_is_pressed(customer, owner, client_of):
    """M27: the page of retiring offers its button only where nothing is open."""
    address, browser = f"/customers/{customer.pk}/retirement/", client_of(owner)
    assert ">Retire</button>" in browser.get(address).content.decode()

    order = factories.an_order(customer, value=None)

    page = browser.get(address).content.decode()
    assert f'href="/orders/{order.pk}/"' in page
    assert ">Retire</button>" not in page
