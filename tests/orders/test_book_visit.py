"""C15, B1: a visit is booked for an order, where customer care is on: a device is fetched or brought."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from faena.agenda.actions import VisitFacts
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.orders.actions import book_order_visit
from faena.orders.models import OrderVisit
from tests import factories


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


@pytest.fixture
def facts(technician):
    on = timezone.localdate() + timedelta(days=1)
    return VisitFacts(factories.a_visit_kind("Bring it back"), technician, on, hour=time(10), address="Calle 8")


def test_both_know_of_each_other(customer, facts, clerk):
    """C15: and the order's history tells of it."""
    order = factories.an_order(customer)

    visit = book_order_visit(order, facts, by=clerk)

    assert OrderVisit.objects.get(visit=visit).order == order
    assert (visit.customer, visit.ref) == (customer, order.as_ref)
    assert Event.objects.about(order.as_ref).get(verb="order.visit_booked").facts["visit_id"] == visit.pk


def test_the_customers_timeline_tells_it_once(customer, facts, clerk):
    """B1: the visit tells it there; the order only to who reads the order."""
    book_order_visit(factories.an_order(customer), facts, by=clerk)

    of_customer = Event.objects.filter(customer_id=customer.pk, verb__contains="visit")
    assert [event.verb for event in of_customer] == ["visit.booked"]


def test_a_closed_order_books_nothing(customer, facts, clerk, client_of):
    order = factories.a_closed_order(customer)

    with pytest.raises(RuleBroken):
        book_order_visit(order, facts, by=clerk)

    assert not Visit.objects.exists()
    assert client_of(clerk).get(f"/orders/{order.pk}/visits/new/")["Location"] == f"/orders/{order.pk}/"


def test_it_is_booked_from_the_sheet_and_stands_on_it(customer, facts, clerk, client_of):
    """C15: with the order's customer, and the way back."""
    order, browser = factories.an_order(customer), client_of(clerk)
    here = f"/orders/{order.pk}/"
    assert f'href="{here}visits/new/"' in browser.get(here).content.decode()
    typed = {"on": facts.on.isoformat(), "hour": "10:00", "kind": facts.kind.pk, "address": "Calle 8"}

    answer = browser.post(f"{here}visits/new/", typed | {"goes": f"user-{facts.goes.pk}"})

    visit = Visit.objects.get()
    assert answer["Location"] == f"/visits/{visit.pk}/"
    sheet = browser.get(here).content.decode()
    assert f'href="/visits/{visit.pk}/"' in sheet
    assert "Bring it back" in sheet


def test_without_care_there_is_nothing_of_it(customer, facts, clerk, client_of):
    """A module that is off answers 404, and nothing leads there."""
    order, browser = factories.an_order(customer), client_of(clerk)
    book_order_visit(order, facts, by=clerk)

    factories.the_company(has_care=False)

    assert browser.get(f"/orders/{order.pk}/visits/new/").status_code == 404
    assert "visits/new/" not in browser.get(f"/orders/{order.pk}/").content.decode()
    assert 'id="visits"' not in browser.get(f"/orders/{order.pk}/").content.decode()
