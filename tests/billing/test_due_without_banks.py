"""M3: what is due on a day without banks is in time on the next banking day, where the company's rule says so."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from faena.billing import late
from faena.billing.models import Invoice
from faena.billing.pix import pix_of
from faena.billing.statement import counted, statement_of
from faena.company.models import Company
from faena.lib.holidays import Place
from faena.upkeep.demo import clock
from tests import factories
from tests.billing.test_invoice_pages import plain
from tests.company.test_edit_company import PAGE, the_form

FRIDAY, SATURDAY = date(2026, 10, 30), date(2026, 10, 31)  # before All Souls' Day, a Monday
SAO_PAULO = {"country": "BR", "state": "SP", "city": "Santos"}


@contextmanager
def on(day):
    """It is noon of that day."""
    with clock.at(datetime(day.year, day.month, day.day, 15, tzinfo=UTC)):
        yield


@pytest.fixture
def brazil():
    return factories.the_company(currency="BRL", pix_key="caixa@faena.example", **SAO_PAULO)


def an_invoice(due, **facts):
    ahead = (due - timezone.localdate()).days
    return Invoice.objects.with_paid().get(pk=factories.an_invoice(due=ahead, currency="BRL", **facts).pk)


@pytest.mark.parametrize(
    ("due", "paid", "days"),
    [
        (SATURDAY, date(2026, 11, 2), None),  # Monday, a holiday
        (SATURDAY, date(2026, 11, 3), None),  # the first banking day
        (SATURDAY, date(2026, 11, 4), 4),  # from the due day on
        (FRIDAY, SATURDAY, 1),  # a banking day: Saturday is late
        (date(2026, 2, 14), date(2026, 2, 18), None),  # Saturday before Carnival, paid on Ash Wednesday
        (date(2026, 7, 9), date(2026, 7, 10), None),  # holiday of the state of São Paulo
        (date(2026, 12, 24), date(2026, 12, 28), 4),  # banks are open
    ],
)
def test_it_is_late_from_the_day_after_the_next_banking_day(brazil, due, paid, days):
    """M3: Lei 7.089/83. The law protects who pays on the next banking day; who pays later owes from the due day on."""
    with on(paid):
        invoice = an_invoice(due)

        told = late.proposed(invoice, brazil, paid)

        assert (told and told.days) == days
        state = "open" if days is None else "overdue"
        assert invoice.state == state
        assert [one.pk for one in Invoice.objects.in_state(state, paid)] == [invoice.pk]
        assert statement_of(counted(Invoice.objects.all()), paid).totals[0].overdue == (
            0 if days is None else invoice.balance
        )
        assert (pix_of(invoice, brazil).amount > invoice.balance) == (days is not None)


def test_every_page_says_that_it_is_in_time(brazil, customer, admin, client_of):
    """M3: invoice, list, its file and the counter; nothing is to be added."""
    with on(date(2026, 11, 3)):
        invoice, desk = an_invoice(SATURDAY, subscription=factories.a_subscription(customer)), client_of(admin)

        page = plain(desk.get(invoice.as_ref.url))
        assert "In time until 3 Nov 2026" in page
        assert "Overdue" not in page
        assert "Add for paying late" not in desk.get(reverse("cash:collect", args=[invoice.charge_id])).content.decode()
        assert str(invoice) not in desk.get(reverse("billing:invoices"), {"state": "overdue"}).content.decode()
        file = desk.file(reverse("billing:invoices"), {"format": "csv"}).getvalue().decode()
        assert "Open" in file
        assert "Overdue" not in file


@pytest.mark.parametrize(
    ("country", "rule", "is_late"),
    [
        ("BR", "law", False),
        ("PT", "law", False),
        ("VE", "law", True),
        ("MX", "law", True),
        ("VE", "banking", False),
        ("BR", "due", True),
    ],
)
def test_the_rule_is_a_setting_that_follows_the_country(db, country, rule, is_late):
    """M3: paid on the Monday after a Saturday without a holiday."""
    saturday = date(2026, 11, 7)
    company = factories.the_company(country=country, due_rule=rule)

    assert (saturday <= company.overdue_up_to(saturday + timedelta(days=2))) == is_late


def test_both_sides_of_the_rule_say_the_same_each_day(brazil):
    """M3: the day that SQL compares with, and the day that a page tells."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]

    for today in days:
        up_to = brazil.overdue_up_to(today)
        for due in (today - timedelta(days=ago) for ago in range(8)):
            assert (due <= up_to) == (brazil.in_time_until(due) < today)


@pytest.mark.parametrize(
    ("place", "banks"),
    [
        (Place("BR", "São Paulo", "São Paulo"), False),  # the anniversary of the city
        (Place("BR", "sp", "Santos"), True),
        (Place("BR", "nowhere"), True),
        (Place("XX"), True),
    ],
)
def test_a_place_is_read_as_people_write_it(place, banks):
    """M3: 25 January 2027, a Monday."""
    assert place.is_banking_day(date(2027, 1, 25)) == banks


def test_who_works_on_saturdays_has_no_bank_open_on_them():
    """M3: in Venezuela and Paraguay Saturday is a working day."""
    assert not Place("VE").is_banking_day(date(2026, 11, 7))


def test_the_setting_is_saved_and_told(owner, client_of):
    """M3."""
    assert client_of(owner).post(PAGE, the_form(due_rule="banking")).status_code == 303

    assert Company.the().due_rule == "banking"
    assert "In time on the next banking day" in client_of(owner).get(PAGE).content.decode()
