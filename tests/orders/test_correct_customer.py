"""The wrong customer was chosen at intake (W11): the order is handed over, with what hangs on it."""

import pytest

from faena.cases.actions import send_link
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink, Customer, Device
from faena.customers.search import find
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import IntakeFacts, correct_customer, open_order, sign_terms, void_order
from faena.orders.finding import found_by
from faena.orders.following import ORDERS
from faena.orders.models import ServiceOrder, StatusEntry
from faena.upkeep.fsck.money import owners
from tests import factories


@pytest.fixture
def right(db):
    return factories.a_customer(name="Rita Right")


@pytest.fixture
def order(clerk, customer):
    facts = IntakeFacts("It is wet.", service_value=10_00)
    return open_order(customer, device=DeviceFacts("Phone", "Samsung", serial="R58M1"), facts=facts, by=clerk)


def correct(order, customer, by, **more):
    now = ServiceOrder.objects.get(pk=order.pk)
    return correct_customer(order, customer, **{"version": now.version} | more, by=by)


def test_the_order_its_account_device_link_and_search_follow(client, order, customer, right, clerk):
    """M27: both records and the order's history tell it; the printed code stays good and names the right customer."""
    link = AccessLink.objects.get()

    now = correct(order, right, clerk)

    assert (now.customer, now.account.customer, now.device.customer) == (right, right, right)
    assert now.device == order.device
    link.refresh_from_db()
    assert (link.works, link.customer) == (True, right)
    assert client.get(link.url.partition("testserver")[2] or f"/t/{link.token}/").status_code == 200
    assert {hit.customer for hit in find("R58M1", user=clerk)} == {right}
    assert found_by(StatusEntry.objects.all(), "note_key", "Rita", clerk).exists()
    assert not found_by(StatusEntry.objects.all(), "note_key", "Carmen", clerk).exists()
    told = {event.verb: event for event in Event.objects.all()}
    corrected, left = told["order.customer_corrected"], told["customer.order_left"]
    assert (corrected.about_id, corrected.customer_id, left.customer_id) == (order.pk, right.pk, customer.pk)
    assert "Rita Right, not Carmen Customer" in str(render_event(corrected).text)
    assert list(owners()) == []


@pytest.mark.parametrize("settled", ["paid", "signed"])
def test_once_signed_or_paid_a_master_does_it_with_a_reason(  # every role
    order, right, clerk, admin, owner, seller, technician, settled
):
    """M27: refused to everybody else, and to the Master without a reason."""
    Customer.objects.filter(pk=right.pk).update(seller=seller)
    if settled == "paid":
        factories.a_payment(order.charge, amount=4_00)
    else:
        terms = factories.some_terms()
        ServiceOrder.objects.update(terms=terms)
        sign_terms(order, terms=terms.pk, signer="Carmen", strokes=None, by=clerk)

    for by in (clerk, admin, seller, technician):
        with pytest.raises(RuleBroken, match="a Master corrects its customer"):
            correct(order, right, by, reason="Namesake")
    with pytest.raises(RuleBroken) as refused:
        correct(order, right, owner, reason=" ")
    now = correct(order, right, owner, reason="Namesake")

    assert refused.value.at == "reason"
    assert (now.customer, now.account.customer, list(owners())) == (right, right, [])
    assert Event.objects.get(verb="order.customer_corrected").said["note"] == "Namesake"


def test_a_device_with_other_orders_goes_or_stays_as_it_is_said(order, customer, right, clerk):
    """M27: the device of an order that was opened on somebody's own device by mistake stays his."""
    earlier = factories.an_order(customer, device=order.device, stage="void")

    now = correct(order, right, clerk, takes_device=False)

    order.device.refresh_from_db()
    assert (order.device.customer, now.device.customer, str(now.device)) == (customer, right, str(order.device))
    assert now.device != order.device
    his = factories.a_device(customer, serial="X9")
    ServiceOrder.objects.filter(pk=order.pk).update(device=his)
    mine = Device.objects.create(customer=right, kind="Phone", serial="x9", serial_key="x9")
    ServiceOrder.objects.filter(pk=order.pk).update(customer=customer)
    assert correct(order, right, clerk).device == mine
    assert ServiceOrder.objects.get(pk=earlier.pk).customer == customer


def test_who_was_sent_the_link_reads_no_further(order, customer, right, clerk):
    """M27: a mailed link ends with the mistake, and a new one is made."""
    customer.email = "carmen@faena.example"
    customer.save(update_fields=["email"])
    send_link(ServiceOrder.objects.get(), kind=ORDERS, by=clerk)
    old = AccessLink.objects.get()

    correct(order, right, clerk)

    old.refresh_from_db()
    new = AccessLink.objects.of(order.as_ref)
    assert (old.works, new.works, new.customer) == (False, True, right)


def test_what_cannot_be_corrected_says_why(order, customer, right, stranger, clerk, seller, technician, admin):
    """Out of reach, the same, an old page, a void order, an order of a ticket."""
    with pytest.raises(RuleBroken, match="is not yours"):
        correct(order, stranger, seller)
    with pytest.raises(RuleBroken, match="already"):
        correct(order, customer, clerk)
    with pytest.raises(Stale):
        correct(order, right, clerk, version=0)
    ServiceOrder.objects.update(ref_kind="ticket", ref_id=1, ref_label="202611300001")
    with pytest.raises(RuleBroken, match="came from 202611300001"):
        correct(order, right, clerk)
    ServiceOrder.objects.update(ref_kind="", ref_id=None, ref_label="")
    void_order(order, reason="Twice", version=ServiceOrder.objects.get().version, by=admin)
    with pytest.raises(RuleBroken, match="cannot be changed"):
        correct(order, right, technician)

    assert ServiceOrder.objects.get().customer == customer


def test_the_page_leads_from_the_sheet_to_the_right_customer(client_of, clerk, owner, order, customer, right):
    """M27: found, said what changes, done; a paid order is the Master's, with a reason."""
    browser, address = client_of(clerk), f"/orders/{order.pk}/customer/"
    assert address in browser.get(f"/orders/{order.pk}/").content.decode()
    assert f"{address}?to={right.pk}" in browser.get(f"{address}?q=rita").content.decode()
    page = browser.get(f"{address}?to={right.pk}").content.decode()
    assert 'name="device"' not in page
    answer = browser.post(f"{address}?to={right.pk}", {"version": order.version})
    assert (answer.status_code, ServiceOrder.objects.get().customer) == (303, right)

    factories.a_payment(order.charge, amount=4_00)
    assert address not in browser.get(f"/orders/{order.pk}/").content.decode()
    master, version = client_of(owner), ServiceOrder.objects.get().version
    assert master.post(f"{address}?to={customer.pk}", {"version": version}).status_code == 422
    assert master.post(f"{address}?to={customer.pk}", {"version": version, "reason": "Namesake"}).status_code == 303


def test_somebody_new_is_registered_on_the_way(client_of, clerk, order):
    """M27: the right customer may not be written down yet. Where the address names no order, he only has a record."""
    browser = client_of(clerk)
    shown = browser.get(f"/orders/{order.pk}/customer/", {"q": "Nina New"}).content.decode()
    query = f"?name=Nina+New&amp;then=owner&amp;order={order.pk}"
    assert query in shown
    form = {"kind": "person", "name": "Nina New", "language": "es"}

    answer = browser.post(f"/customers/new/{query.replace('&amp;', '&')}", form)

    nina = Customer.objects.get(name="Nina New")
    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/customer/?to={nina.pk}")
    assert browser.get("/customers/new/?then=owner&order=x").status_code == 200
