"""What happened, by the API: as far as the history of pages is shown to the same reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.actions import edit_profile
from faena.customers.actions import CustomerFacts, create_customer
from faena.gate.grants import Perm
from faena.home import events
from faena.journal.actions import record
from faena.notifications.models import Message
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    monkeypatch.setattr("faena.home.api.SETTLED", timedelta(0))


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [(one["verb"], one["about"]["id"]) for one in answer.json()["items"]]


def test_one_reads_on_from_the_last_event_that_one_has(owner):
    api = Api(owner)
    first, second = (create_customer(CustomerFacts(name=name), by=owner) for name in ("Ana", "Beto"))

    page = api.get("/events", limit=1).json()
    rest = api.get("/events", after=page["items"][0]["id"])

    assert [one["about"] for one in page["items"]] == [{"kind": "customer", "id": first.pk}]
    assert page["next"]
    assert page["items"][0]["facts"]["code"] == first.code
    assert "Ana" in page["items"][0]["text"]
    assert ids(rest) == [("customer.created", second.pk)]
    assert ids(api.get("/events", kind="customer", id=second.pk)) == [("customer.created", second.pk)]
    assert ids(api.get("/events", customer=first.pk)) == [("customer.created", first.pk)]
    for asked in ({"kind": "customer"}, {"id": 1}, {"after": "x"}, {"after": "9" * 30}):
        assert api.get("/events", **asked).status_code == 422, asked


def test_nobody_reads_what_no_page_shows_him(owner, seller, technician, customer, stranger):
    mine = create_customer(CustomerFacts(name="Ana"), by=seller)
    theirs = create_customer(CustomerFacts(name="Beto"), by=owner)
    edit_profile(owner, name="Olga Owner II", phone="", language="es", by=owner)

    assert ids(Api(seller).get("/events")) == [("customer.created", mine.pk)]
    assert ids(Api(seller).get("/events", customer=theirs.pk)) == []
    assert ids(Api(seller).get("/events", kind="user", id=owner.pk)) == []
    assert ids(Api(technician).get("/events", kind="user", id=owner.pk)) == []
    assert ids(Api(owner).get("/events", kind="user", id=owner.pk)) == [("user.edited", owner.pk)]
    assert ids(Api(owner, Perm.CUSTOMER_SEE).get("/events", kind="user", id=owner.pk)) == []
    assert Api(seller, Perm.ORDER_SEE).get("/events").status_code == 403


def test_a_token_tells_of_what_it_was_given(owner, customer):
    order = factories.an_order(customer)
    record("order.opened", order.as_ref, facts={"number": str(order)}, customer_id=customer.pk, by=owner)

    assert ids(Api(owner, Perm.CUSTOMER_SEE, Perm.ORDER_SEE).get("/events")) == [("order.opened", order.pk)]
    assert ids(Api(owner, Perm.CUSTOMER_SEE).get("/events", customer=customer.pk)) == []


def test_what_was_merged_into_ones_own_customer_is_ones_own(owner, seller):
    gone = create_customer(CustomerFacts(name="Ana"), by=owner)
    factories.a_merge(kept=factories.a_customer(seller=seller), gone=gone)

    assert ("customer.created", gone.pk) in ids(Api(seller).get("/events"))


def test_the_last_seconds_are_left_out_but_for_one_thing(owner, monkeypatch):
    monkeypatch.setattr("faena.home.api.SETTLED", events.SETTLED)
    ana = create_customer(CustomerFacts(name="Ana"), by=owner)
    api = Api(owner)

    assert ids(api.get("/events")) == []
    assert ids(api.get("/events", kind="customer", id=ana.pk)) == [("customer.created", ana.pk)]
    assert timezone.now() > ana.created_at


def test_a_test_mail_is_to_oneself(admin):
    assert Api(admin).post("/company/test-mail").status_code == 201
    assert Message.objects.get().address == admin.email


def test_what_a_call_costs(owner, seller):
    for number in range(8):
        create_customer(CustomerFacts(name=f"Ana {number}"), by=seller)
    for user in (owner, seller):
        with CaptureQueriesContext(connection) as asked:
            assert len(Api(user).get("/events").json()["items"]) == 8
        assert len(asked) <= 6
