"""The list of orders: found, filtered, sorted, counted and taken as a file (W11, W12, W31)."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.customers.actions import DeviceFacts, add_device
from faena.orders.actions import void_order
from faena.orders.models import ServiceOrder, Stage
from faena.orders.needs import NEEDS, with_money
from tests import factories


def numbers(browser, **query):
    """The numbers on the page, in its order, while somebody types: Enter after an exact number opens its order."""
    page = browser.get("/orders/", query, headers={"HX-Request": "true"}).content.decode()
    return [int(number) for number in re.findall(r'class="second">OS-(\d{6})<', page)]


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


# --- found --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["OS-000002", "2", "000002", "carmén", "CUSTOMER carm", "sn-77", "macbook", "ca"])
def test_an_order_is_found_by_number_customer_or_device(desk, clerk, customer, stranger, wanted):
    """W11: in any spelling; by its device only the orders of that device."""
    factories.an_order(stranger)
    device = add_device(customer, DeviceFacts("Laptop", "Apple", "MacBook", "SN 77"), by=clerk)
    order = factories.an_order(customer, device=device)
    factories.an_order(stranger)

    assert numbers(desk, q=wanted) == [order.number]


@pytest.mark.parametrize("wanted", ["x", "nobody", "9" * 40, "%", "'; --", '"', "ñ"])
def test_what_is_not_there_is_not_found(desk, customer, wanted):
    factories.an_order(customer)

    assert numbers(desk, q=wanted) == []


def test_a_customers_retirement_hides_no_order(desk, customer):
    """W29: kept in the history, and found."""
    order = factories.an_order(customer)
    customer.retired_at = timezone.now()
    customer.save(update_fields=["retired_at"])

    assert numbers(desk, q="carmen") == [order.number]


def test_a_closed_one_is_one_tap_away(desk, customer):
    """W11: the search looks among the open ones first and offers the others."""
    order = factories.a_closed_order(customer)

    page = desk.get("/orders/", {"q": "carmen"}).content.decode()
    assert "No open order matches" in page
    assert "q=carmen&amp;stage=all" in page
    assert numbers(desk, q="carmen", stage="all") == [order.number]


# --- filtered -----------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(customer, technician, owner):
    """One order for each thing that can be chosen, by its name."""
    part = factories.a_status(Stage.REPAIRING, name="Waiting for the screen", waits_for_parts=True)
    hour = timedelta(hours=1)
    orders = {
        "plain": factories.an_order(customer, technician=technician),
        "late": factories.an_order(customer, promised_at=timezone.now() - hour, technician=technician),
        "promised": factories.an_order(customer, promised_at=timezone.now() + hour, technician=technician),
        "unsigned": factories.an_order(customer, terms=factories.some_terms(), technician=technician),
        "parts": factories.an_order(customer, status=part, stage=Stage.REPAIRING, technician=technician),
        "unpaid": factories.an_order(customer, stage=Stage.READY, technician=technician),
        "unknown": factories.an_order(customer, stage=Stage.READY, value=None, technician=technician),
        "paid": factories.an_order(customer, stage=Stage.READY, technician=technician),
        "nobodys": factories.an_order(customer),
        "closed": factories.a_closed_order(customer),
        "void": factories.an_order(customer, stage=Stage.VOID),
    }
    factories.a_payment(orders["paid"].charge, amount=50_00)
    half = factories.a_payment(orders["unpaid"].charge, amount=50_00)
    factories.a_reversal(half)
    return orders


def names(orders, found):
    return [name for number in found for name, order in orders.items() if order.number == number]


OPEN = {"plain", "late", "promised", "unsigned", "parts", "unpaid", "unknown", "paid", "nobodys"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, OPEN),
        ({"stage": "open"}, OPEN),
        ({"stage": "all"}, OPEN | {"closed", "void"}),
        ({"stage": "void"}, {"void"}),
        ({"stage": "ready"}, {"unpaid", "unknown", "paid"}),
        ({"stage": "moon"}, OPEN),
        ({"needs": "late"}, {"late"}),
        ({"needs": "terms"}, {"unsigned"}),
        ({"needs": "parts"}, {"parts"}),
        ({"needs": "unpaid"}, {"unpaid", "unknown"}),
        ({"needs": "ready"}, {"paid"}),
        ({"needs": "technician"}, {"nobodys"}),
        ({"technician": "none", "stage": "all"}, {"nobodys", "closed", "void"}),
        ({"technician": "Tina"}, OPEN),
        ({"from": "2100-01-01"}, set()),
        ({"to": "2000-01-01"}, set()),
        ({"from": "2000-01-01", "to": "2100-01-01"}, OPEN),
    ],
)
def test_each_filter_shows_its_own(desk, mixed, query, expected):
    """W11: a voided one stays visible under its filter."""
    assert set(names(mixed, numbers(desk, **query))) == expected


def test_a_status_decides_alone(desk, customer):
    """A status lies on a stage: "Delivered" is found though the list shows open ones."""
    delivered = factories.a_status(Stage.CLOSED, name="Delivered to Carmen")
    order = factories.a_closed_order(customer, status=delivered)

    assert numbers(desk, status=delivered.pk, stage="open") == [order.number]
    assert "Delivered to Carmen" in desk.get("/orders/", {"status": delivered.pk}).content.decode()


def test_a_technician_sees_his_own_first_and_all_with_one_tap(client_of, technician, mixed):
    """W12."""
    his = client_of(technician)
    assert set(names(mixed, numbers(his))) == OPEN - {"nobodys"}

    page = his.get("/orders/").content.decode()
    assert 'href="/orders/?technician=all"' in page
    assert set(names(mixed, numbers(his, technician="all"))) == OPEN


def test_others_see_all_and_may_choose_a_technician(desk, technician, mixed):
    assert set(names(mixed, numbers(desk, technician=technician.pk))) == OPEN - {"nobodys"}
    assert set(names(mixed, numbers(desk, technician="me"))) == OPEN


def test_a_seller_sees_what_hangs_from_his_customers_only(client_of, seller, customer, stranger):
    """W31: in the list, the search, the count and the file."""
    own, foreign = factories.an_order(customer), factories.an_order(stranger)
    his = client_of(seller)

    for query in ({}, {"stage": "all"}, {"q": "customer"}, {"q": str(foreign.number)}, {"q": "esteban"}):
        page = his.get("/orders/", query).content.decode()
        assert str(foreign) not in page
        assert "Esteban" not in page
        assert "2 orders" not in page
    assert numbers(his) == [own.number]
    file = b"".join(his.file("/orders/", {"format": "csv", "stage": "all"})).decode()
    assert str(own) in file
    assert str(foreign) not in file


def test_a_seller_chooses_among_the_technicians_of_his_orders(client_of, seller, customer, technician):
    """W31: the filter is no list of everybody who works here."""
    factories.an_order(customer, technician=technician)
    factories.a_user("tomas", role="technician", name="Tomás Tools")

    page = client_of(seller).get("/orders/").content.decode()

    assert technician.name in page
    assert "Tomás Tools" not in page


# --- shown --------------------------------------------------------------------------------------------------


def test_it_shows_the_companys_own_status_and_a_late_promise_in_words(desk, mixed):
    page = desk.get("/orders/").content.decode()

    assert "Waiting for the screen" in page
    assert "1 hour late" in page
    assert page.count('class="is-late"') == 1


def lines(page):
    """Of each row what its cells say: (first line, second line)."""
    rows = re.findall(r'<tr role="row"(?: class="[^"]*")?>(.*?)</tr>', page.split("<tbody")[1], re.DOTALL)
    return [[re.sub(r"<[^>]+>|\s+", " ", cell).split() for cell in row.split("</td>")[:-1]] for row in rows]


def test_a_row_says_whose_it_is_how_long_it_waits_and_what_is_left(desk, customer, technician):
    """In two lines: the device and its number, the customer and the phone, the status and since when, the money."""
    now = timezone.now()
    order = factories.an_order(customer, technician=technician, value=100_00, promised_at=now + timedelta(hours=5.5))
    factories.a_payment(order.charge, amount=40_00)
    factories.an_entry(order, happened_at=now - timedelta(days=9))
    factories.an_entry(order, happened_at=now - timedelta(days=4))
    factories.an_entry(order, happened_at=now - timedelta(days=1), withdrawn_at=now, withdrawn_by=technician)

    (row,) = lines(desk.get("/orders/").content.decode())

    _box, _photo, (*_device, number), (*_name, phone), state, when, balance = row

    assert (number, phone) == (str(order), "0412-1234567")
    assert state[-4:] == ["Tina", "·", "4", "days"]
    assert when[-3:] == ["in", "5", "hours"]
    assert balance == ["US$", "60.00", "of", "US$", "100.00"]


def test_what_is_paid_says_so_and_what_nobody_knows_too(desk, customer):
    paid = factories.an_order(customer, value=10_00)
    factories.a_payment(paid.charge, amount=10_00)
    factories.an_order(customer, value=None)

    unknown, settled = (row[-1] for row in lines(desk.get("/orders/").content.decode()))

    assert unknown == ["to", "be", "diagnosed"]
    assert settled == ["Paid", "of", "US$", "10.00"]


def test_nothing_yet_invites_and_nothing_found_leads_back(desk, db):
    assert "Take in the first device" in desk.get("/orders/").content.decode()

    page = desk.get("/orders/", {"technician": "none"}).content.decode()
    assert "No order matches" in page
    assert 'href="/orders/"' in page


# --- sorted -------------------------------------------------------------------------------------------------


def test_it_has_four_sorts(desk, customer):
    first, second, third = (
        factories.an_order(customer, promised_at=timezone.now() + timedelta(days=days)) for days in (2, 1, 3)
    )
    factories.an_order(customer)

    assert numbers(desk)[1:] == [third.number, second.number, first.number]
    assert numbers(desk, sort="oldest")[:3] == [first.number, second.number, third.number]
    assert numbers(desk, sort="promised") == [second.number, first.number, third.number]
    assert numbers(desk, sort="promised_last") == [third.number, first.number, second.number]
    assert "only those with a promised date" in desk.get("/orders/", {"sort": "promised"}).content.decode()


def test_the_head_of_a_column_sorts_and_turns(desk, customer):
    """Filters stay; the head says which way its column runs."""
    factories.an_order(customer, promised_at=timezone.now())

    def head(**query):
        found = re.findall(
            r'<th [^>]*?(?:aria-sort="(\w+)")?><a class="sort" href="([^"]+)">(?:Device|Promised for)', page(query)
        )
        return {tuple(one) for one in found}

    def page(query):
        return desk.get("/orders/", query).content.decode()

    assert head() == {("descending", "/orders/?sort=oldest"), ("", "/orders/?sort=promised")}
    assert head(sort="oldest", stage="all") == {
        ("ascending", "/orders/?stage=all"),
        ("", "/orders/?stage=all&amp;sort=promised"),
    }
    assert ("ascending", "/orders/?sort=promised_last") in head(sort="promised")
    assert ("descending", "/orders/?sort=promised") in head(sort="promised_last")


# --- views --------------------------------------------------------------------------------------------------


def present(page):
    """The view that the tabs mark."""
    return re.findall(r'<a class="tabs-item" href="[^"]*" aria-current="page">([^<]+)<', page)


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ({}, ["Open"]),
        ({"needs": "late"}, ["Late"]),
        ({"needs": "unpaid", "sort": "promised"}, ["Ready, unpaid"]),
        ({"stage": "all", "from": "2026-01-01"}, ["All of them"]),
        ({"stage": "closed"}, []),
    ],
)
def test_the_tab_of_what_is_asked_is_the_present_one(desk, query, view, db):
    assert present(desk.get("/orders/", query).content.decode()) == view


def test_what_is_chosen_is_taken_away_one_by_one(desk, customer):
    factories.an_order(customer)
    page = desk.get("/orders/", {"needs": "technician", "to": "2100-01-01", "q": "carmen"}).content.decode()

    ways = re.findall(r'<a class="chosen-one" href="([^"]+)">', page)
    assert ways == ["/orders/?q=carmen&amp;to=2100-01-01", "/orders/?q=carmen&amp;needs=technician"]
    assert re.search(
        r'class="chosen-label">Needs attention:</span> <span class="chosen-words">Without technician<', page
    )
    assert "1 Jan 2100" in page
    assert '<a class="btn btn-quiet" href="/orders/">Clear all</a>' in page


# --- the file -----------------------------------------------------------------------------------------------


def test_a_void_order_owes_nothing_in_the_file(desk, owner, customer):
    """W11, W33: what it was worth stays."""
    order = factories.an_order(customer, value=50_00)
    void_order(order, reason="Typed twice", version=order.version, by=owner)

    answer = desk.file("/orders/", {"format": "csv", "stage": "void"})

    (line,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    assert (line["Total"], line["Balance"]) == ("50.00", "0.00")


def test_the_file_holds_what_the_page_shows(desk, customer, technician):
    """Same filters, formulas are text, money is a number beside its currency."""
    customer.name = "=cmd|' /C calc'!A0"
    customer.save(update_fields=["name"])
    factories.a_closed_order(customer)
    order = factories.an_order(customer, technician=technician, value=1234_50)
    factories.a_payment(order.charge, amount=34_50)

    answer = desk.file("/orders/", {"format": "csv", "technician": technician.pk})
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert answer["Content-Disposition"].startswith('attachment; filename="orders-')
    (line,) = lines
    assert line["Number"] == str(order)
    assert line["Customer"] == "'=cmd|' /C calc'!A0"
    assert (line["Total"], line["Paid"], line["Balance"], line["Currency"]) == ("1234.50", "34.50", "1200.00", "USD")
    assert line["Technician"] == "Tina Technician"


def test_the_file_is_open_to_whoever_sees_the_list(client_of, customer, owner, admin, clerk, seller, technician):
    """Every role sees this list; the file needs no more."""
    factories.an_order(customer, technician=technician)

    for user in (owner, admin, clerk, seller, technician):
        answer = client_of(user).file("/orders/", {"format": "csv"})
        assert len(b"".join(answer).splitlines()) == 2


def test_a_switched_off_workshop_has_no_file(desk, db):
    factories.the_company(has_workshop=False)

    assert desk.file("/orders/", {"format": "csv"}).status_code == 404


# --- needs --------------------------------------------------------------------------------------------------


def test_what_is_left_is_what_was_not_taken_back(mixed):
    left = {order.pk: (order.received, order.left) for order in with_money(ServiceOrder.objects.all())}

    assert left[mixed["paid"].pk] == (50_00, 0)
    assert left[mixed["unpaid"].pk] == (0, 50_00)
    assert left[mixed["unknown"].pk] == (0, None)


def test_no_closed_or_void_order_needs_anything(mixed):
    for need in NEEDS.values():
        found = set(need.of(ServiceOrder.objects.all()))
        assert found.isdisjoint({mixed["closed"], mixed["void"]})
