"""W33: a shop that switched its workshop off still has the accounts of its orders: they are collected, and nothing
leads to pages that are not there any more."""

import re

import pytest

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment, Reversal
from faena.orders.models import OrderClosing
from tests import factories
from tests.factories import PASSWORD

BODY = {"reason": "Typed twice", "current": PASSWORD}


@pytest.fixture
def order(customer, clerk):
    """50.00 owed, 20.00 of it collected while the workshop was on; another order was closed."""
    factories.a_closed_order(customer)
    order = factories.an_order(customer)
    receive_payment(order.charge, tenders=[TenderFacts(factories.a_method("Drawer"), 20_00, "USD")], by=clerk)
    return order


@pytest.fixture
def payment(order):
    return Payment.objects.get(charge=order.charge)


@pytest.fixture
def off(order):
    """From now on there is no workshop."""
    factories.the_company(has_workshop=False, has_care=True)


def reversal(payment):
    return f"/cash/{payment.pk}/reversal/"


def led_to(page):
    """Where the links and forms of a page lead."""
    return set(re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', page))


def test_payments_are_not_reversed_and_orders_not_reopened(client_of, owner, payment, off):
    """W16, W34: the pages are not there, for a Master either."""
    master, closing = client_of(owner), OrderClosing.objects.get()
    reopening = f"/orders/{closing.order_id}/reopening/"

    for page, body in ((reversal(payment), BODY), (reopening, BODY | {"version": closing.order.version})):
        assert (master.get(page).status_code, master.post(page, body).status_code) == (404, 404)

    assert not Reversal.objects.exists()
    closing.refresh_from_db()
    assert closing.stands


def test_the_cash_leads_to_no_order_and_to_no_reversal(client_of, owner, payment, off):
    """W33: the account is named without a link."""
    master = client_of(owner)

    for page in ("/cash/", f"/cash/{payment.pk}/", f"/cash/{payment.pk}/?registered"):
        shown = master.get(page).content.decode()
        assert payment.charge.account in shown
        assert [link for link in led_to(shown) if link.startswith("/orders")] == []


def test_with_the_workshop_both_lead_there(client_of, owner, payment):
    """W33, W34: what is missing above is not missing by itself."""
    master = client_of(owner)

    listed, shown = (led_to(master.get(page).content.decode()) for page in ("/cash/", f"/cash/{payment.pk}/"))

    assert f"/orders/{payment.charge.ref_id}/" in listed & shown
    assert reversal(payment) in shown


def test_what_is_owed_is_still_collected(client_of, clerk, payment, order, off):
    """W33: found by its number, registered, printed."""
    desk, account = client_of(clerk), f"/cash/accounts/{order.charge_id}/"
    assert desk.get("/cash/new/", {"q": str(order)})["Location"] == account
    form = desk.get(account)
    assert form.status_code == 200
    assert [link for link in led_to(form.content.decode()) if link.startswith("/orders")] == []

    answer = desk.post(
        account, {"tenders-0-method": f"{payment.tenders.get().method_id}-USD", "tenders-0-amount": "30.00"}
    )

    made = Payment.objects.latest("pk")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (303, f"/cash/{made.pk}/")
    assert (made.amount, made.left) == (30_00, 0)
    assert desk.post(f"/cash/{made.pk}/prints/").status_code == 303


def test_an_account_without_balance_leads_back_to_the_cash(client_of, clerk, order, off):
    """W33: and not to the page of its order."""
    factories.a_payment(order.charge, amount=30_00)

    answer = client_of(clerk).get(f"/cash/accounts/{order.charge_id}/")

    assert (answer.status_code, answer["Location"]) == (303, "/cash/new/")
