"""Every page asks the database a bounded number of questions, the same for 3 rows and for 15, and writes nothing.

query_counts.txt is the table of budgets: `FAENA_WRITE=1 pytest tests/test_query_counts.py` writes it anew."""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.journal.actions import record
from faena.notifications.models import Message
from faena.orders.models import OrderVisit, StatusPhoto
from faena.tickets.models import TicketVisit
from tests import factories
from tests import routes as house
from tests.world import sign_in

pytestmark = pytest.mark.slow("each page with few rows and with many, for two roles")

TABLE = Path(__file__).with_name("query_counts.txt")
MOST = 15
SEARCHED = {
    "accounts:users",
    "billing:invoices",
    "cash:list",
    "customers:devices",
    "customers:hits",
    "customers:list",
    "home:search",
    "orders:board",
    "orders:list",
    "orders:new",
    "orders:status_list",
    "tickets:new",
    "tickets:queue",
    "tickets:solutions",
}
WRITES = re.compile(r"(INSERT|UPDATE|DELETE)(?! INTO .journal_access)")  # what a door notes of who came is no change
NOTED = {  # a visit is noted once an hour, which is not counted
    "agenda:feed",
    "billing:invoice_pdf",
    "billing:statement_pdf",
    "orders:label",
    "orders:report",
    "orders:slip",
    "portal:photo_page",
    "portal:report",
    "portal:tracking",
}
PAGES = [route for route in house.routes() if route.door]


def grow(case, by, rows):
    """So many more of everything that a page may list."""
    for _ in range(rows):
        order = factories.an_order(case.customer, by=by)
        factories.an_order(factories.a_customer(seller=case.customer.seller), by=by)
        entry = factories.an_entry(case.order, author=factories.a_user())
        StatusPhoto.objects.create(entry=entry, file=factories.a_file(author=by))
        case.order.files.create(file=factories.an_attachment(author=factories.a_user()), is_visible=True)
        factories.a_part(case.order, author=by)
        factories.a_contact(case.customer)
        factories.an_address(case.customer)
        factories.a_subscription(case.customer)
        factories.a_ticket(case.customer, type=factories.a_ticket_type(parent=factories.a_ticket_type()), priority=4)
        case.signed_visit.photos.create(file=factories.a_file(author=by))
        case.visit.photos.create(file=factories.a_file(author=by), is_visible=True)
        visit = factories.a_visit(customer=case.customer, ref=case.ticket.as_ref, contact=case.contact)
        TicketVisit.objects.create(ticket=case.ticket, visit=visit)
        visit = factories.a_visit(customer=case.customer, ref=case.order.as_ref, position=factories.a_queue())
        OrderVisit.objects.create(order=case.order, visit=visit)
        today = {"on": timezone.localdate(), "technician": by, "starts_at": None, "ends_at": None, "period": "morning"}
        factories.a_visit(customer=case.customer, **today)
        factories.a_closed_ticket(case.customer, type=case.ticket.type, by=factories.a_user())
        said = factories.a_comment(case.ticket, author=factories.a_user(), is_visible=True)
        said.files.create(file=factories.an_attachment(author=by))
        event = {"number": "A", "comment_id": case.ticket_picture.comment_id}
        record("ticket.commented", case.ticket.as_ref, facts=event, customer_id=case.customer.pk, by=factories.a_user())
        factories.an_internal_entry(case.order, author=factories.a_user())
        factories.a_payment(case.order.charge, amount=1, cashier=factories.a_user())
        factories.a_payment(order.charge, amount=1)
        factories.a_payment(case.balance.charge, amount=1, cashier=factories.a_user())
        factories.an_opening_balance(case.customer, by=factories.a_user())
        factories.a_past(case.customer, by=factories.a_user())
        factories.a_user(role="technician", photo=factories.a_file(author=by))
        for row in (
            factories.a_position(),
            factories.a_method(),
            factories.a_status(),
            factories.an_internal_status(),
            factories.a_plan(),
            factories.a_ticket_type(goes_to=factories.a_queue()),
            factories.a_ticket_status(),
            factories.a_visit_kind(),
        ):
            record("catalogue.added", row.as_ref, said={"name": row.name}, by=factories.a_user())
        ticket = factories.a_ticket(case.customer, type=case.ticket.type)
        for thing in (order, ticket, visit, factories.a_customer()):
            factories.a_notice(by, thing.as_ref, actor=factories.a_user())
        for thing in (case.order, case.customer, by):
            record("order.assigned", thing.as_ref, customer_id=case.customer.pk, by=factories.a_user())
        message = Message(address="a@example.org", language="es", template="recovery", dedupe_key=f"k{order.pk}")
        message.ref = case.order.as_ref
        message.save()


def count(browser, url):
    """The status of a page, how many questions it asks, and those that write."""
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(url)
        b"".join(answer)
    writes = [one["sql"] for one in captured if WRITES.match(one["sql"])]
    return answer.status_code, len(captured), writes


def counts(browser, things):
    found = {}
    for route in PAGES:
        if route.name in NOTED:
            browser.get(things.url(route))
        status, questions, writes = count(browser, things.url(route))
        if status == 200:
            assert writes == [], f"{route} writes when it is only looked at"
            found[route.name] = questions
        if route.name in SEARCHED:
            found[f"{route.name}?q"] = count(browser, f"{things.url(route)}?q=carmen")[1]
    return found


def budgets():
    rows = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {name: int(most) for name, most in rows}


@pytest.fixture
def things(customer, stranger, owner):
    return house.things(customer, stranger, by=owner)


OPENED = set()  # engines whose pages this process has opened all: what is read once and kept is read


def few_and_many(user, things, by):
    """Each page's questions with 3 rows, and with 15, when all of them have been opened before."""
    browser = sign_in(user)
    grow(things.own, by, 3)
    if connection.vendor not in OPENED:
        counts(sign_in(by), things)
        OPENED.add(connection.vendor)
    few = counts(browser, things)
    grow(things.own, by, 12)
    return few, counts(browser, things)


def test_no_page_asks_more_than_its_budget_nor_more_for_more_rows(things, owner):
    few, many = few_and_many(owner, things, by=owner)
    if os.environ.get("FAENA_WRITE"):
        lines = [f"{name} {questions}" for name, questions in sorted(many.items())]
        TABLE.write_text("# Page and the most questions that it may ask the database.\n" + "\n".join(lines) + "\n")

    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert {name: questions for name, questions in many.items() if questions > MOST} == {}
    table = budgets()
    assert set(many) == set(table), "query_counts.txt lists other pages than there are."
    assert {name: questions for name, questions in many.items() if questions > table[name]} == {}


def test_a_seller_costs_no_more_than_a_master(things, owner, seller):
    """His own customers are a filter, not a question for each row."""
    few, many = few_and_many(seller, things, by=owner)

    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert max(many.values()) <= MOST
