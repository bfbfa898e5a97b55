"""The company by the API: its settings, and every small list by the same routes."""

import pytest

from faena.company.catalogue.listing import catalogues
from faena.company.models import Company
from faena.upkeep.demo import pictures
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db
LISTS = ("internal_statuses", "payment_methods", "plans", "positions", "statuses", "ticket_statuses", "ticket_types",
         "visit_kinds")  # fmt: skip


def test_settings_hours_and_numbers(admin, clerk):
    api = Api(admin)
    now = api.get("/company").json()
    saved = api.patch("/company", {"city": " Mérida ", "export_reason_rows": 50}, version=now["version"]).json()
    assert (saved["city"], saved["export_reason_rows"], saved["name"]) == ("Mérida", 50, now["name"])
    never = api.patch("/company", {"export_reason_rows": None, "name": None}, version=saved["version"]).json()
    assert (never["export_reason_rows"], never["name"]) == (None, now["name"])
    for sent, at in (({"email": "banana"}, "/email"), ({"zone": "Mars/Base"}, "/zone"), ({"fine_bp": -1}, "/fine_bp"),
                     ({"has_workshop": False, "has_care": False}, "/has_workshop")):  # fmt: skip
        refused = api.patch("/company", sent, version=never["version"])
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, at)
    assert Api(clerk).get("/company").status_code == 403

    hours = {"hours": {"0": [{"start": "08:00", "end": "12:00"}]}, "rests_on_holidays": True}
    kept = api.post("/hours", hours, version=never["version"]).json()
    assert Company.the().working_hours == {"0": [["08:00", "12:00"]]}
    assert api.get("/hours").json() == kept
    hours["hours"]["0"].append({"start": "11:00", "end": "13:00"})
    assert api.post("/hours", hours, version=kept["version"]).json()["errors"][0]["pointer"] == "/hours/0"

    series = {one["kind"]: one for one in api.get("/numbers").json()["items"]}
    assert series["order"]["is_empty"]
    begun = api.post("/numbers", {"kind": "order", "first": 4513}).json()["items"]
    assert next(one["next"] for one in begun if one["kind"] == "order").endswith("4513")
    assert api.post("/numbers", {"kind": "banana", "first": 1}).json()["errors"][0]["pointer"] == "/kind"


def test_the_logo_and_the_first_steps(admin, jobs):
    api = Api(admin)
    assert api.get("/company/logo").status_code == 404
    assert api.form("/company/logo", {"upload": pictures.board(1)}).json()["logo"]
    jobs()
    assert b"".join(api.get("/company/logo"))
    assert api.delete("/company/logo").json()["logo"] is None
    assert api.post("/company/test-print", {"paper": "banana"}).json()["errors"][0]["pointer"] == "/paper"
    assert api.post("/company/test-print", {"paper": "80mm"}).status_code in (201, 422)
    assert api.post("/company/first-steps/hiding").json()["has_first_steps"] is False


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_edited_by_the_same_routes(owner, name, settings):
    Company.objects.update(has_workshop=True, has_care=True)
    assert set(LISTS) == set(catalogues)
    api, path = Api(owner), f"/catalogues/{name}/rows"
    (said,) = (one for one in api.get("/catalogues").json()["items"] if one["name"] == name)
    facts = {}
    for fact in said["facts"]:
        if fact["is_due"]:
            first = next(iter(fact["values"]), "")
            facts[fact["name"]] = (
                {"text": first, "number": int(first or 5)}.get(fact["kind"], 1234)
                if (fact["kind"] != "text")
                else first
            )

    made = api.post(path, {"name": "Entirely new", "facts": facts})

    assert made.status_code == 201, made.content
    row = made.json()
    at = f"{path}/{row['id']}"
    assert made["Location"] == f"/api/v1{at}"
    assert {key: row["facts"][key] for key in facts} == facts
    assert api.get(at).json() == row
    assert api.post(path, {"name": "entirely NEW", "facts": facts}).json()["errors"][0]["pointer"] == "/name"
    assert api.post(path, {"name": "X", "facts": {"banana": 1}}).json()["errors"][0]["pointer"] == "/facts/banana"
    assert api.patch(at, {"name": "Newer"}).status_code == 428
    edited = api.patch(at, {"name": "Newer"}, version=row["version"]).json()
    assert (edited["name"], edited["facts"]) == ("Newer", row["facts"])
    moved = api.post(f"{at}/place", {"up": True}).json()
    assert moved["position"] <= edited["position"]
    assert api.post(f"{at}/retirement").json()["retired_at"]
    assert row["id"] in [one["id"] for one in api.get(path, retired="1").json()["items"]]
    assert api.post(f"{at}/restoration").json()["retired_at"] is None
    assert api.delete(at).status_code == 204
    assert api.get(at).status_code == 404


def test_what_is_wrong_in_a_row_is_told_beside_it(owner, admin, clerk):
    Company.objects.update(has_workshop=True, has_care=True)
    api = Api(owner)

    for name, facts, at in (
        ("plans", {"price": "12.50", "technology": "fibre"}, "/facts/price"),
        ("plans", {"price": 1250, "technology": "banana"}, "/facts/technology"),
        ("plans", {"technology": "fibre"}, "/facts/price"),
        ("plans", {"price": -1, "technology": "fibre"}, "/facts/price"),
        ("visit_kinds", {"minutes": 10**9}, "/facts/minutes"),
        ("payment_methods", {"needs_reference": "yes"}, "/facts/needs_reference"),
        ("ticket_types", {"parent_id": 10**9}, "/facts/parent_id"),
        ("statuses", {"stage": "banana"}, "/facts/stage"),
    ):
        refused = api.post(f"/catalogues/{name}/rows", {"name": "New", "facts": facts})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, at), refused.content
    assert api.get("/catalogues/banana/rows").status_code == 404
    assert Api(clerk).get("/catalogues").status_code == 403
    position = factories.a_position()
    assert Api(admin).delete(f"/catalogues/positions/rows/{position.pk}").json()["permission"] == "catalogue.delete"
    Company.objects.update(has_workshop=False)
    assert api.get("/catalogues/statuses/rows").status_code == 404


def test_an_amount_is_in_minor_units_and_a_key_is_one_row(owner):
    Company.objects.update(has_care=True)
    api, key = Api(owner, language="es"), "k" * 20
    asked = {"name": "50 Mega", "facts": {"price": 1250, "technology": "fibre", "down_mbps": 50}}

    first, again = (api.post("/catalogues/plans/rows", asked, key=key) for _ in range(2))

    assert first.status_code == 201, first.content
    assert first.json()["facts"]["price"] == 1250
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
