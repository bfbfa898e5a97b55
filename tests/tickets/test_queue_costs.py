"""What the queue costs: by which index each of its piles is reached, what it asks, and that what it asks by kept texts
is what its querysets find."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.customers import places, search
from faena.lib import pages
from faena.tickets import needs
from faena.tickets.lists import found, tickets
from faena.tickets.lists.found import PILES, Found
from faena.tickets.models import Ticket
from faena.ui.listing import Filters
from tests import factories
from tests.plans import asked_of, is_walked, walk
from tests.tickets.test_pages import plain, protocols

PAGE = "/tickets/"


def test_what_only_each_ticket_knows_is_counted_among_the_first(client_of, owner, customer, monkeypatch):
    """Not all that are open are looked at to know how many are urgent; here one is."""
    monkeypatch.setattr(found, "LOOKED_AT", 1)
    factories.a_ticket(customer, priority=4)
    assert "All of them1+" not in plain(client_of(owner).get(PAGE, {"priority": "4"}))

    factories.a_ticket(customer, priority=4)

    assert "All of them1+" in plain(client_of(owner).get(PAGE, {"priority": "4"}))
    assert "All of them2" in plain(client_of(owner).get(PAGE))


def test_of_what_a_word_finds_the_newest_are_read(client_of, owner, customer, stranger, monkeypatch):
    """A name that half the customers bear costs what a rare one does; here one of them is enough."""
    monkeypatch.setattr(found, "NEWEST", 1)
    known = {one: factories.a_ticket(one) for one in (customer, stranger)}
    for one in known:
        search.write_terms(one, "customer", one.pk, {"name": ["María José"]})

    assert protocols(client_of(owner).get(PAGE, {"q": "jose"})) == [str(known[stranger])]


@pytest.mark.parametrize("sort", list(tickets.QUEUE.sorts))
def test_an_index_walks_everything_that_is_open(db, owner, sort):
    """Whatever lies closed beside it."""
    rows = Ticket.objects.visible_to(owner).open().order_by(*tickets.QUEUE.sorts[sort].order)

    assert is_walked(rows), walk(rows)


def test_each_kept_text_finds_what_its_queryset_finds(customer, stranger, owner, technician, support):
    """Under each filter, on each pile and in each order, for who sees everything and for a seller."""
    kind, status = factories.a_ticket_type(), factories.a_ticket_status()
    factories.an_address(customer, city="Caracas")
    search.write_terms(customer, "customer", customer.pk, {"name": [customer.name]})
    for one, holder in ((customer, owner), (customer, support), (stranger, technician)):
        ticket = factories.a_ticket(one, holder=holder, priority=4, type=factories.a_ticket_type(parent=kind))
        Ticket.objects.filter(pk=ticket.pk).update(status=status, channel="mail")
    factories.a_ticket(customer, holder=owner)
    owner.positions.add(support)
    Ticket.objects.filter(pk=ticket.pk).update(
        opened_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(hours=1)
    )
    chosen = [
        {"type": kind.pk}, {"status": status.pk}, {"priority": 4}, {"channel": "mail"}, {"city": "Caracas"},
        {"destination": f"user-{technician.pk}"}, {"destination": f"position-{support.pk}"}, {"destination": "idle"},
        *({"due": when} for when in ("late", "today", "week")), {"priority": 4, "city": "Caracas"}, {},
        {"q": "carmen"}, {"q": "carmen", "priority": 4}, {"q": str(ticket)},
    ]  # fmt: skip
    found_by = set()
    for reader, query in product((owner, customer.seller), chosen):
        request = RequestFactory().get(PAGE, query)
        those = Found(reader, Filters(request, *tickets.ticket_fields(reader)))
        assert those.counts == {pile: pages.capped_count(those.on(pile)) for pile in PILES}, query
        for pile, sort in product(PILES, tickets.QUEUE.sorts.values()):
            assert those.ways(pile).first(sort.order, 26) == list(those.on(pile).order_by(*sort.order)), query
        found_by |= set(query if those.counts["all"].number else ())

    assert found_by == {name for one in chosen for name in one}


@pytest.mark.parametrize("sort", list(tickets.QUEUE.sorts))
@pytest.mark.parametrize("pile", ["mine", "positions", "idle"])
def test_what_somebody_has_is_reached_by_an_index(db, technician, pile, sort):
    """No pile reads all holdings that ever were, nor all tickets."""
    seen = Ticket.objects.visible_to(technician)
    expected_rows = {
        "mine": needs.held_by(seen, technician),
        "positions": needs.waiting_for(seen, technician),
        "idle": needs.without_holder(seen),
    }[pile]

    plan = walk(expected_rows.order_by(*tickets.QUEUE.sorts[sort].order))

    assert "SCAN tickets_" not in plan, plan
    assert "Seq Scan on tickets_" not in plan, plan
    wanted = {"mine": ["holding_of_user"], "positions": ["holding_of_position"]}.get(
        pile, ["holding_of_user", "holding_of_position"]
    )
    # An empty table tells PostgreSQL nothing of which of its indexes is the narrower one.
    if connection.vendor == "sqlite":
        assert all(name in plan or "holding_one_at_a_time" in plan for name in wanted), plan


@pytest.mark.parametrize(
    "query", [{"whose": pile} | more for pile in PILES for more in ({}, {"city": "Valencia"}, {"due": "late"})]
)
def test_its_first_page_reads_no_table_through(client_of, technician, query):
    """Neither its counts nor its rows, by the texts that are kept."""
    browser = client_of(technician)

    plans = asked_of("tickets_ticket", lambda: browser.get(PAGE, query))

    assert len(plans) == 2
    for plan in plans:
        assert not re.search(r"SCAN (?!counted)|Seq Scan on (tickets|customers)_", plan), plan


def test_cities_are_found_one_by_one(db, owner, customer):
    """Each through the index, however many addresses there are."""
    for city in ("Valencia", "Caracas", "Mérida", "Caracas", ""):
        factories.an_address(customer, city=city)

    assert places.cities(owner) == ["Caracas", "Mérida", "Valencia"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {places.CITIES}", [9])
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert plan.count("SEARCH customers_address USING COVERING INDEX address_by_city") == 2, plan


def test_the_queue_asks_the_same_however_long_it_is(client_of, technician, support, customer):
    """For few and for many, on each pile, and again while it stands open."""
    browser = client_of(technician)
    query = [{"whose": "mine"}, {"whose": "positions"}, {"whose": "all"}, {"whose": "all", "q": "carmen"}]

    def count():
        found = []
        for one in query:
            with CaptureQueriesContext(connection) as questions:
                browser.get(PAGE, one)
            found.append(len(questions))
        return found

    for holder in (technician, support) * 2:
        factories.a_ticket(customer, holder=holder)
    browser.get(PAGE)
    few = count()
    kind = factories.a_ticket_type()
    for holder in (technician, support) * 40:
        factories.a_ticket(customer, holder=holder, type=kind)

    assert count() == few
    assert max(few) <= 16
