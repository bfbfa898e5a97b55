"""Customers by the API: the same actions, the same reach, the same rules."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.journal.models import Access
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def queries(api, path):
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(path)
    assert answer.status_code == 200, answer.content
    return len(asked)


def test_a_customer_from_registering_to_deleting(owner, seller):
    api = Api(owner)
    made = api.post("/customers", {"name": "Ana Arias", "phone": "0414-5550101", "seller_id": seller.pk})
    assert made.status_code == 201, made.content
    ana, path = made.json(), made["Location"].removeprefix("/api/v1")
    assert (ana["seller"]["id"], ana["notes"], ana["retired_at"]) == (seller.pk, "", None)

    edited = api.patch(path, {"notes": "Rings twice"}, version=ana["version"]).json()
    assert (edited["notes"], edited["phone"], edited["name"]) == ("Rings twice", ana["phone"], "Ana Arias")
    nobody = api.post(f"{path}/seller", {"seller_id": None}, version=edited["version"]).json()
    assert nobody["seller"] is None
    retired = api.post(f"{path}/retirement", version=nobody["version"]).json()
    assert retired["retired_at"]
    assert {one["key"]: bool(one["why_not"]) for one in retired["actions"]}["restore"] is False
    assert [row["id"] for row in api.get("/customers", state="retired").json()["items"]] == [ana["id"]]
    back = api.post(f"{path}/restoration", version=retired["version"]).json()

    assert api.delete(path).status_code == 428
    assert api.delete(path, version=back["version"] - 1).json()["code"] == "stale"
    assert api.delete(path, version=back["version"]).status_code == 204
    assert api.get(path).status_code == 404


def test_what_hangs_on_him(clerk, customer):
    api, path = Api(clerk), f"/customers/{customer.pk}"
    mother = api.post(f"{path}/contacts", {"name": "Rosa", "kind": "Mother", "email": "rosa@example.org"})
    assert mother["Location"] == f"/api/v1/contacts/{mother.json()['id']}"
    at = f"/contacts/{mother.json()['id']}"
    sent = api.post(f"{at}/sending", {"what": "receives_invoices", "on": True}, version=1).json()
    assert (sent["receives_invoices"], sent["receives_notices"], sent["version"]) == (True, False, 2)
    assert api.post(f"{at}/sending", {"what": "version", "on": True}, version=2).json()["errors"][0]["pointer"] == (
        "/what"
    )
    assert api.patch(at, {"kind": "Aunt"}, version=2).json()["email"] == "rosa@example.org"
    home = api.post(f"{path}/addresses", {"line": "Calle 1", "city": "Mérida"}).json()
    home = api.patch(f"/addresses/{home['id']}", {"district": "Centro"}, version=home["version"]).json()
    assert (home["line"], home["district"]) == ("Calle 1", "Centro")
    whole = api.get(path).json()
    assert ([one["name"] for one in whole["contacts"]], [one["city"] for one in whole["addresses"]]) == (
        ["Rosa"],
        ["Mérida"],
    )

    assert api.delete(at, version=3).json()["contacts"] == []
    assert api.delete(f"/addresses/{home['id']}", version=2).json()["addresses"] == []


def test_devices_are_asked_about_and_move(clerk, customer, stranger):
    api = Api(clerk)
    theirs = api.post(f"/customers/{stranger.pk}/devices", {"kind": "Router", "serial": "ZX-1"}).json()
    asked = api.post(f"/customers/{customer.pk}/devices", {"kind": "Router", "serial": "zx1"})
    assert (asked.status_code, asked.json()["code"]) == (409, "asks")
    assert f"move-{theirs['id']}" in asked.json()["answers"]
    known = {"kind": "Router", "serial": "zx1", "answers": [f"move-{theirs['id']}"]}

    moved = api.post(f"/customers/{customer.pk}/devices", known).json()

    assert (moved["id"], moved["customer"]["id"]) == (theirs["id"], customer.pk)
    assert api.get(f"/customers/{customer.pk}/devices", q="zx1").json()["items"][0]["id"] == theirs["id"]
    edited = api.patch(f"/devices/{theirs['id']}", {"brand": "Acme"}, version=moved["version"]).json()
    assert (edited["brand"], edited["serial"]) == ("Acme", moved["serial"])
    back = api.post(f"/devices/{theirs['id']}/owner", {"customer_id": stranger.pk}).json()
    assert back["customer"]["id"] == stranger.pk
    assert api.delete(f"/devices/{theirs['id']}", version=back["version"]).status_code == 200
    assert not Device.objects.filter(pk=theirs["id"]).exists()


def test_a_seller_reaches_his_own(seller, customer, stranger):
    api = Api(seller)
    contact, address, device = (
        make(stranger) for make in (factories.a_contact, factories.an_address, factories.a_device)
    )

    assert [row["id"] for row in api.get("/customers").json()["items"]] == [customer.pk]
    for path in (f"/customers/{stranger.pk}", f"/contacts/{contact.pk}", f"/addresses/{address.pk}",
                 f"/devices/{device.pk}", f"/customers/{stranger.pk}/devices"):  # fmt: skip
        assert api.get(path).status_code == 404, path
    assert api.get("/customers/search", q=stranger.name).json()["items"] == []
    own = factories.a_device(customer)
    refused = api.post(f"/devices/{own.pk}/owner", {"customer_id": stranger.pk})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/customer_id")


def test_a_seller_is_named_by_who_may(clerk, seller):
    refused = Api(clerk).post("/customers", {"name": "Ana", "seller_id": seller.pk})

    assert (refused.status_code, refused.json()["permission"]) == (403, "customer.assign")
    assert not Customer.objects.filter(name="Ana").exists()


def test_what_is_refused_names_what_was_sent(clerk, customer):
    api = Api(clerk)

    for sent, at in (
        ({"name": ""}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"name": "Ana", "kind": "banana"}, "/kind"),
        ({"name": "Ana", "language": "banana"}, "/language"),
        ({"name": "Ana", "email": "banana"}, "/email"),
        ({"name": "Ana", "phone": "banana"}, "/phone"),
        ({"name": "Ana", "document": "1", "document_kind": "banana"}, "/document_kind"),
        ({"name": "Ana", "document": "390.533.447-05", "document_kind": "br_cpf"}, "/document_kind"),
        ({"name": "Ana", "seller": 1}, "/seller"),
    ):
        refused = api.post("/customers", sent)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, at)
    since = api.patch(f"/customers/{customer.pk}", {"since": "2999-01-01"}, version=customer.version)
    assert since.json()["errors"][0]["pointer"] == "/since"


def test_words_are_looked_for_in_the_address_and_in_the_body(clerk, customer):
    api = Api(clerk)
    device = factories.a_device(customer, serial="SN-77")
    factories.a_term(customer, "serial", "sn 77", device)

    found = api.get("/customers/search", q=customer.name.split()[0]).json()
    again = api.client.generic(
        "POST", "/api/v1/customers/search", b'{"q": "SN-77"}', "application/json", headers=api.headers
    )

    assert [one["customer"]["id"] for one in found["items"]] == [customer.pk]
    assert again.status_code == 200, again.content
    assert again.json()["items"][0]["device"]["id"] == device.pk
    alike = api.post("/customers/alike", {"name": customer.name}).json()["items"]
    assert [one["id"] for one in alike] == [customer.pk]


def test_two_are_one_and_two_again(owner, clerk):
    api = Api(owner)
    kept, gone = factories.a_customer(name="Ana Arias"), factories.a_customer(name="Ana A.", email="a@example.org")
    facts = {"gone_id": gone.pk, "gone_version": gone.version, "takes": ["email"]}
    wrong = api.post(f"/customers/{kept.pk}/merging", facts | {"takes": ["code"]}, version=kept.version)
    assert wrong.json()["errors"][0]["pointer"] == "/takes/0"

    merged = api.post(f"/customers/{kept.pk}/merging", facts, version=kept.version)

    assert merged.status_code == 201, merged.content
    assert merged["Location"] == f"/api/v1/merges/{merged.json()['id']}"
    assert api.get(f"/customers/{kept.pk}").json()["email"] == "a@example.org"
    assert [one["id"] for one in api.get(f"/customers/{kept.pk}").json()["merges"]] == [merged.json()["id"]]
    assert api.get(f"/customers/{gone.pk}").status_code == 404
    undone = api.post(f"/merges/{merged.json()['id']}/undoing").json()
    assert undone["undone_by"]["id"] == owner.pk
    assert undone["why_not_undo"]
    assert api.get(f"/customers/{gone.pk}").status_code == 200
    assert Api(clerk).get(f"/merges/{merged.json()['id']}").status_code == 403


def test_what_is_known_is_handed_over_and_erased(owner, admin):
    api, ana = Api(owner), factories.a_customer(name="Ana Arias", notes="Rings twice")
    path = f"/customers/{ana.pk}"
    assert Api(admin).get(f"{path}/data").status_code == 403
    assert api.get(f"{path}/data").json()["why_not"]

    file = api.get(f"{path}/data/file")

    assert b"".join(file).startswith(b"PK")
    assert Access.objects.get(kind="export").about_id == ana.pk
    early = api.post(f"{path}/forgetting", {"reason": "Asked"}, version=1)
    assert early.status_code == 409
    api.post(f"{path}/retirement", version=1)
    assert api.post(f"{path}/forgetting", {"reason": ""}, version=2).json()["errors"][0]["pointer"] == "/reason"
    gone = api.post(f"{path}/forgetting", {"reason": "Asked"}, version=2).json()
    assert (gone["notes"], "Ana" in gone["name"], bool(gone["forgotten_at"])) == ("", False, True)


def test_what_a_call_costs(clerk, customer):
    api = Api(clerk)
    for number in range(6):
        one = factories.a_customer(name=f"Ana {number}")
        for make in (factories.a_contact, factories.an_address, factories.a_device):
            make(one if number else customer)

    assert queries(api, "/customers?limit=2") == queries(api, "/customers?limit=50") <= 6
    assert queries(api, f"/customers/{customer.pk}") <= 8
    assert queries(api, f"/customers/{customer.pk}/devices") <= 7
    assert queries(api, f"/devices/{Device.objects.last().pk}") <= 6


def test_a_token_that_may_only_read_writes_nothing(clerk, customer):
    api = Api(clerk, Perm.CUSTOMER_SEE)

    assert api.get(f"/customers/{customer.pk}").json()["actions"] == []
    assert api.patch(f"/customers/{customer.pk}", {"name": "x"}, version=1).json()["permission"] == "customer.edit"
