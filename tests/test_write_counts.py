"""Each of the writes that are done all day asks the database a fixed number of statements, BEGIN and COMMIT among them
(a savepoint and its release in a test). Three of them are every page's own: session, user and company."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.cash.models import PaymentMethod
from tests import factories
from tests.forms_in_pages import forms_of

# Work → statements on SQLite, and those more on PostgreSQL: the locks of rows, where SQLite holds the whole database.
MOST = {
    "comment": (12, 1),
    "status": (15, 1),
    "forward": (18, 1),
    "order-status": (15, 1),
    "order-told": (28, 2),
    "customer": (12, 0),
    "intake": (31, 1),
    "collect": (20, 0),
    "collect-late": (32, 1),
}


def another(form, name):
    """A choice that is not chosen."""
    return next(key for key in form.fields[name].options if key and key not in form.fields[name].values)


def a_comment(customer):
    ticket = factories.a_ticket(customer)
    return f"/tickets/{ticket.pk}/comments/", lambda _form: {"text": "It rings again."}


def a_status(customer):
    factories.a_ticket_status()
    ticket = factories.a_ticket(customer)
    return f"/tickets/{ticket.pk}/status/", lambda form: {"status": another(form, "status")}


def a_forwarding(customer):
    ticket, to = factories.a_ticket(customer), factories.a_user(role="operator")
    typed = {"to": "user", "destination": f"user-{to.pk}", "reason": "He knows the line."}
    return f"/tickets/{ticket.pk}/forwarding/", lambda _form: typed


def an_orders_status(customer):
    factories.a_status()
    order = factories.an_order(customer)
    typed = {"note": "Open.", "silent": "1"}
    return f"/orders/{order.pk}/statuses/", lambda form: typed | {"status": another(form, "status")}


def a_told_status(customer):
    """And WhatsApp, in the same press."""
    path, typed = an_orders_status(customer)
    return path, lambda form: typed(form) | {"silent": [], "reminds": []}


def a_customer(_customer):
    return "/customers/new/", lambda _form: {"name": "Ana Bravo"}


def an_intake(customer):
    typed = {"reason": "No picture", "device": "", "device_kind": "Laptop", "brand": "HP", "service_value": "50"}
    return f"/orders/new/?customer={customer.pk}", lambda _form: typed


def card_for(account):
    """With a reference, which cash has none of."""
    card = PaymentMethod.objects.get(kind="card")
    return {"tenders-0-method": f"{card.pk}-USD", "tenders-0-reference": f"{account.pk}"}


def a_payment(customer):
    account = factories.an_order(customer).charge
    by_card = card_for(account)
    return f"/cash/accounts/{account.pk}/", lambda _form: by_card


def a_late_payment(customer):
    """Of an invoice, with its fine and its interest."""
    account = factories.an_invoice(factories.a_subscription(customer), due=-20).charge
    by_card = card_for(account)
    return f"/cash/accounts/{account.pk}/", lambda _form: by_card


WORKS = {
    "comment": a_comment,
    "status": a_status,
    "forward": a_forwarding,
    "order-status": an_orders_status,
    "order-told": a_told_status,
    "customer": a_customer,
    "intake": an_intake,
    "collect": a_payment,
    "collect-late": a_late_payment,
}


def statements(browser, path, typed):
    """Of the form of a page, sent with what is typed."""
    page = browser.get(path).content.decode()
    form = next(one for one in forms_of(page, path) if one.method == "post" and "operation" in one.fields)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(path, form.data | typed(form))
    assert answer.status_code == 303, re.findall(r'class="field-error"[^>]*>([^<]*)', answer.content.decode())
    return [one["sql"] for one in captured]


@pytest.mark.django_db
@pytest.mark.parametrize("work", WORKS)
def test_a_write_asks_no_more_than_its_budget(work, customer, clerk, client_of):
    factories.the_company(second_currency="VES", fine_bp=200, interest_bp=100, has_care=True)
    factories.a_rate()
    browser, make = client_of(clerk), WORKS[work]
    statements(browser, *make(customer))  # whatever a process asks once

    asked = statements(browser, *make(customer))

    least, more = MOST[work]
    assert len(asked) == least + more * (connection.vendor == "postgresql"), "\n".join(text[:150] for text in asked)
    assert not [text for text in asked[4:-1] if text.startswith(("SAVEPOINT", "RELEASE"))]
