"""Tickets by the API: the same actions, the same rules, the same reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.gate.grants import Perm
from faena.tickets.models import Comment, TicketClosing
from faena.upkeep.demo import pictures
from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def pointers(answer):
    return [one.get("pointer", one.get("parameter")) for one in answer.json()["errors"]]


def test_a_ticket_is_opened_answered_handed_on_closed_and_opened_again(admin, technician, customer, support, no_signal):
    api = Api(admin)
    asked = {"type_id": no_signal.pk, "description": "Nothing works", "destination": {"position_id": support.pk}}

    opened = api.post(f"/customers/{customer.pk}/tickets", asked)

    assert opened.status_code == 201, opened.content
    ticket = opened.json()
    at = f"/tickets/{ticket['id']}"
    assert opened["Location"] == f"/api/v1{at}"
    assert ticket["holding"]["position"]["id"] == support.pk
    assert {"comment", "forward", "close"} <= {one["key"] for one in ticket["actions"]}
    assert [one["id"] for one in api.get("/tickets", limit=1).json()["items"]] == [ticket["id"]]

    status = factories.a_ticket_status("On it")
    done = api.post(f"{at}/status", {"status_id": status.pk, "priority": 4}, version=ticket["version"]).json()
    assert (done["status"]["label"], done["priority"]) == ("On it", 4)
    said = api.form(f"{at}/comments", {"text": "We look", "kind": "comment", "photos": [pictures.board(1)]})
    assert said.status_code == 201, said.content
    heard = api.form(f"{at}/comments", {"text": "Still dead", "kind": "heard", "channel": "phone"})
    assert heard.status_code == 201, heard.content
    due = (timezone.now() + timedelta(days=3)).isoformat()
    agreed = api.post(f"{at}/date", {"at": due}, version=heard.json()["version"])
    assert agreed.json()["negotiated_at"], agreed.content
    forwarded = api.post(
        f"{at}/forwarding", {"to": {"user_id": technician.pk}, "reason": "Yours"}, version=agreed.json()["version"]
    )
    assert forwarded.json()["holding"]["user"]["id"] == technician.pk
    other = factories.a_ticket_type("Cable cut")
    typed = api.post(f"{at}/type", {"type_id": other.pk}, version=forwarded.json()["version"]).json()
    assert (typed["type"]["id"], typed["opened_as"]["id"]) == (other.pk, no_signal.pk)

    closing = {"outcome": "done", "type_id": other.pk, "text": "A new cable"}
    closed = api.post(f"{at}/closing", closing, version=typed["version"])
    assert (closed.json()["state"], closed.json()["holding"]) == ("closed", None), closed.content
    assert api.get("/tickets/solutions", q="cable").json()["items"][0]["ticket"]["id"] == ticket["id"]
    assert api.get("/tickets/types-report").json()["items"][0]["number"] == 1
    assert {one["of"] for one in api.get("/tickets/in-time").json()["items"]} >= {"type", "person"}
    reopened = api.post(f"{at}/reopening", {"reason": "Again"}, version=closed.json()["version"]).json()
    assert (reopened["state"], reopened["holding"]["user"]["id"]) == ("open", technician.pk)
    assert reopened["closings"][0]["reopen_reason"] == "Again"

    talk = api.get(f"{at}/conversation").json()
    sides = [one["side"] for one in talk["items"] if one["text"]]
    assert sides == ["customer", "team", "customer"]
    assert len(next(one for one in talk["items"] if one["text"] == "We look")["files"]) == 1
    assert [one["text"] for one in api.get(f"{at}/conversation", side="team").json()["items"] if one["text"]] == [
        "We look"
    ]
    assert talk["waits_since"] is not None


def test_the_queue_is_filtered_as_its_page(clerk, customer, ticket, support, technician):
    closed = factories.a_closed_ticket(customer)
    api = Api(clerk)

    def keys(**asked):
        return [one["id"] for one in api.get("/tickets", **asked).json()["items"]]

    assert keys() == [ticket.pk]
    assert keys(state="closed", sort="closed") == [closed.pk]
    assert keys(whose="mine") == []
    assert [one["id"] for one in Api(technician).get("/tickets", whose="positions").json()["items"]] == [ticket.pk]
    assert keys(destination=f"position-{support.pk}", sort="priority") == [ticket.pk]
    assert [one["id"] for one in api.get(f"/customers/{customer.pk}/tickets").json()["items"]] == [
        ticket.pk,
        closed.pk,
    ]
    assert api.get("/tickets", whose="theirs").status_code == 422
    assert api.get(f"/customers/{customer.pk}/tickets", state="late").status_code == 422
    assert api.get(f"/tickets/{ticket.pk}/conversation", cursor="abc").json()["code"] == "cursor"
    assert api.get(f"/tickets/{ticket.pk}/conversation", side="x").status_code == 422


def test_what_is_refused_names_what_was_sent(clerk, customer, ticket, no_signal):
    api, at = Api(clerk), f"/tickets/{ticket.pk}"
    closing = {"outcome": "done", "type_id": no_signal.pk, "text": "A cable"}

    def sent(path, body):
        return api.post(f"{at}/{path}", body, version=ticket.version)

    assert pointers(sent("closing", closing | {"outcome": "banana"})) == ["/outcome"]
    assert pointers(sent("closing", closing | {"type_id": 10**9})) == ["/type_id"]
    assert pointers(sent("closing", closing | {"text": "x" * 5000})) == ["/text"]
    assert pointers(sent("forwarding", {"to": {"user_id": 10**9}, "reason": "x"})) == ["/to/user_id"]
    assert pointers(sent("forwarding", {"to": {}, "reason": "x"})) == ["/to"]
    assert pointers(sent("status", {"status_id": ticket.status_id, "priority": 9})) == ["/priority"]
    asked = {"type_id": no_signal.pk, "description": "Dead"}
    opening = f"/customers/{customer.pk}/tickets"
    assert pointers(api.post(opening, asked | {"channel": "smoke"})) == ["/channel"]
    assert pointers(api.post(opening, asked | {"follows_id": ticket.pk})) == ["/follows_id"]
    assert pointers(api.form(f"{at}/comments", {"text": "x", "kind": "song"})) == ["/kind"]
    assert sent("closing", closing).status_code == 201
    assert sent("closing", closing).json()["code"] == "over"
    assert api.post(f"{at}/closing", closing).status_code == 428
    other = factories.a_ticket(customer, by=clerk)
    assert api.post(f"/tickets/{other.pk}/closing", closing, version=99).status_code == 412


def test_nobody_reaches_further_than_on_the_page(seller, technician, customer, ticket, no_signal, support):
    strange = factories.a_ticket(factories.a_customer())
    sells, repairs = Api(seller), Api(technician)

    assert sells.get(f"/tickets/{ticket.pk}").status_code == 200  # Carmen is the seller's
    assert sells.get(f"/tickets/{strange.pk}").status_code == 404
    assert sells.get("/tickets", destination="idle").status_code == 422
    assert sells.get("/tickets/destinations").json()["people"] == []
    asked = {"type_id": no_signal.pk, "description": "Dead", "destination": {"user_id": technician.pk}}
    assert pointers(sells.post(f"/customers/{customer.pk}/tickets", asked)) == ["/destination/user_id"]
    assert sells.post(f"/customers/{strange.customer_id}/tickets", asked).status_code == 404
    assert sells.post(f"/tickets/{ticket.pk}/taking").json()["permission"] == "ticket.take"
    assert repairs.post(f"/tickets/{strange.pk}/taking").status_code == 404
    assert repairs.post(f"/tickets/{ticket.pk}/date", {"at": None}, version=1).json()["permission"] == "ticket.reopen"
    few = Api(technician, Perm.TICKET_SEE)
    assert few.get(f"/tickets/{ticket.pk}/visits").json()["permission"] == "agenda.see"
    assert Api(technician, Perm.ORDER_SEE).get("/tickets").json()["permission"] == "ticket.see"


def test_what_was_taken_is_given_back_and_what_was_given_is_not(technician, clerk, ticket):
    api, at = Api(technician), f"/tickets/{ticket.pk}"

    taken = api.post(f"{at}/taking").json()
    held = {"held": taken["holding"]["id"]}
    back = api.post(f"{at}/taking/undoing", held, version=taken["version"])

    assert back.status_code == 201, back.content
    assert back.json()["holding"]["position"] is not None
    again = api.post(f"{at}/taking/undoing", held, version=back.json()["version"])
    assert (again.status_code, again.json()["code"]) == (409, "taken")
    sent = {"to": {"user_id": technician.pk}, "reason": "You know them"}
    given = Api(clerk).post(f"{at}/forwarding", sent, version=back.json()["version"]).json()
    held = {"held": given["holding"]["id"]}
    assert api.post(f"{at}/taking/undoing", held, version=given["version"]).status_code == 409


def test_somebody_goes_out_and_the_link_is_renewed(clerk, technician, ticket):
    api, at = Api(clerk), f"/tickets/{ticket.pk}"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    visit = {
        "kind_id": factories.a_visit_kind().pk,
        "goes": {"technician_id": technician.pk},
        "on": tomorrow,
        "hour": "10:00",
        "address": "Calle 8",
    }

    booked = api.post(f"{at}/visits", visit)

    assert booked.status_code == 201, booked.content
    assert booked.json()["booked_for"]["id"] == ticket.pk
    assert [one["id"] for one in api.get(f"{at}/visits").json()["items"]] == [booked.json()["id"]]
    closing = {"outcome": "done", "type_id": ticket.type_id, "text": "A cable"}
    refused = api.post(f"{at}/closing", closing, version=ticket.version)
    assert pointers(refused) == ["/cancels_visits"]
    assert api.get(f"{at}/link").json()["url"] == ""
    assert api.post(f"{at}/link/renewal").json()["url"]
    assert api.post(f"{at}/link/revocation").json()["url"] == ""


def test_the_workshop_gets_it_from_who_may_open_orders(clerk, customer, ticket):
    sent = {"device": {"kind": "Router"}, "reason": "Dead"}
    at = f"/tickets/{ticket.pk}/order"
    factories.the_company(has_care=True, has_workshop=False)
    assert Api(clerk).post(at, sent).status_code == 404
    factories.the_company(has_care=True, has_workshop=True)

    assert pointers(Api(clerk).post(at, sent | {"device": None})) == ["/device_id"]
    assert pointers(Api(clerk).post(at, sent | {"device": {"kind": ""}})) == ["/device/kind"]
    few = Api(clerk, Perm.TICKET_SEE, Perm.TICKET_HANDLE)
    assert few.post(at, sent).json()["permission"] == "order.open"
    order = Api(clerk).post(at, sent)
    assert order.json()["order"], order.content
    assert Api(clerk).post(at, sent).status_code == 409


def test_an_answer_by_whatsapp_is_confirmed_once(clerk, ticket):
    ticket.customer.phone = "+584141234567"
    ticket.customer.save(update_fields=["phone"])
    api, at = Api(clerk), f"/tickets/{ticket.pk}"

    told = api.form(f"{at}/comments", {"text": "Tomorrow", "is_visible": "true", "channel": "whatsapp"})

    assert told.status_code == 201, told.content
    said = Comment.objects.get()
    assert api.post(f"{at}/comments/{said.pk}/confirmation").status_code == 201
    assert api.post(f"{at}/comments/{said.pk}/confirmation").status_code == 409
    assert api.post(f"{at}/comments/{10**9}/confirmation").status_code == 404


def test_it_costs_the_same_for_many(clerk, customer, ticket, django_assert_max_num_queries):
    heading = factories.a_ticket_type("Heading")
    for _number in range(6):
        kind = factories.a_ticket_type(parent=heading)
        factories.a_comment(factories.a_ticket(customer, type=kind))
        TicketClosing.objects.filter(ticket=factories.a_closed_ticket(type=kind)).exists()
    api = Api(clerk)
    api.get("/ticket-statuses")  # the first use of a token is written down
    costs = {
        "/tickets": 8,  # three of them read what it may be filtered by
        f"/customers/{customer.pk}/tickets": 6,
        f"/tickets/{ticket.pk}": 12,
        f"/tickets/{ticket.pk}/conversation": 12,
        "/tickets/solutions": 6,
        "/tickets/types-report": 6,
        "/ticket-types": 6,
        "/ticket-statuses": 6,
        "/tickets/destinations": 6,
    }
    for path, most in costs.items():
        with django_assert_max_num_queries(most, info=path):
            assert api.get(path).status_code == 200, path
