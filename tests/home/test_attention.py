"""B15: home says what needs attention now, each row one tap from its action."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from faena.home import attention
from faena.orders.models import ServiceOrder, Stage
from tests import factories
from tests.plans import asked_of, walk


@pytest.fixture
def busy(customer, technician):
    """One order for each worklist."""
    hour = timedelta(hours=1)
    part = factories.a_status(Stage.REPAIRING, name="Waiting for the screen", waits_for_parts=True)
    work = {"technician": technician}
    orders = {
        "late": factories.an_order(customer, promised_at=timezone.now() - hour, **work),
        "terms": factories.an_order(customer, terms=factories.some_terms(), **work),
        "parts": factories.an_order(customer, status=part, stage=Stage.REPAIRING, **work),
        "unpaid": factories.an_order(customer, stage=Stage.READY, **work),
        "ready": factories.an_order(customer, stage=Stage.READY, value=0, **work),
        "technician": factories.an_order(customer),
    }
    factories.a_closed_order(customer)
    factories.an_order(customer, stage=Stage.VOID)
    return orders


def on_worklists(user):
    return {worklist.name: [item.order for item in worklist.items] for worklist in attention.worklists(user)}


def test_each_order_is_on_the_worklist_of_what_it_needs(clerk, busy):
    """Late, terms pending, waiting for parts, ready and unpaid, ready to hand over, without technician."""
    assert on_worklists(clerk) == {name: [order] for name, order in busy.items()}


def test_what_is_still_to_be_signed_is_not_handed_over(clerk, customer):
    """W9: ready and paid, it lies with the unsigned alone; signed, it may go."""
    order = factories.an_order(customer, stage=Stage.READY, value=0, terms=factories.some_terms())
    assert on_worklists(clerk) == {"terms": [order]}

    factories.a_signature(order)

    assert on_worklists(clerk) == {"ready": [order]}


def test_each_row_is_one_tap_from_its_action(client_of, clerk, busy):
    page = client_of(clerk).get("/").content.decode()

    nouns = {
        "late": "statuses",
        "terms": "signature",
        "parts": "statuses",
        "ready": "closing",
        "technician": "technician",
    }
    for name, noun in nouns.items():
        assert f'href="/orders/{busy[name].pk}/{noun}/"' in page
        assert client_of(clerk).get(f"/orders/{busy[name].pk}/{noun}/").status_code == 200
    assert f'href="/cash/accounts/{busy["unpaid"].charge_id}/"' in page
    assert "US$\xa050.00 due" in page


def test_a_technicians_own_work_comes_first_the_most_urgent_before(technician, customer):
    """W12."""
    someday = factories.an_order(customer, technician=technician)
    later, soon = (
        factories.an_order(customer, technician=technician, promised_at=timezone.now() + timedelta(days=days))
        for days in (2, 1)
    )
    factories.an_order(customer)

    first = attention.worklists(technician)[0]
    assert first.name == "mine"
    assert [item.order for item in first.items] == [soon, later, someday]


def test_who_may_not_do_it_gets_no_button(client_of, seller, busy):
    """A seller collects and takes signatures; he assigns nobody and closes nothing."""
    page = client_of(seller).get("/").content.decode()

    assert f"/cash/accounts/{busy['unpaid'].charge_id}/" in page
    assert f"/orders/{busy['terms'].pk}/signature/" in page
    for name, noun in (("technician", "technician"), ("ready", "closing"), ("late", "statuses")):
        assert f"/orders/{busy[name].pk}/{noun}/" not in page
        assert f'href="/orders/{busy[name].pk}/"' in page


def test_a_seller_sees_only_what_his_customers_need(seller, stranger, busy):
    """W31."""
    factories.an_order(stranger)

    assert on_worklists(seller)["technician"] == [busy["technician"]]


def test_without_a_value_the_next_step_is_the_value(client_of, clerk, technician, customer):
    order = factories.an_order(customer, value=None, stage=Stage.READY)

    assert f'href="/orders/{order.pk}/value/"' in client_of(clerk).get("/").content.decode()
    assert f'href="/orders/{order.pk}/value/"' not in client_of(technician).get("/").content.decode()


@pytest.mark.parametrize("role", ["operator", "technician"])
def test_see_all_shows_the_whole_worklist(client_of, customer, busy, role):
    """Home and the list mean the same by each worklist; a technician's list is not narrowed to his own."""
    user = factories.a_user(role=role)
    for place in range(attention.SHOWN):
        factories.an_order(customer, promised_at=timezone.now() - timedelta(days=place + 1))
    worklist = next(worklist for worklist in attention.worklists(user) if worklist.name == "late")

    assert worklist.has_more
    page = client_of(user).get(worklist.url).content.decode()
    assert len(re.findall(r">OS-\d{6}</a>", page)) == worklist.count.number == attention.SHOWN + 1


def test_a_count_stops(clerk, customer, monkeypatch):
    monkeypatch.setattr(attention, "MOST", 3)
    for _ in range(4):
        factories.an_order(customer)

    (worklist,) = attention.worklists(clerk)
    assert str(worklist.count) == "3+"


def test_home_asks_the_same_however_much_there_is(clerk, customer, busy, django_assert_num_queries):
    for _ in range(20):
        factories.an_order(customer, promised_at=timezone.now() - timedelta(days=1))

    with django_assert_num_queries(3):  # the statuses that wait for parts, the first of each worklist, what is shown
        attention.worklists(clerk)


def test_no_worklist_walks_through_all_orders(clerk, busy):
    """So that what was closed long ago is not read."""
    plan, _of_rows = asked_of("orders_serviceorder", lambda: attention.worklists(clerk))

    assert connection.vendor != "sqlite" or "order_of_technician" in plan
    assert not re.search(r"SCAN orders_serviceorder(?! USING INDEX order_)|Seq Scan on orders_serviceorder", plan)


@pytest.mark.parametrize(("name", "index"), [("late", "order_open_by_promise"), ("terms", "order_to_be_signed")])
def test_an_index_of_open_orders_has_them_in_their_order(name, index, db):
    need = attention.NEEDS[name]
    rows = need.of(ServiceOrder.objects.all()).order_by(*need.order)
    if connection.vendor == "postgresql":  # which of several indexes it takes for three rows is a matter of luck
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'orders_serviceorder'::regclass"
                " AND NOT indisunique AND indexrelid::regclass::text <> %s",
                [index],
            )
            for (other,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX {other}")
        assert index in walk(rows)
        return
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:  # fails where the text does not say that only rows of the index are asked for
        told = sql.replace('FROM "orders_serviceorder" WHERE', f'FROM "orders_serviceorder" INDEXED BY {index} WHERE')
        cursor.execute(f"EXPLAIN QUERY PLAN {told}", params)
        assert [row[-1] for row in cursor.fetchall() if "B-TREE" in row[-1]] == []
    assert told != sql


def test_an_empty_home_invites(client_of, clerk):
    page = client_of(clerk).get("/").content.decode()

    assert "All clear" in page
    assert 'href="/orders/new/"' in page


def test_a_switched_off_workshop_leaves_nothing(client_of, clerk, busy):
    factories.the_company(has_workshop=False)

    assert "/orders/" not in client_of(clerk).get("/").content.decode()
