"""B21: the owner's page says of each card one number, and each bar leads to a list that has just as much."""

import re
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from faena.journal.models import Access, Event
from faena.orders.models import OrderClosing, Stage
from faena.summary.actions import set_ready_goal
from faena.summary.jobs import sum_days
from faena.summary.models import ReadyGoal
from faena.summary.page import summary_page
from faena.summary.periods import bars_of, read_period, weeks_of
from faena.tickets.models import TicketClosing
from tests import factories
from tests.plans import alone, asked_of
from tests.world import SHOPS_ZONE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOVEMBER = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _wall(db):
    factories.the_company(has_workshop=True, has_care=True)
    with timezone.override(SHOPS_ZONE):
        yield


def noon(days=0):
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + days * DAY


def page_of(user, **asked):
    company = factories.the_company()
    return summary_page(user, company, read_period(asked, timezone.localdate()))


def cards_of(user, **asked):
    page = page_of(user, **asked)
    return {card.name: card for card in [page.first, *page.others]}


def plain(text):
    return text.replace("\xa0", " ")


# --- money --------------------------------------------------------------------------------------------------


def test_what_was_collected_is_one_sum_of_the_period_beside_the_one_before(owner):
    for amount, days in ((30_00, 0), (20_00, -6), (40_00, -7), (60_00, -30)):
        factories.a_payment(amount=amount, at=noon(days))
    sum_days(most=None)
    card = cards_of(owner, period="week")["collected"]

    assert (plain(card.head), card.change, card.is_up) == ("US$ 50.00", "↑ 25 %", True)
    assert [plain(row.value) for row in card.rows] == ["US$ 20.00", *["US$ 0.00"] * 5, "US$ 30.00"]
    assert len(card.chart.marks) == 7


def test_a_bar_opens_the_collections_of_its_day(owner, client_of):
    mine = factories.a_payment(amount=30_00, at=noon(-1))
    factories.a_payment(amount=40_00, at=noon())
    row = cards_of(owner, period="week")["collected"].rows[-2]

    seen = client_of(owner).get(row.url).content.decode()
    assert re.findall(r"R-\d{6}", seen.rpartition('id="results"')[2])[:1] == [str(mine)]
    assert "US$\xa040.00" not in seen.rpartition("<table")[2]


def test_before_the_days_are_counted_the_page_says_so_and_compares_nothing(owner, client_of):
    factories.a_payment(amount=30_00, at=noon(-40))
    factories.a_payment(amount=40_00, at=noon())
    assert "still being counted" in client_of(owner).get("/summary/").content.decode()
    assert cards_of(owner)["collected"].change == ""

    sum_days(most=None)
    assert "still being counted" not in client_of(owner).get("/summary/").content.decode()


# --- work ---------------------------------------------------------------------------------------------------


def rows_on(browser, url):
    """How many rows the list at this address has, of orders or of closings."""
    page = browser.get(url).content.decode()
    body = page.rpartition("<tbody")[2]
    return body.count("<tr role=") if "<tbody" in page else 0


def test_each_line_of_what_is_open_leads_to_a_list_of_just_as_many(owner, client_of):
    known = factories.a_status(Stage.DIAGNOSING)
    who, gone = factories.a_user(role="technician"), factories.a_user(role="technician", is_active=False)
    for status, technician, promised in (
        (known, who, noon(-1)),
        (known, None, None),
        (None, who, None),
        (None, gone, None),
    ):
        stage = status.stage if status else Stage.RECEIVED
        factories.an_order(status=status, stage=stage, technician=technician, promised_at=promised)
    factories.a_closed_order(technician=who)
    browser, cards = client_of(owner), cards_of(owner)

    assert (cards["stages"].head, plain(cards["stages"].note)) == ("4", "US$ 200.00 in the workshop")
    for name, values in (("stages", ["2", "2"]), ("load", ["2", "2"])):
        rows = cards[name].rows
        assert sorted(row.value for row in rows) == values, name
        assert [rows_on(browser, row.url) for row in rows] == [int(row.value) for row in rows], name
    assert [row.cells[0] for row in cards["load"].rows if row.name == who.name] == ["1"], "one of them is late"


def test_orders_that_came_and_went_are_the_rows_of_their_lists(owner, client_of):
    spans = weeks_of(read_period({}, timezone.localdate()), factories.the_company().country)
    start = noon((spans[-1].start - timezone.localdate()).days)
    for _row in range(3):
        order = factories.an_order(opened_at=start)
    factories.an_entry(order, factories.a_status(Stage.READY), at=start + DAY, happened_at=start + DAY)
    OrderClosing.objects.create(order=order, outcome="repaired", by=order.opened_by, at=start + DAY)
    type(order).objects.filter(pk=order.pk).update(stage=Stage.CLOSED, closed_at=start + DAY)
    sum_days(most=None)
    browser, cards = client_of(owner), cards_of(owner)

    assert cards["flow"].head == "3 / 1"
    came, went = cards["flow"].chart.marks[-2:]
    assert (rows_on(browser, came.url), rows_on(browser, went.url)) == (3, 1)
    assert cards["ready"].head == "1.0 days"
    assert rows_on(browser, cards["ready"].chart.points[-1].url) == 1


def test_half_of_the_orders_were_ready_within_the_median(owner):
    spans = weeks_of(read_period({}, timezone.localdate()), factories.the_company().country)
    at = noon((spans[-1].start - timezone.localdate()).days)
    for days in (1, 2, 9):
        order = factories.an_order(opened_at=at - days * DAY)
        factories.an_entry(order, factories.a_status(Stage.READY), at=at, happened_at=at)
    sum_days(most=None)

    assert cards_of(owner)["ready"].head == "2.0 days"


def test_tickets_closed_are_divided_by_type_and_by_whether_in_time(owner, client_of):
    often, once = factories.a_ticket_type(), factories.a_ticket_type()
    for kind, due in ((often, 1), (often, -1), (once, 1)):
        ticket = factories.a_ticket(type=kind)
        facts = {"opened_type": kind, "type": kind, "outcome": "done", "text": "A cable.", "text_key": "a cable"}
        TicketClosing.objects.create(ticket=ticket, by=ticket.opened_by, due_at=timezone.now() + due * DAY, **facts)
    card = cards_of(owner)["tickets"]

    assert (card.head, card.note) == ("66 %", "in time, 2 of 3")
    assert [(row.name, row.value, row.cells) for row in card.rows] == [
        (often.name, "2", ["1", "1"]),
        (once.name, "1", ["1", "0"]),
    ]
    assert [rows_on(client_of(owner), row.url) for row in card.rows] == [2, 1]


# --- still to be received -----------------------------------------------------------------------------------


def test_accounts_are_divided_by_how_long_they_are_overdue(owner, client_of):
    today = timezone.localdate()
    for amount, overdue in ((5_00, None), (10_00, 0), (20_00, 1), (21_00, 30), (30_00, 31), (40_00, 61)):
        due = None if overdue is None else today - overdue * DAY
        factories.a_charge(factories.a_customer(), amount=amount, due_on=due)
    paid = factories.a_charge(factories.a_customer(), amount=9_00)
    factories.a_payment(paid, amount=9_00)
    browser, card = client_of(owner), cards_of(owner)["receivables"]

    assert [plain(row.value) for row in card.rows] == ["US$ 15", "US$ 41", "US$ 30", "US$ 40"]
    assert (plain(card.head), plain(card.bad), card.aside) == ("US$ 126", "US$ 111 overdue", "6 accounts")
    assert [rows_on(browser, row.url) for row in card.rows] == [2, 2, 1, 1]
    assert (rows_on(browser, card.aside_url), rows_on(browser, card.aside_url + "?age=overdue")) == (6, 4)


# --- what the company does, who may, the file ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("modules", "names"),
    [
        ({"has_workshop": True, "has_care": False}, ["flow", "ready", "stages", "receivables", "load"]),
        ({"has_workshop": False, "has_care": True}, ["receivables", "tickets", "load"]),
    ],
)
def test_what_a_company_does_not_do_is_not_on_its_page(owner, client_of, modules, names):
    visit = factories.a_visit(on=timezone.localdate())
    factories.the_company(**modules)
    cards = cards_of(owner)
    seen = client_of(owner).get("/summary/")

    assert [*cards] == ["collected", *names]
    assert seen.status_code == 200
    links = {urlsplit(url).path for url in re.findall(r'href="(/[^"]*)"', seen.content.decode().partition("<main")[2])}
    assert {client_of(owner).get(path, follow=True).status_code for path in links} == {200}, links
    if not modules["has_workshop"]:
        assert [(row.name, row.value) for row in cards["load"].rows] == [(visit.technician.name, "1")]


def test_the_page_as_a_file_is_what_the_cards_say_and_who_took_it_is_kept(owner, client_of):
    factories.a_payment(amount=30_00, at=noon())
    answer = client_of(owner).file("/summary/", {"format": "csv", "period": "week"})
    rows = b"".join(answer).decode("utf-8-sig").splitlines()

    assert rows[0].split(",")[0].strip('"') == "Chart"
    assert any("Collected in the last 7 days" in row and "30.00" in row for row in rows)
    assert Access.objects.filter(kind="export").count() == 1


def test_the_goal_is_a_line_of_the_chart_and_is_told_in_the_history(owner, clerk, client_of):
    assert client_of(owner).post("/settings/summary/", {"days": "3", "version": "1"}).status_code == 303
    assert ReadyGoal.objects.get().days == 3
    assert cards_of(owner)["ready"].note == "Goal: 3 days"
    assert Event.objects.get(verb="company.ready_goal_set").facts["changes"] == {"ready_goal": [None, 3]}
    assert client_of(owner).post("/settings/summary/", {"days": "0", "version": "2"}).status_code == 422
    stale = client_of(owner).post("/settings/summary/", {"days": "5", "version": "1"})
    assert (stale.status_code, ReadyGoal.objects.get().days) == (422, 3)
    assert set_ready_goal(days=None, version=2, by=owner).days is None


# --- periods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "end", "before"),
    [
        ({}, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ({"period": "week"}, "2026-11-24", "2026-11-30", ("2026-11-17", "2026-11-23")),
        ({"period": "quarter"}, "2026-09-01", "2026-11-30", ("2026-06-01", "2026-08-31")),
        ({"period": "year"}, "2026-01-01", "2026-12-31", ("2025-01-01", "2025-11-30")),
        ({"period": "month", "on": "2026-02-10"}, "2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),
        ({"period": "month", "on": "2027-02-10"}, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ({"period": "nonsense", "on": "x"}, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ({"on": "1970-01-01"}, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
    ],
)
def test_a_period_is_compared_with_as_much_of_the_one_before(asked, start, end, before):
    period = read_period(asked, NOVEMBER)

    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (period.before.start.isoformat(), period.before.end.isoformat()) == before


def test_a_month_that_goes_on_is_compared_with_the_same_days_of_the_one_before():
    period = read_period({}, date(2026, 3, 30))

    assert (period.before.start, period.before.end) == (date(2026, 2, 1), date(2026, 2, 28))
    assert read_period({}, date(2026, 3, 10)).before.end == date(2026, 2, 10)


@pytest.mark.parametrize("name", ["week", "month", "quarter", "year"])
def test_the_bars_of_a_period_are_all_its_days_once(name):
    period = read_period({"period": name}, NOVEMBER)
    spans = bars_of(period, "BR")

    assert (spans[0].start, spans[-1].end) == (period.start, period.end)
    assert all(one.end + DAY == two.start for one, two in pairwise(spans))
    earlier = at(period.earlier)
    assert earlier.end == period.start - DAY
    assert at(earlier.later).start == period.start


def at(address):
    """The period of an address."""
    return read_period(dict(parse_qsl(address.removeprefix("?"))), NOVEMBER)


@pytest.mark.parametrize(
    ("days", "index"), [("ended", "closing_by_time"), ("ended", "voiding_by_time"), ("ready", "entry_by_writing")]
)
def test_the_lists_behind_the_bars_read_only_the_days_that_are_asked(owner, client_of, days, index):
    day = timezone.localdate().isoformat()
    alone(index)
    url = f"/orders/?stage=all&days={days}&from={day}&to={day}"

    plans = asked_of("orders_serviceorder", lambda: client_of(owner).get(url))
    assert plans
    assert any(index in plan for plan in plans), plans
