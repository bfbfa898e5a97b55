"""Billing by the API: plans taken and left, invoices issued, cancelled and issued again, what a customer owes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.billing.models import Invoice, InvoiceRun, Plan
from faena.billing.months import next_month
from faena.gate.grants import Perm
from faena.journal.models import Access
from tests import factories
from tests.rest.calling import Api
from tests.world import run_jobs

pytestmark = pytest.mark.django_db


def pointers(answer):
    return [one.get("pointer", one.get("parameter")) for one in answer.json()["errors"]]


def test_a_plan_is_taken_changed_suspended_taken_up_and_cancelled(admin, customer, plan):
    api = Api(admin)
    taking = {"plan_id": plan.pk, "due_day": 10, "login": "carmen1", "mac": "ac84c6123456"}

    taken = api.post(f"/customers/{customer.pk}/plans", taking)

    assert taken.status_code == 201, taken.content
    one, at = taken.json(), f"/subscriptions/{taken.json()['id']}"
    assert (one["price"], one["mac"]) == ({"amount": 30_00, "currency": "USD"}, "AC:84:C6:12:34:56")
    assert {"edit", "suspend", "cancel"} <= {offer["key"] for offer in one["actions"]}
    agreed = api.patch(at, {"price": 25_00, "address": "Calle 8"}, version=one["version"]).json()
    assert (agreed["price"]["amount"], agreed["has_own_price"], agreed["login"]) == (25_00, True, "carmen1")
    moved = api.patch(at, {"ip": "10.0.0.7"}, version=agreed["version"]).json()
    assert (moved["price"]["amount"], moved["ip"], moved["address"]) == (25_00, "10.0.0.7", "Calle 8")
    usual = api.patch(at, {"price": None}, version=moved["version"]).json()
    assert (usual["price"]["amount"], usual["has_own_price"]) == (30_00, False)
    assert api.patch(at, {"due_day": 3}, version=1).status_code == 412
    assert api.patch(at, {"due_day": 3}).status_code == 428
    off = api.post(f"{at}/suspension", {"reason": "Away"}, version=usual["version"]).json()
    assert (off["state"], off["reason"]) == ("inactive", "Away")
    on = api.post(f"{at}/resumption", version=off["version"]).json()
    assert on["state"] == "active"
    over = api.post(f"{at}/cancellation", {"reason": "Moved"}, version=on["version"]).json()
    assert (over["state"], over["actions"][0]["why_not"] != "") == ("cancelled", True)
    assert [row["state"] for row in api.get(f"/customers/{customer.pk}/plans").json()["items"]] == ["cancelled"]
    assert [row["id"] for row in api.get("/plans").json()["items"]] == [plan.pk]


def test_a_price_in_another_currency_is_not_carried_on(admin):
    kept = factories.a_subscription(price=20_00, has_own_price=True)
    other = factories.a_plan(price=99_00, currency="VES")

    changed = Api(admin).patch(f"/subscriptions/{kept.pk}", {"plan_id": other.pk}, version=kept.version).json()

    assert changed["price"] == {"amount": 99_00, "currency": "VES"}


def test_an_invoice_is_issued_cancelled_and_issued_again(admin, customer):
    api = Api(admin)
    items = [{"description": "Installation", "amount": 15_00}, {"description": "Cable", "amount": 5_00}]
    due = timezone.localdate().isoformat()

    issued = api.post(f"/customers/{customer.pk}/invoices", {"items": items, "due_on": due})

    assert issued.status_code == 201, issued.content
    one = issued.json()
    assert (one["left"]["amount"], [line["summary"] for line in one["lines"]]) == (20_00, ["Installation", "Cable"])
    urls = {offer["key"]: offer["url"] for offer in one["actions"]}
    assert urls["collect"] == f"/api/v1/charges/{one['charge']}/payments"
    assert [row["id"] for row in api.get("/invoices", state="open").json()["items"]] == [one["id"]]
    assert api.get(f"/invoices/{one['id']}/invoice.pdf").content.startswith(b"%PDF")
    assert Access.objects.filter(kind=Access.Kind.PRINT, about_kind="invoice").count() == 1
    ended = api.post(f"/invoices/{one['id']}/cancellation", {"reason": "Wrong"}).json()
    assert (ended["state"], ended["cancellation"]["reason"]) == ("cancelled", "Wrong")
    assert api.post(f"/invoices/{one['id']}/replacement").status_code == 409  # of no month

    month = factories.an_invoice(factories.a_subscription(customer, started_on=timezone.localdate().replace(day=1)))
    api.post(f"/invoices/{month.pk}/cancellation", {"reason": "Wrong"})
    again = api.post(f"/invoices/{month.pk}/replacement")
    assert again.status_code == 201, again.content
    assert again["Location"] == f"/api/v1/invoices/{again.json()['id']}"
    assert again.json()["replaces"]["id"] == month.pk


def test_what_is_paid_shows_on_it(admin, customer):
    invoice = factories.an_invoice(factories.a_subscription(customer))
    factories.a_payment(invoice.charge, amount=10_00)

    seen = Api(admin).get(f"/invoices/{invoice.pk}").json()

    assert (seen["paid"]["amount"], seen["left"]["amount"], len(seen["payments"])) == (10_00, 20_00, 1)


def test_what_is_refused_names_what_was_sent(admin, customer, plan):
    api = Api(admin)
    plans, invoices = f"/customers/{customer.pk}/plans", f"/customers/{customer.pk}/invoices"
    taking, due = {"plan_id": plan.pk, "due_day": 10}, timezone.localdate()

    assert pointers(api.post(plans, taking | {"plan_id": 10**9})) == ["/plan_id"]
    assert pointers(api.post(plans, taking | {"due_day": 40})) == ["/due_day"]
    assert pointers(api.post(plans, taking | {"price": -1})) == ["/price"]
    assert pointers(api.post(plans, taking | {"ip": "10.0.0"})) == ["/ip"]
    assert pointers(api.post(plans, taking | {"login": "x" * 99})) == ["/login"]
    assert pointers(api.post(plans, taking | {"started_on": "0001-01-01"})) == ["/started_on"]
    asked = {"items": [{"description": "Cable", "amount": 0}], "due_on": due.isoformat()}
    assert pointers(api.post(invoices, asked)) == ["/items/0/amount"]
    item = {"description": "Cable", "amount": 100}
    assert pointers(api.post(invoices, asked | {"items": []})) == ["/items/0/description"]
    late = {"items": [item], "due_on": (due - timedelta(days=1)).isoformat()}
    assert pointers(api.post(invoices, late)) == ["/due_on"]
    assert pointers(api.post("/invoices/runs", {"period": "2019-01-01"})) == ["/period"]
    assert pointers(api.get("/invoices/run", month="2019-01")) == ["month"]
    assert pointers(api.get(f"/customers/{customer.pk}/statement", **{"from": "x"})) == ["from"]


def test_nobody_reaches_further_than_on_the_page(seller, clerk, admin, customer):
    theirs, strange = factories.an_invoice(factories.a_subscription(customer)), factories.an_invoice()
    sells = Api(seller)

    assert sells.get(f"/invoices/{theirs.pk}").status_code == 200
    for path in (
        f"/invoices/{strange.pk}",
        f"/invoices/{strange.pk}/invoice.pdf",
        f"/subscriptions/{strange.subscription_id}",
        f"/customers/{strange.customer_id}/plans",
        f"/customers/{strange.customer_id}/statement",
        f"/customers/{strange.customer_id}/statement.pdf",
    ):
        assert sells.get(path).status_code == 404, path
    assert [row["id"] for row in sells.get("/invoices").json()["items"]] == [theirs.pk]
    desk = Api(clerk)
    refused = desk.post(f"/invoices/{theirs.pk}/cancellation", {"reason": "x"})
    assert refused.json()["permission"] == "billing.manage"
    assert desk.get("/invoices/run").json()["permission"] == "billing.manage"
    assert desk.get("/invoices/keeping").json()["permission"] == "company.edit"
    few = Api(admin, Perm.BILLING_SEE)
    assert few.post("/invoices/runs", {"period": "2026-12-01"}).json()["permission"] == "billing.manage"


def test_a_statement_tells_what_is_left(admin, customer):
    subscription = factories.a_subscription(customer)
    first = factories.an_invoice(subscription, due=-40, period=next_month(timezone.localdate(), -1))
    second = factories.an_invoice(subscription)
    before = factories.an_opening_balance(customer, amount=7_00)
    api, at = Api(admin), f"/customers/{customer.pk}/statement"

    told = api.get(at).json()

    assert told["totals"][0]["open"] == 67_00
    assert [row["id"] for row in told["items"]] == [second.pk, first.pk]
    assert [row["running"]["amount"] for row in told["items"]] == [67_00, 37_00]
    assert [row["id"] for row in told["balances"]] == [before.pk]
    today = timezone.localdate().isoformat()
    assert [row["id"] for row in api.get(at, **{"from": today}).json()["items"]] == [second.pk]
    assert api.get(f"{at}.pdf").content.startswith(b"%PDF")


def test_the_invoices_of_a_month_are_issued(admin, plan):
    month = timezone.localdate().replace(day=1)
    for _number in range(3):
        factories.a_subscription(plan=plan, started_on=month)
    api = Api(admin)

    asked = api.get("/invoices/run").json()
    lines = api.get("/invoices/run/lines", limit=2).json()
    started = api.post("/invoices/runs", {"period": month.isoformat()})
    run_jobs()

    assert (asked["sums"], asked["run"]) == ([{"number": 3, "amount": {"amount": 90_00, "currency": "USD"}}], None)
    assert (len(lines["items"]), lines["items"][0]["amount"]["amount"]) == (2, 30_00)
    assert (started.status_code, started.json()["total"]) == (201, 3), started.content
    assert Invoice.objects.count() == 3
    after = api.get(f"/invoices/runs/{InvoiceRun.objects.get().pk}").json()
    assert (after["issued"], after["ended_at"] is None) == (3, False)
    assert api.get("/invoices/run").json()["issued"] == 3


def test_for_how_long_invoices_are_kept(admin):
    api = Api(admin)
    rule = api.get("/invoices/keeping").json()

    kept = api.patch("/invoices/keeping", {"years": 7}, version=rule["version"])

    assert (kept.status_code, kept.json()["years"]) == (200, 7), kept.content
    assert pointers(api.patch("/invoices/keeping", {"years": 99}, version=kept.json()["version"])) == ["/years"]
    assert api.patch("/invoices/keeping", {"years": 8}, version=0).status_code == 412


def test_it_costs_the_same_for_many(admin, customer, django_assert_max_num_queries):
    for _number in range(12):
        invoice = factories.an_invoice(factories.a_subscription(customer))
        factories.a_payment(invoice.charge, amount=1_00)
        factories.a_payment(invoice.charge, amount=2_00)
        factories.an_opening_balance(customer)
    api = Api(admin)
    api.get("/plans")  # the first use of a token is written down
    assert Plan.objects.count() == 12
    costs = {
        "/invoices": 6,
        f"/invoices/{invoice.pk}": 9,
        f"/customers/{customer.pk}/statement": 10,
        f"/customers/{customer.pk}/plans": 6,
        f"/subscriptions/{invoice.subscription_id}": 6,
        "/plans": 6,
        "/invoices/run/lines": 7,
    }
    for path, most in costs.items():
        with django_assert_max_num_queries(most, info=path):
            assert api.get(path).status_code == 200, path
