"""W20: all parts of all orders, found, sorted, taken as a file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.company.models import Company
from faena.lib.dates import add_months
from faena.orders.models import Part, ServiceOrder
from tests import factories

ADDRESS = "/orders/parts/"


def listed(browser, **query):
    """The descriptions that the list shows, in its order (parts are named apart, so that no name is in another)."""
    page = browser.get(ADDRESS, query)
    assert page.status_code == 200
    text = page.content.decode().partition('id="results"')[2]
    found = [(text.find(f'#parts">{name}<'), name) for name in Part.objects.values_list("description", flat=True)]
    return [name for at, name in sorted(found) if at >= 0]


@pytest.fixture
def parts(clerk, technician, customer, stranger):
    """Three parts of two customers, a minute apart."""
    order, other = factories.an_order(customer), factories.an_order(stranger)
    now = timezone.now()
    return [
        factories.a_part(order, description="Batería de 3.000 mAh", author=clerk, warranty=90, at=now),
        factories.a_part(order, description="Tornillo", is_chargeable=False, at=now + timedelta(minutes=1)),
        factories.a_part(other, description="Ñoño cable", author=technician, at=now + timedelta(minutes=2)),
    ]


def test_it_shows_everything_of_a_part(client_of, clerk, customer):
    """W20: date, description, quantity, price, total, warranty and its end, author, order, customer."""
    order = factories.an_order(customer, value=0)
    factories.a_part(
        order, description="Fan", quantity=1500, unit_price=10_00, author=clerk, warranty=1, warranty_unit="months"
    )
    ended(order, date(2026, 1, 31))

    page = client_of(clerk).get(ADDRESS).content.decode()

    for shown in ("Fan", "1.5", "10.00", "15.00", "28 Feb 2026", "Clara Clerk", str(order), "Carmen Customer", "today"):
        assert shown in page, shown


def test_three_sorts(client_of, clerk, parts):
    newest = ["Ñoño cable", "Tornillo", "Batería de 3.000 mAh"]
    browser = client_of(clerk)

    assert listed(browser) == newest
    assert listed(browser, sort="oldest") == newest[::-1]
    assert listed(browser, sort="description")[:2] == ["Batería de 3.000 mAh", "Tornillo"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("bateria", {"Batería de 3.000 mAh"}),
        ("BATERÍA MAH", {"Batería de 3.000 mAh"}),
        ("nono", {"Ñoño cable"}),
        ("esteban", {"Ñoño cable"}),
        ("carmen", {"Batería de 3.000 mAh", "Tornillo"}),
        ("+.*(", set()),
        ("[a-z]", set()),
        ("screen", set()),
    ],
)
def test_it_finds_descriptions_in_any_spelling_and_customers(client_of, clerk, parts, wanted, found):
    """W20: without accents or capitals; signs of patterns are only signs."""
    assert set(listed(client_of(clerk), q=wanted)) == found


@pytest.mark.parametrize(
    ("described", "wanted"),
    [
        ("Kabel łączący", "lacz"),
        ("Fußschalter", "FUSSSCHALTER"),
        ("Lærkabel ÆGIR", "aegir laer"),
        ("aérosol", "aero"),
        ("Dæmon", "dæmon"),
        ("Daemon", "dæmon"),
    ],
)
def test_it_finds_letters_of_other_alphabets(client_of, clerk, parts, described, wanted):
    """M18: a letter that others write as two is found by the two, and these by the one."""
    parts[0].description = described
    parts[0].save_changes("description")

    assert listed(client_of(clerk), q=wanted) == [described]


def test_it_finds_by_the_orders_number(client_of, clerk, parts):
    order = parts[2].order

    assert listed(client_of(clerk), q=str(order)) == ["Ñoño cable"]
    assert "Ñoño cable" in listed(client_of(clerk), q=str(order.number))
    assert listed(client_of(clerk), q="9" * 40) == []


def test_filters(client_of, clerk, technician, parts):
    """W20: who added it, who pays it, when."""
    browser = client_of(clerk)
    ServiceOrder.objects.filter(pk=parts[0].order_id).update(opened_at=timezone.now())
    Part.objects.filter(pk=parts[1].pk).update(at=datetime(2026, 3, 1, 12, tzinfo=UTC))

    assert listed(browser, author=technician.pk) == ["Ñoño cable"]
    assert listed(browser, paid="included") == ["Tornillo"]
    assert set(listed(browser, paid="charged")) == {"Batería de 3.000 mAh", "Ñoño cable"}
    assert listed(browser, **{"from": "2026-03-01", "to": "2026-03-01"}) == ["Tornillo"]
    assert listed(browser, warranty="with") == ["Batería de 3.000 mAh"]


def test_a_seller_sees_those_of_his_customers_and_their_authors(client_of, seller, parts):
    """W31."""
    page = client_of(seller).get(ADDRESS).content.decode()

    assert set(listed(client_of(seller))) == {"Batería de 3.000 mAh", "Tornillo"}
    assert "Tina Technician" not in page
    assert listed(client_of(seller), q="nono") == []


# --- warranty -----------------------------------------------------------------------------------------------


def ended(order, day, hour=12):
    """The order was closed at this hour of this day, as the company's wall says."""
    zone = ZoneInfo(Company.the().zone)
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    ServiceOrder.objects.filter(pk=order.pk).update(stage="closed", closed_at=moment)


@pytest.mark.parametrize("hour", [0, 23])
def test_running_and_ended_warranties(client_of, clerk, hour):
    """W20: to the day, whenever on that day the order was closed; the last day still runs."""
    today = timezone.localdate(timezone=ZoneInfo(Company.the().zone))
    closings = {
        "Days, last day": (90, "days", today - timedelta(days=90)),
        "Days, over": (90, "days", today - timedelta(days=91)),
        "One month": (1, "months", today),
        "A year, over": (12, "months", add_months(today, -12) - timedelta(days=1)),
        "None": (0, "days", today),
    }
    for name, (length, unit, closed) in closings.items():
        order = factories.an_order(value=0)
        factories.a_part(order, description=name, warranty=length, warranty_unit=unit)
        ended(order, closed, hour)
    factories.a_part(factories.an_order(), description="Not closed", warranty=1)

    browser = client_of(clerk)
    assert set(listed(browser, warranty="running")) == {"Days, last day", "One month"}
    assert set(listed(browser, warranty="ended")) == {"Days, over", "A year, over"}
    assert set(listed(browser, warranty="with")) == set(closings) - {"None"} | {"Not closed"}


def test_no_warranty_at_all_is_neither(client_of, clerk):
    factories.a_part(factories.an_order())

    for which in ("running", "ended", "with"):
        assert listed(client_of(clerk), warranty=which) == []


# --- as a file, and from the row ------------------------------------------------------------------------------


def test_the_file_has_the_rows_of_the_page(client_of, clerk, parts):
    """W20: the same filters, amounts as numbers, nothing that a spreadsheet would run."""
    Part.objects.filter(pk=parts[2].pk).update(description="=HYPERLINK(1)", quantity=1500, unit_price=3_33)

    answer = client_of(clerk).file(ADDRESS, {"format": "csv", "paid": "charged"})

    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["Description"] for row in rows] == ["'=HYPERLINK(1)", "Batería de 3.000 mAh"]
    first, second = rows
    assert (first["Quantity"], first["Unit price"], first["Total"], first["Currency"]) == (
        "1.5",
        "3.33",
        "5.00",
        "USD",
    )
    assert (first["Currency"], first["Order"], first["Customer"]) == ("USD", str(parts[2].order), "Esteban Stranger")
    assert (second["Warranty"], second["Warranty until"], second["Added by"]) == ("90 days", "", "Clara Clerk")


def test_parts_are_corrected_and_deleted_from_the_row(client_of, technician, parts):
    """W21: and the way back is the list as it was asked."""
    own, others = parts[2], parts[0]

    page = client_of(technician).get(ADDRESS, {"q": "e", "paid": "charged"}).content.decode()

    assert f'"/orders/{own.order_id}/parts/{own.pk}/?back=q%3De%26paid%3Dcharged"' in page
    assert f"/orders/{others.order_id}/parts/{others.pk}/?back=" in page
    assert f"/orders/{own.order_id}/parts/{own.pk}/deletion/?back=q%3De%26paid%3Dcharged" in page
    assert f"/orders/{others.order_id}/parts/{others.pk}/deletion/" not in page


def test_those_of_a_closed_order_are_only_read(client_of, clerk, parts):
    """W21."""
    ended(parts[0].order, date(2026, 1, 31))

    page = client_of(clerk).get(ADDRESS, {"q": "bateria"}).content.decode()

    assert f"/orders/{parts[0].order_id}/#parts" in page
    assert f"/orders/{parts[0].order_id}/parts/" not in page


def test_an_empty_list_says_what_will_stand_there(client_of, clerk):
    browser = client_of(clerk)

    assert "No parts yet" in browser.get(ADDRESS).content.decode()
    assert "No part matches" in browser.get(ADDRESS, {"q": "fan"}).content.decode()
