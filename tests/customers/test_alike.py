"""W29, W30: a gentle hint while a customer is written down: with this name or phone somebody is registered already."""

from typing import Any

import pytest
from django.urls import reverse

from faena.customers.actions import ContactFacts, CustomerFacts, add_contact, create_customer, retire_customer
from faena.customers.models import Customer
from faena.customers.search import alike
from tests import factories

ALIKE = reverse("customers:alike")


@pytest.fixture
def ana(clerk: Any) -> Customer:
    return create_customer(CustomerFacts(name="Ana María Peña", trade_name="El Roble", phone="0412 555 0177"), by=clerk)


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("ana maria PENA", ""),
        ("  Ana  María-Peña ", "12"),
        ("El Roble", ""),
        ("", "+58 412-555.01.77"),
        ("Somebody", "04125550177"),
    ],
)
def test_the_same_name_or_phone_in_any_spelling(ana: Customer, clerk: Any, name: str, phone: str) -> None:
    assert alike(name, phone, clerk) == [ana]


@pytest.mark.parametrize(
    ("name", "phone"), [("Ana", ""), ("Ana María", "0412 555 0178"), ("", ""), (" - ", "x"), ("\0" * 9, "9" * 9000)]
)
def test_what_only_resembles_is_no_hint(ana: Customer, clerk: Any, name: str, phone: str) -> None:
    assert alike(name, phone, clerk) == []


def test_the_same_phone_comes_first_and_three_are_enough(
    ana: Customer, clerk: Any, django_assert_num_queries: Any
) -> None:
    namesakes = [create_customer(CustomerFacts(name="Luis Gil"), by=clerk) for _place in range(4)]

    with django_assert_num_queries(1):
        found = alike("Luis Gil", "0412 555 0177", clerk, country="VE")

    assert found == [ana, *namesakes[:2]]


def test_the_same_phone_comes_first_though_it_was_written_down_last(clerk: Any) -> None:
    namesake = create_customer(CustomerFacts(name="Luis Gil"), by=clerk)
    reachable = create_customer(CustomerFacts(name="Eva Gil", phone="0412 555 0177"), by=clerk)

    assert alike("Luis Gil", "0412 555 0177", clerk, country="VE") == [reachable, namesake]


def test_the_phone_of_a_contact_counts(ana: Customer, clerk: Any) -> None:
    """Mother and daughter share one telephone."""
    add_contact(ana, ContactFacts("Rosa", phone="0414 555 0101"), by=clerk)

    assert alike("Somebody", "0414 555 0101", clerk) == [ana]


def test_the_retired_are_not_offered(ana: Customer, clerk: Any, owner: Any) -> None:
    retire_customer(ana, version=1, by=owner)

    assert alike("Ana María Peña", "", clerk) == []


def test_a_seller_learns_of_own_customers_only(ana: Customer, seller: Any, client_of: Any) -> None:
    """W31."""
    mine = create_customer(CustomerFacts(name="Ana María Peña"), by=seller)

    assert alike("Ana María Peña", "0412 555 0177", seller) == [mine]
    html = client_of(seller).post(ALIKE, {"name": "ana maria pena", "phone": "0412 555 0177"}).content.decode()
    assert html.count("<li>") == 1
    assert "5550177" not in html


def test_the_fragment_leads_to_the_record(ana: Customer, clerk: Any, client_of: Any) -> None:
    answer = client_of(clerk).post(ALIKE, {"name": "Ana maria pena"})

    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'href="{reverse("home:record", args=[ana.pk])}">Ana María Peña</a>' in html
    assert "0412-5550177" in html
    assert "<html" not in html


def test_at_the_intake_a_name_is_chosen(ana: Customer, clerk: Any, client_of: Any) -> None:
    """W11: the hint takes the known customer instead of a second one."""
    browser = client_of(clerk)

    assert f"{ALIKE}?for=order" in browser.get(reverse("orders:new"), {"new": "1", "name": "x"}).content.decode()
    html = browser.post(f"{ALIKE}?for=order", {"phone": "0412 555 0177"}).content.decode()
    assert f'href="{reverse("orders:new")}?customer={ana.pk}"' in html


def test_it_says_nothing_about_nobody_and_is_never_a_get(clerk: Any, client_of: Any) -> None:
    """A name in an address would stand in logs."""
    browser = client_of(clerk)

    assert browser.post(ALIKE, {"name": "Nadie"}).content.strip() == b""
    assert browser.post(ALIKE, {}).content.strip() == b""
    assert browser.get(ALIKE, {"name": "Nadie"}).status_code == 405


def test_it_is_a_hint_and_no_refusal(ana: Customer, clerk: Any, client_of: Any) -> None:
    """Two people may have one name."""
    sent = {"kind": "person", "language": "es", "name": "Ana María Peña", "phone": "0412 555 0177"}
    browser = client_of(clerk)

    assert ALIKE in browser.get(reverse("customers:new")).content.decode()
    assert browser.post(reverse("customers:new"), sent).status_code == 303
    assert ALIKE not in browser.get(reverse("customers:edit", args=[ana.pk])).content.decode()
    assert Customer.objects.filter(name="Ana María Peña").count() == 2


def test_it_needs_the_permission_to_register(visitor: Any, db: None) -> None:
    assert visitor.post(ALIKE, {"name": "x"}).status_code == 302
    assert factories.a_customer()
