"""The agenda by the API: visits from booking to their end, who may change them, absences, calendars."""

import json
from datetime import time, timedelta

import pytest
from django.utils import timezone

from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.upkeep.demo import pictures
from tests import factories
from tests.factories import STROKES
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def pointers(answer):
    return [one.get("pointer", one.get("parameter")) for one in answer.json()["errors"]]


@pytest.fixture
def sent(kind, technician, tomorrow):
    """Tomorrow at ten by Tina."""
    return {
        "kind_id": kind.pk,
        "goes": {"technician_id": technician.pk},
        "on": tomorrow.isoformat(),
        "hour": "10:00",
        "address": "Calle 8",
    }


def test_a_visit_is_booked_moved_and_put_back(clerk, customer, technician, field, tomorrow, sent):
    api = Api(clerk)

    booked = api.post(f"/customers/{customer.pk}/visits", sent)

    assert booked.status_code == 201, booked.content
    visit, at = booked.json(), f"/visits/{booked.json()['id']}"
    assert (visit["technician"]["id"], visit["undo"]) == (technician.pk, "")
    assert "reschedule" in {one["key"] for one in visit["actions"]}
    later = {"on": tomorrow.isoformat(), "hour": "12:00", "reason": "They asked"}
    moved = api.post(f"{at}/time", later, version=visit["version"]).json()
    assert moved["starts_at"] > visit["starts_at"]
    back = api.post(f"{at}/undoing", {"undo": moved["undo"]})
    assert (back.status_code, back.json()["starts_at"]) == (201, visit["starts_at"]), back.content
    assert api.post(f"{at}/undoing", {"undo": moved["undo"]}).status_code == 412
    assert api.post(f"{at}/undoing", {"undo": "made:up"}).status_code == 409
    assert Api(technician).post(f"{at}/undoing", {"undo": moved["undo"]}).status_code == 409
    given = api.post(
        f"{at}/technician", {"goes": {"position_id": field.pk}, "reason": "Any"}, version=back.json()["version"]
    ).json()
    assert (given["technician"], given["position"]["id"]) == (None, field.pk)
    part = {"on": tomorrow.isoformat(), "period": "morning", "goes": {"technician_id": technician.pk}}
    part = api.post(f"{at}/move", part, version=given["version"]).json()
    assert (part["period"], part["starts_at"], part["technician"]["id"]) == ("morning", None, technician.pk)
    assert api.post(f"{at}/move", {"on": tomorrow.isoformat()}, version=1).status_code == 412
    ended = api.post(f"{at}/cancellation", {"reason": "They called"}).json()
    assert (ended["state"], ended["ending"]) == ("cancelled", "They called")
    assert api.post(f"{at}/cancellation", {"reason": "They called"}).json()["code"] == "over"


def test_a_technician_takes_it_goes_there_and_finishes(technician, booked, field, tomorrow):
    visit, api = booked(goes=field), Api(technician)
    at = f"/visits/{visit.pk}"

    assert api.post(f"{at}/taking").json()["technician"]["id"] == technician.pk
    assert api.post(f"{at}/travel").json()["state"] == "travelling"
    assert api.post(f"{at}/arrival", {}).status_code == 409  # of another day
    assert api.post(f"{at}/arrival", {"any_day": True}).json()["state"] == "arrived"
    proof = {"note": "A new cable", "serial": "SN1", "photos": [pictures.board(1)], "is_visible": "true"}
    done = api.form(f"{at}/completion", proof | {"signer": "Carmen", "strokes": json.dumps(STROKES)})

    assert done.status_code == 201, done.content
    seen = done.json()
    assert (seen["state"], seen["serial"], seen["signature"]["signer"]) == ("done", "SN1", "Carmen")
    assert api.get(f"{at}/signature.svg")["Content-Type"] == "image/svg+xml"
    photo = seen["photos"][0]
    assert photo["is_visible"]
    hidden = api.post(f"{at}/photos/{photo['id']}/visibility", {"is_visible": False}).json()
    assert not hidden["photos"][0]["is_visible"]
    failed = booked(hour=time(15))
    assert api.post(f"/visits/{failed.pk}/failure", {"reason": "Dog"}).status_code == 409  # nobody has left
    api.post(f"/visits/{failed.pk}/travel")
    assert api.post(f"/visits/{failed.pk}/failure", {"reason": "Dog"}).json()["state"] == "failed"


def test_two_exchange_their_visits(clerk, booked, technician, tomorrow):
    other = factories.a_user(role="technician")
    mine, theirs = booked(), booked(goes=other, hour=time(14))

    swapped = Api(clerk).post(f"/visits/{mine.pk}/swap", {"other_id": theirs.pk, "reason": "x"}, version=mine.version)

    assert swapped.json()["technician"]["id"] == other.pk, swapped.content
    third = factories.a_visit(technician=technician, hours=200, on=tomorrow + timedelta(days=8))
    refused = Api(clerk).post(
        f"/visits/{mine.pk}/swap", {"other_id": third.pk, "reason": "x"}, version=swapped.json()["version"]
    )
    assert pointers(refused) == ["/other_id"]


def test_what_is_refused_names_what_was_sent(clerk, customer, sent, booked, technician):
    api, at = Api(clerk), f"/customers/{customer.pk}/visits"

    def refused(**facts):
        return pointers(api.post(at, sent | facts))

    assert refused(kind_id=10**9) == ["/kind_id"]
    assert refused(goes={}) == ["/goes"]
    assert refused(goes={"technician_id": clerk.pk}) == ["/goes/technician_id"]
    assert refused(hour="10:00Z") == ["/hour"]
    assert refused(period="night", hour=None) == ["/period"]
    assert refused(minutes=10**12) == ["/minutes"]
    assert refused(on="1999-01-01") == ["/on"]
    assert refused(address=" ") == ["/address"]
    assert refused(contact_id=10**9) == ["/contact_id"]
    booked()
    assert refused() == ["/hour"]  # Tina has one then
    assert api.get("/visits", state="lost").status_code == 422
    assert api.get("/visits", technician="x").status_code == 422
    assert api.get("/visits", **{"from": "2026-13-01"}).status_code == 422
    visit = Visit.objects.get()
    assert api.post(f"/visits/{visit.pk}/time", {"on": "2026-01-01", "reason": "x"}).status_code == 428


def test_nobody_reaches_further_than_on_the_page(seller, technician, clerk, customer, booked, sent, tomorrow):
    other = factories.a_user(role="technician")
    theirs, strange = booked(goes=other), factories.a_visit()
    repairs, sells = Api(technician), Api(seller)

    assert sells.get(f"/visits/{theirs.pk}").status_code == 200  # of Carmen, whose seller he is
    assert sells.get(f"/visits/{strange.pk}").status_code == 404
    assert [one["id"] for one in sells.get("/visits").json()["items"]] == [theirs.pk]
    assert sells.post(f"/visits/{theirs.pk}/taking").json()["permission"] == "agenda.act"
    assert repairs.post(f"/visits/{theirs.pk}/cancellation", {"reason": "x"}).status_code == 409
    goes = {"goes": {"technician_id": other.pk}}
    assert pointers(repairs.post(f"/customers/{customer.pk}/visits", sent | goes)) == ["/goes/technician_id"]
    assert [one["id"] for one in repairs.get("/agenda/goers").json()["technicians"]] == [technician.pk]
    assert repairs.get("/agenda/hours", technician=other.pk).status_code == 422
    few = Api(clerk, Perm.AGENDA_SEE)
    assert few.post(f"/visits/{theirs.pk}/cancellation", {"reason": "x"}).json()["permission"] == "agenda.act"


def test_absences_and_free_hours(clerk, technician, booked, tomorrow):
    booked()
    api = Api(clerk)
    begins = timezone.now()
    away = {"technician_id": technician.pk, "begins_at": begins.isoformat(), "reason": "Doctor"}

    hours = api.get("/agenda/hours", technician=technician.pk, on=tomorrow.isoformat()).json()
    assert [bool(span["visit"]) for span in hours["spans"]] == [False, True, False]
    written = api.post("/agenda/absences", away | {"ends_at": (begins + timedelta(days=3)).isoformat()})
    assert (written.status_code, written.json()["visits"]) == (201, 1), written.content
    assert pointers(api.post("/agenda/absences", away | {"ends_at": begins.isoformat()})) == ["/ends_at"]
    assert pointers(api.post("/agenda/absences", away | {"ends_at": "2030-01-01T10:00"})) == ["/ends_at"]
    one = f"/agenda/absences/{written.json()['id']}"
    assert Api(factories.a_user(role="technician")).delete(one).status_code == 404
    assert len(api.get("/agenda/absences").json()["items"]) == 1
    assert api.delete(one).status_code == 204
    assert api.get(one).status_code == 404


def test_an_address_of_a_calendar_is_made_and_revoked(clerk, technician):
    api = Api(clerk)

    made = api.post("/agenda/feeds", {"whose": "all"})

    assert made.status_code == 201, made.content
    assert [one["whose"] for one in made.json()["items"]] == ["all"]
    assert made.json()["items"][0]["url"].endswith(".ics")
    assert len(Api(technician).get("/agenda/feeds").json()["items"]) == 2
    assert pointers(api.post("/agenda/feeds", {"whose": "own"})) == ["/whose"]
    assert pointers(api.post("/agenda/feeds", {"whose": "both"})) == ["/whose"]
    assert api.post("/agenda/feeds/revocation", {"whose": "all"}).json()["items"][0]["url"] == ""


def test_it_costs_the_same_for_many(clerk, technician, customer, django_assert_max_num_queries):
    for place in range(6):
        factories.a_visit(technician=technician, hours=place * 2)
        factories.an_absence()
    api, visit = Api(clerk), Visit.objects.first()
    api.get("/visit-kinds")  # the first use of a token is written down
    costs = {
        "/visits": 5,
        f"/visits/{visit.pk}": 8,
        "/agenda/absences": 5,
        "/agenda/feeds": 5,
        "/agenda/goers": 6,
        "/visit-kinds": 5,
        f"/customers/{customer.pk}/visits/addresses": 8,
    }
    for path, most in costs.items():
        with django_assert_max_num_queries(most, info=path):
            assert api.get(path).status_code == 200, path
