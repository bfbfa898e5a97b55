"""W33: a payment is found by its day, its account, its receipt, the reference of the operation, or its customer."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from faena.cash.actions import TenderFacts, receive_payment
from faena.company.models import Branch, NumberSeries
from tests import factories
from tests.cash.collecting import ALL_DAYS, day, noon, read, receipts

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def test_it_opens_on_today(desk, customer):
    """W33: earlier days are one press away, newest first."""
    charge = factories.an_order(customer).charge
    factories.a_payment(charge, at=noon(-2))
    factories.a_payment(charge, at=noon(-1))
    factories.a_payment(charge)

    assert receipts(desk) == [3]
    assert receipts(desk, **{"from": day(-1), "to": day(-1)}) == [2]
    assert receipts(desk, **ALL_DAYS) == [3, 2, 1]
    assert receipts(desk, **ALL_DAYS, sort="oldest") == [1, 2, 3]
    assert f'href="/cash/?from={day(-1)}&amp;to={day(-1)}"' in read(desk)


def test_a_day_begins_at_the_shops_midnight(desk, customer):
    """Stored in UTC, asked for in the company's days."""
    charge = factories.an_order(customer).charge
    midnight = noon().replace(hour=0)
    factories.a_payment(charge, at=midnight - timedelta(seconds=1))
    factories.a_payment(charge, at=midnight)

    assert receipts(desk) == [2]
    assert receipts(desk, **{"from": day(-1), "to": day(-1)}) == [1]


@pytest.mark.parametrize("wanted", ["OS-000012", "os-12", "os 12", "OS12", "000012", "12", " 12 "])
def test_the_payments_of_an_account_are_found_by_its_number(desk, customer, stranger, wanted):
    """W33: in every spelling."""
    NumberSeries.objects.update_or_create(kind="order", branch=Branch.default(), defaults={"last": 11})
    order = factories.an_order(customer)
    factories.a_payment(factories.an_order(stranger).charge)
    for _each in range(2):
        factories.a_payment(order.charge, amount=1_00)

    assert str(order) == "OS-000012"
    assert receipts(desk, q=wanted) == [3, 2]


@pytest.mark.parametrize("wanted", ["R-000003", "r-3", "R 3", "r3", "000003", "3"])
def test_a_payment_is_found_by_its_receipt(desk, customer, wanted):
    """W33, W35: the customer holds it in his hand."""
    charge = factories.an_order(customer).charge
    for _each in range(4):
        factories.a_payment(charge, amount=1_00)

    assert receipts(desk, q=wanted) == [3]


@pytest.mark.parametrize("wanted", ["ñusta", "NUSTA AVILA", "avila ñus", "Ávila", "goncalves"])
def test_payments_are_found_by_their_customer(desk, customer, wanted):
    """W33: without looking at accents and capitals."""
    named = factories.a_customer(name="Ñusta Ávila Gonçalves")
    factories.a_payment(factories.an_order(customer).charge)
    factories.a_payment(factories.an_order(named).charge)

    assert receipts(desk, q=wanted) == [2]


@pytest.mark.parametrize("wanted", ["x", "nobody", "9" * 40, "%", "'; --", '"', "ñ", "R-", "OS-", "OS-999999", "T-1"])
def test_what_is_not_there_is_not_found(desk, customer, wanted):
    factories.a_payment(factories.an_order(customer).charge)

    assert receipts(desk, q=wanted, **ALL_DAYS) == []


def test_nothing_today_invites_and_nothing_found_offers_all_days(desk, customer):
    """It says when it is empty and what to do next."""
    assert "Nothing collected today" in read(desk)

    factories.a_payment(factories.an_order(customer).charge, at=noon(-40))
    page = read(desk, q="carmen")
    assert "No payment matches" in page
    assert "Search all days" in page
    assert 'href="/cash/?q=carmen&amp;from=&amp;to="' in page
    assert receipts(desk, q="carmen", **ALL_DAYS) == [1]
    assert "Search all days" not in read(desk, q="nobody", **ALL_DAYS)


def test_empty_days_say_so(desk, customer):
    """Nothing was looked for but days, so nothing fails to match."""
    factories.a_payment(factories.an_order(customer).charge)
    empty = {"from": day(-9), "to": day(-8)}

    assert "Nothing collected in these days" in read(desk, **empty)
    assert "No payment matches" not in read(desk, **empty)
    for more in ({"q": "carmen"}, {"state": "standing"}):
        page = read(desk, **empty, **more)
        assert "Nothing collected in these days" not in page
        assert "No payment matches" in page


# --- by a number, on all days ---------------------------------------------------------------------------------


def referred(customer, by, *references, answers=()):
    """A payment with a tender for each reference."""
    method = factories.a_method()
    tenders = [TenderFacts(method, 1_00, "USD", reference=reference) for reference in references]
    return receive_payment(factories.an_order(customer).charge, tenders=tenders, answers=answers, by=by)


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("00123456", "00123456"),
        ("00123456", "123456"),
        ("00123456", "0123456"),
        ("0042", "42"),
        ("000000000042", "42"),
        ("987654321098765", "987654321098765"),
        ("0102-7788", "0102-7788"),
        ("ZELLE7X", "ZELLE7X"),
        ("ZELLE7X", "zelle7x"),
        ("ab 12", "ab 12"),
    ],
)
def test_a_payment_is_found_by_the_reference_of_its_operation(desk, clerk, customer, stranger, reference, wanted):
    """W10, W33: as it stands on the customer's phone; the zeros at its beginning may be left out."""
    payment = referred(customer, clerk, reference)
    referred(stranger, clerk, "555000")

    assert receipts(desk, q=wanted) == [payment.receipt]


@pytest.mark.parametrize("wanted", ["770001", "770002", "770003"])
def test_each_of_its_ways_of_paying_leads_to_the_payment_once(desk, clerk, customer, wanted):
    """W33: one row, whichever reference was typed, and however many ways have it."""
    payment = referred(customer, clerk, "770001", "00770002", "770003", "770003", answers={"repeated-here"})

    assert receipts(desk, q=wanted) == [payment.receipt]


@pytest.mark.parametrize("wanted", ["2345", "12345", "1234567", "R-123456", "OS-123456", "0102", "7788"])
def test_part_of_a_reference_is_not_enough(desk, clerk, customer, wanted):
    """W33: nobody is shown somebody else's money by chance."""
    referred(customer, clerk, "123456", "0102-7788")

    assert receipts(desk, q=wanted, **ALL_DAYS) == []


def test_a_seller_finds_no_reference_of_anothers_customer(client_of, seller, clerk, customer, stranger):
    """W31: only his own."""
    own = referred(customer, clerk, "00777")
    referred(stranger, clerk, "00777", "00888")

    assert receipts(client_of(seller), q="777") == [own.receipt]
    assert receipts(client_of(seller), q="00888", **ALL_DAYS) == []


@pytest.mark.parametrize("wanted", ["OS-000001", "1", "os 1", "R-000001", "r1", "00445566", "445566"])
def test_a_whole_number_is_looked_for_on_all_days(desk, clerk, customer, wanted):
    """W33: whoever holds a receipt does not know the day by heart."""
    with mock.patch.object(timezone, "now", return_value=noon(-40)):
        referred(customer, clerk, "00445566")

    page = read(desk, q=wanted)

    assert receipts(desk, q=wanted) == [1]
    assert receipts(desk, q=wanted, **{"from": day(-3), "to": day(-2)}) == [1]
    assert "Searched on all days." in page
    assert "Totals by payment method" not in page
    assert "figure-box" not in page


def test_words_are_looked_for_in_the_days_that_are_chosen(desk, customer):
    """W33: with their totals."""
    factories.a_payment(factories.an_order(customer).charge)

    for query in ({}, {"q": "carmen"}, {"q": "ZELLE7X"}):
        assert "Searched on all days." not in read(desk, **query)
    assert "Totals by payment method" in read(desk, q="carmen")


def test_a_number_keeps_the_other_filters(desk, clerk, technician, customer):
    """W33: the days are all that it looks beyond."""
    charge = factories.an_order(customer).charge
    factories.a_payment(charge, cashier=clerk, at=noon(-9))
    undone = factories.a_payment(charge, cashier=technician, at=noon(-8))
    factories.a_reversal(undone)

    assert receipts(desk, q=charge.account) == [2, 1]
    assert receipts(desk, q=charge.account, cashier=clerk.pk) == [1]
    assert receipts(desk, q=charge.account, state="reversed") == [2]


def test_the_file_of_a_number_holds_all_days_too(desk, customer):
    """Same filters as the page."""
    charge = factories.an_order(customer).charge
    factories.a_payment(charge, at=noon(-9))

    said = b"".join(desk.file("/cash/", {"q": charge.account, "format": "csv"})).decode("utf-8-sig")

    assert "R-000001" in said
