"""W29–W31: registering a customer, and why a document can be registered only once."""

from typing import Any

import pytest

from faena.customers.actions import CustomerFacts, create_customer
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.world import race, won

CEDULA, SAME_PERSON = ("ve_cedula", "V-12.345.678"), ("ve_rif", "V-12345678-1")


def create(by: Any, document: tuple[str, str] = ("", ""), name: str = "Ana Ávila", **facts: Any) -> Customer:
    kind, number = document
    return create_customer(CustomerFacts(name=name, document_kind=kind, document=number, **facts), by=by)


def test_it_keeps_one_spelling_and_tells_it(clerk: Any) -> None:
    """W29, W30."""
    customer = create(clerk, ("ve_rif", "j-12345678-4"), name="  Ana   Ávila ", phone="0412 555 01 02")

    customer.refresh_from_db()
    assert (customer.name, customer.sort_name) == ("Ana Ávila", "ana avila")
    assert (customer.document, customer.document_shown) == ("J123456784", "J-12345678-4")
    assert customer.phone == "+584125550102"
    event = Event.objects.get(verb="customer.created")
    assert (event.about_id, event.customer_id, event.author) == (customer.pk, customer.pk, clerk)
    assert "Ana" not in str(event.facts)


def test_codes_have_no_gap_when_one_is_refused(clerk: Any) -> None:
    first = create(clerk)
    with pytest.raises(RuleBroken):
        create(clerk, ("ve_rif", "J-12345678-9"))

    assert create(clerk).code == first.code + 1


def test_a_walk_in_needs_no_document(clerk: Any) -> None:
    """W30: optional for walk-ins, so many may have none."""
    assert create(clerk).document_key is None
    assert create(clerk).document_key is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " \u200b "}, "name"),
        ({"document": ("ve_rif", "J-12345678-9")}, "document"),
        ({"document": ("ve_rif", "<script>alert(1)</script>")}, "document"),
        ({"document": ("", "123")}, "document_kind"),
        ({"document": ("no_kind", "123")}, "document_kind"),
        ({"document": ("br_cnpj", "12ABC34501DE36")}, "document"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(clerk: Any, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        create(clerk, **facts)

    assert refusal.value.at == field
    assert refusal.value.sentence.endswith(".")
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("ve_rif", "J-12345678-4"), ("ve_rif", "j123456784")),
        (("ve_rif", "J-12345678-4"), ("ve_rif", "J 12345678 4")),
        (CEDULA, ("ve_cedula", "12345678")),
        (CEDULA, SAME_PERSON),
        (SAME_PERSON, CEDULA),
        (("br_cpf", "123.456.789-09"), ("br_cpf", "12345678909")),
        (("br_cnpj", "12.ABC.345/01DE-35"), ("br_cnpj", "12abc34501de35")),
        (("other", "Pass-77 ä"), ("other", "pass 77 Ä")),
    ],
)
def test_the_same_document_in_another_spelling_is_refused(
    clerk: Any, first: tuple[str, str], second: tuple[str, str]
) -> None:
    """W30: masks, case, and the cédula inside a person's R.I.F."""
    known = create(clerk, first, name="José Gómez")

    with pytest.raises(RuleBroken) as refusal:
        create(clerk, second)

    assert refusal.value.at == "document"
    assert refusal.value.sentence == f"This document is already registered: José Gómez ({known.code})."
    assert Customer.objects.count() == 1


def test_a_retired_customer_still_has_the_document(clerk: Any, owner: Any) -> None:
    """W30."""
    factories.a_customer(name="Old", document="ve_cedula V12345678", retired_at="2026-01-01T00:00Z")

    with pytest.raises(RuleBroken):
        create(clerk, CEDULA)


def test_a_seller_becomes_the_seller_of_who_is_registered(seller: Any, clerk: Any) -> None:
    """W31."""
    other = factories.a_user(role="seller")

    mine = create_customer(CustomerFacts(name="Mine"), seller=other, by=seller)

    assert mine.seller == seller
    assert create(clerk).seller is None


def test_only_an_active_seller_can_be_named(admin: Any, technician: Any) -> None:
    for nobody in (technician, factories.a_user(role="seller", is_active=False)):
        with pytest.raises(RuleBroken) as refusal:
            create_customer(CustomerFacts(name="Ana"), seller=nobody, by=admin)
        assert refusal.value.at == "seller"


def test_a_seller_learns_of_somebody_elses_customer_only_that_there_is_one(seller: Any, clerk: Any) -> None:
    """W31, the one admitted leak."""
    create(clerk, CEDULA, name="Esteban Secreto")

    with pytest.raises(RuleBroken) as refusal:
        create(seller, SAME_PERSON)

    assert refusal.value.at == "document"
    assert refusal.value.sentence == (
        "This document is already registered. Ask an administrator to assign the customer to you."
    )


@pytest.mark.django_db(transaction=True)
def test_one_of_several_counters_registers_the_document(clerk: Any) -> None:
    """W30: the loser of the race reads the same sentence as a latecomer, and the codes keep no gap."""
    outcomes = race(lambda place: create(clerk, CEDULA if place % 2 else SAME_PERSON), threads=4)

    (winner,) = won(outcomes)
    refusals = [outcome for outcome in outcomes if outcome is not winner]
    assert all(isinstance(one, RuleBroken) for one in refusals), refusals
    assert {one.sentence for one in refusals} == {f"This document is already registered: Ana Ávila ({winner.code})."}
    assert Customer.objects.count() == 1
    assert create(clerk).code == winner.code + 1


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_the_second(clerk: Any) -> None:
    """W30: whatever the program forgets."""
    from django.db import IntegrityError, transaction

    factories.a_customer(document="ve_cedula V12345678")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.a_customer(document="ve_cedula V12345678")
