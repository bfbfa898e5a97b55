"""B15: the tiles of home. Each is a figure that filters the one list; one at nought stays."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.cash.models import Payment
from faena.cash.totals import collected_on, totals
from faena.home.first_page import first_page
from faena.orders.models import Stage
from tests import factories

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOTH = {"has_workshop": True, "has_care": True}


@pytest.fixture(autouse=True)
def _wall(db):
    factories.the_company(**BOTH)
    with timezone.override(ZoneInfo("America/Caracas")):
        yield


def shown(user, need="", **company):
    return first_page(user, factories.the_company(**company), need, more=False)


def figures(page):
    return {tile.name: tile.figure for tile in page.tiles}


HOUSE = ["late", "terms", "parts", "unpaid"]
FIELD = ["own-late", "own-diagnosis", "own-parts"]
LYING = ["tickets-unclaimed", "tickets-mine"]


@pytest.mark.parametrize(
    ("role", "modules", "names"),
    [
        ("master", "both", [*HOUSE, "tickets-late", "collected"]),
        ("operator", "workshop", [*HOUSE, "technician", "collected"]),
        ("operator", "care", ["tickets-late", *LYING, "tickets-today", "tickets-urgent", "collected"]),
        ("seller", "care", ["tickets-late", "tickets-today", "tickets-urgent", "collected"]),
        ("technician", "both", [*FIELD, "visits", "tickets-mine", "tickets-unclaimed"]),
        ("technician", "workshop", [*FIELD, "own-repairing", "own-ready", "own"]),
        ("technician", "care", ["visits", "tickets-mine", "tickets-unclaimed", "tickets-own-late", "visits-tomorrow"]),
    ],
)
def test_each_role_has_its_own_tiles_of_the_modules_that_are_on(client_of, role, modules, names):
    """All stand there with nothing to do, grey, and lead to their filter."""
    user = factories.a_user(role=role)
    page = shown(user, has_workshop=modules != "care", has_care=modules != "workshop")

    assert [tile.name for tile in page.tiles] == names
    assert all(tile.is_zero and tile.figure in ("0", "US$\xa00") for tile in page.tiles)
    seen = client_of(user).get("/").content.decode()
    assert re.findall(r'class="tile is-zero" href="\?need=([^"]+)"', seen) == names
    for name in names:
        answer = client_of(user).get("/", {"need": name})
        assert answer.status_code == 200
        assert re.findall(r'href="\?need=([^"]+)" aria-current="true"', answer.content.decode()) == [name]


def test_a_tile_filters_the_list_and_leads_back(client_of, clerk, customer, technician):
    late = factories.an_order(customer, promised_at=timezone.now() - DAY, technician=technician)
    factories.an_order(customer)
    ticket = factories.a_ticket(customer)
    type(ticket).objects.update(opened_at=timezone.now() - 9 * DAY, due_at=timezone.now() - DAY)
    browser = client_of(clerk)

    page = browser.get("/?need=late").content.decode()
    assert re.findall(r'class="worklist-link" href="([^"]+)"', page) == [f"/orders/{late.pk}/"]
    assert "Late: 1 order<" in page
    assert "See all 3" in page
    assert 'href="/orders/?needs=late"' in page
    page = browser.get("/?need=tickets-late").content.decode()
    assert re.findall(r'class="worklist-link" href="([^"]+)"', page) == [f"/tickets/{ticket.pk}/"]
    assert len(re.findall(r'class="worklist-link"', browser.get("/?need=nonsense").content.decode())) == 3


def test_an_order_is_filtered_by_each_of_its_needs(clerk, customer):
    """With everything that it needs besides."""
    order = factories.an_order(customer, promised_at=timezone.now() - DAY, terms=factories.some_terms())

    for need in ("late", "terms", "technician"):
        (item,) = shown(clerk, need).items
        assert item.thing == order
        assert len(item.chips) == 3


def test_what_is_ready_and_unpaid_is_one_sum_of_both_currencies(clerk, customer):
    """By the rate of the day; without one both stand there. What has no value yet counts as an order."""
    factories.the_company(second_currency="VES")
    for value, currency in ((50_00, "USD"), (245_50, "VES"), (None, "USD")):
        order = factories.an_order(customer, value=value, stage=Stage.READY)
        type(order.charge).objects.filter(pk=order.charge_id).update(currency=currency)

    unpaid = next(tile for tile in shown(clerk).tiles if tile.name == "unpaid")
    assert (unpaid.figure, unpaid.full) == ("US$\xa050 + Bs.\xa0246", "US$\xa050.00 + Bs.\xa0245.50")
    factories.a_rate()
    unpaid = next(tile for tile in shown(clerk).tiles if tile.name == "unpaid")
    assert (unpaid.figure, unpaid.full, unpaid.note) == ("US$\xa051", "US$\xa051.00", "3 orders")


def test_what_was_collected_today_is_what_the_cash_says(owner, seller, customer, stranger, client_of):
    """Less what was reversed today, whenever it had come; a seller reads of his customers."""
    charge, others = factories.a_charge(customer, amount=900_00), factories.a_charge(stranger, amount=900_00)
    today = [factories.a_payment(charge, amount=amount) for amount in (10_00, 20_50)]
    factories.a_payment(others, amount=7_00)
    factories.a_payment(charge, amount=99_00, at=timezone.now() - 2 * DAY)
    undone = factories.a_payment(charge, amount=5_00, at=timezone.now() - 2 * DAY)
    factories.a_reversal(undone)
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    cash = totals(Payment.objects.filter(at__gte=start), Payment.objects.filter(reversal__at__gte=start))

    receipts, net = collected_on(timezone.localdate(), owner)
    assert (receipts, net) == (3, {"USD": 32_50})
    assert net["USD"] == sum(line.net for line in cash.by_currency)
    assert collected_on(timezone.localdate(), seller) == (2, {"USD": 25_50})
    page = shown(owner, "collected")
    assert figures(page)["collected"] == "US$\xa033"
    assert page.title == "Collected today: 3 receipts"
    assert {item.thing for item in shown(seller, "collected").items} == set(today)
    seen = client_of(owner).get("/?need=collected").content.decode()
    assert seen.count('class="worklist-link" href="/cash/') == 3


def test_a_tile_says_what_is_worst_about_its_cases(clerk, technician, customer):
    """How long the latest waits, how many came today."""
    work = {"technician": technician}
    for days in (1, 6):
        factories.an_order(
            customer, promised_at=timezone.now() - days * DAY, opened_at=timezone.now() - 9 * DAY, **work
        )
    factories.an_order(customer, terms=factories.some_terms(), **work)
    factories.an_order(customer, terms=factories.some_terms(), opened_at=timezone.now() - 2 * DAY, **work)

    tiles = {tile.name: tile for tile in shown(clerk).tiles}
    assert (tiles["late"].figure, tiles["late"].note, tiles["late"].is_red) == ("2", "longest: 6 days", True)
    assert (tiles["terms"].figure, tiles["terms"].note, tiles["terms"].is_red) == ("2", "1 from today", False)


def test_a_long_name_is_whole_in_its_row(client_of, clerk, stranger):
    """It may be cut where there is no room: then it is the tooltip. The phone never is."""
    name = "Asociación Civil Escuela de Música Maestro Antonio Estévez del Estado Lara y de los Llanos"
    type(stranger).objects.filter(pk=stranger.pk).update(name=name)
    factories.an_order(stranger)

    page = client_of(clerk).get("/").content.decode()
    assert f'title="{name}">{name}</span><span class="worklist-phone">' in page


def test_the_page_greets_by_the_hour_of_the_shop(client_of, clerk, monkeypatch):
    for hour, words in ((8, "Good morning"), (12, "Good afternoon"), (19, "Good evening"), (3, "Good evening")):
        moment = timezone.localtime(timezone.now()).replace(hour=hour)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert f"{words}, {clerk.first_name}" in client_of(clerk).get("/").content.decode()
