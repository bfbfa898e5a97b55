"""What was just done is undone from its notice: one press, a true event, refused where something followed."""

import re
from datetime import timedelta
from html import unescape

import pytest

from faena.customers.models import Customer
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.notifications.models import Notice
from faena.orders.models import Part, ServiceOrder
from faena.tickets.models import Ticket
from faena.ui import undoing
from tests import factories

pytestmark = pytest.mark.django_db


def button(page):
    """What the form of the notice's button sends; None where there is none."""
    form = re.search(r'<form method="post" action="/notices/undo/".*?</form>', page, re.DOTALL)
    fields = re.findall(r'name="(operation|undo|next)" value="([^"]*)"', form[0]) if form else []
    return {name: unescape(value) for name, value in fields} or None


def done(browser, address, typed):
    """Do it; the button on the page that follows."""
    answer = browser.post(address, typed)
    assert answer.status_code == 303, answer.content.decode()[:500]
    return button(browser.get(answer.headers["Location"]).content.decode())


def undo(browser, sent):
    """Press the button; what the next page says."""
    answer = browser.post("/notices/undo/", sent)
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).content.decode()
    return re.findall(r'<div class="toast-text">(.*?)</div>', page)


def last_event(thing):
    return Event.objects.filter(about_kind=thing.as_ref.kind, about_id=thing.pk).order_by("-seq")[0]


def test_an_assignment_is_taken_back_and_so_is_its_notice(client_of, clerk, technician):
    order, browser = factories.an_order(), client_of(clerk)
    before = factories.a_user(role="technician")
    ServiceOrder.objects.filter(pk=order.pk).update(technician=before)
    typed = {"technician": technician.pk, "version": order.version}

    sent = done(browser, f"/orders/{order.pk}/technician/", typed)
    assert Notice.objects.filter(user=technician).exists()

    assert sent["next"] == f"/orders/{order.pk}/"
    assert undo(browser, sent) == ["Undone."]
    order.refresh_from_db()
    assert order.technician == before
    assert not Notice.objects.exists()
    line = render_event(last_event(order))
    assert line.text == f"Clara Clerk assigned {before.name} (undo)"


def test_a_technician_takes_back_what_he_took_and_nothing_else(client_of, technician, customer):
    order, browser = factories.an_order(customer), client_of(technician)
    typed = {"technician": technician.pk, "version": order.version}

    assert undo(browser, done(browser, f"/orders/{order.pk}/technician/", typed)) == ["Undone."]

    order.refresh_from_db()
    assert order.technician is None
    facts = {"order": order.pk, "before": None, "version": order.version}
    with pytest.raises(Exception, match="take an order for yourself"):
        undoing._inverses["order.assigned"](technician, **facts)


def test_what_something_followed_is_not_undone(client_of, clerk, technician):
    order, browser = factories.an_order(), client_of(clerk)
    sent = done(browser, f"/orders/{order.pk}/technician/", {"technician": technician.pk, "version": order.version})
    ServiceOrder.objects.get(pk=order.pk).save_changes("reason")

    (said,) = undo(browser, sent)

    assert said.startswith("Something followed meanwhile")
    order.refresh_from_db()
    assert order.technician == technician


def test_a_part_goes_and_comes_back_once(client_of, clerk):
    order, browser = factories.an_order(), client_of(clerk)
    factories.a_notice(factories.a_user(role="technician"), order.as_ref, actor=clerk)
    typed = {"description": "Screen", "quantity": "1", "unit_price": "38", "borne": "charged", "warranty_unit": "days"}

    added = done(browser, f"/orders/{order.pk}/parts/", typed)
    assert undo(browser, added) == ["Undone."]
    assert not Part.objects.exists()
    assert last_event(order).verb == "part.deleted"
    assert Notice.objects.exists()

    part = factories.a_part(order, description="Fan", quantity=2000)
    removed = done(browser, f"/orders/{order.pk}/parts/{part.pk}/deletion/", {})
    assert undo(browser, removed) == ["Undone."]
    undo(browser, removed)
    back = Part.objects.get()
    assert (back.description, back.quantity, back.unit_price) == ("Fan", 2000, part.unit_price)


def test_a_ticket_that_was_taken_lies_with_its_position_again(client_of, clerk, customer):
    factories.the_company(has_care=True)
    queue = factories.a_queue(member=clerk)
    ticket, browser = factories.a_ticket(customer, holder=queue), client_of(clerk)

    sent = done(browser, f"/tickets/{ticket.pk}/taking/", {})
    assert Ticket.objects.get(pk=ticket.pk).holding.user == clerk

    assert undo(browser, sent) == ["Undone."]
    assert Ticket.objects.get(pk=ticket.pk).holding.destination == queue
    assert last_event(ticket).facts["undoes"] is True
    assert not Notice.objects.exists()


def test_a_visit_goes_back_to_its_hour_and_to_its_position(client_of, clerk, technician):
    factories.the_company(has_care=True)
    visit, browser = factories.a_visit(technician=technician, hours=10), client_of(clerk)
    later = (visit.on + timedelta(days=1)).isoformat()
    typed = {"on": later, "period": "morning", "minutes": "60", "reason": "Asked", "version": visit.version}

    sent = done(browser, f"/visits/{visit.pk}/time/", typed)
    assert undo(browser, sent) == ["Undone."]

    assert not Notice.objects.exists()
    before = visit.starts_at
    visit.refresh_from_db()
    assert (visit.starts_at, visit.period) == (before, "")

    queue = factories.a_queue(member=technician)
    lying = factories.a_visit(position=queue, hours=15)
    his = client_of(technician)
    assert undo(his, done(his, f"/visits/{lying.pk}/taking/", {})) == ["Undone."]
    lying.refresh_from_db()
    assert (lying.technician, lying.position) == (None, queue)


def test_a_customer_who_was_retired_or_given_away_is_as_before(client_of, owner, seller, customer):
    browser, other = client_of(owner), factories.a_user(role="seller")

    sent = done(browser, f"/customers/{customer.pk}/retirement/", {"version": customer.version})
    assert Customer.objects.get(pk=customer.pk).is_retired
    assert undo(browser, sent) == ["Undone."]
    now = Customer.objects.get(pk=customer.pk)
    assert not now.is_retired

    sent = done(browser, f"/customers/{customer.pk}/seller/", {"seller": other.pk, "version": now.version})
    assert undo(browser, sent) == ["Undone."]
    assert Customer.objects.get(pk=customer.pk).seller == seller


def test_a_button_is_its_users_alone_and_good_for_minutes(client_of, clerk, owner, technician, monkeypatch):
    order, browser = factories.an_order(), client_of(clerk)
    sent = done(browser, f"/orders/{order.pk}/technician/", {"technician": technician.pk, "version": order.version})

    for another in ({**sent, "undo": sent["undo"][:-1]}, {**sent, "undo": ""}):
        (said,) = undo(browser, {**another, "operation": "x" * 20 + str(len(another["undo"]))})
        assert said.startswith("It is too late")
    (said,) = undo(client_of(owner), sent)
    assert said.startswith("It is too late")
    monkeypatch.setattr(undoing, "GOOD_FOR", timedelta(0))
    (said,) = undo(browser, sent)
    assert said.startswith("It is too late")
    order.refresh_from_db()
    assert order.technician == technician


def test_every_inverse_that_is_announced_is_one_of_these():
    assert sorted(undoing._inverses) == [
        "customer.assigned",
        "customer.retired",
        "order.assigned",
        "part.added",
        "part.deleted",
        "ticket.taken",
        "visit.put_back",
    ]
