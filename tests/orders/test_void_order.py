"""W11: an order is taken out of the work, with a reason; it keeps its number, its history and its place in the list."""

import pytest

from faena.cash.actions import TenderFacts, receive_payment
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import IntakeFacts, PartFacts, add_part, add_status, open_order, set_value, void_order
from faena.orders.models import ServiceOrder, Voiding
from tests import factories

WHY = "Canary: he took it elsewhere"


@pytest.fixture
def order(clerk, customer):
    facts = IntakeFacts(reason="Screen", service_value=85_00, unlock_code="2580")
    return open_order(customer, device=DeviceFacts(kind="Phone"), facts=facts, by=clerk)


def void(order, by, **facts):
    order.refresh_from_db()
    return void_order(order, **({"reason": WHY, "version": order.version} | facts), by=by)


def test_it_owes_nothing_and_keeps_number_and_history(order, admin):
    """W11: told to the customer, the unlock code erased, the link with an end, the reason where it can be blanked."""
    number = order.number

    void(order, admin)

    order = ServiceOrder.objects.get()
    assert (order.number, order.is_void, order.unlock_sealed, order.charge.balance) == (number, True, "", 0)
    assert order.entries.order_by("-id").first().status.stage == "void"
    assert (order.voiding.reason, order.voiding.by) == (WHY, admin)
    assert AccessLink.objects.get().expires_at is not None
    event = Event.objects.get(verb="order.voided")
    assert event.said == {"note": WHY}
    assert WHY not in str(event.facts)


def test_it_is_refused_while_money_is_collected(order, admin):
    """W11: with the sum; a reversed payment does not hold it back."""
    payment = receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 40_00, "USD")], by=admin)

    with pytest.raises(RuleBroken) as refused:
        void(order, admin)
    assert "40.00" in refused.value.sentence
    assert not Voiding.objects.exists()
    factories.a_reversal(payment)

    assert void(order, admin).is_void


def test_it_needs_a_reason(order, admin):
    with pytest.raises(RuleBroken) as refused:
        void(order, admin, reason=" \t ")

    assert refused.value.at == "reason"


def test_an_old_version_is_refused(order, admin, clerk):
    seen = order.version
    set_value(order, value=1, version=ServiceOrder.objects.get().version, by=clerk)

    with pytest.raises(Stale):
        void_order(order, reason=WHY, version=seen, by=admin)


def test_nothing_changes_afterwards(order, admin):
    void(order, admin)
    order.refresh_from_db()

    for act in (
        lambda: void(order, admin),
        lambda: set_value(order, value=1, version=order.version, by=admin),
        lambda: add_part(order, PartFacts("Fan"), by=admin),
        lambda: add_status(order, status=factories.a_status(), by=admin),
        lambda: receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 1, "USD")], by=admin),
    ):
        with pytest.raises(RuleBroken):
            act()


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_asks_with_the_orders_name_and_the_sheet_says_why(client_of, admin, order):
    """W11: reason, author and moment stand on the sheet."""
    browser, sheet = client_of(admin), f"/orders/{order.pk}/"
    order.refresh_from_db()

    assert f"{sheet}voiding/" in browser.get(sheet).content.decode()
    assert f"Void {order}" in browser.get(f"{sheet}voiding/").content.decode()
    answer = browser.post(f"{sheet}voiding/", {"reason": WHY, "version": order.version}, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(sheet, 303)]
    assert WHY in page
    assert "Voided by Ada Admin" in page
    assert f"{sheet}voiding/" not in page


def test_the_refusal_is_said_on_the_page(client_of, admin, order):
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), 40_00, "USD")], by=admin)
    order.refresh_from_db()

    answer = client_of(admin).post(f"/orders/{order.pk}/voiding/", {"reason": WHY, "version": order.version})

    assert answer.status_code == 422
    assert "40.00" in answer.content.decode()
    assert f'value="{WHY}"' in answer.content.decode()


def test_only_who_may_is_offered_it(client_of, clerk, technician, order):
    """Masters and Administrators."""
    for who in (clerk, technician):
        assert "/voiding/" not in client_of(who).get(f"/orders/{order.pk}/").content.decode()
        assert client_of(who).get(f"/orders/{order.pk}/voiding/").status_code == 403


def test_it_stays_under_its_filter(client_of, admin, order):
    """W11: gone from the open ones, found among the void."""
    void(order, admin)
    browser = client_of(admin)

    assert str(order) not in browser.get("/orders/").content.decode()
    assert str(order) in browser.get("/orders/?stage=void").content.decode()
    assert str(order) in browser.get("/orders/?stage=all").content.decode()


def test_the_customer_does_not_read_the_reason(visitor, admin, order):
    """W1: a canary."""
    token = AccessLink.objects.get().token
    void(order, admin)

    page = visitor.get(f"/t/{token}/", follow=True)

    assert page.status_code == 200
    assert "Canary" not in page.content.decode()
