"""The list of payments (W33): filtered, summed by day, and taken as a file (W31)."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.accounts.models import User
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment, PaymentMethod, Reversal
from faena.lib.dates import format_day
from tests import factories
from tests.cash.collecting import ALL_DAYS, day, noon, read, receipts

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def undo(payment, *, at, by):
    return Reversal.objects.create(payment=payment, reason="Typed twice", by=by, at=at)


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def by_method(browser, **query):
    """(method, currency) → received, reversed and the rest, as the table of totals says them."""
    table = re.search(r"Totals by payment method</caption>.*?<tbody[^>]*>(.*?)</tbody>", read(browser, **query), re.S)
    rows = re.findall(r"<tr.*?</tr>", table[1], re.S) if table else []
    cells = [[plain(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)] for row in rows]
    return {(row[0], row[1]): (row[2], *row[4:]) for row in cells}


def by_currency(browser, **query):
    """Currency (or Total, in a shop with one) → what stayed, and the note below it, where there is one."""
    boxes = re.findall(r'<p class="cash-sum.*?</p>', read(browser, **query), re.S)
    parts = [[plain(part) for part in re.findall(r"<(?:span|strong).*?</(?:span|strong)>", box, re.S)] for box in boxes]
    return {label: (text, *note) for label, text, *note in parts}


def the_file(browser, **query):
    answer = browser.file("/cash/", {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


# --- filtered -----------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(customer, clerk, technician):
    """One payment for each thing that can be chosen, by its name."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate()
    charge = factories.an_order(customer, value=900_00).charge
    cash, card = factories.a_method("Drawer"), factories.a_method("Terminal")
    dear = TenderFacts(cash, 245_50, "VES", rate=rate)
    found = {
        "cash": factories.a_payment(charge, method=cash, cashier=clerk),
        "card": factories.a_payment(charge, method=card, cashier=technician),
        "bolivars": receive_payment(charge, tenders=[dear], by=clerk),
        "both": receive_payment(charge, tenders=[TenderFacts(card, 20_00, "USD"), dear], by=technician),
        "yesterday": factories.a_payment(charge, method=cash, cashier=clerk, at=noon(-1)),
        "undone": factories.a_payment(charge, method=cash, cashier=clerk, at=noon(-2)),
    }
    undo(found["undone"], at=noon(-1), by=clerk)
    return found


def chosen(**query):
    """The address of what is meant: days from today, a method or a cashier by name."""
    spelled = dict(query)
    for name in {"from", "to"} & set(query):
        spelled[name] = day(query[name]) if isinstance(query[name], int) else query[name]
    if query.get("method") in ("Drawer", "Terminal"):
        spelled["method"] = PaymentMethod.objects.get(name=query["method"]).pk
    if query.get("cashier") in ("Clara Clerk", "Tina Technician"):
        spelled["cashier"] = User.objects.get(name=query["cashier"]).pk
    return spelled


TODAY = {"cash", "card", "bolivars", "both"}
EVERY = TODAY | {"yesterday", "undone"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, TODAY),
        (ALL_DAYS, EVERY),
        ({"from": -1, "to": -1}, {"yesterday"}),
        ({"from": -1}, TODAY | {"yesterday"}),
        ({"from": "", "to": -1}, {"yesterday", "undone"}),
        ({"from": 1}, set()),
        ({"from": -1, "to": -2}, set()),
        ({"method": "Drawer"}, {"cash", "bolivars", "both"}),
        ({"method": "Terminal"}, {"card", "both"}),
        ({"method": "Drawer", **ALL_DAYS}, EVERY - {"card"}),
        ({"cashier": "Tina Technician"}, {"card", "both"}),
        ({"currency": "VES"}, {"bolivars", "both"}),
        ({"currency": "USD"}, TODAY - {"bolivars"}),
        ({"method": "Terminal", "currency": "VES"}, set()),
        ({"state": "standing", **ALL_DAYS}, EVERY - {"undone"}),
        ({"state": "reversed"}, set()),
        ({"state": "reversed", "from": -1, "to": -1}, {"undone"}),
        ({"state": "reversed", "from": -2, "to": -2}, set()),
        ({"state": "reversed", **ALL_DAYS}, {"undone"}),
        ({"method": "x", "cashier": "999999", "currency": "XXX", "state": "moon", "to": "soon"}, TODAY),
    ],
)
def test_each_filter_shows_its_own(desk, mixed, query, expected):
    """W33: by day, method, cashier, currency and state; reversed ones by the day on which they were reversed."""
    numbers = {payment.receipt: name for name, payment in mixed.items()}

    assert {numbers[number] for number in receipts(desk, **chosen(**query))} == expected


def test_each_way_of_a_payment_stands_with_its_amount(desk, customer, clerk):
    """W33: on the list and on the sheet; nobody takes the part that came in bolívares for the whole."""
    factories.the_company(second_currency="VES")
    factories.a_rate()
    order, cash = factories.an_order(customer), factories.a_method("Drawer")
    tenders = [TenderFacts(cash, 20_00, "USD"), TenderFacts(cash, 2455_00, "VES")]
    receive_payment(order.charge, tenders=tenders, by=clerk)

    assert "US$ 30.00 US$ 20.00 Bs. 2,455.00" in plain(read(desk))
    sheet = plain(desk.get(f"/orders/{order.pk}/").content.decode())
    assert "Drawer US$ 20.00 + Drawer Bs. 2,455.00" in sheet


def test_a_reversed_one_is_marked(desk, mixed):
    """W34: both rows stay."""
    page = read(desk, **ALL_DAYS)

    rows = re.findall(r"<tr[^>]*>.*?</tr>", page, re.S)
    marked = [row for row in rows if "is-undone" in row]
    assert [str(mixed["undone"]) in row and "Reversed" in row for row in marked] == [True]


def test_a_shop_with_one_currency_reads_nothing_of_another(desk, customer):
    """The second currency is optional."""
    factories.a_payment(factories.an_order(customer).charge)

    page = read(desk)

    assert 'name="currency"' not in page
    assert "rate-line" not in page
    assert "second currency" not in page


def test_with_two_currencies_the_rate_of_the_day_stands_on_top(desk, client_of, admin):
    """While there is none, whoever may set it is led there."""
    factories.the_company(second_currency="VES")
    rate_line, lacking, way = (
        "US$ 1 = Bs. 245.50 today",
        "second currency has no rate",
        'class="btn is-small" href="/set',
    )
    before, seen_by_admin = read(desk), read(client_of(admin))

    factories.a_rate()

    assert lacking in before
    assert (way in before, way in seen_by_admin) == (False, True)
    assert rate_line in plain(read(desk))
    assert lacking not in read(desk)


def test_an_old_rate_is_marked_with_its_day(desk):
    """Nobody takes it for today's."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate(on=timezone.localdate() - timedelta(days=3))

    page = read(desk)

    line = re.search(r'<p class="rate-line">.*?</p>', page, re.S)[0]
    assert 'class="chip is-amber"' in line
    assert plain(line) == f"US$ 1 = Bs. 245.50 of {format_day(rate.on, 'en')}".replace("\xa0", " ")


def test_payments_of_a_currency_that_was_given_up_are_still_found(desk, mixed):
    """Nothing that was received is lost with a setting."""
    factories.the_company(second_currency="")

    assert set(receipts(desk, currency="VES")) == {mixed["bolivars"].receipt, mixed["both"].receipt}


# --- totals -------------------------------------------------------------------------------------------------


def test_the_days_are_summed_by_currency_and_method(desk, mixed):
    """W33: what lies in the drawer, in each currency as it came."""
    assert by_method(desk) == {
        ("Drawer", "USD"): ("US$ 10.00", "", "US$ 10.00"),
        ("Drawer", "VES"): ("Bs. 491.00", "", "Bs. 491.00"),
        ("Terminal", "USD"): ("US$ 30.00", "", "US$ 30.00"),
    }
    assert by_currency(desk) == {
        "Total": ("US$ 42.00", "US$ 1 = Bs. 245.50"),
        "USD": ("US$ 40.00",),
        "VES": ("Bs. 491.00",),
    }


def test_days_are_one_sum_each_by_its_own_rate(desk, mixed, customer):
    """Of today's bolivars two dollars, of yesterday's ten; a day that had no rate is not added up."""
    factories.a_rate(100_00000000, on=timezone.localdate() - timedelta(days=9))
    bolivars = factories.a_charge(customer, amount=9000_00, currency="VES")
    for days in (-1, -20):
        factories.a_payment(bolivars, amount=1000_00, at=noon(days))
    factories.a_payment(factories.a_charge(customer), at=noon(-20))

    assert by_currency(desk, **{"from": day(-1), "to": day(-1)})["Total"] == ("US$ 10.00", "US$ 1 = Bs. 100.00")
    assert by_currency(desk, **{"from": day(-1)})["Total"] == ("US$ 52.00", "each day by its rate")
    assert by_currency(desk, **{"from": day(-20), "to": day(-20)}) == {"USD": ("US$ 10.00",), "VES": ("Bs. 1,000.00",)}


def test_a_reversal_counts_on_its_own_day(desk, customer, owner):
    """W34: the day that was counted before stays as it was."""
    payment = factories.a_payment(factories.an_order(customer).charge, amount=30_00, at=noon(-1))
    method = payment.tenders.get().method.name
    undo(payment, at=noon(), by=owner)

    yesterday, today, both = {"from": day(-1), "to": day(-1)}, {}, {"from": day(-1)}
    assert by_method(desk, **yesterday) == {(method, "USD"): ("US$ 30.00", "", "US$ 30.00")}
    assert by_method(desk, **today) == {(method, "USD"): ("US$ 0.00", "US$ 30.00", "−US$ 30.00")}
    assert by_method(desk, **both) == {(method, "USD"): ("US$ 30.00", "US$ 30.00", "US$ 0.00")}
    assert by_currency(desk, **today) == {"Total": ("−US$ 30.00", "received US$ 0.00, reversed US$ 30.00")}
    assert receipts(desk, **today) == []
    assert receipts(desk, **yesterday) == [1]


@pytest.mark.parametrize(
    "query", [ALL_DAYS, {"from": "", "to": "2026-01-01"}, {"from": "2000-01-01"}, {"from": "1999-01-01", "to": "2020"}]
)
def test_all_days_are_not_summed(desk, mixed, query):
    """W33: nobody waits for the sum of ten years."""
    assert by_method(desk, **query) == {}
    assert by_currency(desk, **query) == {}


def test_a_year_is_summed(desk, mixed):
    assert ("Drawer", "USD") in by_method(desk, **{"from": day(-366)})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"method": "Terminal"}, {("Terminal", "USD"): "US$ 30.00"}),
        ({"currency": "VES"}, {("Drawer", "VES"): "Bs. 491.00"}),
        ({"method": "Drawer", "currency": "USD"}, {("Drawer", "USD"): "US$ 10.00"}),
        ({"cashier": "Tina Technician"}, {("Drawer", "VES"): "Bs. 245.50", ("Terminal", "USD"): "US$ 30.00"}),
        ({"q": "carmen", "method": "Terminal"}, {("Terminal", "USD"): "US$ 30.00"}),
        ({"q": "nobody"}, {}),
        ({"state": "standing", "from": -2, "to": -1}, {("Drawer", "USD"): "US$ 10.00"}),
        ({"state": "reversed", "from": -2, "to": -1}, {("Drawer", "USD"): "−US$ 10.00"}),
        ({"from": -1, "to": -1}, {("Drawer", "USD"): "US$ 0.00"}),
    ],
)
def test_the_totals_are_those_of_what_is_asked(desk, mixed, query, expected):
    """W33: of a payment in two ways, only the part that came by the chosen one."""
    assert {key: sums[-1] for key, sums in by_method(desk, **chosen(**query)).items()} == expected


# --- whose --------------------------------------------------------------------------------------------------


def test_a_seller_sees_only_what_his_customers_paid(client_of, seller, clerk, technician, customer, stranger):
    """W31: rows, totals, counts, names of cashiers and the file."""
    own = factories.a_payment(factories.an_order(customer).charge, amount=10_00, cashier=clerk)
    order = factories.an_order(stranger)
    foreign = factories.a_payment(order.charge, amount=33_00, cashier=technician)
    gone = factories.a_payment(order.charge, amount=44_00, cashier=technician)
    undo(gone, at=timezone.now(), by=factories.somebody())
    his = client_of(seller)

    secrets = [str(foreign), str(gone), str(order), "Esteban", "33.00", "44.00", "Tina Technician", "2 payments"]
    searches = [{"q": "customer"}, {"q": str(foreign)}, {"q": str(order)}, {"q": "esteban"}]

    for query in ({}, ALL_DAYS, *searches, {"cashier": technician.pk}, {"state": "reversed"}):
        page = plain(read(his, **query))
        assert [secret for secret in secrets if secret in page] == [], query
    assert receipts(his) == [own.receipt]
    assert by_currency(his) == {"Total": ("US$ 10.00",)}
    assert "Clara Clerk" in read(his)
    assert [line["Receipt"] for line in the_file(his, **ALL_DAYS)] == [str(own)]


def test_others_choose_among_all_who_work_here(desk, technician):
    assert "Tina Technician" in read(desk)


# --- the file -----------------------------------------------------------------------------------------------


def test_the_file_has_a_line_for_each_tender(desk, customer, clerk):
    """W33: what was given, by which rate of which day, and what that was on the account."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate(300_12345678)
    order = factories.an_order(customer)
    given = [
        TenderFacts(factories.a_method("Drawer"), 20_00, "USD"),
        TenderFacts(factories.a_method("Phone bank"), 3001_23, "VES", rate=rate, reference="0102-7788"),
    ]
    payment = receive_payment(order.charge, tenders=given, note="Half and half", by=clerk)

    first, second = the_file(desk)

    assert {first["Receipt"], second["Receipt"]} == {str(payment)}
    assert {first["Account"], second["Account"]} == {str(order)}
    assert first["Customer"] == "Carmen Customer"
    assert (first["Payment method"], first["Amount"], first["Currency"]) == ("Drawer", "20.00", "USD")
    assert (first["Rate"], first["Quoted currency"], first["Rate of the day"]) == ("", "", "")
    assert (first["Amount on the account"], first["Currency of the account"]) == ("20.00", "USD")
    assert (second["Payment method"], second["Amount"], second["Currency"]) == ("Phone bank", "3001.23", "VES")
    assert (second["Rate"], second["Quoted currency"], second["Rate of the day"]) == ("300.12345678", "USD", day())
    assert (second["Amount on the account"], second["Currency of the account"]) == ("10.00", "USD")
    assert (second["Reference"], second["Note"], second["Cashier"]) == ("0102-7788", "Half and half", "Clara Clerk")
    assert (second["Reversed"], second["Reversed by"], second["Reason"]) == ("", "", "")


def test_a_reversed_payment_is_marked_in_the_file(desk, customer, owner):
    """W34: when, by whom and why."""
    payment = factories.a_payment(factories.an_order(customer).charge)
    reversal = undo(payment, at=noon(), by=owner)

    (line,) = the_file(desk)

    assert line["Reversed"] == timezone.localtime(reversal.at).strftime("%Y-%m-%d %H:%M:%S")
    assert (line["Reversed by"], line["Reason"]) == ("Olga Owner", "Typed twice")


def test_the_file_holds_what_the_page_shows(desk, mixed):
    """Same filters, same order."""
    for query in (
        {},
        ALL_DAYS,
        {"method": "Terminal"},
        {"state": "reversed", "from": -1, "to": -1},
        {"sort": "oldest"},
    ):
        lines = [int(line["Receipt"].removeprefix("R-")) for line in the_file(desk, **chosen(**query))]
        assert list(dict.fromkeys(lines)) == receipts(desk, **chosen(**query))


def test_formulas_are_text_in_the_file(desk, customer, clerk):
    """Nothing that somebody typed runs in a spreadsheet."""
    customer.name = "=cmd|' /C calc'!A0"
    customer.save(update_fields=["name"])
    tender = TenderFacts(factories.a_method("@SUM(1)"), 1_00, "USD", reference="+58 412")
    receive_payment(factories.an_order(customer).charge, tenders=[tender], note="-2+3", by=clerk)

    (line,) = the_file(desk)

    assert line["Customer"] == "'=cmd|' /C calc'!A0"
    assert (line["Payment method"], line["Reference"], line["Note"]) == ("'@SUM(1)", "'+58 412", "'-2+3")


def test_the_file_is_open_to_whoever_sees_the_list(client_of, customer, owner, admin, clerk, seller, technician):
    """Every role sees this list; the file needs no more."""
    factories.a_payment(factories.an_order(customer).charge)

    for user in (owner, admin, clerk, seller, technician):
        assert len(the_file(client_of(user))) == 1


# --- what it costs ------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_three_payments_and_for_thirty(desk, clerk):
    """One question for all customers, methods, cashiers and reversals."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate()

    def collected(times):
        for _each in range(times):
            charge = factories.an_order(factories.a_customer()).charge
            given = [
                TenderFacts(factories.a_method(), 1_00, "USD"),
                TenderFacts(factories.a_method(), 9_00, "VES", rate),
            ]
            receive_payment(charge, tenders=given, by=factories.a_user())
            factories.a_reversal(factories.a_payment(charge))

    def cost(**query):
        with CaptureQueriesContext(connection) as questions:
            b"".join(desk.file("/cash/", query) if "format" in query else desk.get("/cash/", query))
        return len(questions)

    collected(3)
    read(desk)
    few = [cost(), cost(**ALL_DAYS), cost(q="customer"), cost(format="csv")]
    collected(27)

    assert Payment.objects.count() == 60
    assert [cost(), cost(**ALL_DAYS), cost(q="customer"), cost(format="csv")] == few
