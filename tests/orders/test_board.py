"""The board of the workshop: the list of orders in lanes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.lib import pages
from faena.orders import actions
from faena.orders.lists.board import MOST, SHOWN, halves
from faena.orders.models import OPEN_STAGES, ServiceOrder, Stage, Status, StatusPhoto, Telling
from tests import factories
from tests.plans import is_walked, walk

BOARD, HOUR = "/orders/board/", timedelta(hours=1)


def text_of(browser, **query):
    answer = browser.get(BOARD, query)
    assert answer.status_code == 200
    return answer.content.decode()


def lanes_of(page):
    """The markup of each lane, by its stage."""
    parts = re.split(r'<section class="lane[^"]*" id="lane-(\w+)"', page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def numbers(lane):
    """Of its cards, in their order."""
    return [int(number) for number in re.findall(r", OS-(\d{6})</span>", lane)]


def card_of(page, order):
    return re.search(rf'<li class="[^"]*" id="card-{order.pk}".*?</li>', page, re.DOTALL)[0]


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


# --- lanes --------------------------------------------------------------------------------------------------


def test_an_open_order_stands_in_the_lane_of_its_stage(desk, customer):
    of_stages = {stage: factories.an_order(customer, stage=stage) for stage in OPEN_STAGES}
    factories.a_closed_order(customer)
    factories.an_order(customer, stage=Stage.VOID)

    lanes = lanes_of(text_of(desk))

    assert {stage: numbers(lane) for stage, lane in lanes.items()} == {
        stage.value: [order.number] for stage, order in of_stages.items()
    }


def test_what_was_promised_soonest_comes_first_then_what_was_not_the_oldest_first(desk, customer):
    now = timezone.now()
    moments = [None, now + HOUR, now - HOUR, None, now + 2 * HOUR]
    orders = [factories.an_order(customer, promised_at=moment) for moment in moments]

    assert numbers(lanes_of(text_of(desk))["received"]) == [orders[place].number for place in (2, 1, 4, 0, 3)]


def test_a_lane_is_counted_and_summed_in_one_currency_by_the_rate_of_the_day(desk, customer):
    factories.the_company(currency="USD", second_currency="VES")
    factories.a_rate(200_00000000)
    part_paid, foreign = (factories.an_order(customer, value=value) for value in (80_00, 400_00))
    factories.a_payment(part_paid.charge, amount=30_00)
    type(foreign.charge).objects.filter(pk=foreign.charge.pk).update(currency="VES")
    factories.an_order(customer, value=None)
    factories.an_order(customer, value=None, stage=Stage.READY)

    page = text_of(desk)

    received, ready = (lanes_of(page)[stage] for stage in ("received", "ready"))
    assert '<span class="count">3</span>' in received
    assert "US$\xa052</span>" in received  # 50 left, and 400.00 Bs. at 200
    assert "to be diagnosed</span>" in ready
    assert "4 orders" in page
    assert "US$\xa052 in the workshop" in page


def test_of_a_full_lane_the_first_cards_are_read_and_the_list_has_the_others(desk, customer):
    orders = [factories.an_order(customer) for _ in range(MOST + 2)]

    page = text_of(desk)
    lane = lanes_of(page)["received"]

    assert numbers(lane) == [order.number for order in orders[:MOST]]
    assert numbers(lane.partition("<details")[0]) == [order.number for order in orders[:SHOWN]]
    assert f"See {MOST - SHOWN} more" in lane
    assert f"See all {MOST + 2} in the list" in lane
    assert "/orders/?stage=received" in lane


def test_more_than_are_counted_are_said_to_be_more_and_have_no_sum(desk, customer, monkeypatch):
    monkeypatch.setattr(pages, "COUNT_CAP", 2)
    for _ in range(3):
        factories.an_order(customer)

    with CaptureQueriesContext(connection) as captured:
        page = text_of(desk)

    assert [one["sql"].count("LIMIT 3") for one in captured if "SUM(" in one["sql"]] == [len(OPEN_STAGES)]
    assert '<span class="count">2+</span>' in lanes_of(page)["received"]
    assert "lane-sum" not in page
    assert "2+ orders" in page


# --- filters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"technician": "none"},
        {"technician": "Tina"},
        {"needs": "late"},
        {"needs": "parts"},
        {"status": "part"},
        {"q": "carmen"},
        {"q": "nobody at all"},
        {"from": "2100-01-01"},
    ],
)
def test_it_shows_what_the_list_shows(desk, customer, stranger, technician, query):
    part = factories.a_status(Stage.REPAIRING, waits_for_parts=True)
    factories.an_order(customer, technician=technician, promised_at=timezone.now() - HOUR)
    factories.an_order(customer, stage=Stage.REPAIRING, status=part)
    factories.an_order(stranger, stage=Stage.READY)
    factories.a_closed_order(customer)
    query = query | ({"technician": technician.pk} if query.get("technician") == "Tina" else {})
    query |= {"status": part.pk} if "status" in query else {}

    listed = desk.get("/orders/", query).content.decode()
    page = text_of(desk, **query)

    assert sorted(numbers(page)) == sorted(int(one) for one in re.findall(r'class="second">OS-(\d{6})<', listed))
    words = [f"{name}={value}".replace(" ", "+") for name, value in query.items()]
    assert all(re.search(rf'href="/orders/\?[^"]*{re.escape(word)}', page) for word in words)
    assert all(re.search(rf'href="/orders/board/\?[^"]*{re.escape(word)}', listed) for word in words)


def test_an_exact_number_opens_its_order(desk, customer):
    order = factories.an_order(customer)

    assert desk.get(BOARD, {"q": str(order)}).url == f"/orders/{order.pk}/"


def test_on_a_phone_the_chosen_lane_is_shown_else_the_repair_else_the_first_with_cards(desk, customer):
    def current(page):
        return re.findall(r'class="lane is-current" id="lane-(\w+)"', page)

    factories.an_order(customer, stage=Stage.WAITING)
    assert current(text_of(desk)) == ["waiting"]

    factories.an_order(customer, stage=Stage.REPAIRING)
    assert current(text_of(desk)) == ["repairing"]
    assert current(text_of(desk, stage="ready")) == ["ready"]
    assert current(text_of(desk, stage="closed")) == ["repairing"]


def test_a_technician_begins_with_his_own_and_a_face_shows_another(client_of, technician, customer):
    other = factories.a_user(role="technician", name="Uwe Unger")
    his, theirs = (factories.an_order(customer, technician=one) for one in (technician, other))
    browser = client_of(technician)

    page = text_of(browser)

    assert numbers(page) == [his.number]
    (address,) = re.findall(rf'class="board-face" href="{BOARD}\?([^"]+)" title="Uwe Unger"', page)
    assert address == f"technician={other.pk}"
    page = text_of(browser, technician=other.pk)
    assert numbers(page) == [theirs.number]
    assert f'href="{BOARD}?technician=all" title="Uwe Unger" aria-label="Uwe Unger" aria-current' in page


# --- cards --------------------------------------------------------------------------------------------------


def test_only_what_is_late_has_the_red_edge_and_a_part_keeps_its_lane(desk, customer):
    part = factories.a_status(Stage.REPAIRING, waits_for_parts=True)
    late = factories.an_order(customer, promised_at=timezone.now() - 26 * HOUR)
    waits = factories.an_order(customer, stage=Stage.REPAIRING, status=part)
    unsigned = factories.an_order(customer, terms=factories.some_terms())
    ready = factories.an_order(customer, stage=Stage.READY, promised_at=timezone.now() - HOUR)

    page = text_of(desk)

    assert [order for order in (late, waits, unsigned, ready) if "is-edged" in card_of(page, order)] == [late]
    assert re.findall(r'chip is-(\w+)">.*?<span>([^<]+)', card_of(page, late)) == [("red", "Late 1 day")]
    assert re.findall(r'chip is-(\w+)">.*?<span>([^<]+)', card_of(page, waits)) == [("purple", "Part")]
    assert re.findall(r'chip is-(\w+)">.*?<span>([^<]+)', card_of(page, unsigned)) == [("amber", "Unsigned")]
    assert waits.number in numbers(lanes_of(page)["repairing"])


def test_a_card_says_whether_the_customer_was_told_of_the_status_it_has(desk, customer, clerk):
    order = factories.an_order(customer)
    entry = actions.add_status(order, status=Status.objects.filter(stage=Stage.WAITING).first(), by=clerk)
    assert "Not told" in card_of(text_of(desk), order)

    actions.tell_customer(entry, channels=[Telling.Channel.WHATSAPP], text="Please say yes.", by=clerk)
    assert "Told by WhatsApp" in card_of(text_of(desk), order)

    actions.add_status(order, status=Status.objects.filter(stage=Stage.READY).first(), by=clerk)
    assert "Not told" in card_of(text_of(desk), order)


def test_a_card_shows_the_newest_status_that_has_a_photo(desk, customer):
    order = factories.an_order(customer)
    older, newer, newest = (factories.an_entry(order, happened_at=timezone.now() + turn * HOUR) for turn in range(3))

    def photo(entry, **more):
        file = factories.a_file(**{"state": more.pop("state")} if "state" in more else {})
        return StatusPhoto.objects.create(entry=entry, file=file, **more)

    def shown():
        return re.findall(rf"/orders/{order.pk}/photos/(\d+)/", card_of(text_of(desk), order))

    assert shown() == []
    before = photo(older)
    assert shown() == [str(before.pk)]
    first, _second = (photo(newer, position=place) for place in range(2))
    photo(newest, state="pending")
    photo(newest, withdrawn_at=timezone.now())
    assert shown() == [str(first.pk)]


@pytest.mark.parametrize(
    ("stage", "waits", "following"),
    [
        (Stage.RECEIVED, False, Stage.DIAGNOSING),
        (Stage.WAITING, False, Stage.REPAIRING),
        (Stage.REPAIRING, False, Stage.READY),
        (Stage.REPAIRING, True, Stage.REPAIRING),
        (Stage.READY, False, None),
    ],
)
def test_its_button_proposes_what_follows(desk, customer, stage, waits, following):
    status = factories.a_status(stage, waits_for_parts=waits)
    order = factories.an_order(customer, stage=stage, status=status)

    (address,) = re.findall(r'board-move" href="([^"]+)"', card_of(text_of(desk), order))

    if following is None:
        assert address == f"/orders/{order.pk}/statuses/"
        return
    first = Status.objects.offered().filter(stage=following, waits_for_parts=False).order_by("position", "id")[0]
    assert address == f"/orders/{order.pk}/statuses/?status={first.pk}"
    assert re.search(rf'value="{first.pk}"[^>]* checked', desk.get(address).content.decode())


def test_who_may_not_change_a_status_moves_nothing(client_of, seller, customer):
    order = factories.an_order(customer)

    page = text_of(client_of(seller))

    assert "board-move" not in card_of(page, order)
    assert "data-move" not in page


def test_a_stage_without_a_status_takes_no_card(desk, customer):
    factories.an_order(customer)
    Status.objects.filter(stage=Stage.WAITING).update(retired_at=timezone.now())

    lanes = lanes_of(text_of(desk))

    assert "data-status" not in lanes["waiting"]
    assert "data-status" in lanes["ready"]


# --- what it costs ------------------------------------------------------------------------------------------


def test_it_asks_as_much_for_hundreds_as_for_one_of_each(desk, customer):
    terms = factories.some_terms()

    def asked():
        with CaptureQueriesContext(connection) as captured:
            text_of(desk)
        return len(captured)

    def fill(number):
        for stage in OPEN_STAGES:
            for _ in range(number):
                technician = factories.a_user(role="technician", photo=factories.a_file())
                factories.an_entry(factories.an_order(customer, stage=stage, technician=technician, terms=terms))

    fill(1)
    text_of(desk)
    few = asked()
    fill(MOST + 1)

    assert asked() == few <= 12


@pytest.mark.parametrize("chosen", [{}, {"technician": 1}, {"status": 1}])
def test_an_index_walks_the_first_cards_of_a_lane(db, chosen):
    with_promise, without = halves(ServiceOrder.objects.filter(**chosen), Stage.REPAIRING)

    assert is_walked(with_promise), walk(with_promise)
    assert is_walked(without), walk(without)
