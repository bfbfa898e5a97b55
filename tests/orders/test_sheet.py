"""W17: one sheet shows everything of an order."""

import pytest

from faena.cash.actions import TenderFacts
from faena.customers.actions import DeviceFacts
from faena.orders.actions import IntakeFacts, add_status, close_order, open_order
from tests import factories


@pytest.fixture
def order(clerk, customer, technician):
    """Taken in with an advance, diagnosed, with a technician."""
    facts = IntakeFacts(
        reason="It fell into the river.",
        accessories="Charger",
        condition="Scratched lid",
        unlock_code="2580",
        service_value=85_00,
        technician=technician,
        advance=TenderFacts(factories.a_method("Cash in hand"), 40_00, "USD"),
    )
    order = open_order(customer, device=DeviceFacts(kind="Phone", serial="SN-77"), facts=facts, by=clerk)
    add_status(order, status=factories.a_status(name="On the bench"), note="Corroded port.", by=technician)
    order.refresh_from_db()
    return order


def test_it_shows_all_of_it(client_of, technician, order):
    """W17: reason, customer status, technician, advances, balance, history, one page."""
    page = client_of(technician).get(f"/orders/{order.pk}/").content.decode()

    for expected in (
        "It fell into the river.", "Charger", "Scratched lid", "2580", "SN-77", "On the bench", "Corroded port.",
        "Tina Technician", "Carmen Customer", "R-000001", "Cash in hand", "45.00", "opened OS-000001",
    ):  # fmt: skip
        assert expected in page


def test_it_offers_what_the_reader_may_do(client_of, owner, technician, seller, order):
    """§4: a technician sets no value; a seller only looks and collects."""
    value, status = f"/orders/{order.pk}/value/", f"/orders/{order.pk}/statuses/"

    assert value in client_of(owner).get(f"/orders/{order.pk}/").content.decode()
    assert value not in client_of(technician).get(f"/orders/{order.pk}/").content.decode()
    sellers = client_of(seller).get(f"/orders/{order.pk}/").content.decode()
    assert status not in sellers
    assert f"/cash/accounts/{order.charge_id}/" in sellers


def test_a_closed_one_is_only_read(client_of, clerk, order):
    """W16: no action is left but paper."""
    factories.a_payment(order.charge, amount=45_00)
    closed = close_order(order, outcome="repaired", work_done="Dried.", version=order.version, by=clerk)

    page = client_of(clerk).get(f"/orders/{closed.pk}/").content.decode()

    for noun in ("statuses", "value", "payments", "closing", "technician"):
        assert f"/orders/{closed.pk}/{noun}/" not in page
    assert f"/orders/{closed.pk}/report/" in page
