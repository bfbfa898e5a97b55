"""The cash by the API: the same actions, the same rules."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.gate.grants import Perm
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_an_account_is_found_paid_and_the_payment_undone(owner, customer, method):
    api, order = Api(owner), factories.an_order(customer)
    assert [one["account"] for one in api.get("/charges", q=str(order)).json()["items"]] == [str(order)]
    at = f"/charges/{order.charge_id}"
    how = api.get(f"{at}/collecting").json()
    assert how["balance"] == {"amount": 50_00, "currency": "USD"}
    assert [one["settles"]["amount"] for one in how["ways"] if one["method"]["id"] == method.pk] == [50_00]

    paid = api.post(f"{at}/payments", {"tenders": [tender(method, 20_00)], "note": "Half"})

    assert paid.status_code == 201, paid.content
    payment = paid.json()
    assert paid["Location"] == f"/api/v1/payments/{payment['id']}"
    assert (payment["amount"]["amount"], payment["left"]["amount"], payment["note"]) == (20_00, 30_00, "Half")
    assert {one["key"]: one["url"] for one in payment["actions"]} == {
        "collect": f"/api/v1{at}/payments",
        "reverse": f"/api/v1/payments/{payment['id']}/reversal",
    }
    assert [one["id"] for one in api.get("/payments").json()["items"]] == [payment["id"]]
    assert api.get(at).json()["balance"]["amount"] == 30_00
    sums = api.get("/payments/totals").json()
    assert [(one["count"], one["net"]["amount"]) for one in sums["by_currency"]] == [(1, 20_00)]

    undoing = f"/payments/{payment['id']}/reversal"
    assert pointers(api.post(undoing, {"reason": " "})) == ["/reason"]
    undone = api.post(undoing, {"reason": "Typed twice"}).json()
    assert undone["reversal"]["reason"] == "Typed twice"
    assert api.post(undoing, {"reason": "Again"}).status_code == 409
    assert api.get(at).json()["balance"]["amount"] == 50_00


def test_reversing_the_payment_of_a_closed_order_opens_it_again(owner, customer):
    order = factories.a_closed_order(customer)
    payment = order.charge.payments.get()

    assert Api(owner).post(f"/payments/{payment.pk}/reversal", {"reason": "Bounced"}).status_code == 201

    order.refresh_from_db()
    assert order.is_open


def test_what_is_refused_of_a_tender_is_named_as_it_was_sent(clerk, order, method, rate):
    api, at = Api(clerk), f"/charges/{order.charge_id}/payments"
    bank = factories.a_method("Bank", currency="VES", needs_reference=True)
    good = tender(method, 10_00)

    def refused(*tenders, **more):
        answer = api.post(at, {"tenders": list(tenders), **more})
        return answer.status_code, pointers(answer)

    assert refused() == (422, ["/tenders"])
    assert refused(good, tender(method, 1, method_id=10**9)) == (422, ["/tenders/1/method_id"])
    assert refused(tender(bank, 10_00)) == (422, ["/tenders/0/method_id"])
    assert refused(tender(bank, 10_00, currency="VES")) == (422, ["/tenders/0/reference"])
    assert refused(tender(method, 0)) == (422, ["/tenders/0/amount"])
    assert refused(tender(method, 60_00)) == (422, ["/tenders"])
    assert refused(tender(method, 1, rate_id=10**9)) == (422, ["/tenders/0/rate_id"])
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    assert refused(tender(method, 10_00, came_on=day)) == (422, ["/day_reason"])
    back = {"method_id": method.pk, "currency": "EUR", "over": 5_00}
    assert refused(tender(method, 10_00, change=back)) == (422, ["/tenders/0/change/currency"])
    on_card = tender(factories.a_method(kind="card"), 10_00, change={**back, "currency": "USD"})
    assert refused(on_card) == (422, ["/tenders/0/change/over"])
    assert refused(good, adjustment={"discount": 5_00}) == (422, ["/adjustment"])
    assert not order.charge.payments.exists()


def test_a_discount_needs_its_own_permission(clerk, admin, customer, method):
    """Only billing.manage gives one; the account and the money stay as they were."""
    charge = factories.an_invoice(factories.a_subscription(customer)).charge
    sent = {"tenders": [tender(method, 20_00)], "adjustment": {"discount": 10_00}}
    at = f"/charges/{charge.pk}/payments"

    refused = Api(clerk).post(at, sent)

    assert (refused.status_code, refused.json()["permission"]) == (403, "billing.manage")
    assert refused.json()["pointer"] == "/adjustment/discount"
    assert not charge.payments.exists()
    assert Api(admin).get(f"/charges/{charge.pk}/collecting").json()["may_discount"] is True
    assert Api(admin).post(at, sent).json()["left"]["amount"] == 0


def test_change_goes_back_and_the_second_currency_counts_by_the_rate(clerk, order, method, rate):
    api = Api(clerk)
    assert api.get("/rates/today").json()["rate"] == rate.rate
    back = {"method_id": method.pk, "currency": "USD", "over": 5_00}
    tenders = [
        tender(method, 10_00, change=back),
        tender(factories.a_method("Bank"), 2455_00, currency="VES", rate_id=rate.pk, reference=" 0042 "),
    ]

    paid = api.post(f"/charges/{order.charge_id}/payments", {"tenders": tenders}).json()

    cash, bank = paid["tenders"]
    assert (cash["amount"]["amount"], cash["change"]["amount"]) == (15_00, {"amount": 5_00, "currency": "USD"})
    assert (bank["worth"], bank["reference"]) == ({"amount": 10_00, "currency": "USD"}, "0042")
    assert bank["rate"]["unit"] == "USD"


def test_a_reference_that_came_before_is_asked_about(clerk, order):
    api, at, bank = Api(clerk), f"/charges/{order.charge_id}/payments", factories.a_method("Bank")
    sent = {"tenders": [tender(bank, 10_00, reference="77")]}
    api.post(at, sent)

    asked = api.post(at, sent)

    assert (asked.status_code, asked.json()["code"]) == (409, "asks")
    assert asked.json()["pointer"] == "/tenders/0/reference"
    assert api.post(at, {**sent, "answers": list(asked.json()["answers"])}).status_code == 201


def test_several_accounts_are_paid_at_once(clerk, customer, method):
    api = Api(clerk)
    first, second = (factories.an_order(customer) for _ in range(2))
    accounts = [{"charge_id": one.charge_id} for one in (first, second)]
    at = f"/customers/{customer.pk}/collections"

    assert pointers(api.post(at, {"accounts": [], "tenders": [tender(method, 1)]})) == ["/accounts"]
    strange = [{"charge_id": factories.an_order().charge_id}]
    refused = api.post(at, {"accounts": strange, "tenders": [tender(method, 1)]})
    assert pointers(refused) == ["/accounts/0/charge_id"]
    late = api.post(at, {"accounts": [{**accounts[0], "fine": 5}], "tenders": [tender(method, 1)]})
    assert pointers(late) == ["/accounts"]
    made = api.post(at, {"accounts": accounts, "tenders": [tender(method, 80_00)]})

    assert made.status_code == 201, made.content
    collection = made.json()
    assert [one["amount"]["amount"] for one in collection["payments"]] == [50_00, 30_00]
    printed = api.post(f"/collections/{collection['id']}/prints", {}).json()
    assert printed["prints"] == [1]
    assert api.get(f"/collections/{collection['id']}/prints/1.pdf").content.startswith(b"%PDF")
    assert api.get(f"/collections/{collection['id']}/prints/2.pdf").status_code == 404


def test_a_receipt_is_printed_and_says_which_print_it_is(clerk, order):
    api, at = Api(clerk), f"/payments/{factories.a_payment(order.charge).pk}"

    printed = api.post(f"{at}/prints", {"paper": "a4"})

    assert [(one["number"], one["paper"]) for one in printed.json()["prints"]] == [(1, "a4")]
    assert api.get(f"{at}/prints/1.pdf").content.startswith(b"%PDF")
    assert api.get(f"{at}/prints/2.pdf").status_code == 404
    assert pointers(api.post(f"{at}/prints", {"paper": "a3"})) == ["/paper"]


def test_a_rate_is_set_from_a_day_on(owner, rate):
    api, today = Api(owner), timezone.localdate().isoformat()

    asked = api.post("/rates", {"unit": "USD", "rate": 500_00000000, "on": today})
    assert pointers(asked) == ["/rate"]
    assert pointers(api.post("/rates", {"unit": "USD", "rate": 0, "on": today})) == ["/rate"]
    sure = api.post("/rates", {"unit": "USD", "rate": 500_00000000, "on": today, "is_sure": True})

    assert (sure.status_code, sure["Location"]) == (201, f"/api/v1/rates/{sure.json()['id']}")
    assert [one["id"] for one in api.get("/rates", limit=1).json()["items"]] == [sure.json()["id"]]
    assert api.get("/rates/today").json()["id"] == sure.json()["id"]


def test_a_shop_of_one_currency_has_no_rates(owner):
    api = Api(owner)

    assert api.get("/rates").status_code == 404
    assert api.get("/rates/today").status_code == 404
    assert api.post("/rates", {"unit": "USD", "rate": 1, "on": "2026-01-01"}).status_code == 404


def test_what_was_owed_before_is_written_down_and_voided(owner, clerk, customer):
    api, at = Api(owner), f"/customers/{customer.pk}/balances"
    assert pointers(api.post(at, {"concept": "Invoice", "amount": 0})) == ["/amount"]
    assert pointers(api.post(at, {"concept": "Invoice", "amount": 1, "currency": "XXX"})) == ["/currency"]

    made = api.post(at, {"concept": "Invoice 7", "amount": 40_00, "old_number": "FAC-7"}).json()

    assert (made["state"], made["left"]["amount"], made["account"]["concept"]) == ("open", 40_00, "Invoice 7")
    assert [one["key"] for one in made["actions"]] == ["collect", "void"]
    assert [one["id"] for one in api.get(at).json()["items"]] == [made["id"]]
    assert Api(clerk).get(f"/balances/{made['id']}").status_code == 200
    void = api.post(f"/balances/{made['id']}/voiding", {"reason": "Paid long ago"}).json()
    assert (void["state"], void["voiding"]["reason"]) == ("void", "Paid long ago")


def test_out_of_reach_is_not_there(seller, stranger, method):
    charge = factories.an_order(stranger).charge
    payment, balance = factories.a_payment(charge), factories.an_opening_balance(stranger)
    api = Api(seller)

    for path in (
        f"/charges/{charge.pk}", f"/charges/{charge.pk}/collecting", f"/payments/{payment.pk}",
        f"/payments/{payment.pk}/prints/1.pdf", f"/balances/{balance.pk}",
    ):  # fmt: skip
        assert api.get(path).status_code == 404, path
    assert api.post(f"/charges/{charge.pk}/payments", {"tenders": [tender(method, 1)]}).status_code == 404
    assert api.post(f"/customers/{stranger.pk}/collections", {"accounts": [], "tenders": []}).status_code == 404
    assert api.post(f"/payments/{payment.pk}/prints", {}).status_code == 404
    assert api.get("/payments", **{"from": ""}).json()["items"] == []
    assert api.get("/charges").json()["items"] == []


def test_days_of_the_totals_are_asked_as_those_of_the_list(clerk, order):
    api, today = Api(clerk, Perm.PAYMENT_SEE), timezone.localdate()
    factories.a_payment(order.charge, amount=7_00)

    sums = api.get("/payments/totals", **{"from": (today - timedelta(days=9)).isoformat()}).json()

    assert (sums["last"], sums["lines"][0]["received"]["amount"]) == (today.isoformat(), 7_00)
    assert api.get("/payments/totals", **{"from": ""}).json()["errors"][0]["parameter"] == "from"
    assert api.get("/payments/totals", state="banana").json()["errors"][0]["parameter"] == "state"
    assert api.get("/charges").status_code == 403


def test_a_read_costs_the_same_for_any_number(owner, customer, django_assert_max_num_queries):
    charge = factories.an_order(customer).charge
    payments = [factories.a_payment(charge, amount=1_00) for _ in range(3)]
    balances = [factories.an_opening_balance(customer, old_number=f"F{number}") for number in range(3)]
    api = Api(owner)
    costs = {
        "/payments": 9, "/payments/totals": 8, f"/payments/{payments[0].pk}": 8, "/charges": 5, "/payment-methods": 4,
        f"/charges/{charge.pk}": 7, f"/charges/{charge.pk}/collecting": 6, f"/balances/{balances[0].pk}": 6,
        f"/customers/{customer.pk}/balances": 6,
    }  # fmt: skip
    for path, most in costs.items():
        with django_assert_max_num_queries(most):
            assert api.get(path).status_code == 200, path


def tender(method, amount, **more):
    return {"method_id": method.pk, "amount": amount, "currency": "USD", **more}


def pointers(answer):
    return [one["pointer"] for one in answer.json().get("errors", [])]
