"""Orders by the API: the same actions, the same rules."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.models import Access
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


def test_ten_photos_go_at_once_and_no_more(clerk, customer):
    order = factories.an_order(customer=customer)
    status = {"status_id": factories.a_status().pk, "photos": [pictures.board(seed) for seed in range(11)]}

    refused = Api(clerk).form(f"/orders/{order.pk}/statuses", status)

    assert (refused.status_code, pointers(refused)) == (422, ["/photos"])
    assert not order.entries.exists()


def test_an_advance_comes_with_the_device(clerk, customer):
    api, cash = Api(clerk), factories.a_method("Drawer", kind="cash")
    asked = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken", "service_value": 5000}
    advance = {"method_id": cash.pk, "amount": 2000, "currency": "USD"}

    wrong = api.post("/orders", {**asked, "advance": {**advance, "method_id": 10**9}})
    assert (wrong.status_code, pointers(wrong)) == (422, ["/advance/method_id"])
    none = api.post("/orders", {**asked, "advance": {**advance, "amount": 0}})
    assert pointers(none) == ["/advance/amount"]

    opened = api.post("/orders", {**asked, "advance": advance}).json()

    assert opened["account"]["paid"] == {"amount": 2000, "currency": "USD"}
    assert [one["key"] for one in opened["actions"] if one["key"] == "collect"] == ["collect"]


def test_whoever_may_not_collect_takes_no_advance(clerk, customer):
    api = Api(clerk, Perm.ORDER_OPEN, Perm.CUSTOMER_SEE, Perm.CUSTOMER_EDIT)
    advance = {"method_id": factories.a_method().pk, "amount": 2000, "currency": "USD"}
    asked = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken", "advance": advance}

    refused = api.post("/orders", asked)

    assert (refused.status_code, refused.json()["pointer"]) == (403, "/advance")


def test_what_hangs_on_an_order_is_written_corrected_and_taken_back(owner, customer):
    """Each change is an event of the order; what is corrected has a version of its own."""
    api, tina = Api(owner), factories.a_user(role="technician")
    order = factories.an_order(customer=customer)
    at, status = f"/orders/{order.pk}", factories.a_status()
    factories.an_entry(order, factories.a_status(stage="received"))

    def version() -> int:
        return api.get(at).json()["version"]

    assert api.patch(at, {"accessories": "Charger"}).status_code == 428
    edited = api.patch(at, {"accessories": "Charger", "unlock_code": "1234"}, version=version())
    assert (edited.status_code, edited.json()["accessories"], edited.json()["reason"]) == (
        200, "Charger", order.reason,
    )  # fmt: skip
    assert api.get(f"{at}/unlock-code").json() == {"code": "1234"}
    given = api.post(f"{at}/technician", {"technician_id": tina.pk}, version=version()).json()
    assert given["technician"]["id"] == tina.pk
    assert api.post(f"{at}/technician/undoing", {"before_id": None}, version=version()).json()["technician"] is None
    assert pointers(api.post(f"{at}/technician", {"technician_id": owner.pk}, version=version())) == ["/technician_id"]
    worth = api.post(f"{at}/value", {"value": 7000}, version=version())
    assert worth.json()["service_value"] == {"amount": 7000, "currency": "USD"}
    assert pointers(api.post(f"{at}/value", {"value": -1}, version=version())) == ["/value"]

    part = api.post(f"{at}/parts", {"description": "Fan", "quantity": 2000, "unit_price": 500}).json()["parts"][0]
    assert part["total"] == {"amount": 1000, "currency": "USD"}
    read = api.get(f"{at}/parts/{part['id']}")
    assert (read["ETag"], [one["key"] for one in read.json()["actions"]]) == (
        f'"{part["version"]}"',
        ["edit", "delete"],
    )
    changed = api.patch(f"{at}/parts/{part['id']}", {"quantity": 3000}, version=part["version"]).json()
    assert (changed["parts"][0]["quantity"], changed["account"]["total"]["amount"]) == (3000, 8500)
    assert api.patch(f"{at}/parts/{part['id']}", {"quantity": 1}, version=part["version"]).status_code == 412
    assert [one["description"] for one in api.get("/orders/parts").json()["items"]] == ["Fan"]
    assert api.delete(f"{at}/parts/{part['id']}").json()["parts"] == []

    note = {"status_id": factories.an_internal_status().pk, "note": "Needs a solder"}
    noted = api.post(f"{at}/internal", note).json()["internal"][0]
    offered = api.get(f"{at}/internal/{noted['id']}").json()["actions"]
    assert [(one["key"], one["why_not"]) for one in offered] == [("edit", ""), ("withdraw", "")]
    mended = api.patch(f"{at}/internal/{noted['id']}", {**note, "note": "Needs solder"}, version=noted["version"])
    assert mended.json()["internal"][0]["note"] == "Needs solder"
    withdrawn = api.post(f"{at}/internal/{noted['id']}/withdrawal").json()["internal"][0]
    assert withdrawn["withdrawn_at"]

    api.form(f"{at}/statuses", {"status_id": status.pk, "note": "Look", "photos": [pictures.board(2)]})
    told = api.get(at).json()["statuses"][-1]
    photo, entry = told["photos"][0]["id"], f"{at}/statuses/{told['id']}"
    assert api.form(f"{entry}/pictures", {"photos": [pictures.board(3)]}).status_code == 201
    assert api.post(f"{at}/pictures/{photo}/withdrawal").status_code == 201
    gone = api.get(entry).json()["photos"]
    assert [bool(one["withdrawn_at"]) for one in gone] == [True, False]
    assert api.post(f"{at}/pictures/{photo}/restoration").status_code == 201
    assert api.get(f"{at}/photos/{photo}").status_code == 404  # not made yet
    version_of_entry = api.get(entry).json()["version"]
    corrected = api.patch(entry, {"status_id": status.pk, "note": "See"}, version=version_of_entry)
    assert corrected.json()["statuses"][-1]["note"] == "See"
    assert api.post(f"{entry}/withdrawal").json()["statuses"][-1]["withdrawn_at"]
    assert api.post(f"{entry}/restoration").json()["statuses"][-1]["withdrawn_at"] is None
    assert [one["note"] for one in api.get("/orders/statuses", status=status.pk).json()["items"]] == ["See"]

    paper = SimpleUploadedFile("quote.txt", b"Screen: 50", "text/plain")
    kept = api.form(f"{at}/files", {"attachments": [paper], "is_visible": "true"}).json()["files"][0]
    assert (kept["name"], kept["is_visible"]) == ("quote.txt", True)
    assert b"".join(api.get(f"{at}/files/{kept['id']}").streaming_content) == b"Screen: 50"
    assert api.post(f"{at}/files/{kept['id']}/withdrawal").json()["files"][0]["withdrawn_at"]
    assert api.post(f"{at}/files/{kept['id']}/restoration").json()["files"][0]["withdrawn_at"] is None

    page = api.get(f"{at}/history").json()
    assert api.get(f"{at}/history", before=page["next"]).json()["items"]
    assert {one["about"] for one in api.get(f"{at}/history", about="money").json()["items"]} == {"money"}
    assert api.get(f"{at}/history", before="x").json()["code"] == "cursor"
    assert api.get(f"{at}/history", about="x").status_code == 422


def test_a_status_that_was_just_set_never_was(clerk, customer):
    api, order = Api(clerk), factories.an_order(customer=customer)
    factories.an_entry(order, factories.a_status(stage="received"))
    set_one = api.form(f"/orders/{order.pk}/statuses", {"status_id": factories.a_status().pk}).json()["statuses"][-1]

    undone = api.post(f"/orders/{order.pk}/statuses/{set_one['id']}/undoing")

    assert undone.json()["statuses"][-1]["withdrawn_at"]


def test_the_customer_is_written_to_and_follows(owner, customer):
    api = Api(owner)
    Customer.objects.filter(pk=customer.pk).update(email="carmen@example.com")
    made = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken"}
    order = api.post("/orders", made).json()["id"]
    at, ready = f"/orders/{order}", factories.a_status(stage="ready")

    told = api.form(f"{at}/statuses", {"status_id": ready.pk, "channels": ["mail", "whatsapp"], "reminds": "true"})
    assert told.status_code == 201, told.content
    written = api.get(f"{at}/tellings").json()["items"]
    assert {one["channel"] for one in written} == {"mail", "whatsapp"}
    chat = next(one for one in written if one["channel"] == "whatsapp")
    assert chat["chat"].startswith("https://wa.me/")
    assert "…/t/…" in chat["text"]
    confirmed = api.post(f"{at}/tellings/{chat['id']}/confirmation").json()["items"]
    assert next(one for one in confirmed if one["id"] == chat["id"])["confirmed_at"]
    assert [one["state"] for one in api.get(f"{at}/reminders").json()["items"]] == ["open", "open"]

    draft = api.get(f"{at}/telling").json()
    assert (draft["kind"], draft["ways"]["mail"]) == ("ready", ["carmen@example.com"])
    again = api.post(f"{at}/tellings", {"channels": ["mail"], "text": "Come, please."})
    assert again.json()["items"][0]["text"] == "Come, please."
    assert pointers(api.post(f"{at}/tellings", {"channels": ["pigeon"], "text": "x"})) == ["/channels"]
    assert pointers(api.post(f"{at}/tellings", {"channels": ["mail"], "text": ""})) == ["/text"]

    link = api.get(f"{at}/link").json()
    assert {one["url"] for one in link["actions"]} == {
        f"/api/v1{at}/link/mails", f"/api/v1{at}/link/revocation",
    }  # fmt: skip
    assert api.post(f"{at}/link/mails").status_code == 201
    assert api.post(f"{at}/link/revocation").json()["url"] == ""
    assert api.post(f"{at}/link/mails").status_code == 409
    assert api.post(f"{at}/link/renewal").json()["url"] not in ("", link["url"])


def test_whoever_may_not_write_to_customers_sets_a_status_in_silence(clerk, customer):
    order = factories.an_order(customer=customer)
    api = Api(clerk, Perm.ORDER_SEE, Perm.STATUS_ADD)
    status = {"status_id": factories.a_status().pk}

    refused = api.form(f"/orders/{order.pk}/statuses", {**status, "channels": ["whatsapp"]})

    assert (refused.status_code, refused.json()["permission"]) == (403, "link.send")
    assert not order.entries.exists()
    assert api.form(f"/orders/{order.pk}/statuses", status).status_code == 201
    assert api.get(f"/orders/{order.pk}/tellings").status_code == 403
    assert api.get(f"/orders/{order.pk}/link").status_code == 403


def test_the_terms_are_published_signed_and_ended(owner, customer):
    api = Api(owner)
    first = api.post("/terms", {"text": "Devices wait 90 days."}, version=0)
    assert (first.status_code, first["Location"]) == (201, f"/api/v1/terms/{first.json()['id']}")
    made = {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken"}
    order = api.post("/orders", made).json()
    at = f"/orders/{order['id']}"
    assert order["terms"] == {"id": first.json()["id"], "number": 1, "is_pending": True}
    assert api.post("/terms", {"text": "Another"}, version=7).status_code == 412
    second = api.post("/terms", {"text": "Devices wait 60 days."}, version=1).json()
    assert api.get(f"{at}/signature/phone").json()["url"].startswith("http")
    assert api.post(f"{at}/terms", {"number": 2}).json()["terms"]["number"] == 2

    signing = {"terms_id": first.json()["id"], "signer": "Carmen", "strokes": None}
    assert pointers(api.post(f"{at}/signature", signing)) == ["/terms_id"]
    signing = {"terms_id": second["id"], "signer": "Carmen", "strokes": json.dumps(factories.STROKES)}
    signed = api.post(f"{at}/signature", signing).json()

    assert (signed["signature"]["signer"], signed["signature"]["is_drawn"]) == ("Carmen", True)
    assert api.get(f"{at}/signature.svg")["Content-Type"] == "image/svg+xml"
    ended = api.delete("/terms", version=2)
    assert (ended.status_code, ended.json()["version"], ended["ETag"]) == (200, 3, '"3"')
    assert [one["is_in_force"] for one in api.get("/terms").json()["items"]] == [False, False, False]


def test_what_customers_are_written_and_when_is_set(owner):
    api = Api(owner)
    ours = {"kind": "ready", "language": "es", "text": "Hola {name}: venga."}

    kept = api.patch("/texts", ours, version=0)

    assert kept.status_code == 200, kept.content
    (text,) = [one for one in kept.json()["items"] if (one["kind"], one["language"]) == ("ready", "es")]
    assert (text["text"], text["is_own"]) == ("Hola {name}: venga.", True)
    assert pointers(api.patch("/texts", {**ours, "text": "{banana}"}, version=text["version"])) == ["/text"]
    assert api.patch("/texts", {**ours, "kind": "x"}, version=0).status_code == 422
    assert api.patch("/texts", {**ours, "text": ""}, version=text["version"]).status_code == 200

    rule, key = {"first_days": 5, "again_days": 0, "by_mail": True}, "k" * 20
    days = api._send("PATCH", "/reminding", rule, 0, key)
    assert (days.json()["first_days"], days["ETag"]) == (5, '"1"')
    again = api._send("PATCH", "/reminding", rule, 0, key)
    assert (again.status_code, again.json(), again["Idempotency-Replayed"]) == (200, days.json(), "true")
    refused = api.patch("/reminding", {"first_days": 5, "again_days": 4, "by_mail": True}, version=1)
    assert pointers(refused) == ["/again_days"]


def test_an_order_ends_and_its_papers_say_so(owner, customer):
    api = Api(owner)
    order = factories.an_order(customer=customer, value=0)
    factories.an_entry(order, factories.a_status(stage="received"))
    at, closing = f"/orders/{order.pk}", {"outcome": "repaired", "work_done": "New screen"}
    assert api.get(f"{at}/report.pdf").status_code == 404

    closed = api.post(f"{at}/closing", closing, version=1).json()

    assert [one["why_not"] for one in closed["actions"] if one["key"] == "reopen"] == [""]
    for paper in ("slip.pdf", "label.pdf", "report.pdf", f"report.pdf?closing={closed['closings'][0]['id']}"):
        assert api.get(f"{at}/{paper}").content.startswith(b"%PDF"), paper
    assert api.get(f"{at}/slip.pdf", paper="a3").status_code == 422
    assert Access.objects.filter(kind=Access.Kind.PRINT, about_id=order.pk).exists()
    assert api.post(f"{at}/voiding", {"reason": "x"}, version=closed["version"]).json()["code"] == "over"
    assert pointers(api.post(f"{at}/reopening", {"reason": ""}, version=closed["version"])) == ["/reason"]
    opened = api.post(f"{at}/reopening", {"reason": "It broke again"}, version=closed["version"]).json()
    assert (opened["stage"], opened["closings"][0]["reopen_reason"]) == ("received", "It broke again")
    void = api.post(f"{at}/voiding", {"reason": "Wrong device"}, version=opened["version"])
    assert (void.status_code, void.json()["stage"]) == (201, "void")


def test_the_right_customer_gets_the_order_and_a_visit(owner, customer):
    api, other, tina = Api(owner), factories.a_customer(name="Berta"), factories.a_user(role="technician")
    order = factories.an_order(customer=customer)
    at = f"/orders/{order.pk}"
    factories.the_company(has_care=True)

    corrected = api.post(f"{at}/customer", {"customer_id": other.pk}, version=1)

    assert corrected.json()["customer"]["id"] == other.pk
    assert pointers(api.post(f"{at}/customer", {"customer_id": 10**9}, version=2)) == ["/customer_id"]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    visit = {"kind_id": factories.a_visit_kind().pk, "on": tomorrow, "period": "morning", "address": "Calle 8"}
    assert pointers(api.post(f"{at}/visits", visit)) == ["/technician_id"]
    booked = api.post(f"{at}/visits", {**visit, "technician_id": tina.pk})
    assert booked.status_code == 201, booked.content
    assert [one["technician"]["id"] for one in api.get(f"{at}/visits").json()["items"]] == [tina.pk]


def test_out_of_reach_is_not_there(seller, technician, stranger, clerk):
    order = factories.an_order(customer=stranger)
    at = f"/orders/{order.pk}"
    sellers, repairs = Api(seller), Api(technician)

    for path in (
        "",
        "/unlock-code",
        "/history",
        "/reminders",
        "/link",
        "/tellings",
        "/telling",
        "/slip.pdf",
        "/visits",
    ):
        assert sellers.get(f"{at}{path}").status_code == 404, path
    assert sellers.patch(at, {"reason": "x"}, version=1).status_code == 404
    assert sellers.post(f"{at}/signature", {"terms_id": 1, "signer": "x", "strokes": None}).status_code == 404
    assert repairs.post(f"{at}/technician", {"technician_id": technician.pk}, version=1).status_code == 201
    someone = factories.a_user(role="technician")
    assert pointers(repairs.post(f"{at}/technician", {"technician_id": someone.pk}, version=2)) == ["/technician_id"]
    assert [one["id"] for one in repairs.get("/orders/technicians").json()["items"]] == [technician.pk]
    mine = factories.an_entry(order, author=clerk)
    refused = repairs.patch(f"{at}/statuses/{mine.pk}", {"status_id": mine.status_id, "note": "x"}, version=1)
    assert refused.status_code == 409


def test_without_the_workshop_nothing_of_it_is_there(owner, customer):
    order = factories.an_order(customer=customer)
    factories.the_company(has_workshop=False)
    api = Api(owner)

    at = f"/orders/{order.pk}"
    for path in ("/orders", f"{at}/link", f"{at}/telling", f"{at}/tellings", "/terms", "/texts", "/reminding"):
        assert api.get(path).status_code == 404, path


def test_a_read_costs_the_same_for_any_number(owner, customer, django_assert_max_num_queries):
    order = factories.an_order(customer=customer)
    for _ in range(3):
        factories.an_entry(order)
        factories.an_internal_entry(order)
        factories.a_part(order)
        factories.an_order()
    factories.the_company(has_care=True)
    api, at = Api(owner), f"/orders/{order.pk}"
    costs = {
        "/orders": 7, "/orders/parts": 7, "/orders/statuses": 8, at: 12, f"{at}/history": 9, f"{at}/unlock-code": 5,
        f"{at}/link": 5, f"{at}/tellings": 5, f"{at}/telling": 11, f"{at}/visits": 5, "/terms": 4, "/texts": 4,
        "/statuses": 4, f"{at}/parts/{order.parts.first().pk}": 5, f"{at}/statuses/{order.entries.first().pk}": 7,
    }  # fmt: skip
    for path, most in costs.items():
        with django_assert_max_num_queries(most):
            assert api.get(path).status_code == 200, path


def pointers(answer):
    return [one["pointer"] for one in answer.json().get("errors", [])]
