"""B21: what a day comes to is counted once, when it is over, and is the same whoever counts it."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.billing.models import InvoiceLine
from faena.cash.models import Reversal, Tender
from faena.orders.models import OrderClosing, Stage, StatusEntry, Voiding
from faena.summary.counting import figures_of
from faena.summary.jobs import sum_days
from faena.summary.models import DayFigure, SummedDay
from faena.tickets.models import TicketClosing
from faena.upkeep.fsck import figures
from tests import factories
from tests.plans import alone
from tests.world import SHOPS_ZONE, race

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _wall(db):
    factories.the_company(second_currency="VES", has_care=True)
    with timezone.override(SHOPS_ZONE):
        yield


def noon(days):
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + days * DAY


def came_to(days=-3, zone=SHOPS_ZONE):
    """what, key, currency → how many, how much, worth; of one day."""
    day = noon(days).date()
    return {(one.what, one.key, one.currency): tuple(one[3:]) for one in figures_of([day], zone)[day]}


def kept(days=-3):
    """The same of what was kept."""
    rows = DayFigure.objects.filter(day=noon(days).date())
    return {(one.what, one.key, one.currency): (one.count, one.amount, one.worth) for one in rows}


def received(amount, days=-3, **more):
    return factories.a_payment(amount=amount, at=noon(days), **more)


def ready(order, days, **more):
    status = factories.a_status(Stage.READY)
    return factories.an_entry(order, status, at=noon(days), happened_at=noon(days), **more)


def test_change_is_no_money_that_came_in():
    """B7: 11.00 were handed over, 1.00 went back; a reversal gives back what stayed."""
    payment = received(10_00)
    factories.a_change(payment)
    assert came_to() == {("collected", "", "USD"): (3, 20_00, 20_00)}

    Reversal.objects.create(payment=payment, reason="Typed twice", by=payment.cashier, at=noon(-2))

    assert came_to(-2) == {("collected", "", "USD"): (3, -20_00, -20_00)}


def test_what_came_in_counts_in_its_currency_and_in_the_companys_less_what_was_reversed_that_day():
    payment = received(30_00)
    Tender.objects.create(
        payment=payment,
        method=factories.a_method(),
        currency="VES",
        amount=12_275_00,
        rate_unit="USD",
        rate=245_50000000,
        amount_in_charge_currency=50_00,
    )
    earlier = received(20_00, days=-9)
    Reversal.objects.create(payment=earlier, reason="Typed twice", by=earlier.cashier, at=noon(-3))

    assert came_to() == {
        ("collected", "", "USD"): (2, 10_00, 10_00),
        ("collected", "", "VES"): (1, 12_275_00, 50_00),
    }
    assert came_to(-9) == {("collected", "", "USD"): (1, 20_00, 20_00)}, "a day that is over stays as it was"


def test_orders_come_in_and_go_out_on_their_days_with_the_parts_of_what_was_closed():
    closed, void = factories.an_order(value=None), factories.an_order(value=None)
    factories.a_part(closed, quantity=1500, unit_price=3_33)
    factories.a_part(closed, quantity=1000, unit_price=7_00, is_chargeable=False)
    type(closed).objects.update(opened_at=noon(-3))
    OrderClosing.objects.create(order=closed, outcome="repaired", by=closed.opened_by, at=noon(-3))
    Voiding.objects.create(order=void, reason="Twice", by=void.opened_by, at=noon(-3))

    assert came_to() == {
        ("orders_in", "", ""): (2, 0, 0),
        ("orders_out", "", ""): (2, 0, 0),
        ("parts", "", "USD"): (1, 5_00, 5_00),
        ("parts_borne", "", "USD"): (1, 7_00, 7_00),
    }


def test_an_order_is_ready_once_and_a_status_that_was_a_slip_does_not_count():
    slip, order = factories.an_order(opened_at=noon(-8)), factories.an_order(opened_at=noon(-6))
    wrong = ready(slip, -3)
    StatusEntry.objects.filter(pk=wrong.pk).update(withdrawn_at=noon(-3) + timedelta(hours=1))
    ready(order, -3)
    ready(order, -2)

    assert came_to()[("ready", "30", "")] == (1, 0, 0)
    assert [key for key in came_to() if key[0] == "ready"] == [("ready", "30", "")]
    assert not [key for key in came_to(-2) if key[0] == "ready"]
    ready(slip, -2)
    assert came_to(-2)[("ready", "60", "")] == (1, 0, 0)


def test_tickets_count_as_what_they_were_closed_and_whether_in_time():
    opened_as, good, late = (factories.a_ticket_type() for _ in range(3))
    for kind, due_at in ((good, noon(-3)), (late, noon(-4))):
        facts = {"opened_type": opened_as, "type": kind, "outcome": "done", "text": "A cable.", "text_key": "a cable"}
        ticket = factories.a_ticket(type=opened_as)
        TicketClosing.objects.create(ticket=ticket, by=ticket.opened_by, at=noon(-3), due_at=due_at, **facts)

    assert came_to() == {
        ("in_time", str(good.pk), ""): (1, 0, 0),
        ("late", str(late.pk), ""): (1, 0, 0),
    }


def test_a_discount_counts_on_the_day_on_which_its_invoice_was_paid():
    invoice = factories.an_invoice(factories.a_subscription())
    InvoiceLine.objects.create(invoice=invoice, kind="discount", amount=-2_50, by=invoice.issued_by, at=noon(-3))
    assert came_to() == {}
    received(1_00, charge=invoice.charge)

    assert came_to()[("discounts", "", "USD")] == (1, 2_50, 2_50)


def test_days_that_are_over_are_kept_once_and_the_last_two_are_not():
    for days in (-3, -2, -1, 0):
        received(10_00, days=days)

    assert sum_days() == 2
    assert sum_days() == 0
    assert list(SummedDay.objects.order_by("on").values_list("on", flat=True)) == [noon(-3).date(), noon(-2).date()]
    assert kept() == came_to() == {("collected", "", "USD"): (1, 10_00, 10_00)}


def test_a_shop_that_moves_to_another_time_zone_counts_its_days_anew():
    evening = noon(-5) + timedelta(hours=10)
    factories.a_payment(amount=10_00, at=evening)
    sum_days()
    assert dict(DayFigure.objects.values_list("day", "amount")) == {evening.date(): 10_00}

    factories.the_company(zone="Europe/Madrid")
    assert sum_days() > 1
    assert dict(DayFigure.objects.values_list("day", "amount")) == {evening.date() + DAY: 10_00}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_a_day_once():
    factories.the_company(second_currency="VES")
    received(10_00)

    outcomes = race(lambda _place: sum_days(), 4)

    assert all(isinstance(one, int) for one in outcomes), outcomes
    assert kept() == {("collected", "", "USD"): (1, 10_00, 10_00)}


def test_fsck_names_a_day_whose_figures_are_not_its_rows_and_the_command_counts_it_again():
    received(10_00)
    sum_days()
    assert list(figures.days()) == []
    DayFigure.objects.update(amount=9_00)
    day = noon(-3).date().isoformat()
    assert [(one.kind, one.id) for one in figures.days()] == [("summed_day", day)]

    call_command("sum_days", again=True, stdout=StringIO())
    assert list(figures.days()) == []


TABLES = {
    "cash_payment": "payment_by_time",
    "cash_reversal": "reversal_by_time",
    "orders_serviceorder": "order_by_opening",
    "orders_closing": "closing_by_time",
    "orders_voiding": "voiding_by_time",
    "orders_statusentry": "entry_by_writing",
    "tickets_closing": "ticket_closing_by_time",
}


def test_a_day_is_counted_in_indexes_of_moments_however_long_the_history_is():
    for index in TABLES.values():
        alone(index)
    with CaptureQueriesContext(connection) as captured:
        came_to()
    plan = "\n".join(explained(one["sql"]) for one in captured.captured_queries)

    assert len(captured) == 2
    assert [index for index in TABLES.values() if index not in plan] == []
    assert [table for table in TABLES if re.search(rf"(SCAN|Seq Scan on) {table}\b", plan)] == []


def explained(sql):
    """The plan; PostgreSQL's as if no table could be read through."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
