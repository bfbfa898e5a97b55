"""C1: how the database walks to what is found, so that a search costs the same among a million customers."""

import json
from itertools import product
from typing import Any

import pytest
from django.db import connection

from faena.customers import search
from faena.customers.guards import FTS, TABLE
from faena.customers.models import Customer, SearchTerm
from faena.customers.search.engines import PostgreSQL
from faena.customers.search.query import containing
from faena.lib.text import fold
from tests.plans import asked_of

pytestmark = pytest.mark.django_db
MANY = 4000

# engine → how its plans name the walk
TRIGRAMS = {"sqlite": f"SCAN {FTS} VIRTUAL TABLE INDEX", "postgres": "on search_term_trigrams"}
ORDERED = {"sqlite": "search_term_of_field (field=? AND value>? AND value<?)", "postgres": "search_term_of_field"}
OF_THE_CUSTOMER = {
    "sqlite": "INDEX customers_searchterm_customer_id",
    "postgres": "using customers_searchterm_customer_id",
}


@pytest.fixture
def many(engine: str, seller: Any) -> None:
    """Thousands of customers with a name, a phone and an address, nearly all called María, five of them Saúl's. The
    database has put them in order and counted them, as it does by itself some time after they came."""
    names = [f"{'María' if place % 500 else 'Xóchitl'} Zambrano {place}" for place in range(MANY)]
    customers = Customer.objects.bulk_create(
        Customer(code=place + 1, name=name, sort_name=fold(name), seller=None if place % 800 else seller)
        for place, name in enumerate(names)
    )
    SearchTerm.objects.bulk_create(
        SearchTerm(customer=customer, field=field, value=value, source_kind="customer", source_id=customer.pk)
        for place, customer in enumerate(customers)
        for field, value in (
            ("name", customer.sort_name),
            ("phone", f"58412{place * 7919 % 10**7:07}"),
            ("address", f"calle {place}"),
        )
    )
    with connection.cursor() as cursor:
        if engine == "postgres":
            cursor.execute("SELECT gin_clean_pending_list('search_term_trigrams')")
        cursor.execute(f"ANALYZE {TABLE}")
        cursor.execute("ANALYZE customers_customer")


def test_everybody_is_found_by_an_index(engine: str, owner: Any, many: None) -> None:
    """Three signs walk the trigrams, two the ordered index, whatever field is chosen."""
    trigrams, ordered = TRIGRAMS[engine], ORDERED[engine]
    texts = {
        "chitl": trigrams,
        "zam xoch": trigrams,
        "xoch 15": trigrams,
        "xo": ordered,
        "xo za": ordered,
        "x 1": ordered,
    }

    for text, field in product(texts, ["any", "name", "address"]):
        first, *others = asked_of(TABLE, lambda: search.find(text, user=owner, field=field))  # noqa: B023  # called here
        assert texts[text] in first, (text, field, first)
        assert engine == "postgres" or texts[text] == ordered or first.startswith(trigrams), (text, field, first)
        for plan in [first, *others]:
            assert texts[text] in plan or ordered in plan, (text, field, plan)
            assert not is_read_through(plan), (text, field, plan)


def test_own_customers_are_found_without_reading_the_others(engine: str, seller: Any, many: None) -> None:
    """W31: on SQLite by their few terms; PostgreSQL may choose the index of the words."""
    ways = [OF_THE_CUSTOMER[engine]]
    ways += [TRIGRAMS[engine], ORDERED[engine]] if engine == "postgres" else []
    for text, field in product(["chitl", "zam xoch", "412", "xo", "xo za"], ["any", "phone"]):
        plans = asked_of(TABLE, lambda: search.find(text, user=seller, field=field))  # noqa: B023  # called here
        assert plans
        for plan in plans:
            assert any(way in plan for way in ways), (text, field, plan)
            assert not is_read_through(plan), (text, field, plan)


def test_what_is_found_at_once_asks_no_more(owner: Any, many: None) -> None:
    """A page is full of names, so nobody looks into the addresses, where there may be none."""
    for text in ("ma", "mar"):
        assert len(asked_of(TABLE, lambda: search.find(text, user=owner))) == 1  # noqa: B023  # called here


@pytest.mark.engine("sqlite", "PostgreSQL looks into what many share when it found too few")
def test_what_many_share_is_not_walked_for_whose_name_it_is(owner: Any, many: None) -> None:
    """The index gives names first, also those that were written down last, and one question is enough."""
    last = Customer.objects.latest("pk")
    SearchTerm.objects.create(customer=last, field="name", value="la calle", source_kind="x", source_id=1)

    (plan,) = asked_of(TABLE, lambda: search.find("calle", user=owner))
    first, second, *_others = search.find("calle", user=owner)

    assert plan.startswith(TRIGRAMS["sqlite"]), plan
    assert "TEMP B-TREE" not in plan
    assert ((first.customer, first.field), second.field) == ((last, "name"), "address")
    (plan,) = asked_of(TABLE, lambda: search.find("calle", user=owner, field="phone"))
    assert plan.splitlines()[0].endswith("><"), plan  # of a part of the index, as FTS5 says it


def test_of_the_newest_are_those_by_name_first(owner: Any, many: None) -> None:
    """For lists of rooms above, of what a word finds that stands everywhere."""
    first, last = Customer.objects.earliest("pk"), Customer.objects.latest("pk")
    named = SearchTerm.objects.create(customer=first, field="name", value="la calle", source_kind="x", source_id=1)

    found = search.matching("calle", owner, newest=3)

    assert set(found.values_list("customer", flat=True)) >= {first.pk, last.pk}
    assert found.count() == 3
    assert search.matching("la calle", owner, newest=3).get() == named


@pytest.mark.engine("postgres", "SQLite has no other way than its trigrams")
def test_what_is_common_elsewhere_is_known_to_be_rare_in_a_field(many: None) -> None:
    """Else PostgreSQL would read a large table through, in the hope of a telephone with these letters."""
    terms = SearchTerm.objects.filter(customer__retired_at=None)

    for text, field in (("mar", "phone"), ("412", "address"), ("412", "name")):
        looked_for = containing(PostgreSQL(), terms, [text], [field])
        assert expected(looked_for) > 500, (text, field)
        assert expected(PostgreSQL().as_common_as(looked_for, [text], [field])) < 10, (text, field)


def expected(terms: Any) -> int:
    """How many rows PostgreSQL thinks that there are."""
    return int(json.loads(terms.explain(format="json"))[0]["Plan"]["Plan Rows"])


def is_read_through(plan: str) -> bool:
    return f"SCAN {TABLE}\n" in f"{plan}\n" or f"Seq Scan on {TABLE}" in plan
