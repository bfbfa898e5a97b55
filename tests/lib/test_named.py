"""A read whose text is kept gives what its queryset gives, on both engines."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.models import Session, User
from faena.agenda.views import board
from faena.billing import plan_states, statement
from faena.billing.models import Invoice
from faena.cash.actions.charges import locked_charge
from faena.company.actions import next_number
from faena.company.models import Branch, Company
from faena.customers import lists
from faena.customers.models import Customer, Device
from faena.customers.search import hits
from faena.gate.grants import Scope
from faena.home import attention, care
from faena.home import views as record
from faena.journal.models import Operation
from faena.lib.named import Named, by_key, selects_whole_rows
from faena.orders.models import OrderFile, Part, ServiceOrder, StatusPhoto, on_sheet
from faena.orders.needs import NEEDS
from faena.portal import cases
from faena.portal.shown import orders as shown_order
from faena.tickets.models import Ticket
from tests import factories
from tests.world import sign_in

pytestmark = pytest.mark.django_db


def everything(row):
    """A row's own columns and those of what it selects as related."""
    related = [field for field in row._meta.concrete_fields if field.is_relation and field.is_cached(row)]
    others = {field.name: getattr(row, field.name) and everything(getattr(row, field.name)) for field in related}
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | others


def test_the_one_of_each_request_are_what_their_querysets_find(technician):
    User.objects.filter(pk=technician.pk).update(photo=factories.a_file())
    factories.the_company(logo=factories.a_file())
    browser = sign_in(technician)
    session = Session.objects.get()

    assert everything(User.objects.get(pk=technician.pk)) == everything(
        User.objects.select_related("photo").filter(pk=technician.pk).get()
    )
    assert everything(Company.the()) == everything(Company.objects.select_related("logo").get())
    assert browser.session.load() == session.get_decoded()


def test_whoever_is_not_there_is_not_found(technician):
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=technician.pk + 1)


def test_who_is_looked_for_among_some_is_found_only_there(technician, clerk):
    """A position's own people come from a manager that Django makes of the users' one."""
    position = factories.a_position()
    technician.positions.add(position)
    people = position.members

    assert people.get(pk=technician.pk) == technician
    with pytest.raises(User.DoesNotExist):
        people.get(pk=clerk.pk)


def test_a_session_that_is_over_is_none(technician):
    browser = sign_in(technician)
    Session.objects.update(expire_date=timezone.now())

    assert browser.get("/").status_code == 302


def test_a_number_that_no_column_holds_finds_nobody():
    """As a queryset has it; SQLite itself would fail."""
    assert [on_sheet.first(Scope.ALL, pk=number) for number in (2**63, -(2**63) - 1, 10**30)] == [None] * 3


def test_values_are_given_anew_each_time(technician, clerk):
    """The text is kept, and nothing of whoever was asked for first."""
    by_name = Named(lambda ask: User.objects.filter(name=ask("name", User._meta.get_field("name"))).order_by("pk"))

    assert [by_name.first(name=one.name) for one in (technician, clerk)] == [technician, clerk]
    User.objects.filter(pk=clerk.pk).update(name=technician.name)
    assert by_name.rows(name=technician.name) == [technician, clerk]
    assert by_name.rows(name="Nobody") == []


def test_what_each_request_asks_is_written_once(technician, customer, monkeypatch):
    """Django's own compiler is not asked for any of them again."""
    browser, order = sign_in(technician), factories.an_order(customer)
    ticket = factories.a_ticket(customer)
    reads = {
        "session": lambda: browser.session.load(),
        "user": lambda: User.objects.get(pk=technician.pk),
        "company": Company.the,
        "branch": Branch.default,
        "order": lambda: on_sheet.get(Scope.OWN, pk=order.pk, user=customer.seller_id),
        "ticket": lambda: Ticket.shown(ticket.pk),
        "lock": lambda: Customer.locked(customer.pk),
        "account": lambda: locked_charge(order.charge),
        "number": lambda: next_number("order", order.branch),
    }
    first = {name: read() for name, read in reads.items()}
    assert Operation(actor=technician, key="one", body_hash="x").insert_once()

    def writes(*_how):
        raise AssertionError("The text of a statement is written anew.")

    monkeypatch.setattr(SQLCompiler, "as_sql", writes)
    monkeypatch.setattr(SQLInsertCompiler, "as_sql", writes)
    again = {name: reads[name]() for name in reads if name != "number"}

    assert again == {name: found for name, found in first.items() if name != "number"}
    assert not Operation(actor=technician, key="one", body_hash="x").insert_once()


def test_a_page_of_an_order_or_a_ticket_is_what_its_queryset_finds(customer, stranger, clerk):
    """By its author and everything that it shows of other rooms, and for whom it is not, not at all."""
    order, ticket = factories.an_order(customer), factories.a_ticket(customer, holder=clerk)
    factories.an_order(stranger)
    other = factories.a_ticket(stranger)

    assert everything(on_sheet.get(Scope.ALL, pk=order.pk)) == everything(
        ServiceOrder.objects.on_sheet().get(pk=order.pk)
    )
    assert [on_sheet.first(Scope.OWN, pk=order.pk, user=who) for who in (customer.seller_id, clerk.pk)] == [order, None]
    ours, theirs = Ticket.shown(ticket.pk), Ticket.objects.shown().get(pk=ticket.pk)
    assert everything(ours) == everything(theirs)
    assert everything(ours.holding) == everything(theirs.holding)
    assert (ours.holding.destination, Ticket.shown(other.pk).holding.ticket) == (clerk, other)
    both = Ticket.all_shown([ticket.pk, other.pk])
    assert {pk: everything(one) for pk, one in both.items()} == {
        one.pk: everything(one) for one in Ticket.objects.listed().filter(pk__in=both)
    }
    assert everything(both[ticket.pk].holding.destination) == everything(theirs.holding.destination)


def plainly(values):
    """In place of an Ask: the value itself."""
    return lambda name, _field=None: values[name]


def test_each_read_of_home_and_of_a_record_finds_what_its_queryset_finds(customer, stranger, technician, clerk):
    """For who sees everything and for a seller, who sees his own."""
    waiting = factories.a_status(waits_for_parts=True)
    for one in (customer, stranger):
        factories.an_order(one, technician=technician, promised_at=timezone.now() - timedelta(days=1), status=waiting)
        factories.an_order(one)
        factories.a_subscription(one)
        factories.a_ticket(one, holder=clerk)
        factories.a_visit(customer=one)
        factories.a_contact(one)
        factories.an_address(one)
    lonely = factories.a_visit(customer=customer, technician=clerk)
    today, now = timezone.localdate(), timezone.now()
    for reach in (Scope.ALL, Scope.OWN):
        values = {"customer": customer.pk, "pk": customer.pk, "user": customer.seller_id, "today": today, "now": now}
        for name in ("_found", "_last_orders", "_last_plans", "_first_due", "_coming"):
            read = getattr(record, name)
            found = [everything(row) for row in read.rows(reach, **values)]
            assert found, name
            assert found == [everything(row) for row in read.make(plainly(values), reach)], name
        worklists = (*attention.OWN, *NEEDS)
        found = attention._first.rows(worklists, reach, 1, **values, status0=waiting.pk)
        arms = attention._first.make(plainly(values | {"status0": waiting.pk}), worklists, reach, 1)
        assert found == [row for arm in arms for row in arm]
        assert {row[0] for row in found} >= {"late", "parts", "technician"}
        values |= {"end": now + timedelta(days=1)}
        names = ("mine", "unclaimed", "late", "urgent", "today", "idle", "own-late")
        names = tuple(f"tickets-{name}" for name in names)
        found = care._first.rows(names, reach, **values)
        assert found == [row for arm in care._first.make(plainly(values), names, reach) for row in arm]
    assert (
        [row.pk for row in care._idle_visits.rows()] == [row.pk for row in care._idle_visits.make(None)] == [lonely.pk]
    )
    days = {"user": clerk.pk, "today": lonely.on, "tomorrow": lonely.on}
    assert [row.pk for row in care._visits_of.rows(**days)] == [lonely.pk]
    for reach in (Scope.ALL, Scope.OWN):
        of_day = {"first": lonely.on, "last": lonely.on, "user": customer.seller_id}
        keys = [row.pk for row in board._outline.rows(reach, **of_day)]
        assert keys == [row.pk for row in board._outline.make(plainly(of_day), reach)] != []
    assert {row.pk for row in board._cards.rows(keys=keys)} == {*keys}
    assert ("tickets-mine", False) in {
        row[:2] for row in care._first.rows(names, Scope.ALL, **values | {"user": clerk.pk})
    }
    asked = {"user": technician.pk, "now": now}
    assert len(attention._first.rows(("own",), Scope.ALL, 0, **asked)) == 2
    for name in ("_contacts", "_addresses", "_devices"):
        read = getattr(record, name)
        assert [row.pk for row in read.rows(**values)] == [row.pk for row in read.make(plainly(values))] != []


def test_each_read_of_a_customers_page_finds_what_its_queryset_finds(customer, clerk):
    entry = factories.an_entry(order := factories.an_order(customer), note="Ready")
    StatusPhoto.objects.create(entry=entry, file=factories.a_file())
    OrderFile.objects.create(order=order, file=factories.a_file(), is_visible=True)
    Part.objects.create(order=order, author=clerk, description="Screen")
    factories.a_payment(order.charge, amount=100)
    values = {"order": order.pk, "pk": order.pk, "charge": order.charge_id}

    for read in (shown_order._entries, shown_order._files, shown_order._parts, cases._shown_order):
        found = [everything(row) for row in read.rows(**values)]
        assert found == [everything(row) for row in read.make(plainly(values))] != []
    assert [photo.entry_id for photo in shown_order._photos.rows(keys=[entry.pk])] == [entry.pk]
    assert shown_order._received.keys(**values) == [100]


def test_each_read_of_customers_finds_what_its_queryset_finds(customer, stranger):
    """What is shown of a hit, the sellers of a filter, and how the plans stand."""
    keys = {"keys": [customer.pk, stranger.pk], "user": customer.seller_id}
    devices = [factories.a_device(one) for one in (stranger, customer, customer)]
    for one in (customer, stranger):
        factories.a_subscription(one)

    for reach, seen in ((Scope.ALL, [customer, stranger]), (Scope.OWN, [customer])):
        found = hits._customers.rows(reach, **keys)
        rows = Customer.objects.select_related("seller").filter(pk__in=[one.pk for one in seen])
        assert {one.pk: everything(one) for one in found} == {one.pk: everything(one) for one in rows}
        assert set(plan_states._states.rows(reach, **keys)) == {(one.pk, "active") for one in seen}
    found = hits._devices.rows(keys=[devices[1].pk], customers=keys["keys"])
    assert [everything(one) for one in found] == [everything(one) for one in Device.objects.order_by("pk")]
    assert hits._devices.rows(keys=[devices[1].pk], customers=[]) == [devices[1]]
    sellers = User.objects.filter(role="seller").order_by("sort_name", "id")
    assert lists._sellers() == list(sellers.values_list("pk", "name"))


def test_each_read_of_a_statement_finds_what_its_queryset_finds(customer, stranger, clerk, seller):
    """For who sees everything and for a seller, who sees his own."""
    months = [factories.an_invoice(factories.a_subscription(one)) for one in (stranger, customer, customer)]
    factories.a_payment(months[1].charge, amount=100)
    whole = Invoice.objects.filter(customer=customer)

    assert [Customer.seen_by(who, stranger.pk) for who in (clerk, seller)] == [stranger, None]
    assert everything(Customer.seen_by(seller, customer.pk)) == everything(
        Customer.objects.select_related("seller").get(pk=customer.pk)
    )
    for who in (clerk, seller):
        assert statement.counted_of(customer, who) == list(statement.counted(whole)) != []
    assert statement.counted_of(stranger, seller) == []
    found = statement.with_payments([months[2], months[1]])
    rows = statement.with_last_payment(Invoice.objects.with_paid()).in_bulk()
    assert [one.pk for one in found] == [months[2].pk, months[1].pk]
    for one in found:
        row = rows[one.pk]
        assert everything(one) == everything(row)
        assert (one.received, one.paid_at, one.paid_on) == (row.received, row.paid_at, row.paid_on)


def test_what_a_row_computes_is_read_with_it(customer):
    order = factories.an_order(customer)
    factories.a_payment(order.charge, amount=100)

    (shown,) = attention._shown.rows(keys=[order.pk], now=timezone.now())

    assert (shown.received, shown.left) == (100, order.charge.amount - 100)
    assert (shown.needs_technician, shown.needs_late, shown.status_since) == (True, False, order.opened_at)


def test_it_asks_once_and_reads_nothing_more(technician):
    User.objects.filter(pk=technician.pk).update(photo=factories.a_file())

    with CaptureQueriesContext(connection) as captured:
        user = User.objects.get(pk=technician.pk)
        assert user.photo.pk

    assert len(captured) == 1


def test_rows_by_key_are_what_their_queryset_finds(customer, stranger, technician):
    """In the order of the keys, with what is selected, prefetched and known of the manager; who is not there is not."""
    mine = [factories.an_order(customer, technician=technician) for _ in range(3)]
    theirs = factories.an_order(stranger)
    rows = ServiceOrder.objects.select_related("customer__seller", "technician", "status").prefetch_related("parts")
    keys = [mine[2].pk, theirs.pk, 10**9, mine[0].pk]

    found = by_key(rows.filter(customer=customer), keys)

    assert [row.pk for row in found] == [mine[2].pk, theirs.pk, mine[0].pk]
    assert everything(found[0]) == everything(rows.get(pk=mine[2].pk))
    with CaptureQueriesContext(connection) as captured:
        assert [list(row.parts.all()) for row in found] == [[], [], []]
        assert by_key(rows, []) == []
    assert len(captured) == 0
    assert by_key(customer.orders.all(), [mine[1].pk])[0].customer is customer


def test_rows_by_key_are_written_once(customer, stranger, monkeypatch):
    """One text, however many keys; another selection is another text."""
    orders = [factories.an_order(one) for one in (customer, stranger)]
    rows = ServiceOrder.objects.select_related("customer")
    by_key(rows, [orders[0].pk])
    assert by_key(ServiceOrder.objects.select_related("device"), [orders[1].pk])[0].device == orders[1].device

    def writes(*_how):
        raise AssertionError("The text of a statement is written anew.")

    monkeypatch.setattr(SQLCompiler, "as_sql", writes)

    assert [row.customer for row in by_key(rows, [order.pk for order in orders])] == [customer, stranger]


@pytest.mark.parametrize("more", ["annotate", "defer", "distinct", "values"])
def test_what_is_more_or_less_than_a_row_is_not_read_by_key(more, customer):
    ways = {
        "annotate": Customer.objects.annotate(more=Value(1)),
        "defer": Customer.objects.defer("notes"),
        "distinct": Customer.objects.distinct(),
        "values": Customer.objects.values("pk"),
    }

    assert not selects_whole_rows(ways[more])
    with pytest.raises(ValueError, match="more than their table"):
        by_key(ways[more], [customer.pk])
