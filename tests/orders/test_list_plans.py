"""A page of the workshop's lists costs the same however many rows there are: an index gives them in their order."""

import re

import pytest
from django.db import connection
from django.db.models import Q

from faena.customers.actions import DeviceFacts, add_device
from faena.lib.trigrams import containing
from faena.orders.actions.parts import WRITTEN
from faena.orders.lists.orders import ORDERS
from faena.orders.lists.parts import PARTS
from faena.orders.lists.statuses import ENTRIES
from faena.orders.models import IS_OPEN, Part, ServiceOrder, Stage, StatusEntry
from tests import factories
from tests.plans import alone, asked_of, is_walked, walk

pytestmark = pytest.mark.django_db

OF_ORDERS = {
    "all": Q(),
    "open": IS_OPEN,
    "stage": Q(stage=Stage.CLOSED),
    "status": Q(status=1),
}


OF_ONE = {"open of one": IS_OPEN & Q(technician=1), "of one": Q(technician=1)}


@pytest.mark.parametrize(
    ("chosen", "sort"),
    [
        *((chosen, sort) for chosen in OF_ORDERS for sort in ORDERS.sorts),
        *((chosen, sort) for chosen in OF_ONE for sort in ("newest", "oldest")),
        ("open of one", "promised"),
    ],
)
def test_an_index_walks_what_is_chosen_of_orders(chosen, sort):
    query = ORDERS.sorts[sort]
    rows = ServiceOrder.objects.filter(query.having) if query.having else ServiceOrder.objects.all()
    rows = rows.filter((OF_ORDERS | OF_ONE)[chosen])

    assert is_walked(rows.order_by(*query.order)), walk(rows.order_by(*query.order))


def test_what_is_open_is_walked_and_counted_in_the_index_of_what_is_open():
    """However many were closed since."""
    rows, covered = ServiceOrder.objects.open().values("pk"), "(COVERING INDEX|Index Only Scan.* using)"

    assert re.search(rf"{covered} order_open\b", walk(rows.order_by("-id")))
    alone("order_open_by_promise")
    assert re.search(rf"{covered} order_open_by_promise\b", walk(rows.order_by("promised_at", "id")))
    if connection.vendor == "sqlite":  # PostgreSQL weighs what it would read
        assert re.search(rf"{covered} order_open\b", walk(rows.order_by()))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize(
    ("listing", "chosen"),
    [
        (ENTRIES, {"status": 1}),
        (ENTRIES, {"author": 1}),
        (ENTRIES, {"withdrawn_at__isnull": False}),
        (PARTS, {"author": 1}),
    ],
)
def test_an_index_walks_what_is_chosen_of_entries_and_parts(listing, chosen, sort):
    rows = listing.model._default_manager.filter(**chosen).order_by(*listing.sorts[sort].order)

    assert is_walked(rows), walk(rows)


@pytest.mark.parametrize(("model", "column"), [(StatusEntry, "note_key"), (Part, "description_key")])
def test_words_are_looked_for_in_their_index(db, model, column):
    """And not in all rows, one after the other."""
    table = model._meta.db_table

    (plan,) = asked_of(table, lambda: list(containing(model.objects.values("pk"), column, ["corroded"])))

    assert f"{table}_fts" in plan or "_words" in plan, plan


def test_what_is_found_follows_what_is_written(customer, clerk):
    """Whoever writes it, also many at once."""
    entry = factories.an_entry(factories.an_order(customer), note="Batería")
    (part,) = Part.objects.bulk_create([Part(order=entry.order, author=clerk, description="Fußschalter Nº 2")])
    assert (entry.note_key, part.description_key) == ("bateria", "fussschalter no 2")

    entry.note, part.description = "Pantalla", "Cámara"
    entry.save_changes("note")
    part.save_changes(*WRITTEN)

    assert list(StatusEntry.objects.filter(pk=entry.pk).values_list("note_key", flat=True)) == ["pantalla"]
    assert list(Part.objects.values_list("description_key", flat=True)) == ["camara"]


def test_a_word_that_all_have_is_looked_for_among_the_newest(client_of, owner, clerk, customer, stranger, monkeypatch):
    """So that a city costs the same in a shop of any size; the newest are found, and a file has all."""
    for one in (customer, stranger):
        factories.an_order(one, device=add_device(one, DeviceFacts("Laptop", "Apple", "MacBook"), by=clerk))
    monkeypatch.setattr("faena.orders.lists.orders.NEWEST", 1)

    browser = client_of(owner)
    page = browser.get("/orders/", {"q": "macbook"}).content.decode()
    file = b"".join(browser.file("/orders/", {"q": "macbook", "format": "csv"})).decode()

    assert stranger.name in page
    assert customer.name not in page
    assert stranger.name in file
    assert customer.name in file


def test_what_a_search_finds_is_asked_once(client_of, clerk, customer):
    """For the page and its count together, and no table is read through."""
    factories.an_order(customer)
    browser = client_of(clerk)

    plans = asked_of("orders_serviceorder", lambda: browser.get("/orders/", {"q": customer.name}))

    assert len(plans) == 4, plans  # who is offered as technician, the keys, what is left to pay, the rows of the page
    if connection.vendor == "sqlite":  # it goes the way for which the query is written
        assert not any("SCAN orders_serviceorder" in plan or "search_term_of_field" in plan for plan in plans), plans


def test_words_that_many_notes_have_are_looked_for_in_the_newest(client_of, clerk, customer, monkeypatch):
    for _ in range(3):
        factories.an_entry(factories.an_order(customer), note="Corroded")
    browser = client_of(clerk)
    assert browser.get("/orders/statuses/", {"q": "corroded"}).content.count(b"Corroded") == 3

    monkeypatch.setattr("faena.orders.lists.statuses.NEWEST", 2)

    assert browser.get("/orders/statuses/", {"q": "corroded"}).content.count(b"Corroded") == 2
