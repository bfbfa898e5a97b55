"""B1: a ticket is sent to the workshop; the order and the ticket know of each other."""

import re

import pytest

from faena.customers.actions import DeviceFacts
from faena.journal.context import KEY_FIELD, new_key
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.orders.actions import IntakeFacts
from faena.orders.models import ServiceOrder
from faena.tickets.actions import send_to_workshop
from faena.tickets.models import Ticket
from tests import factories

FACTS = IntakeFacts(reason="The router does not start.")
ROUTER = DeviceFacts("Router", "Huawei", "HG8145", "SN-77")


def again(ticket):
    return Ticket.objects.shown().get(pk=ticket.pk)


def send(ticket, by, device=ROUTER, facts=FACTS):
    return send_to_workshop(ticket, device, facts, by=by)


@pytest.fixture
def page(ticket):
    return f"/tickets/{ticket.pk}/order/"


def sent(**more):
    return {"kind": "Router", "brand": "Huawei", "model": "", "serial": "", "reason": "It is dead."} | more


# --- the event ----------------------------------------------------------------------------------------------


def test_an_order_is_opened_and_both_know_of_each_other(ticket, customer, clerk):
    """B1: of the same customer, with a new device of his; the ticket stays open where it was."""
    order = send(ticket, clerk)

    fresh = again(ticket)
    assert (fresh.order, fresh.state, fresh.holding.destination) == (order, "open", ticket.holdings.get().destination)
    assert (order.customer, str(order.device), order.reason) == (customer, "Router Huawei HG8145", FACTS.reason)
    assert (order.ref, order.ref.url) == (ticket.as_ref, f"/tickets/{ticket.pk}/")


def test_the_history_of_both_tells_of_the_other(ticket, customer, clerk):
    """B1, C17."""
    order = send(ticket, clerk)

    here, there = (Event.objects.get(verb=verb) for verb in ("ticket.sent_to_workshop", "order.opened_from"))
    assert render_event(here).text == f"Clara Clerk sent {ticket} to the workshop: {order}"
    assert render_event(there).text == f"Clara Clerk opened {order} from {ticket}: Router Huawei HG8145"
    assert here.act == there.act
    assert {here.customer_id, there.customer_id} == {customer.pk}


def test_one_of_his_devices_and_who_works_on_it(ticket, customer, clerk, technician):
    """B1."""
    device = factories.a_device(customer)

    order = send(ticket, clerk, device, IntakeFacts(reason="It is slow.", technician=technician))

    assert (order.device, order.technician) == (device, technician)
    assert customer.devices.count() == 1


def test_it_goes_there_once(ticket, clerk, refusal):
    """B1: whoever comes second reads the number."""
    order = send(ticket, clerk)

    assert refusal(send, ticket, clerk)[1] == f"{ticket} is in the workshop already: {order}."
    assert ServiceOrder.objects.count() == 1


def test_a_closed_ticket_is_reopened_first(customer, clerk, refusal):
    assert "reopen it first" in refusal(send, factories.a_closed_ticket(customer), clerk)[1]
    assert not ServiceOrder.objects.exists()


def test_another_customers_device_is_refused(ticket, stranger, clerk, refusal):
    assert refusal(send, ticket, clerk, factories.a_device(stranger)) == (
        "device",
        "This device belongs to another customer.",
    )
    assert again(ticket).order is None


def test_a_technician_sends_what_is_with_him(ticket, technician, clerk, refusal):
    """What lies with one of his positions too, and nothing else."""
    elsewhere = factories.a_ticket(ticket.customer, holder=clerk)

    assert "you cannot change it" in refusal(send, elsewhere, technician)[1]
    assert send(ticket, technician).ref == ticket.as_ref


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_leads_to_the_order_and_both_lead_back(desk, page, ticket):
    """B1: from the menu of the ticket; the reason is what was asked; the ticket's data and the sheet show the other."""
    here = f"/tickets/{ticket.pk}/"
    assert f'href="{page}"' in desk.get(here).content.decode()
    assert ticket.description in desk.get(page).content.decode()

    answer = desk.post(page, sent())

    order = ServiceOrder.objects.get()
    assert answer["Location"] == f"/orders/{order.pk}/"
    assert f'href="{here}">{ticket}</a>' in desk.get(f"/orders/{order.pk}/").content.decode()
    data = desk.get(here).content.decode()
    assert f'href="/orders/{order.pk}/">{order}</a>' in data
    assert order.status_name in data.partition(f">{order}</a>")[2]
    assert f'href="{page}"' not in data


def chosen(page):
    """The device that stands chosen in the form; "": another one."""
    return [
        re.search(r'value="(\d*)"', tag).group(1) for tag in re.findall(r"<input[^>]*name=.device.[^>]*checked", page)
    ]


def test_the_one_device_is_chosen_and_of_several_none(desk, page, ticket, customer):
    """B1: nobody sends the wrong one by a hurried press; the newest stands first."""
    old = factories.a_device(customer, kind="Phone")
    assert chosen(desk.get(page).content.decode()) == [str(old.pk)]
    new = factories.a_device(customer, kind="Router")
    shown = desk.get(page).content.decode()
    assert chosen(shown) == [""]
    assert shown.index(f'value="{new.pk}"') < shown.index(f'value="{old.pk}"')

    desk.post(page, sent(device=old.pk, kind=""))

    assert ServiceOrder.objects.get().device == old


def test_a_device_has_to_be_said(desk, page):
    answer = desk.post(page, sent(kind=""))

    assert answer.status_code == 422
    assert "Say what is sent" in answer.content.decode()
    assert not ServiceOrder.objects.exists()


def test_the_page_asks_whose_a_known_device_is(desk, page, customer, stranger):
    """M15: as the intake does, with what was typed still there; then what lies in the workshop already."""
    known = factories.a_device(stranger, kind="Router", brand="Huawei", model="", serial="SN77")
    asked = desk.post(page, sent(serial="SN 77"))
    text = asked.content.decode()
    assert (asked.status_code, ServiceOrder.objects.count()) == (422, 0)
    assert all(f'value="{word}"' in text for word in (f"move-{known.pk}", f"apart-{known.pk}", "Huawei", "SN 77"))

    answer = desk.post(page, sent(serial="SN 77", answers=f"move-{known.pk}"))

    order = ServiceOrder.objects.get()
    known.refresh_from_db()
    assert (answer["Location"], order.device, known.customer) == (f"/orders/{order.pk}/", known, customer)


def test_a_second_press_opens_nothing(desk, page, ticket):
    """B1: the same click is answered the same; another one reads why not."""
    click = sent() | {KEY_FIELD: new_key()}
    first, twice, other = desk.post(page, click), desk.post(page, click), desk.post(page, sent())

    assert first["Location"] == twice["Location"]
    assert other.status_code == 422
    assert "in the workshop already" in other.content.decode()
    assert ServiceOrder.objects.count() == 1
    assert desk.get(page)["Location"] == f"/tickets/{ticket.pk}/"


def test_it_takes_both_modules(desk, page, ticket, clerk):
    """Without the workshop there is no such page, and the ticket's page does not speak of it."""
    order = send(ticket, clerk)
    factories.the_company(has_workshop=False)

    assert desk.get(page).status_code == 404
    shown = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert str(order) not in shown.split('id="rail-more"')[-1]
    assert f'href="{page}"' not in shown


def test_without_care_the_sheet_names_the_ticket_and_leads_nowhere(desk, ticket, clerk):
    order = send(ticket, clerk)
    factories.the_company(has_care=False)

    sheet = desk.get(f"/orders/{order.pk}/").content.decode()

    assert str(ticket) in sheet
    assert f"/tickets/{ticket.pk}/" not in sheet
