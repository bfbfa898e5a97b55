"""People by the API: oneself, and who works here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.accounts.actions import create_user, edit_user
from faena.accounts.actions.users import Person
from faena.accounts.models import SavedView
from faena.gate.grants import Perm
from faena.journal.access import note
from faena.journal.models import Access
from faena.lib.errors import RuleBroken
from faena.upkeep.demo import pictures
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_who_calls_may_do_what_role_and_token_have(clerk):
    me = Api(clerk, Perm.SELF, Perm.ORDER_SEE, Perm.COMPANY_EDIT).get("/me")

    assert me["ETag"] == f'"{clerk.version}"'
    assert (me.json()["id"], me.json()["permissions"]) == (clerk.pk, ["self.edit", "order.see"])
    assert set(me.json()["company"]["modules"]) <= {"workshop", "care"}


def test_ones_own_profile(clerk):
    api = Api(clerk)
    edited = api.patch("/me", {"phone": "0414-5550101"}, version=clerk.version).json()
    assert (edited["name"], edited["version"]) == (clerk.name, clerk.version + 1)
    assert edited["phone"].startswith("+58")
    key = "k" * 20
    first, again = (api.post("/me/language", {"language": "pt-br"}, key=key) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert api.post("/me/language", {"language": "xx"}).status_code == 422
    assert api.post("/me/photo").status_code in (400, 422)
    assert api.form("/me/photo", {"upload": pictures.board(1)}).status_code == 201
    assert api.delete("/me/photo").json()["has_photo"] is False

    quiet = {"muted": ["moved"], "quiet_from": "22:00", "quiet_to": "06:00"}
    assert api.post("/me/notices", quiet).json()["quiet_from"] == "22:00:00"
    assert api.post("/me/notices", {"muted": ["banana"]}).json()["errors"][0]["pointer"] == "/muted"
    half = api.post("/me/notices", {"muted": [], "quiet_from": "22:00"})
    assert half.json()["errors"][0]["pointer"] == "/quiet_to"


@pytest.mark.parametrize("email", ["", "banana"])
def test_nobody_is_here_without_an_address(owner, clerk, email):
    person = Person(name="Nadia", email=email, language="es")

    for act in (
        lambda: create_user(person, role="operator", by=owner),
        lambda: edit_user(clerk, person, version=clerk.version, by=owner),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.at == "email"


def test_who_works_here(owner, admin, clerk):
    gone = factories.a_user("nadia", role="seller", name="Nadia", is_active=False)
    api = Api(admin)

    assert {row["id"] for row in api.get("/users").json()["items"]} == {owner.pk, admin.pk, clerk.pk}
    assert [row["id"] for row in api.get("/users", state="inactive", role="seller").json()["items"]] == [gone.pk]
    assert (api.get(f"/users/{gone.pk}").json()["email"], api.get(f"/users/{gone.pk}").json()["has_factor"]) == (
        "nadia@shop.test",
        False,
    )
    assert Api(clerk).get(f"/users/{clerk.pk}").status_code == 403
    assert Api(clerk).get(f"/users/{clerk.pk}/photo").status_code == 404
    assert api.post("/users", {"name": "x"}).status_code == 405


def test_views_of_lists(clerk, owner):
    api = Api(clerk)
    late = {"route": "orders:list", "question": "needs=late&page=x", "name": "Late"}
    kept = api.post("/views", late).json()
    assert (kept["question"], kept["is_mine"]) == ("needs=late", True)
    assert api.post("/views", late | {"is_shared": True}).json()["permission"] == "catalogue.edit"
    assert api.post("/views", late | {"route": "home:home"}).json()["errors"][0]["pointer"] == "/route"
    assert api.patch(f"/views/{kept['id']}", {"name": "Soon"}).json()["name"] == "Soon"
    assert [one["name"] for one in api.get("/views", list="orders:list").json()["items"]] == ["Soon"]
    shared = factories.a_saved_view(owner, is_shared=True)
    assert api.get(f"/views/{shared.pk}").json()["is_mine"] is False
    assert api.delete(f"/views/{shared.pk}").status_code == 404
    assert api.delete(f"/views/{kept['id']}").status_code == 204
    assert not SavedView.objects.filter(pk=kept["id"]).exists()


def test_the_journal_of_access(owner, admin, clerk):
    note(Access.Kind.EXPORT, person=clerk, facts={"path": "/orders/", "format": "csv"}, count=7)

    rows = Api(admin).get("/accesses", kind="export").json()["items"]

    assert [(row["person_id"], row["count"]) for row in rows] == [(clerk.pk, 7)]
    assert Api(clerk).get("/accesses").status_code == 403


def test_what_a_call_costs(owner, clerk):
    api = Api(owner)
    for number in range(5):
        factories.a_user(f"u{number}@example.org").positions.add(factories.a_position())
    counts = {}
    for path in ("/users?limit=2", "/users?limit=50", f"/users/{clerk.pk}", "/me", "/views", "/accesses"):
        with CaptureQueriesContext(connection) as asked:
            assert api.get(path).status_code == 200
        counts[path] = len(asked)

    assert counts["/users?limit=2"] == counts["/users?limit=50"] <= 6
    assert max(counts.values()) <= 15, counts
