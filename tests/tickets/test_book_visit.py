"""C15: a visit is booked for a ticket: from its page, over the calendar, and both know of each other."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone

from faena.agenda.actions import VisitFacts, cancel_visit
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.tickets import history
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.models import Ticket, TicketVisit
from tests import factories
from tests.tickets.test_pages import plain


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def facts(technician, tomorrow):
    return VisitFacts(factories.a_visit_kind("Line repair"), technician, tomorrow, hour=time(10), address="Calle 8")


@pytest.fixture
def ticket(customer, support):
    plan = factories.a_subscription(customer, address="Torre Norte, piso 9")
    contact = factories.a_contact(customer, name="María Mother")
    return factories.a_ticket(customer, holder=support, subscription=plan, contact=contact)


def test_both_know_of_each_other(ticket, facts, clerk):
    """C15: the visit is the ticket's customer's, and each history leads to the other."""
    visit = book_ticket_visit(ticket, facts, by=clerk)

    assert TicketVisit.objects.get(visit=visit).ticket == ticket
    assert (visit.customer, visit.ref) == (ticket.customer, ticket.as_ref)
    booked, of_ticket = Event.objects.get(verb="visit.booked"), Event.objects.get(verb="ticket.visit_booked")
    assert booked.act == of_ticket.act
    assert render_event(of_ticket).text.startswith("Clara Clerk booked the visit V-000001 for ")
    assert (of_ticket.about_id, of_ticket.facts["visit_id"]) == (ticket.pk, visit.pk)
    lines = list(history.of_ticket(ticket))
    assert booked in lines  # once: the visit's own sentence says more
    assert of_ticket not in lines


def test_the_booking_is_told_once(ticket, facts, clerk, desk):
    """C17, B1: in the life of the ticket, and in the customer's timeline."""
    visit = book_ticket_visit(ticket, facts, by=clerk)

    for page in (f"/tickets/{ticket.pk}/", f"/customers/{ticket.customer_id}/"):
        assert unescape(desk.get(page).content.decode()).count(f"Clara Clerk booked {visit} (") == 1, page
        assert "booked the visit" not in desk.get(page).content.decode()


def test_a_closed_ticket_books_nothing(ticket, facts, clerk, desk):
    """C15: by the action and on the page."""
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", closed_at=timezone.now())

    with pytest.raises(RuleBroken) as refused:
        book_ticket_visit(ticket, facts, by=clerk)

    assert "is closed" in refused.value.sentence
    assert not Visit.objects.exists()
    here = f"/tickets/{ticket.pk}/"
    assert f"{here}visits/new/" not in desk.get(here).content.decode()
    assert desk.get(f"{here}visits/new/")["Location"] == here


def test_a_technician_books_for_what_he_holds(ticket, facts, technician, client_of, customer):
    """A ticket that is with him or with one of his positions."""
    other = factories.a_ticket(customer)
    browser = client_of(technician)

    assert book_ticket_visit(ticket, facts, by=technician).technician == technician
    with pytest.raises(RuleBroken) as refused:
        book_ticket_visit(other, facts, by=technician)
    assert "is with" in refused.value.sentence
    assert browser.get(f"/tickets/{ticket.pk}/visits/new/").status_code == 200
    assert browser.get(f"/tickets/{other.pk}/visits/new/").status_code == 404
    assert "visits/new/" not in browser.get(f"/tickets/{other.pk}/").content.decode()


def test_the_page_knows_what_the_ticket_knows(desk, ticket, tomorrow):
    """C15: a day is tapped; the plan's place and the ticket's contact stand there."""
    here = f"/tickets/{ticket.pk}/visits/new/"
    assert f'href="{here}"' in desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert f'href="{here}?on={tomorrow}#form"' in desk.get(here, {"month": f"{tomorrow:%Y-%m}"}).content.decode()

    html = unescape(desk.get(here, {"on": tomorrow.isoformat()}).content.decode())

    assert 'name="address" value="Torre Norte, piso 9"' in html
    assert re.search(rf'<option value="{ticket.contact_id}" selected>', html)
    assert f'name="on" value="{tomorrow}"' in html


def test_it_is_booked_there_and_shown_on_the_ticket(desk, ticket, facts, tomorrow, clerk):
    """C15, C10: with state, day and who goes; a cancelled one says so."""
    typed = {"on": tomorrow.isoformat(), "hour": "10:00", "kind": facts.kind.pk, "address": "Torre Norte, piso 9"}
    answer = desk.post(f"/tickets/{ticket.pk}/visits/new/", typed | {"goes": f"user-{facts.goes.pk}"})

    visit = Visit.objects.get()
    assert answer["Location"] == f"/visits/{visit.pk}/"
    page_text = plain(desk.get(f"/tickets/{ticket.pk}/"))
    for text in ("Line repair", "10:00–11:00", "V-000001", "Tina Technician", "Booked"):
        assert text in page_text, text
    assert f'href="/tickets/{ticket.pk}/"' in desk.get(f"/visits/{visit.pk}/").content.decode()

    cancel_visit(visit, reason="Solved", by=clerk)
    assert "Cancelled" in plain(desk.get(f"/tickets/{ticket.pk}/"))
