"""Each read within somebody's reach, asked by itself, whatever door stands before it (W31): what it gives a seller of
another seller's customer, or somebody without the permission of what only some see, is nothing. Whoever reaches
everything is given it, so that none of them is empty by chance."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from faena.accounts.lists import accesses_found, last_accesses
from faena.accounts.models import SavedView, User
from faena.agenda.models import Visit
from faena.agenda.month import month_of
from faena.billing.standing import unpaid_of
from faena.billing.statement import counted_of
from faena.cash.several import open_accounts
from faena.company.models import Company
from faena.customers.search import hits, query
from faena.home import care
from faena.journal.access import note
from faena.journal.models import Access
from faena.notifications import notices
from faena.notifications.actions import read_notice
from faena.notifications.models import Notice
from faena.orders.hints import earlier_orders
from faena.orders.models import ServiceOrder
from faena.summary import open_now
from faena.tickets.lists.tickets import of_customer_found
from faena.ui import called, search, undoing
from faena.ui.listing import Filters
from tests import factories
from tests.world import sign_in


@pytest.fixture
def things(world):
    """The stranger's; an open visit of his is the next one of all."""
    return world.things.foreign


def filters(**known):
    return Filters(RequestFactory().get("/"), **known)


def named(text, user):
    """What a search box leads to."""
    return [one.url for one in called.things_called(text, user, ("workshop", "care"))]


def shown_again(word, user):
    """Somebody who reaches everything found it."""
    found = query.look_for(word, user=factories.a_user(role="master"))
    return hits.hits_of(found.matches, found.words, user, "VE")


def lines(kind, row):
    """The rows of one kind in the one search of every page."""
    known = next(one for one in search._kinds.values() if one.name == kind)
    return lambda user: [line.key for line in search.of_keys([known], {kind: [row.pk]}, user).get(kind, [])]


def told(kind, row):
    """What a notice says of its thing."""
    return lambda user: notices._things[kind].told(user, [row.pk])


def visits_named(user):
    tomorrow = timezone.localdate() + timedelta(days=1)
    month = month_of(tomorrow.replace(day=1), user, lambda _day: "", names=True)
    return [
        visit.customer.name
        for week in month.weeks
        for day in week
        for visit in day.first
        if "Est" in visit.customer.name
    ]


READS = {
    "orders, by number": lambda t, by: named(str(t.order), by),
    "tickets, by number": lambda t, by: named(str(t.ticket), by),
    "invoices, by number": lambda t, by: named(str(t.invoice), by),
    "receipts, by number": lambda t, by: named(str(t.payment), by),
    "plans, by number": lambda t, by: named(str(t.subscription), by),
    "opening balances, by number": lambda t, by: named(str(t.balance), by),
    "orders found": lambda t, by: lines("order", t.order)(by),
    "tickets found": lambda t, by: lines("ticket", t.ticket)(by),
    "invoices found": lambda t, by: lines("invoice", t.invoice)(by),
    "receipts found": lambda t, by: lines("payment", t.payment)(by),
    "customers found": lambda t, by: lines("customer", t.customer)(by),
    "users found": lambda _t, by: lines("user", by)(by),
    "tickets told": lambda t, by: told("ticket", t.ticket)(by),
    "visits told": lambda t, by: told("visit", t.visit)(by),
    "orders told": lambda t, by: told("order", t.order)(by),
    "the month": lambda _t, by: visits_named(by),
    "visits to come": lambda t, by: [item for item in care.coming(by) if item.customer == t.customer],
    "unpaid invoices of a plan": lambda t, by: unpaid_of(t.subscription, by),
    "the statement": lambda t, by: [one for one in counted_of(t.customer, by) if any(one)],
    "open accounts": lambda t, by: open_accounts(t.customer, Company.here(), by),
    "tickets of a customer": lambda t, by: of_customer_found(t.customer, by, filters(state="")),
    "earlier orders": lambda t, by: earlier_orders([t.device], by),
    "customers by words": lambda _t, by: query.look_for("Esteban", user=by).matches,
    "rows by words": lambda _t, by: query.matching("Esteban", by),
    "customers that somebody found": lambda _t, by: shown_again("Esteban", by),
    "accesses": lambda _t, by: accesses_found(by, filters(kind="", person="", **{"from": "", "to": ""})),
    "the last accesses of somebody": lambda _t, by: last_accesses(by, by),
    "why rows were found": lambda t, by: query.why_found("este@example", {1: (t.customer, None)}, by),
}


@pytest.mark.parametrize("read", READS)
def test_a_seller_reads_nothing_of_another_s_customer(things, world, read):
    factories.a_term(things.customer, "email", "este@example.com")
    for person in ("owner", "seller"):
        note(Access.Kind.SIGN_IN, person=world.people[person])
    assert list(READS[read](things, world.people["owner"]))
    assert not list(READS[read](things, world.people["seller"]))


def test_what_is_open_is_counted_within_reach(world):
    """The summary's figures, for whoever reads them."""
    seller, tomorrow = world.people["seller"], world.things.own.visit.on
    own = ServiceOrder.objects.open().filter(customer__seller=seller)
    visits = Visit.objects.filter(on=tomorrow, customer__seller=seller).exclude(state="cancelled")

    assert open_now.open_orders(seller, {}, has_workshop=True).count == own.count()
    assert sum(number for _name, number in open_now.visits_of(seller, tomorrow).values()) == visits.count()
    assert {charge.customer for charge in open_now.receivable(seller)} == {world.things.own.customer}


UNDONE = {
    "customer.retired": lambda t: {"customer": t.customer.pk, "version": 1},
    "order.assigned": lambda t: {"order": t.order.pk, "before": None, "version": 1},
    "ticket.taken": lambda t: {"ticket": t.ticket.pk, "held": 1, "version": 1},
    "visit.put_back": lambda t: {"visit": t.visit.pk, "version": 1, "place": {}},
}


@pytest.mark.parametrize("name", UNDONE)
def test_what_went_out_of_reach_meanwhile_is_not_there_to_be_undone(things, world, name):
    """A customer was given to another seller, or a role changed, while the notice with the button stood."""
    with pytest.raises(Http404):
        undoing._inverses[name](world.people["seller"], **UNDONE[name](things))


def test_a_view_is_nobody_else_s_until_it_is_shared(world):
    view = factories.a_saved_view(world.people["owner"], is_shared=False)
    seen = SavedView.objects.visible_to(world.people["admin"])
    assert view not in seen

    view.is_shared = True
    view.save()

    assert view in seen.all()


def test_notices_are_those_of_their_reader_alone(world):
    """Nobody reads, or marks as read, what was told to another; who has left reads nothing."""
    owner, clerk = world.people["owner"], world.people["clerk"]
    told_to_her = factories.a_notice(owner, world.things.own.order.as_ref)
    left = factories.a_user(is_active=False)
    factories.a_notice(left, world.things.own.order.as_ref)

    read_notice(told_to_her, by=clerk)

    assert not Notice.objects.get(pk=told_to_her.pk).read_at
    assert str(told_to_her.ref_label) not in world.browsers["clerk"].get("/notices/").content.decode()
    assert str(told_to_her.ref_label) in world.browsers["owner"].get("/notices/").content.decode()
    assert not Notice.objects.visible_to(left).exists()


def test_a_collection_is_shown_as_far_as_its_customers_are_in_reach(world):
    """One of its accounts may have become another customer's: neither seller reads what is not his any more."""
    seller, own, foreign = world.browsers["seller"], world.things.own, world.things.foreign
    mine = factories.a_payment(factories.an_order(own.customer).charge, amount=1_00, collection=own.collection)
    theirs = factories.a_payment(factories.an_order(foreign.customer).charge, amount=1_00, collection=own.collection)
    factories.a_payment(factories.an_order(own.customer).charge, amount=1_00, collection=foreign.collection)

    page = seller.get(f"/cash/collections/{own.collection.pk}/").content.decode()

    assert str(mine) in page
    assert str(theirs) not in page
    assert seller.get(f"/cash/collections/{foreign.collection.pk}/").status_code == 404


def test_a_seller_reads_no_name_of_another_s_customer_beside_his_order(world):
    """Where an order would be handed to."""
    order, stranger = factories.an_order(world.things.own.customer), world.things.foreign.customer
    address = f"/orders/{order.pk}/customer/?to={stranger.pk}"

    assert stranger.name in world.browsers["clerk"].get(address).content.decode()
    assert stranger.name not in world.browsers["seller"].get(address).content.decode()


def test_who_had_a_ticket_before_he_became_a_seller_is_not_answered_about_it(world):
    """Who had it is told why his form was refused; a seller, only of his own customers (W31)."""
    person = factories.a_user(role="operator")
    ticket = factories.a_ticket(world.things.foreign.customer, holder=person)
    User.objects.filter(pk=person.pk).update(role="seller")

    answer = sign_in(User.objects.get(pk=person.pk)).post(f"/tickets/{ticket.pk}/comments/", {"text": "Hello."})

    assert answer.status_code == 404
