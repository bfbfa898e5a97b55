"""M27: two customers who are one are merged, and within 30 days everything goes back to whose it was."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from faena.agenda.actions import VisitFacts, book_visit
from faena.billing.actions import SubscriptionFacts, subscribe
from faena.cash.models import Charge, Collection
from faena.customers import search
from faena.customers.actions import (
    ContactFacts,
    CustomerFacts,
    add_contact,
    assign_seller,
    create_customer,
    edit_customer,
    merge_customers,
    restore_customer,
    retire_customer,
    undo_merge,
)
from faena.customers.merging import issued_to, relations
from faena.customers.models import Contact, Customer, Device, Merge, SearchTerm
from faena.customers.search import find
from faena.journal.models import Event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from faena.tickets.models import Ticket
from tests import factories, routes
from tests.world import race, won

pytestmark = pytest.mark.django_db

ROOMS = ("customers", "orders", "billing", "cash", "agenda", "tickets")
POINTING = {
    "cash.openingbalance.customer",
    "moving.past.customer",
    "tickets.ticket.customer",
    "orders.serviceorder.customer",
    "billing.subscription.customer",
    "billing.invoice.customer",
    "cash.charge.customer",
    "cash.collection.customer",
    "agenda.visit.customer",
    "customers.customer.merged_into",
    "customers.contact.customer",
    "customers.address.customer",
    "customers.device.customer",
    "customers.accesslink.customer",
}


def rows():
    """Every row of the rooms with customers, as it stands; versions and what merges themselves write are left out."""
    found = {}
    for model in (model for room in ROOMS for model in apps.get_app_config(room).get_models()):
        if model is Merge:
            continue
        left_out = {"version"} | ({"id"} if model is SearchTerm else set())
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        found[model._meta.label] = sorted(model._base_manager.values_list(*columns), key=repr)
    return found


def merged(kept, gone, by, *takes):
    kept.refresh_from_db()
    gone.refresh_from_db()
    return merge_customers(kept, gone, takes=takes, version=kept.version, gone_version=gone.version, by=by)


@pytest.fixture
def other(seller):
    """Carmen once more, registered twice."""
    factories.the_company(has_care=True)
    return factories.a_customer(name="Carmen R.", seller=seller, document="ve_cedula 12345678", email="c@example.com")


# --- everything goes over, and back -----------------------------------------------------------------------


def test_whatever_points_to_a_customer_is_known():
    """M27: a new table with a customer is moved by itself; whoever adds one says here that it is right so, and looks at
    its guards, its unique constraints and what hangs on it."""
    assert {relation.key for relation in relations()} == POINTING


def test_everything_goes_over_and_comes_back(customer, other, owner):
    """M27: closed orders, their accounts and invoices too; undone, each row of each table is what it was."""
    routes.a_case(customer, by=owner)
    routes.a_case(other, by=owner)
    for one in (customer, other):
        search.write_terms(one, "customer", one.pk, search.terms_of_customer(one, "VE"))
        for contact, place in zip(one.contacts.all(), one.addresses.all(), strict=True):
            search.write_terms(one, "contact", contact.pk, search.terms_of_contact(contact, "VE"))
            search.write_terms(one, "address", place.pk, search.terms_of_address(place))
    before, events = rows(), list(Event.objects.order_by("id").values())

    merge = merged(customer, other, owner, "document", "email")

    assert not [relation.key for relation in relations() if relation.of(other).exists()]
    assert not SearchTerm.objects.filter(customer=other).exists()
    assert customer.orders.count() == 8
    assert Customer.objects.get(pk=customer.pk).document == "12345678"
    assert list(Event.objects.order_by("id").values())[: len(events)] == events

    undo_merge(merge, by=owner)

    after = rows()
    assert {label: after[label] for label in before if after[label] != before[label]} == {}
    assert list(Event.objects.order_by("id").values())[: len(events)] == events


def test_it_is_told_by_both(customer, other, owner):
    """M27: the merge and its undoing are events of both, with the facts that took another value."""
    merge = merged(customer, other, owner, "name")
    undo_merge(merge, by=owner)

    told = {
        pk: list(Event.objects.filter(customer_id=pk, verb__startswith="customer.").values_list("verb", flat=True))
        for pk in (customer.pk, other.pk)
    }
    assert told == {
        customer.pk: ["customer.merged", "customer.merge_undone"],
        other.pk: ["customer.merged_away", "customer.parted"],
    }
    first = Event.objects.get(verb="customer.merged")
    assert first.said["changes"]["name"] == [customer.name, other.name]
    assert (merge.by, merge.gone, merge.undone_by) == (owner, other, None)
    assert Merge.objects.get().undone_by == owner


# --- what both have ------------------------------------------------------------------------------------------


def test_a_device_of_both_becomes_one(customer, other, owner):
    """M27: orders of the one go to the other, closed ones too; undone, each has its own again."""
    mine, theirs = (factories.a_device(one, serial="SN-7") for one in (customer, other))
    order = factories.a_closed_order(other, device=theirs, value=0)

    merge = merged(customer, other, owner)

    order.refresh_from_db()
    assert (order.customer, order.device) == (customer, mine)
    assert list(customer.devices.all()) == [mine]

    undo_merge(merge, by=owner)
    order.refresh_from_db()
    assert (order.customer, order.device) == (other, theirs)
    assert Device.objects.get(pk=theirs.pk).uid == theirs.uid
    assert SearchTerm.objects.get(field="serial", source_id=theirs.pk).customer == other


def test_contacts_are_kept_without_doubles(customer, other, owner):
    """M27: who is there twice is there once; a phone or mail that would be lost becomes a contact."""
    for one in (customer, other):
        factories.a_contact(one)
        factories.an_address(one)
    Customer.objects.filter(pk=other.pk).update(phone="+584145550199")

    merge = merged(customer, other, owner)

    assert sorted(customer.contacts.values_list("name", "phone", "email")) == [
        ("Carmen R.", "+584145550199", "c@example.com"),
        ("María Mother", "+584125550177", "maria@example.com"),
    ]
    assert customer.addresses.count() == 1

    undo_merge(merge, by=owner)
    assert {one.contacts.count() for one in (customer, other)} == {1}
    assert {one.addresses.count() for one in (customer, other)} == {1}


def test_each_has_what_is_his_own_again(customer, other, owner):
    """M27: an order that came since of a ticket that goes back has his device, not the one in its place; where somebody
    chose another contact since, that stays."""
    mine, theirs = (factories.a_device(one, serial="SN-7") for one in (customer, other))
    factories.a_contact(customer)
    double, chosen = factories.a_contact(other), factories.a_contact(customer, name="Aura")
    ticket = factories.a_ticket(other, contact=double)
    merge = merged(customer, other, owner)
    order = factories.an_order(customer, device=mine)
    ServiceOrder.objects.filter(pk=order.pk).update(ref_kind="ticket", ref_id=ticket.pk)
    Ticket.objects.filter(pk=ticket.pk).update(contact=chosen)

    undo_merge(merge, by=owner)

    order.refresh_from_db()
    ticket.refresh_from_db()
    assert (order.customer, order.device) == (other, theirs)
    assert (ticket.customer, ticket.contact) == (other, chosen)


# --- who was merged ------------------------------------------------------------------------------------------


def test_search_finds_the_one_that_stays(customer, other, owner):
    """M27: by the name, code and document of both; the other one is in no list."""
    factories.a_term(other, "document", "12345678")
    merge = merged(customer, other, owner)
    for text, shown in (("Carmen R.", "Carmen R."), ("12345678", "12345678")):
        (hit,) = find(text, user=owner)
        assert (hit.customer, hit.value) == (customer, shown)
    assert SearchTerm.objects.get(field="code", value=str(other.code)).customer == customer
    assert not Customer.objects.visible_to(owner).filter(pk=other.pk).exists()

    undo_merge(merge, by=owner)
    assert [hit.customer for hit in find("12345678", user=owner)] == [other]


def test_nothing_more_is_done_with_the_other(customer, other, owner):
    """M27: each action refuses and names the one that stays."""
    merged(customer, other, owner)
    other.refresh_from_db()
    facts = CustomerFacts(name="Somebody")
    plan = SubscriptionFacts(factories.a_plan(), 10, 30_00, timezone.localdate())
    for act in (
        lambda: edit_customer(other, facts, version=other.version, by=owner),
        lambda: restore_customer(other, version=other.version, by=owner),
        lambda: retire_customer(other, version=other.version, by=owner),
        lambda: assign_seller(other, None, version=other.version, by=owner),
        lambda: subscribe(other, plan, by=owner),
    ):
        with pytest.raises(RuleBroken, match=rf"merged into {customer.name}"):
            act()


def test_who_cannot_be_merged(customer, other, owner):
    """M27: the same one, one who is retired, one who was merged, and not on what somebody changed meanwhile."""
    with pytest.raises(RuleBroken, match="same customer"):
        merged(customer, customer, owner)
    with pytest.raises(Stale):
        merge_customers(customer, other, version=customer.version, gone_version=other.version + 1, by=owner)
    with pytest.raises(RuleBroken, match="Pick one") as refused:
        merged(customer, other, owner, "trade_name")
    assert refused.value.at == "trade_name"
    third = factories.a_customer()
    merged(customer, other, owner)
    with pytest.raises(RuleBroken, match="was merged into"):
        merged(third, other, owner)
    retire_customer(third, version=third.version, by=owner)
    with pytest.raises(RuleBroken, match="is retired"):
        merged(customer, third, owner)
    assert Merge.objects.count() == 1


def test_a_document_finds_the_one_that_stays(customer, other, owner):
    """W30: who was merged under another document is not registered anew; the one that stays may take it."""
    merged(customer, other, owner)
    facts = CustomerFacts(name="Carmen", document_kind="ve_cedula", document="12345678")
    with pytest.raises(RuleBroken, match=rf"registered: {customer.name} \({customer.code}\)"):
        create_customer(facts, by=owner)

    customer.refresh_from_db()
    edit_customer(customer, facts, version=customer.version, by=owner)
    assert Customer.objects.get(pk=customer.pk).document_key is not None


# --- chains and undoing --------------------------------------------------------------------------------------


def test_a_chain_is_undone_from_its_end(customer, other, owner):
    """M27: A into B, B into C: all lead to C; the first is not undone before the second."""
    third = factories.a_customer()
    order = factories.an_order(other)
    first, second = merged(customer, other, owner), merged(third, customer, owner)
    assert set(Customer.objects.filter(merged_into=third)) == {customer, other}
    assert {relation.key for relation in relations() if relation.of(other).exists()} == set()

    with pytest.raises(RuleBroken, match=f"merged into {third.name} since"):
        undo_merge(first, by=owner)
    undo_merge(second, by=owner)
    undo_merge(first, by=owner)

    assert ServiceOrder.objects.get(pk=order.pk).customer == other
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_of_two_merges_the_later_is_undone_first(customer, other, owner):
    """M27."""
    third = factories.a_customer(name="Third")
    first = merged(customer, other, owner)
    merged(customer, third, owner)
    with pytest.raises(RuleBroken, match="Third was merged into"):
        undo_merge(first, by=owner)


def test_after_thirty_days_it_stays(customer, other, owner, monkeypatch):
    """M27: and what is undone is not undone again."""
    merge = merged(customer, other, owner)
    later = timezone.now() + timedelta(days=30, minutes=1)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        with pytest.raises(RuleBroken, match="more than 30 days"):
            undo_merge(merge, by=owner)
    undo_merge(merge, by=owner)
    with pytest.raises(RuleBroken, match="undone already"):
        undo_merge(merge, by=owner)


def test_what_came_since_stays_and_what_was_made_of_it_goes_along(customer, other, owner):
    """M27: a new order stays; an invoice of a plan, and the visit and link of an order, go with it; what was changed
    since goes back changed."""
    subscription, order = factories.a_subscription(other), factories.an_order(other)
    merge = merged(customer, other, owner)
    subscription.refresh_from_db()
    invoice, own = factories.an_invoice(subscription), factories.an_order(customer)
    visit = factories.a_visit(customer=customer, ref=order.as_ref)
    link = factories.a_link(customer, order.as_ref)
    ServiceOrder.objects.filter(pk=order.pk).update(reason="Changed since")

    undo_merge(merge, by=owner)

    for row in (subscription, order, invoice, invoice.charge, visit, link):
        row.refresh_from_db()
        assert row.customer == other, row
    assert order.reason == "Changed since"
    own.refresh_from_db()
    assert (own.customer, own.charge.customer) == (customer, customer)


def test_facts_that_were_corrected_since_stay(customer, other, owner):
    """M27: undoing gives back what the merge took, and nothing that a person has written since."""
    name = customer.name
    merge = merged(customer, other, owner, "name", "email")
    customer.refresh_from_db()
    facts = CustomerFacts(name=customer.name, email="new@example.com", phone=customer.phone)
    edit_customer(customer, facts, version=customer.version, by=owner)

    undo_merge(merge, by=owner)

    customer.refresh_from_db()
    assert (customer.name, customer.email) == (name, "new@example.com")


def test_a_document_that_is_somebody_elses_by_now_holds_it_back(customer, other, owner):
    """M27: said by name, and nothing goes back by half."""
    Customer.objects.filter(pk=customer.pk).update(
        document_kind="ve_cedula", document="9876543", document_key="ve_cedula:9876543"
    )
    merge = merged(customer, other, owner, "document")
    third = factories.a_customer(name="Third")
    Customer.objects.filter(pk=third.pk).update(document_key="ve_cedula:9876543")
    with pytest.raises(RuleBroken, match="Third"):
        undo_merge(merge, by=owner)
    assert Merge.objects.get().undone_at is None


# --- money and paper -----------------------------------------------------------------------------------------


def test_the_balances_of_both_are_one(customer, other, owner):
    """M27: computed from the accounts, which go over."""
    for one in (customer, other):
        factories.a_charge(one, ref=one.as_ref, amount=10_00)
    merged(customer, other, owner)
    assert sum(charge.amount for charge in Charge.objects.open().filter(customer=customer)) == 20_00


def test_an_invoice_keeps_whom_it_was_issued_to(customer, other, owner):
    """M27: on paper it names him as it did, also along a chain; the record of both is one."""
    theirs, mine = (
        factories.an_invoice(factories.a_subscription(other)),
        factories.an_invoice(factories.a_subscription(customer)),
    )
    merged(customer, other, owner)
    third = factories.a_customer()
    merged(third, customer, owner)
    for invoice, whose in ((theirs, other), (mine, customer)):
        invoice.refresh_from_db()
        assert (invoice.customer, issued_to(invoice)) == (third, whose)


# --- what the database holds -------------------------------------------------------------------------------


def test_only_a_merge_that_moves_takes_what_is_settled_along(customer, other, owner):
    """M27: before, after and beside it each guard refuses as ever; the mark of moving is not set by hand."""
    order, invoice = factories.a_closed_order(other, value=0), factories.an_invoice(factories.a_subscription(other))
    Collection.objects.create(customer=other, cashier=owner, came_on=timezone.localdate())
    factories.a_device(customer)
    merge = merged(customer, other, owner)
    to_him, true = f"customer_id = {other.pk}", "1" if connection.vendor == "sqlite" else "true"
    device = f"(SELECT max(id) FROM customers_device WHERE id <> {order.device_id})"
    refused = {
        "closed_order_keeps_its_customer": f"UPDATE orders_serviceorder SET {to_him} WHERE id = {order.pk}",
        "closed_order_keeps_its_device": f"UPDATE orders_serviceorder SET device_id = {device} WHERE id = {order.pk}",
        "charge_of_closed_order_keeps_its_customer": f"UPDATE cash_charge SET {to_him} WHERE id = {order.charge_id}",
        "invoice_keeps_its_customer": f"UPDATE billing_invoice SET {to_him} WHERE id = {invoice.pk}",
        "collection_keeps_its_customer": f"UPDATE cash_collection SET {to_him}",
        "merge_moves_when_it_is_undone": f"UPDATE customers_merge SET is_moving = {true}",
        "customers_merge_is_never_changed": f"UPDATE customers_merge SET gone_id = {customer.pk}",
    }
    for name, statement in refused.items():
        with pytest.raises(DatabaseError, match=name):
            _run(statement)
    undo_merge(merge, by=owner)
    with pytest.raises(DatabaseError, match="merge_stays_undone"):
        _run("UPDATE customers_merge SET undone_at = NULL, undone_by_id = NULL")


def _run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_merge_runs_is_not_lost(owner):
    """M27: orders, visits and contacts that come at the same moment go over, or are refused; none hangs on nobody."""
    factories.the_company(has_care=True)
    kept, gone = factories.a_customer(), factories.a_customer()
    device, kind, technician = factories.a_device(gone), factories.a_visit_kind(), factories.a_user(role="technician")
    tomorrow = timezone.localdate() + timedelta(days=1)
    visit = VisitFacts(kind, technician, tomorrow, period="morning", address="Calle 8")
    acts = [
        lambda: merged(kept, gone, owner),
        lambda: open_order(gone, device=device, facts=IntakeFacts(reason="It does not start."), by=owner),
        lambda: book_visit(gone, visit, by=owner),
        lambda: add_contact(gone, ContactFacts("Aura"), by=owner),
    ]

    outcomes = race(lambda place: acts[place](), threads=len(acts))

    refusals = [each for each in outcomes if isinstance(each, BaseException)]
    assert all(isinstance(each, RuleBroken) for each in refusals), outcomes
    assert Merge.objects.count() == 1
    assert not [relation.key for relation in relations() if relation.of(gone).exists()]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_at_once_one_is_first(owner):
    """M27: each into the other: one wins, the other one is told; nothing hangs between."""
    one, two = factories.a_customer(), factories.a_customer()
    for each in (one, two):
        factories.an_order(each)

    outcomes = race(lambda place: merged(*((one, two) if place % 2 else (two, one)), owner), threads=4)

    assert len(won(outcomes)) == 1
    assert all(isinstance(each, RuleBroken) for each in outcomes if each not in won(outcomes)), outcomes
    kept = Merge.objects.get().kept
    assert {order.customer_id for order in ServiceOrder.objects.all()} == {kept.pk}
    assert not Contact.objects.exclude(customer=kept).exists()
