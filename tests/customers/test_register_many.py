"""Many customers registered at once are exactly what they would be one by one."""

import pytest
from django.db import transaction

from faena.customers.actions import (
    AddressFacts,
    ContactFacts,
    CustomerFacts,
    DeviceFacts,
    NewcomerFacts,
    add_address,
    add_contact,
    add_device,
    create_customer,
    draft_customer,
    register_many,
)
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.customers.search import find
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken

pytestmark = pytest.mark.django_db

ROWS = [
    NewcomerFacts(
        CustomerFacts(
            "José  Ñúñez O'Neil", document_kind="ve_cedula", document="V-6.558.466", phone="0412-555 01 02",
            email="Jose@Example.com", language="pt-br", notes="Pays\nlate", trade_name="Ñúñez & Cía.",
        ),
        [ContactFacts("Ana Ñúñez", "Mother", "0212-5550104", "", "ana@example.com", receives_notices=True)],
        [AddressFacts("Calle 5, casa 7", "Home", "El Centro", "Mérida", "Mérida", "5101", "Plaza")],
        [DeviceFacts("Phone", "Samsung", "A51", "35 2099-001761481"), DeviceFacts("Router", serial="S/N")],
    ),
    NewcomerFacts(CustomerFacts("★")),
    NewcomerFacts(CustomerFacts("Padaria Pão Ltda", kind="company"), devices=[DeviceFacts("Phone", serial="0000")]),
]  # fmt: skip
LEFT = {"id", "uid", "at", "happened_at", "created_at", "salt", "said_hash", "prev_hash", "hash", "act"}


@action(authorised_by="a test")
def registered(rows, seller, by):
    drafts = [
        draft_customer(NewcomerFacts(one.customer, one.contacts, one.addresses, one.devices, seller), "VE")
        for one in rows
    ]
    return register_many(drafts, "VE", by=by)


def one_by_one(rows, seller, by):
    for one in rows:
        customer = create_customer(one.customer, seller=seller, by=by)
        for contact in one.contacts:
            add_contact(customer, contact, by=by)
        for address in one.addresses:
            add_address(customer, address, by=by)
        for device in one.devices:
            add_device(customer, device, by=by)


def written(first, customers):
    """Every column of what was made, but keys, times and hashes; keys of rows are told by their place."""
    places = {}
    for model in (Customer, Contact, Address, Device):
        for place, pk in enumerate(
            model.objects.filter(pk__gt=first[model]).order_by("pk").values_list("pk", flat=True)
        ):
            places[model._meta.model_name, pk] = place

    def shown(model, row):
        kept = {name: value for name, value in row.items() if name not in LEFT}
        for name in ("customer_id",):
            if kept.get(name) is not None:
                kept[name] = places["customer", kept[name]]
        if "code" in kept:
            kept["code"] -= customers
        if model is Event:
            kept["about_id"] = places[kept["about_kind"], kept["about_id"]]
            kept["facts"] = {
                name: places[name.removesuffix("_id"), value]
                if name in ("contact_id", "address_id", "device_id")
                else value
                for name, value in kept["facts"].items()
            }
            if "code" in kept["facts"]:
                kept["facts"]["code"] -= customers
        if model is SearchTerm:
            kept["source_id"] = places[kept["source_kind"], kept["source_id"]]
            if kept["field"] == "code":
                kept["value"] = int(kept["value"]) - customers
        return kept

    found = {}
    for model in (Customer, Contact, Address, Device, SearchTerm, Event):
        rows = [shown(model, row) for row in model.objects.filter(pk__gt=first[model]).order_by("pk").values()]
        found[model] = sorted(map(str, rows)) if model is SearchTerm else rows
    return found


def last():
    models = (Customer, Contact, Address, Device, SearchTerm, Event)
    return {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in models}


def codes():
    return Customer.objects.order_by("-code").values_list("code", flat=True).first() or 0


@pytest.mark.parametrize("has_seller", [False, True])
def test_they_are_what_they_would_be_one_by_one(admin, seller, has_seller):
    given = seller if has_seller else None
    before, first = codes(), last()
    with transaction.atomic():
        one_by_one(ROWS, given, admin)
        singly = written(first, before)
        transaction.set_rollback(True)
    before, first = codes(), last()

    registered(ROWS, given, admin)

    assert written(first, before) == singly
    assert len(singly[Event]) == 8
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


def test_they_are_found(admin):
    keys = registered(ROWS, None, admin)

    for query in ("nunez", "6558466", "04125550102", "plaza", "352099001761481", "jose@example"):
        assert [hit.customer.pk for hit in find(query, user=admin)] == [keys[0]], query


def test_a_seller_s_are_his_own(seller):
    (key,) = registered([NewcomerFacts(CustomerFacts("Ana"))], None, seller)

    assert Customer.objects.get(pk=key).seller == seller


def test_who_assigns_nobody_names_no_seller(clerk, seller):
    from faena.gate.rights import NotAllowed

    with pytest.raises(NotAllowed):
        registered([NewcomerFacts(CustomerFacts("Ana"))], seller, clerk)


def test_a_document_twice_writes_nothing_of_all(admin):
    twice = CustomerFacts("Ana", document_kind="ve_cedula", document="V-6.558.466")
    before = Customer.objects.count()

    with pytest.raises(RuleBroken) as broken:
        registered([NewcomerFacts(CustomerFacts("Before")), NewcomerFacts(twice), NewcomerFacts(twice)], None, admin)

    assert (broken.value.at, broken.value.code) == ("document", "duplicate")
    assert Customer.objects.count() == before


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        (NewcomerFacts(CustomerFacts(" ")), "name"),
        (NewcomerFacts(CustomerFacts("x" * 121)), "name"),
        (NewcomerFacts(CustomerFacts("Ana", phone="12")), "phone"),
        (NewcomerFacts(CustomerFacts("Ana", document_kind="ve_rif", document="J-1")), "document"),
        (NewcomerFacts(CustomerFacts("Ana"), [ContactFacts("Eva"), ContactFacts("")]), "contacts.1.name"),
        (NewcomerFacts(CustomerFacts("Ana"), addresses=[AddressFacts("x" * 201)]), "addresses.0.line"),
        (NewcomerFacts(CustomerFacts("Ana"), devices=[DeviceFacts("")]), "devices.0.kind"),
        (NewcomerFacts(CustomerFacts("Ana"), [ContactFacts("Eva")] * 51), "contacts"),
    ],
)
def test_a_draft_is_refused_as_the_action_would(facts, at):
    with pytest.raises(RuleBroken) as broken:
        draft_customer(facts, "VE")

    assert broken.value.at == at
