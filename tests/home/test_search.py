"""The one search of every page: what words, numbers and codes find, for whom, and what it costs."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.journal.actions import record
from faena.orders.models import Stage
from faena.ui import search
from tests import factories

TYPING = {"HX-Request": "true"}


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


def found(browser, words):
    """Group → the titles of its rows; the matched text between stars."""
    page = browser.get("/search/", {"q": words}, headers=TYPING).content.decode()
    groups = re.findall(r'<div role="group" aria-label="([^"]+)">(.*?)</div>', page, re.DOTALL)
    title = re.compile(r'<span class="found-title">(.*?)</span>', re.DOTALL)
    return {
        unescape(name): [unescape(re.sub(r"</?mark>", "*", one)) for one in title.findall(rows)]
        for name, rows in groups
    }


@pytest.fixture
def shop(customer):
    """Carmen's laptop is here, another one was; she has a ticket, an invoice and a receipt."""
    factories.the_company(has_care=True)
    device = factories.a_device(customer, kind="Laptop", brand="Lenovo", model="T480", serial="PF-77AB")
    factories.a_term(customer, "device", "laptop lenovo t480", device)
    factories.a_term(customer, "serial", "pf77ab", device)
    closed = factories.a_closed_order(device=device)
    order = factories.an_order(device=device, stage=Stage.READY)
    payment = factories.a_payment(order.charge, amount=20_00, reference="0088541")
    ticket = factories.a_ticket(customer, type=factories.a_ticket_type("No connection"))
    factories.a_term(customer, "protocol", str(ticket), ticket)
    invoice = factories.an_invoice(factories.a_subscription(customer))
    return {"order": order, "closed": closed, "payment": payment, "ticket": ticket, "invoice": invoice}


def test_three_letters_of_a_name_find_whose_it_is_and_what_is_open(desk, customer, shop):
    """B20: the customer first; his orders and tickets, open ones before closed ones."""
    groups = found(desk, "carm")

    assert list(groups)[:3] == ["Customers", "Orders", "Tickets"]
    assert groups["Customers"] == [f"*Carm*{customer.name[4:]}"]
    assert groups["Orders"] == ["Laptop Lenovo T480"] * 2
    assert groups["Tickets"] == ["No connection"]
    page = desk.get("/search/", {"q": "carm"}, headers=TYPING).content.decode()
    assert page.index(str(shop["order"])) < page.index(str(shop["closed"]))
    assert "30.00 due" in unescape(page)


def test_a_model_or_a_serial_finds_the_device_and_its_orders(desk, shop):
    for words in ("t480", "pf-77"):
        groups = found(desk, words)
        assert list(groups)[:2] == ["Orders", "Devices"]
        assert len(groups["Orders"]) == 2
    assert found(desk, "t480")["Devices"] == ["Laptop Lenovo *T480*"]


@pytest.mark.parametrize(
    ("thing", "group"), [("order", "Orders"), ("ticket", "Tickets"), ("invoice", "Invoices"), ("payment", "Receipts")]
)
def test_a_number_is_found_while_it_is_typed_and_opens_at_once_when_sent(desk, shop, thing, group):
    row = shop[thing]
    assert group in found(desk, str(row))
    assert desk.get("/search/", {"q": str(row)}).url == row.as_ref.url


def test_the_reference_of_an_operation_finds_its_receipt(desk, shop):
    assert [title.split(" · ")[0] for title in found(desk, "88541")["Receipts"]] == [str(shop["payment"])]


def test_a_page_and_a_colleague_are_found_by_those_who_may_open_them(client_of, owner, clerk):
    groups = found(client_of(owner), "clara")
    assert groups["Users"] == [f"*Clara*{clerk.name[5:]}"] or groups["Users"] == [f"*{clerk.name}*"]
    assert "Users" not in found(client_of(clerk), "clara")
    assert found(client_of(owner), "cash")["Pages"] == ["*Cash*"]


def test_what_is_out_of_reach_is_not_found(client_of, seller, shop, stranger):
    """W31: neither the stranger nor his order, by whatever it is looked for."""
    order = factories.an_order(stranger, device=factories.a_device(stranger, serial="ZZ-1"))
    factories.a_term(stranger, "serial", "zz1", order.device)
    browser = client_of(seller)

    for words in (stranger.name, str(order), "zz-1"):
        groups = found(browser, words)
        assert groups.keys() <= {"With these words", "Pages"}
    assert "Orders" in found(browser, str(shop["order"]))


def test_the_words_go_along_to_what_is_begun(desk):
    assert found(desk, "rosa gil")["With these words"][0] == "New order: “rosa gil”"
    page = desk.get("/search/", {"q": "rosa gil"}).content.decode()
    assert "/orders/new/?q=rosa+gil" in page
    assert "/customers/new/?name=rosa+gil" in page


def test_one_sign_finds_nothing_and_says_what_is_needed(desk):
    page = desk.get("/search/", {"q": "c"}).content.decode()
    assert "at least two letters" in page
    assert "found-title" not in page


def test_before_anything_is_typed_the_last_things_are_there(client_of, clerk, shop, customer):
    """Those of the reader, the last one first."""
    for thing in (shop["order"], customer, shop["order"]):
        record("order.edited", thing.as_ref, customer_id=customer.pk, by=clerk)

    groups = found(client_of(clerk), "")
    assert groups["Where you worked last"] == ["Laptop Lenovo T480", customer.name]
    assert groups["Begin"][:2] == ["New order", "New ticket"]


@pytest.mark.parametrize("words", ["carmen", "t480", "88541", ""])
def test_it_asks_as_much_of_three_rows_as_of_thirty(clerk, client_of, customer, shop, words):
    """Six questions of the search at most; the page asks who is there and what the company is besides."""
    browser = client_of(clerk)
    browser.get("/search/")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            browser.get("/search/", {"q": words}, headers=TYPING)
        return [one["sql"] for one in queries if "SELECT" in one["sql"]]

    few = asked()
    for _ in range(30):
        factories.a_ticket(factories.an_order(customer, device=shop["order"].device).customer)
    assert len(asked()) == len(few)
    of_the_page = [
        one for one in few if "accounts_" in one.split("FROM")[1][:20] or "company_company" in one or "session" in one
    ]
    assert len(few) - len(of_the_page) <= 6, few


def test_no_kind_is_found_by_reading_its_table(clerk, shop, customer):
    """Each part goes along an index, however many rows there are."""
    from faena.gate.context import Can

    kinds = search.kinds_for(Can(clerk), ["workshop", "care"])
    wanted = search.Wanted("48", ["48"], clerk, customers=[customer.pk], devices=[shop["order"].device_id])
    for kind in kinds:
        for keys in kind.found(wanted, kind.rows(clerk)):
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET LOCAL enable_seqscan = off")
                    plan = keys.explain()
                    assert "Seq Scan on" not in re.sub(r"Seq Scan on (company_branch|accounts_user)", "", plan), plan
                else:
                    plan = keys.explain()
                    assert not re.search(r"SCAN (?!company_branch|accounts_user)", plan), plan
