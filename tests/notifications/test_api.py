"""Notices and mails by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.notifications.models import Message
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_notices_are_read_one_by_one_and_all(clerk, seller, customer, stranger):
    first = factories.a_notice(clerk, factories.an_order(customer).as_ref)
    second = factories.a_notice(clerk, factories.an_order(stranger).as_ref)
    factories.a_notice(seller, factories.an_order(customer).as_ref)
    api = Api(clerk)

    assert {one["id"] for one in api.get("/notices", kind="unread").json()["items"]} == {first.pk, second.pk}
    read = api.post(f"/notices/{first.pk}/reading").json()
    assert read["read_at"]
    assert read["thing"] == {"kind": "order", "id": first.ref_id}
    assert [one["id"] for one in api.get("/notices", kind="unread").json()["items"]] == [second.pk]
    assert all(one["read_at"] for one in api.post("/notices/reading").json()["items"])
    assert api.get("/notices", kind="unread").json()["items"] == []
    assert api.get("/notices", kind="banana").status_code == 422
    assert Api(seller).post(f"/notices/{first.pk}/reading").status_code == 404


def test_what_is_out_of_reach_is_not_told(seller, stranger):
    order = factories.an_order(stranger)
    factories.a_notice(seller, order.as_ref)

    (told,) = Api(seller).get("/notices").json()["items"]

    assert (told["thing"], told["about"]) == (None, "")


def test_a_mail_that_did_not_leave_is_sent_again(clerk, technician):
    stuck = factories.a_message(state=Message.State.FAILED, problem="refused")
    factories.a_message(state=Message.State.SENT)
    api = Api(clerk)

    assert [one["id"] for one in api.get("/messages", state="stuck").json()["items"]] == [stuck.pk]
    assert api.get(f"/messages/{stuck.pk}").json()["is_stuck"] is True
    again = api.post(f"/messages/{stuck.pk}/sending")
    assert again.status_code in (201, 409), again.content
    assert Api(technician).get("/messages").status_code == 403


def test_what_a_call_costs(clerk, customer):
    for _ in range(4):
        factories.a_notice(clerk, factories.an_order(customer).as_ref)
    for path in ("/notices", "/messages"):
        with CaptureQueriesContext(connection) as asked:
            assert Api(clerk).get(path).status_code == 200
        assert len(asked) <= 6, path
