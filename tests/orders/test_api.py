"""Orders by the API: the same actions, the same rules."""

import pytest

from faena.gate.grants import Perm
from faena.upkeep.demo import pictures
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_an_order_is_opened_followed_and_closed(owner, customer):
    api = Api(owner)
    asked = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken screen", "service_value": 0}

    opened = api.post("/orders", asked)

    assert opened.status_code == 201, opened.content
    order = opened.json()
    assert opened["Location"] == f"/api/v1/orders/{order['id']}"
    assert opened["ETag"] == f'"{order["version"]}"'
    assert [one["id"] for one in api.get("/orders", limit=1).json()["items"]] == [order["id"]]
    closing = {"outcome": "repaired", "work_done": "New screen"}
    stale = api.post(f"/orders/{order['id']}/closing", closing, version=order["version"] + 7)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert api.post(f"/orders/{order['id']}/closing", closing).status_code == 428
    closed = api.post(f"/orders/{order['id']}/closing", closing, version=order["version"])
    assert (closed.status_code, closed.json()["stage"]) == (201, "closed")


def test_the_same_key_is_one_order(clerk, customer):
    api, key = Api(clerk), "k" * 20
    asked = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken screen"}

    first, again = api.post("/orders", asked, key=key), api.post("/orders", asked, key=key)
    other = api.post("/orders", asked | {"reason": "Another"}, key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_what_is_refused_names_what_was_sent(clerk, customer):
    api = Api(clerk)
    wrong = {"customer_id": 10**9, "device": {"kind": "Phone"}, "reason": "Broken screen"}

    refused = api.post("/orders", wrong)

    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["errors"][0]["pointer"] == "/customer_id"
    assert api.post("/orders", {**wrong, "reson": "x"}).json()["errors"][0]["pointer"] == "/reson"
    assert api.get("/orders", stages="all").status_code == 422
    assert api.get("/orders", stage="banana").status_code == 422
    assert api.get("/orders", cursor="abc").json()["code"] == "cursor"
    assert Api(None).get("/orders").status_code == 401
    assert Api(clerk, Perm.TICKET_SEE).get("/orders").json()["permission"] == "order.see"
    assert api.get("/orders/999999999").json()["code"] == "not-found"
    assert api.delete("/orders").json()["code"] == "method-not-allowed"
    assert api.get("/nothing").json()["code"] == "not-found"


def test_a_technician_gives_no_value(technician, customer):
    asked = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken", "service_value": 1000}

    refused = Api(technician).post("/orders", asked)

    assert refused.status_code == 403
    assert refused.json()["pointer"] == "/service_value"


def test_a_photo_goes_with_a_status(clerk, customer):
    order = factories.an_order(customer=customer)
    status = {"status_id": factories.a_status().pk, "note": "Look"}

    told = Api(clerk).form(f"/orders/{order.pk}/statuses", status | {"photos": [pictures.board(1)]})

    assert told.status_code == 201, told.content
