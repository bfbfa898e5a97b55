"""W16: an order is closed only when everything is collected, and is closed for good."""

import io
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.journal.models import Event
from faena.lib.dates import format_day
from faena.lib.errors import RuleBroken, Stale
from faena.orders import paper
from faena.orders.actions import (
    IntakeFacts,
    PartFacts,
    add_part,
    add_status,
    assign_technician,
    close_order,
    open_order,
    set_value,
)
from faena.orders.models import OrderClosing, ServiceOrder, Stage
from tests import factories

REPAIRED = ServiceOrder.Outcome.REPAIRED


@pytest.fixture
def order(clerk, customer):
    """An order of 85.00, nothing paid."""
    device = DeviceFacts(kind="Phone", serial="A1")
    facts = IntakeFacts(reason="Screen", service_value=85_00, unlock_code="2580")
    return open_order(customer, device=device, facts=facts, by=clerk)


def pay(order, amount, by):
    return receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), amount, "USD")], by=by)


def close(order, by, **facts):
    order.refresh_from_db()
    return close_order(
        order, **({"outcome": REPAIRED, "work_done": "New screen.", "version": order.version} | facts), by=by
    )


def printed(closing):
    """What stands on the final report."""
    pages = PdfReader(io.BytesIO(paper.report(closing, Company.the()).pdf())).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\xa0", " ")


def test_it_refuses_while_a_balance_is_open(order, clerk):
    """W16: balance = 0 ⇔ closable; the sentence says how much is left."""
    pay(order, 40_00, clerk)

    with pytest.raises(RuleBroken) as refused:
        close(order, clerk)

    assert "45.00" in refused.value.sentence
    assert not OrderClosing.objects.exists()
    assert not Event.objects.filter(verb="order.closed").exists()


def test_it_refuses_while_the_value_is_unknown(clerk, customer):
    """W16: an order that is still to be diagnosed cannot be closed, even with an advance."""
    order = open_order(customer, device=DeviceFacts(kind="Phone"), facts=IntakeFacts(reason="Wet"), by=clerk)
    pay(order, 40_00, clerk)

    with pytest.raises(RuleBroken):
        close(order, clerk)


UNSIGNED = "the terms are still to be signed"
UNWRITTEN = "what was done, or why nothing could be, is still to be written for the final report"


@pytest.mark.parametrize(
    ("value", "note", "missing"),
    [
        (None, "Looked at.", ["the value is still to be diagnosed", UNSIGNED]),
        (85_00, "", ["US$ 45.00 are left to collect", UNSIGNED, UNWRITTEN]),
        (0, " ", ["US$ 45.00 are left to collect", UNSIGNED, UNWRITTEN]),
    ],
)
def test_it_says_at_once_everything_that_is_missing(clerk, value, note, missing):
    """W9, W16: one sentence, so that nobody comes back three times; nothing is told to the customer."""
    order = factories.an_order(value=value, by=clerk, terms=factories.some_terms())
    add_part(order, PartFacts("Screen", unit_price=85_00 - (value or 0)), by=clerk)
    factories.a_payment(order.charge, amount=40_00)
    before = Event.objects.count()

    with pytest.raises(RuleBroken) as refused:
        close(order, clerk, work_done=note)

    said = refused.value.sentence.replace("\xa0", " ")
    assert said == f"The order cannot be closed yet: {'; '.join(missing)}."
    assert Event.objects.count() == before
    assert not order.entries.exists()


@pytest.mark.parametrize("note", ["", " \n\t", "\u200b"])
def test_a_priced_order_is_not_closed_without_what_was_done(order, clerk, note):
    """M16: the final report says what was done, or why nothing could be; never "—". The sentence stands beside the
    field, also for who sends no form."""
    pay(order, 85_00, clerk)

    with pytest.raises(RuleBroken, match="still to be written for the final report") as refused:
        close(order, clerk, work_done=note)

    assert (refused.value.at, refused.value.code) == ("work_done", "not-ready")
    assert not OrderClosing.objects.exists()


def outstanding(page):
    """What the primary buttons in the middle of a page lead to, or say."""
    middle = page.rpartition("<main")[2]
    buttons = re.findall(r'<(?:a|button)[^>]*class="[^"]*btn-primary[^>]*>.*?</(?:a|button)>', middle, re.S)
    addresses = [re.match(r'<a[^>]*href="([^"]*)"', button) for button in buttons]
    return [
        address[1] if address else " ".join(re.sub(r"<[^>]+>", " ", button).split())
        for address, button in zip(addresses, buttons, strict=True)
    ]


@pytest.mark.parametrize(("value", "way"), [(None, "/orders/{order}/value/"), (85_00, "/cash/accounts/{charge}/")])
def test_what_still_hinders_is_one_press_away(client_of, clerk, value, way):
    """W16: the page that says what is missing leads to it, by the button that stands out."""
    order = factories.an_order(value=value, terms=factories.some_terms())

    shown = client_of(clerk).get(f"/orders/{order.pk}/closing/").content.decode()

    address = way.format(order=order.pk, charge=order.charge_id)
    assert outstanding(shown) == [address]
    assert f'href="/orders/{order.pk}/signature/"' in shown


@pytest.mark.parametrize("is_pending", [True, False])
def test_the_button_that_closes_stands_out_once_nothing_hinders(client_of, clerk, is_pending):
    """W9, W16: while only the terms are to be signed, it is the way to sign them."""
    order = factories.an_order(value=0, terms=factories.some_terms() if is_pending else None)

    shown = client_of(clerk).get(f"/orders/{order.pk}/closing/").content.decode()

    assert outstanding(shown) == ([f"/orders/{order.pk}/signature/"] if is_pending else ["Close the order"])


def test_a_free_order_closes_with_a_note(clerk, customer):
    """W16: zero is a value, typed on purpose; it closes with a note of what was done."""
    facts = IntakeFacts(reason="Dust", service_value=0)
    order = open_order(customer, device=DeviceFacts(kind="Fan"), facts=facts, by=clerk)

    with pytest.raises(RuleBroken):
        close(order, clerk, work_done="")
    closed = close(order, clerk, work_done="Blown out.")

    assert closed.is_closed


def test_a_free_order_keeps_how_it_ended(clerk):
    """W16: not repairable, for nothing, is an outcome with a note as well; the report says both."""
    order = factories.an_order(factories.a_customer(language="en"), value=0, by=clerk)

    closed = close(order, clerk, outcome=ServiceOrder.Outcome.NOT_REPAIRABLE, work_done="The board is burnt.")

    closing = OrderClosing.objects.get()
    assert closed.outcome == closing.outcome == ServiceOrder.Outcome.NOT_REPAIRABLE
    assert Event.objects.get(verb="order.closed").facts["outcome"] == "not_repairable"
    said = printed(closing)
    for expected in ("Not repairable", "The board is burnt.", "Balance US$ 0.00"):
        assert expected in said


def test_it_closes_when_everything_is_collected(order, clerk):
    """W16: closed, told to the customer, the unlock code erased, the link with an end, one event."""
    pay(order, 85_00, clerk)

    closed = close(order, clerk, work_done="New screen.")

    assert (closed.stage, closed.outcome, closed.unlock_sealed) == (Stage.CLOSED, REPAIRED, "")
    assert closed.entries.order_by("-id").first().status.stage == Stage.CLOSED
    assert OrderClosing.objects.get().work_done == "New screen."
    assert Event.objects.filter(verb="order.closed").count() == 1


def test_the_report_says_terms_warranties_and_payments_of_both_currencies(clerk):
    """W9, W16, W18, W33: a warranty runs from the closing; what was given in bolivars is said beside what it paid."""
    factories.the_company(second_currency="VES")
    factories.a_rate(245_50000000)
    terms = factories.some_terms("Ninety days for the workmanship.")
    order = factories.an_order(factories.a_customer(language="en"), value=85_00, by=clerk, terms=terms)
    factories.a_signature(order, strokes=None, signer="Carmen Canário")
    add_part(order, PartFacts("Screen", unit_price=15_00, warranty=90), by=clerk)
    add_part(order, PartFacts("Glue", 1500, 2_00, is_chargeable=False), by=clerk)
    cash, mobile = factories.a_method("Cash"), factories.a_method("Mobile payment")
    tenders = [TenderFacts(cash, 75_00, "USD"), TenderFacts(mobile, 6137_50, "VES")]
    receipt = receive_payment(order.charge, tenders=tenders, by=clerk)

    closed = close(order, clerk, work_done="New screen.")

    said = printed(OrderClosing.objects.get())
    today = timezone.localdate(closed.closed_at)
    until = format_day(today + timedelta(days=90), "en")
    for expected in (
        "Work done New screen.",
        f"1 Screen Warranty until {until} US$ 15.00",
        "1.5 Glue included",
        f"{receipt} {format_day(today, 'en')} Cash US$ 75.00 + Mobile payment Bs. 6,137.50 US$ 100.00",
        "Value US$ 85.00 Parts US$ 15.00 Paid US$ 100.00 Balance US$ 0.00",
        "Terms and conditions, version 1 Ninety days for the workmanship.",
        "Carmen Canário · Signed on paper",
        "This is not a fiscal document.",
    ):
        assert expected in said, f"{expected!r} in {said!r}"


def test_an_old_version_is_refused(order, clerk):
    """Two people editing: the second sees what the first did."""
    pay(order, 85_00, clerk)
    order.refresh_from_db()
    seen = order.version
    assign_technician(order, technician=factories.a_user(role="technician"), version=seen, by=clerk)

    with pytest.raises(Stale):
        close_order(order, outcome=REPAIRED, work_done="", version=seen, by=clerk)


def test_nothing_changes_afterwards(order, clerk):
    """W16: closed = read-only for every action."""
    pay(order, 85_00, clerk)
    closed = close(order, clerk)

    for act in (
        lambda: set_value(closed, value=1, version=closed.version, by=clerk),
        lambda: add_status(closed, status=factories.a_status(), by=clerk),
        lambda: assign_technician(closed, technician=None, version=closed.version, by=clerk),
        lambda: close(closed, clerk),
        lambda: pay(closed, 1, clerk),
    ):
        with pytest.raises(RuleBroken):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders_serviceorder SET service_value = 1 WHERE id = {order}",
        "UPDATE orders_serviceorder SET number = 99 WHERE id = {order}",
        "UPDATE orders_serviceorder SET stage = 'ready', closed_at = NULL WHERE id = {order}",
        "DELETE FROM orders_closing WHERE order_id = {order}",
        "UPDATE orders_closing SET work_done = 'x' WHERE order_id = {order}",
        "UPDATE orders_statusentry SET note = 'x' WHERE order_id = {order}",
        "DELETE FROM orders_statusentry WHERE order_id = {order}",
        "UPDATE cash_charge SET amount = 1 WHERE id = {charge}",
    ],
)
def test_nothing_changes_afterwards_by_sql_either(order, clerk, statement):
    """W16: closed = read-only in the database too."""
    pay(order, 85_00, clerk)
    close(order, clerk)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(order=order.pk, charge=order.charge_id))


def test_a_paid_order_that_is_not_ready_is_closed_from_a_phone(order, clerk, client_of):
    """M33: what stands in no bar stands in the menu, behind … in the bar of phones."""
    pay(order, 85_00, clerk)
    page = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()

    order.refresh_from_db()
    assert order.stage != "ready"
    (bar,) = re.findall(r'<div class="bottombar".*?</details>', page, re.DOTALL)
    assert f'<a class="menu-item" href="/orders/{order.pk}/closing/">' in bar
