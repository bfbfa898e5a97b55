"""B15: home lists the orders that need attention, each once with all its reasons and one step from its action."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from faena.home import attention, worklist
from faena.home.first_page import first_page
from faena.orders.models import ServiceOrder, Stage
from faena.orders.needs import NEEDS
from tests import factories
from tests.plans import alone, asked_of, walk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def busy(customer, technician):
    """One order for each worklist."""
    part = factories.a_status(Stage.REPAIRING, name="Waiting for the screen", waits_for_parts=True)
    work = {"technician": technician}
    orders = {
        "late": factories.an_order(customer, promised_at=timezone.now() - HOUR, **work),
        "terms": factories.an_order(customer, terms=factories.some_terms(), **work),
        "parts": factories.an_order(customer, status=part, stage=Stage.REPAIRING, **work),
        "unpaid": factories.an_order(customer, stage=Stage.READY, **work),
        "ready": factories.an_order(customer, stage=Stage.READY, value=0, **work),
        "technician": factories.an_order(customer),
    }
    factories.a_closed_order(customer)
    factories.an_order(customer, stage=Stage.VOID)
    return orders


def shown(user, need="", *, more=False):
    return first_page(user, factories.the_company(), need, more=more)


def orders_of(user, need="", *, more=False):
    return [item.thing for item in shown(user, need, more=more).items if item.kind == "order"]


def reasons(item):
    return [str(chip.text) for chip in item.chips]


def rows(page):
    return re.findall(r'class="worklist-link" href="([^"]+)"', page)


def test_each_worklist_shows_the_orders_that_need_that(clerk, busy):
    """Late, unsigned, waiting for parts, ready and unpaid, ready to hand over, without technician."""
    assert {name: orders_of(clerk, name) for name in NEEDS} == {name: [order] for name, order in busy.items()} | {
        "remind": []  # what does is tested with who wants it: tests/orders/test_update_customer.py
    }
    assert orders_of(clerk) == [busy[name] for name in ("late", "terms", "parts", "unpaid", "ready", "technician")]


def test_a_case_is_listed_once_with_all_its_reasons(clerk, customer):
    """Its next step is that of the first reason that has one."""
    part = factories.a_status(Stage.REPAIRING, waits_for_parts=True)
    order = factories.an_order(
        customer, promised_at=timezone.now() - 3 * DAY, status=part, stage=Stage.REPAIRING, terms=factories.some_terms()
    )
    factories.an_entry(order, part, happened_at=timezone.now() - 4 * DAY)

    (item,) = shown(clerk).items

    assert reasons(item) == ["Late 3 days", "Unsigned", "Part 4 days", "Without technician"]
    assert [chip.tone for chip in item.chips] == ["red", "amber", "purple", "grey"]
    assert item.offer.name == "sign"
    assert shown(clerk).title == "1 case needs you"


def test_a_row_with_one_reason_says_its_status_or_its_date_too(clerk, technician, busy, customer):
    def of(order):
        return next(reasons(item) for item in shown(clerk).items if item.thing == order)

    soon = factories.an_order(customer, promised_at=timezone.now() + 30 * DAY)

    assert of(busy["late"]) == ["Late 1 h", "Received"]
    assert of(busy["unpaid"]) == ["Ready, 0 min", "US$\xa050.00 due"]
    assert of(busy["ready"]) == ["Ready, 0 min"]
    assert of(soon)[0] == "Without technician"
    assert of(soon)[1] == timezone.localtime(soon.promised_at).strftime("%-d %b %Y")


def test_what_is_late_comes_first_then_the_oldest(clerk, customer, technician):
    """Not the newest late one, and not the oldest of all."""
    now, work = timezone.now(), {"technician": technician}
    old, older = (
        factories.an_order(customer, stage=Stage.READY, opened_at=now - days * DAY, **work) for days in (20, 30)
    )
    late, later = (
        factories.an_order(customer, opened_at=now - 5 * DAY, promised_at=now - days * DAY, **work) for days in (1, 2)
    )

    assert orders_of(clerk) == [later, late, older, old]


def test_what_is_still_to_be_signed_is_not_handed_over(clerk, customer):
    """W9: ready and paid, it lies with the unsigned alone; signed, it may go."""
    order = factories.an_order(customer, stage=Stage.READY, value=0, terms=factories.some_terms())
    assert (orders_of(clerk, "terms"), orders_of(clerk, "ready")) == ([order], [])

    factories.a_signature(order)

    assert (orders_of(clerk, "terms"), orders_of(clerk, "ready")) == ([], [order])


def test_each_row_is_one_step_from_its_action(client_of, clerk, busy):
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


def test_a_technician_reads_his_own_first_the_most_urgent_before(technician, customer, client_of):
    """W12: what the house needs is one press away."""
    someday = factories.an_order(customer, technician=technician)
    later, soon = (
        factories.an_order(customer, technician=technician, promised_at=timezone.now() + days * DAY) for days in (2, 1)
    )
    late = factories.an_order(customer, technician=technician, promised_at=timezone.now() - HOUR)
    another = factories.an_order(customer)

    assert orders_of(technician) == [late, soon, later, someday]
    assert orders_of(technician, "own-late") == [late]
    assert set(orders_of(technician, "all")) == {someday, later, soon, late, another}
    assert rows(client_of(technician).get("/?need=technician").content.decode()) == [f"/orders/{another.pk}/"]


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

    assert orders_of(seller, "technician") == [busy["technician"]]
    assert len(orders_of(seller)) == len(busy)


def test_without_a_value_the_next_step_is_the_value(client_of, clerk, technician, customer):
    order = factories.an_order(customer, value=None, stage=Stage.READY)

    assert f'href="/orders/{order.pk}/value/"' in client_of(clerk).get("/").content.decode()
    assert f'href="/orders/{order.pk}/value/"' not in client_of(technician).get("/?need=all").content.decode()


@pytest.mark.parametrize("role", ["operator", "technician"])
def test_the_list_shows_the_whole_worklist(client_of, customer, busy, role):
    """Home and the list mean the same by each worklist; a technician's list is not narrowed to his own."""
    user = factories.a_user(role=role)
    for day in range(worklist.SHOWN):
        factories.an_order(customer, promised_at=timezone.now() - (day + 1) * DAY)
    page = shown(user, "late")

    assert (len(page.items), page.others) == (worklist.SHOWN, 1)
    assert page.title == f"Late: {worklist.SHOWN + 1} orders"
    listed = client_of(user).get(page.whole_url).content.decode()
    assert len(set(re.findall(r"OS-\d{6}", listed))) == worklist.SHOWN + 1
    assert len(rows(client_of(user).get(f"/{page.more_url}").content.decode())) == worklist.SHOWN + 1


def test_a_count_stops(clerk, customer, monkeypatch):
    for module in ("worklist", "tiles"):
        monkeypatch.setattr(f"faena.home.{module}.MOST", 3)
    for _ in range(4):
        factories.an_order(customer, stage=Stage.READY)

    page = shown(clerk, "unpaid")
    assert (str(page.total), page.title) == ("3+", "Ready, unpaid: 3+ orders")
    assert {tile.name: tile.figure for tile in page.tiles}["unpaid"] == "US$\xa0200+"


def test_it_costs_the_same_however_much_there_is(clerk, customer, busy, django_assert_num_queries):
    company = factories.the_company()
    for _ in range(20):
        factories.an_order(customer, promised_at=timezone.now() - DAY)

    # The statuses that wait for parts, the first of each worklist, what is shown; and what was collected today.
    with django_assert_num_queries(4):
        first_page(clerk, company, "", more=False)


def test_no_worklist_walks_through_all_orders(clerk, technician, busy):
    """So that what was closed long ago is not read."""
    for user, need in ((clerk, ""), (technician, "")):
        plan, _of_rows = asked_of("orders_serviceorder", lambda user=user, need=need: shown(user, need))

        assert connection.vendor != "sqlite" or "order_of_technician" in plan or "order_open_of_tech" in plan
        scan = r"SCAN orders_serviceorder(?! USING (COVERING )?INDEX order_)|Seq Scan on orders_serviceorder"
        assert not re.search(scan, plan)


@pytest.mark.parametrize(("name", "index"), [("late", "order_open_by_promise"), ("terms", "order_to_be_signed")])
def test_an_index_of_open_orders_has_them_in_their_order(name, index, db):
    need = attention.NEEDS[name]
    rows = need.of(ServiceOrder.objects.all()).order_by(*need.order)
    if connection.vendor == "postgresql":
        alone(index)
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
