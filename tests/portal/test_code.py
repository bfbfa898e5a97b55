"""W1: without the QR, the number and the code of the slip open the customer's page; guessing is throttled."""

import pytest

from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.lib.sealing import format_code
from faena.orders.actions import IntakeFacts, open_order
from tests import factories


@pytest.fixture
def order(clerk, customer):
    """An order whose customer lost the QR but has the slip."""
    return open_order(customer, device=DeviceFacts(kind="Phone"), facts=IntakeFacts(reason="Screen"), by=clerk)


@pytest.fixture
def link(order):
    """What its slip carries."""
    return AccessLink.objects.alive().of(order.as_ref)


@pytest.mark.parametrize("number", ["OS-000001", "os 1", "1"])
def test_number_and_code_open_the_page(order, link, visitor, number):
    """W1: in any spelling."""
    answer = visitor.post("/t/", {"number": number, "code": format_code(link.code).lower()})

    assert (answer.status_code, answer["Location"]) == (303, f"/t/{link.token}/")


def test_a_code_opens_only_its_own_order(order, link, clerk, customer, visitor):
    """W1: the right code with another number is as wrong as any."""
    open_order(customer, device=DeviceFacts(kind="Laptop"), facts=IntakeFacts(reason="Keys"), by=clerk)

    answer = visitor.post("/t/", {"number": "2", "code": link.code})

    assert answer.status_code == 422


def test_guessing_is_stopped_and_the_right_code_works_elsewhere(order, link, visitor):
    """W1, T8: ten tries an hour from one address; the limit of the number follows all addresses."""
    tries = [visitor.post("/t/", {"number": "7", "code": "AAAAAAAAAA"}).status_code for _ in range(12)]
    elsewhere = visitor.post("/t/", {"number": "1", "code": link.code}, REMOTE_ADDR="198.51.100.7")

    assert tries == [422] * 10 + [429] * 2
    assert elsewhere.status_code == 303


def test_a_switched_off_workshop_is_not_there(order, link, visitor, owner, client_of):
    """§5: a half that is off answers 404, to staff and to customers."""
    factories.the_company(has_workshop=False, has_care=True)

    assert visitor.get("/t/").status_code == 404
    assert visitor.get(f"/t/{link.token}/").status_code == 404
    assert client_of(owner).get(f"/orders/{order.pk}/").status_code == 404
    assert "/orders/" not in client_of(owner).get(f"/customers/{order.customer_id}/").content.decode()


def test_the_right_code_counts_against_nobody(order, link, visitor):
    """T8: a family that looks often, and everybody behind the shop's own wireless, gets in."""
    tries = [visitor.post("/t/", {"number": "1", "code": link.code}).status_code for _ in range(12)]

    assert tries == [303] * 12
