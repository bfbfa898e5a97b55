"""C1: a customer is found by any part of any word, in any order, in any spelling."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from faena.customers import search
from faena.customers.actions import (
    ContactFacts,
    CustomerFacts,
    DeviceFacts,
    add_contact,
    add_device,
    assign_seller,
    create_customer,
    edit_customer,
    retire_customer,
)
from faena.customers.models import Customer, SearchTerm
from faena.lib.text import clean, fold
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


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("Łukasz Wójcik", "lukasz", "Łukasz"),
        ("Jørgen Sæther", "jorgen saether", "JørgenSæther"),
        ("Đorđe Ilić", "DORDE", "Đorđe"),
        ("Ayşe Işık", "isik", "Işık"),
        ("Þór Guðmundsson", "thor", "Þór"),
        ("Weiß", "weiss", "Weiß"),
        ("Cœur de Lion", "coeur", "Cœur"),
        ("Lukasz Thor", "łukasz þór", "LukaszThor"),
    ],
)
def test_letters_of_other_alphabets_are_found_as_any_keyboard_writes_them(
    clerk: Any, name: str, text: str, marked: str
) -> None:
    """M18: ł ø đ ı þ ð æ ß œ, the part marked, and as somebody who is registered already."""
    kept = create_customer(CustomerFacts(name=name), by=clerk)

    (hit,) = search.find(text, user=clerk)

    assert hit.customer == kept
    assert "".join(part for part, is_match in hit.parts if is_match) == marked
    assert search.alike(fold(name).upper(), "", clerk) == [kept]
    assert kept.sort_name == fold(name)
    assert kept.sort_name.isascii()


@pytest.mark.parametrize(
    ("country", "kept", "typed", "marked"),
    [
        ("BR", "11987654321", "(011) 98765-4321", "11987654321"),
        ("BR", "11987654321", "(011) 98765", "1198765"),
        ("BR", "11987654321", "0055 11 98765-4321", "11987654321"),
        ("BR", "11987654321", "00 55 11", "11"),
        ("BR", "11987654321", "0 15 11 98765-4321", "11987654321"),
        ("VE", "0412-5550102", "+58 412 555-0102", "4125550102"),
        ("VE", "0412-5550102", "+58 0412 5550102", "4125550102"),
        ("VE", "0412-5550102", "+58 (0)412 555", "412555"),
        ("VE", "+55 11 98765-4321", "(011) 98765-4321", "11987654321"),
        ("MX", "55 1234 5678", "+52 1 55 1234 5678", "5512345678"),
        ("MX", "55 1234 5678", "044 55 1234 5678", "5512345678"),
        ("AR", "011 15 2345-6789", "+54 11 15 2345 6789", "111523456789"),
    ],
)
def test_a_phone_is_found_as_it_was_typed(
    client_of: Any, clerk: Any, country: str, kept: str, typed: str, marked: str
) -> None:
    """M19: a trunk 0, 00 for +, what is dialled no more; on lists of other rooms too."""
    factories.the_company(country=country)
    order = factories.an_order(create_customer(CustomerFacts(name="Ana", phone=kept), by=clerk))

    (hit,) = search.find(typed, user=clerk, country=country)

    assert (hit.customer, hit.field) == (order.customer, "phone")
    assert "".join(fold(text) for text, is_match in hit.parts if is_match).replace(" ", "") == marked
    assert str(order) in client_of(clerk).get("/orders/", {"q": typed}).content.decode()


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
def test_it_asks_no_more_however_many_are_found(clerk: Any, rows: int, django_assert_max_num_queries: Any) -> None:
    """Four questions to the database, for few and for many."""
    for place in range(rows):
        factories.a_device(factories.a_customer(name=f"Pérez {place}"))

    with django_assert_max_num_queries(4):
        hits = search.find("perez", user=clerk)

    assert len(hits) == min(rows, 25)
    assert all(hit.device for hit in hits)


def test_it_asks_six_times_at_most_whatever_is_found(clerk: Any, django_assert_max_num_queries: Any) -> None:
    """The terms of many and of few, names, contacts, addresses and devices on one page of hits."""
    for place in range(search.MOST_TERMS + 1):
        customer = factories.a_customer(name=f"Zulia {place}")
    add_contact(customer, ContactFacts("Yuri Zulia"), by=clerk)
    add_device(customer, DeviceFacts("Zulia phone", serial="ZULIAYURI"), by=clerk)
    factories.a_term(customer, "address", "calle zulia yuri", factories.an_address(customer))

    for text in ("zulia", "yuri", "zulia yuri", "zu", "zulia 1"):
        with django_assert_max_num_queries(6):
            assert search.find(text, user=clerk)


def test_what_begins_with_the_text_is_found_among_any_number(clerk: Any) -> None:
    """Nobody reads more than some hundred terms, but the best are among those."""
    for place in range(search.MOST_TERMS + 20):
        factories.a_customer(name=f"Ana Marin {place}")
    create_customer(CustomerFacts(name="Marin"), by=clerk)

    assert names("marin", clerk)[0] == names("marin", clerk, field="name")[0] == "Marin"


SCRIPTS = [
    "aeimnorzÑñÁáçãÖßøłıİœ",
    "бБжёЁйЩщ",
    "άΑσςΣΐῷ",
    "李明東京カタｶﾞﾅ한국",
    "محمدلاٱ\u064e\u0651\u200c",
    "שלוםן\u05b8\u05c1",
    "नीताहिन्दीक्ष\u200d",
    "😀🔧👩\u200d🏴❤\ufe0f",
    "\u0301\u0327\u0308",
    "ﬁﬀĳǆ﷽Ⅷ№",
    "012３٤५",
    "-'’.&,/_%\\\"*^():",
]
SYLLABLES = ["ma", "Ña", "jo", "ão", "pé", "rez", "O'", "-lu", "12", " ", " de "]
SPACES = [" ", " ", " ", "\u00a0", " - "]
signs = st.one_of(*(st.sampled_from(script) for script in SCRIPTS), st.characters(exclude_categories=["Cs", "Cc"]))
written = st.one_of(
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map("".join),
    st.lists(st.one_of(st.text(signs, min_size=1, max_size=8), st.sampled_from(SPACES)), min_size=1, max_size=4).map(
        "".join
    ),
).map(clean)


@st.composite
def questions(draw: Any, texts: list[str]) -> str:
    """Mostly what stands in one of the texts: parts of its words, in any order and case; or something else."""
    if not texts or not draw(st.integers(0, 4)):
        return draw(written)
    words = draw(st.permutations(draw(st.sampled_from(texts)).split()))
    parts = []
    for word in words[: draw(st.integers(1, 3))]:
        start = draw(st.integers(0, len(word) - 1))
        parts.append(word[start : draw(st.integers(start + 1, len(word)))])
    turn = draw(st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]))
    return turn(" ".join(parts))


def somebody(place: int, seller: Any) -> Customer:
    """The same at the same place in every example; each example writes its own terms."""
    return Customer.objects.filter(code=1000 + place).first() or Customer.objects.create(
        code=1000 + place, name=f"Somebody {place}", sort_name=f"somebody {place}", seller=seller
    )


def scanned(text: str, user: Any, field: str) -> set[int]:
    """What find promises, by reading every term: it contains all the words. Where none has three signs, it also begins
    with one of two, or with all of them in a row."""
    words = fold(text).split()
    whole = " ".join(words)
    if len(whole.replace(" ", "")) < 2:
        return set()
    begins = tuple({word for word in words if len(word) == 2} | {whole, whole.replace(" ", "")})
    is_long = any(len(word) >= 3 for word in words)
    own = {} if user.role == "operator" else {"customer__seller": user}
    terms = SearchTerm.objects.filter(**own, **({} if field == "any" else {"field": field}))
    return {
        term.customer_id
        for term in terms
        if all(word in term.value for word in words) and (is_long or term.value.startswith(begins))
    }


@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_finds_what_reading_every_term_finds(clerk: Any, seller: Any, data: Any) -> None:
    """C1, W31: in any script, order and case, in a field or in any, of everybody's and of one's own."""
    SearchTerm.objects.all().delete()
    texts = [text for text in data.draw(st.lists(written, max_size=6)) if fold(text)]
    for place, text in enumerate(texts):
        customer = somebody(place, seller if place % 3 else None)
        factories.a_term(customer, ("name", "address", "email")[place % 3], fold(text)[: search.LONGEST_TERM])
    query = data.draw(questions(texts))

    for user in (clerk, seller):
        for field in ("any", "name", "address"):
            found = {hit.customer.pk for hit in search.find(query, user=user, field=field, limit=100)}
            assert found == scanned(query, user, field), (query, field)


@given(text=written, data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_part_of_a_word_finds_it_and_is_marked(clerk: Any, customer: Any, text: str, data: Any) -> None:
    """C1: whatever the script, and the hit shows where."""
    words = [word for word in fold(text).split() if len(word) >= 3]
    assume(words)
    Customer.objects.filter(pk=customer.pk).update(name=text)
    customer.name = text
    search.write_terms(customer, "customer", customer.pk, search.terms_of_customer(customer, "VE"))
    word = data.draw(st.sampled_from(words))
    start = data.draw(st.integers(0, len(word) - 3))
    part = word[start : data.draw(st.integers(start + 3, len(word)))]

    (hit,) = search.find(part, user=clerk, field="name")

    assert hit.customer == customer
    assert "".join(piece for piece, _is_match in hit.parts) == hit.value == text
    assert any(is_match for _piece, is_match in hit.parts)
