"""C1: a customer is found by any part of any word, in any order, in any spelling."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faena.customers import search
from faena.customers.actions import (
    CustomerFacts,
    DeviceFacts,
    add_device,
    assign_seller,
    create_customer,
    edit_customer,
    retire_customer,
)
from faena.customers.models import SearchTerm
from faena.lib.text import fold
from tests import factories

pytestmark = pytest.mark.django_db


def names(text: str, user: Any, **how: Any) -> list[str]:
    return [hit.customer.name for hit in search.find(text, user=user, **how)]


@pytest.fixture
def joao(clerk: Any) -> Any:
    return create_customer(
        CustomerFacts(
            name="João Peña O'Neil",
            trade_name="Café Ávila, C.A.",
            document_kind="ve_rif",
            document="J-12345678-4",
            phone="0412-555.01.02",
            email="joao.pena@example.com",
        ),
        by=clerk,
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("pena joão", "name"),
        ("PEÑA", "name"),
        ("eña", "name"),
        ("o'neil", "name"),
        ("oneil", "name"),
        ("jo", "name"),
        ("avila", "trade_name"),
        ("j-12345678-4", "document"),
        ("J12345678", "document"),
        ("12.345.678", "document"),
        ("0412 5550102", "phone"),
        ("+58 412", "phone"),
        ("5550102", "phone"),
        ("pena@example", "email"),
    ],
)
def test_it_finds_a_customer_by_any_spelling_and_says_by_what(joao: Any, clerk: Any, text: str, field: str) -> None:
    """C1: accents, case and punctuation do not matter; the hit names the field that matched."""
    factories.a_customer(name="Somebody Else")

    (hit,) = search.find(text, user=clerk)

    assert hit.customer == joao
    assert hit.field == field
    assert any(is_match for _text, is_match in hit.parts)
    assert "".join(text for text, _is_match in hit.parts) == hit.value


def test_a_device_is_found_by_its_serial_in_any_spelling(joao: Any, clerk: Any) -> None:
    device = add_device(joao, DeviceFacts("Phone", "Samsung", "A54", "IMEI 35-209900-176148-1"), by=clerk)
    add_device(joao, DeviceFacts("Laptop"), by=clerk)

    (hit,) = search.find("352099001761481", user=clerk)

    assert (hit.field, hit.device) == ("serial", device)
    assert hit.parts == (("IMEI ", False), ("35-209900-176148-1", True))


def test_a_hit_shows_the_last_device(joao: Any, clerk: Any) -> None:
    add_device(joao, DeviceFacts("Phone"), by=clerk)
    laptop = add_device(joao, DeviceFacts("Laptop"), by=clerk)

    (hit,) = search.find("joao", user=clerk)

    assert hit.device == laptop


def test_only_the_chosen_field_is_looked_in(joao: Any, clerk: Any) -> None:
    """C1: choose the field."""
    assert names("pena", clerk, field="name") == [joao.name]
    assert names("pena", clerk, field="email") == [joao.name]
    assert names("pena", clerk, field="phone") == []
    assert names("pena", clerk, field="no such field") == []


def test_words_of_two_fields_do_not_make_a_hit(joao: Any, clerk: Any) -> None:
    assert names("joao avila", clerk) == []


@pytest.mark.parametrize("text", ["", " ", "j", "'", '"', "%", "_%", "--", "\0", "   é  "])
def test_fewer_than_two_signs_find_nothing(joao: Any, clerk: Any, text: str) -> None:
    assert names(text, clerk) == []


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '" OR "" MATCH "',
        'jo" OR "a',
        "NEAR(a b)",
        "joao AND",
        "value:joao",
        "joao*",
        "^joao",
        "joao); DROP TABLE customers_customer; --",
        "100%",
        "a_b%c\\",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "\u202egnp.exe",
        "😀😀😀",
        "ﷺ" * 50,
        "x" * 100_000,
        "ab cd " * 10_000,
        "\ud800 abc",
    ],
)
def test_hostile_text_finds_nothing_and_breaks_nothing(joao: Any, clerk: Any, text: str) -> None:
    assert names(text, clerk) in ([], [joao.name])


def test_percent_and_underscore_stand_for_nothing(clerk: Any) -> None:
    create_customer(CustomerFacts(name="Abcdef"), by=clerk)

    assert names("a%f", clerk) == names("_bc", clerk) == names("ab_x", clerk) == []
    assert names("ab%", clerk) == ["Abcdef"]


def test_a_seller_finds_own_customers_only(seller: Any, clerk: Any, customer: Any, stranger: Any) -> None:
    """W31: by a long word, by two letters, by code."""
    nobodys = factories.a_customer(name="Carmen Nobody")

    for text in ("carmen", "esteban", "ca", "es", "cu", str(stranger.code).zfill(2)):
        assert set(names(text, seller)) <= {customer.name}
    assert set(names("carmen", clerk)) == {customer.name, nobodys.name}


def test_reassigning_moves_a_customer_between_sellers(seller: Any, admin: Any, stranger: Any) -> None:
    """W31."""
    assign_seller(stranger, seller, version=stranger.version, by=admin)

    assert names("esteban", seller) == [stranger.name]


def test_the_retired_are_found_only_when_asked_for(joao: Any, owner: Any) -> None:
    """W29."""
    retire_customer(joao, version=joao.version, by=owner)

    assert names("joao", owner) == []
    assert names("joao", owner, retired=True) == [joao.name]


def test_what_was_corrected_is_found_by_the_new_text_only(joao: Any, clerk: Any) -> None:
    device = add_device(joao, DeviceFacts("Phone", serial="ABC-999"), by=clerk)

    edit_customer(joao, CustomerFacts(name="Marta Ruiz"), version=joao.version, by=clerk)

    assert names("joao", clerk) == names("5550102", clerk) == []
    assert names("ruiz", clerk) == names(device.serial, clerk) == ["Marta Ruiz"]


def test_what_begins_with_the_text_comes_first(clerk: Any) -> None:
    for name in ("Zoe Marín", "Marina Paz", "Ana Marino"):
        create_customer(CustomerFacts(name=name), by=clerk)

    assert names("marin", clerk) == ["Marina Paz", "Ana Marino", "Zoe Marín"]


@pytest.mark.parametrize("rows", [3, 30])
def test_it_asks_four_times_however_many_are_found(clerk: Any, rows: int, django_assert_num_queries: Any) -> None:
    """S4."""
    for place in range(rows):
        factories.a_device(factories.a_customer(name=f"Pérez {place}"))

    with django_assert_num_queries(4):
        hits = search.find("perez", user=clerk)

    assert len(hits) == min(rows, 25)
    assert all(hit.device for hit in hits)


SYLLABLES = ["ma", "Ña", "jo", "ão", "pé", "rez", "ß", "O'", "-lu", "12", " ", " de ", "x"]
people = st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map("".join), max_size=8)
queries = st.lists(st.sampled_from([*SYLLABLES, "mana", "perez", "jo ma"]), max_size=4).map("".join)


def scanned(text: str) -> set[int]:
    """What find promises, by reading every term."""
    words = fold(text).split()
    whole = " ".join(words)
    if len(whole.replace(" ", "")) < 2:
        return set()
    begins = tuple({word for word in words if len(word) == 2} | {whole, whole.replace(" ", "")})
    is_long = any(len(word) >= 3 for word in words)
    return {
        term.customer_id
        for term in SearchTerm.objects.all()
        if all(word in term.value for word in words) and (is_long or term.value.startswith(begins))
    }


@given(people=people, text=queries)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_finds_what_reading_every_term_finds(clerk: Any, seller: Any, people: list[str], text: str) -> None:
    """C1, for both ways of looking: everybody's by the index, a seller's by reading."""
    SearchTerm.objects.all().delete()
    for name in people:
        if name.strip():
            factories.a_customer(name=name, seller=seller)

    for user in (clerk, seller):
        assert {hit.customer.pk for hit in search.find(text, user=user, limit=100)} == scanned(text)
