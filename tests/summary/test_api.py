"""The summary by the API: the figures of the page as whole numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_a_month_and_what_is_to_be_received(owner, clerk, customer):
    charge = factories.a_charge(customer, amount=50_00)
    factories.a_payment(charge, amount=20_00)
    factories.an_order(customer)
    api = Api(owner)

    with CaptureQueriesContext(connection) as asked:
        said = api.get("/summary").json()

    assert len(asked) <= 12
    (collected,) = said["period"]["collected"]
    assert collected["amount"]["amount"] == 20_00
    assert said["period"]["orders_in"] == 1
    assert said["before"]["end"] < said["period"]["start"]
    ages = {one["age"]: (one["accounts"], one["left"]["amount"]) for one in said["to_be_received"]}
    assert ages["current"][0] >= 1
    assert api.get("/summary", period="banana").status_code == 422
    assert api.get("/summary", period="week", on="2026-01-05").json()["period"]["start"] <= "2026-01-05"
    rows = api.get("/summary/receivables").json()["items"]
    left = {row["charge"]: row["left"]["amount"] for row in rows}
    assert left[charge.pk] >= 0
    assert api.get("/summary/receivables", age="banana").status_code == 422
    assert Api(clerk).get("/summary").status_code == 403


def test_the_goal(admin):
    api = Api(admin)
    now = api.get("/summary/goal").json()

    assert api.post("/summary/goal", {"days": 5}).status_code == 428
    assert api.post("/summary/goal", {"days": 5}, version=now["version"]).json()["days"] == 5
    assert api.get("/summary").json()["ready_goal"] == 5
    refused = api.post("/summary/goal", {"days": 1000}, version=now["version"] + 1)
    assert refused.json()["errors"][0]["pointer"] == "/days"
    assert api.post("/summary/goal", {"days": None}, version=now["version"] + 1).json()["days"] is None
