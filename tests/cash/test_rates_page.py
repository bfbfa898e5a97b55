"""What the second currency is worth, day by day, as administrators set it under Settings."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.cash.models import ExchangeRate, Payment
from tests import factories

PAGE = "/settings/rates/"


@pytest.fixture(autouse=True)
def _the_shops_clock(db):
    """A day is the company's, here as on its pages."""
    with timezone.override(ZoneInfo("America/Caracas")):
        yield


@pytest.fixture(autouse=True)
def _two_currencies(_the_shops_clock):
    factories.the_company(second_currency="VES")


@pytest.fixture
def desk(client_of, admin):
    return client_of(admin)


def day(days=0):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def sent(rate="246.50", unit="USD", days=0):
    return {"unit": unit, "rate": rate, "on": day(days)}


def plain(answer):
    """What is read on the page."""
    page = answer.content.decode().rpartition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def sure(answer):
    """The rate that the page has asked about."""
    (query,) = re.findall(r'name="sure" value="([^"]*)"', answer.content.decode())
    return query


def set_it(browser, fields):
    """Pressed once more where the page asks, as it does of the first rate."""
    answer = browser.post(PAGE, fields)
    return answer if answer.status_code == 303 else browser.post(PAGE, fields | {"sure": sure(answer)})


def in_force(browser):
    found = re.search(r"In force (.*?) set by (.*?) for", plain(browser.get(PAGE)))
    return found and found.groups()


def rows(browser, **query):
    """Rate and who set it, as the history lists them."""
    page = browser.get(PAGE, query).content.decode()
    lines = re.findall(r"<tr[^>]*>.*?</tr>", page.partition("<tbody")[2], re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", line, re.S) for line in lines]
    return [(row[1].replace("\xa0", " "), row[2]) for row in cells]


def beside(answer, field):
    """The sentence at a field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


# --- setting --------------------------------------------------------------------------------------------------


def test_the_first_rate_is_invited(desk):
    """Until then nobody pays in it."""
    page = plain(desk.get(PAGE))

    assert "No rate yet" in page
    assert "In force" not in page


def test_a_rate_is_set_for_today(desk, client_of, clerk, admin):
    """From then on the counter counts by it, and everybody sees who set it."""
    answer = set_it(desk, sent())

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert re.search(r"From .* on: US\$ 1 = Bs. 246.50\.", plain(desk.get(PAGE)))
    assert in_force(desk) == ("US$ 1 = Bs. 246.50", "Ada Admin")
    rate = ExchangeRate.objects.get()
    assert (rate.unit, rate.other, rate.rate, rate.on.isoformat(), rate.by) == (
        "USD",
        "VES",
        246_50000000,
        day(),
        admin,
    )
    assert "US$ 1 = Bs. 246.50" in plain(client_of(clerk).get("/cash/"))


def test_the_last_one_of_a_day_wins_and_both_tell_who_set_them(desk, client_of, owner):
    """A slip of the finger is followed by another row; nothing is edited. The history of the company is not filled
    with what this page tells every day."""
    set_it(client_of(owner), sent("2465.0"))
    set_it(desk, sent("246.50"))
    assert "set the rate" not in plain(client_of(owner).get("/settings/company/"))

    assert in_force(desk) == ("US$ 1 = Bs. 246.50", "Ada Admin")
    assert rows(desk) == [("US$ 1 = Bs. 246.50", "Ada Admin"), ("US$ 1 = Bs. 2,465.00", "Olga Owner")]


def test_tomorrows_rate_waits_for_tomorrow(desk, client_of, admin):
    """Central banks tell it the evening before."""
    set_it(desk, sent("246.50"))
    set_it(desk, sent("250", days=1))

    today = in_force(desk)
    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=1)):
        tomorrow = in_force(client_of(admin))
    assert (today[0], tomorrow[0]) == ("US$ 1 = Bs. 246.50", "US$ 1 = Bs. 250.00")
    assert [rate for rate, _by in rows(desk)] == ["US$ 1 = Bs. 250.00", "US$ 1 = Bs. 246.50"]


def test_yesterdays_rate_is_in_force_until_there_is_another(desk):
    factories.a_rate(on=timezone.localdate() - timedelta(days=1))

    assert in_force(desk)[0] == "US$ 1 = Bs. 245.50"
    assert 'class="figure-box is-red"' in desk.get(PAGE).content.decode()


@pytest.mark.parametrize("days", [0, 1, 7])
def test_the_coming_week_may_be_set(desk, days):
    assert set_it(desk, sent(days=days)).status_code == 303


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (-1, "That day has passed: what was collected keeps the rate of then. Choose today or a day to come."),
        (-400, "That day has passed: what was collected keeps the rate of then. Choose today or a day to come."),
        (8, "Choose today or one of the next 7 days."),
        (4000, "Choose today or one of the next 7 days."),
        ("", "Fill this in."),
        ("2026-02-30", ""),
        ("soon", ""),
        ("0001-01-01", ""),
        ("9999-12-31", ""),
    ],
)
def test_another_day_is_refused_beside_its_field(desk, on, sentence):
    """What was typed is still there."""
    answer = desk.post(PAGE, sent() | {"on": day(on) if isinstance(on, int) else on})

    assert answer.status_code == 422
    assert beside(answer, "on")
    assert sentence in beside(answer, "on")
    assert 'value="246.50"' in answer.content.decode()
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize(
    "rate", ["", "0", "0.00", "-1", "a lot", "1e5", "1.123456789", "9" * 24, "1.2.3", "245,5,0", "0x10", "NaN", "Bs. x"]
)
def test_a_number_that_is_no_rate_is_refused_beside_its_field(desk, rate):
    """Nothing is written."""
    answer = desk.post(PAGE, sent(rate))

    assert answer.status_code == 422
    assert beside(answer, "rate")
    assert f'value="{rate}"' in answer.content.decode() or not rate
    assert not ExchangeRate.objects.exists()


def test_the_same_rate_again_is_said(desk):
    """A double click is no second row."""
    set_it(desk, sent())

    answer = desk.post(PAGE, sent())

    assert answer.status_code == 422
    assert beside(answer, "rate") == "This is that day's rate already."
    assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(("unit", "rate"), [("USD", "2465.0"), ("USD", "24.65"), ("VES", "246.50")])
def test_a_rate_far_from_the_last_is_asked_about_once(desk, unit, rate):
    """A point in the wrong place, or the two currencies the wrong way round; some days it is right."""
    factories.a_rate(on=timezone.localdate() - timedelta(days=1))

    query = desk.post(PAGE, sent(rate, unit=unit))

    assert query.status_code == 422
    question = "The day before it was US$ 1 = Bs. 245.50. If this one is right, press “Set the rate” once more."
    assert beside(query, "rate").replace("\xa0", " ") == question
    assert ExchangeRate.objects.count() == 1
    assert desk.post(PAGE, sent(rate, unit=unit) | {"sure": sure(query)}).status_code == 303
    assert sure(desk.get(PAGE)) == ""


def test_another_odd_rate_is_asked_about_again(desk):
    factories.a_rate(on=timezone.localdate() - timedelta(days=1))
    query = desk.post(PAGE, sent("2465.0"))

    assert desk.post(PAGE, sent("24650.0") | {"sure": sure(query)}).status_code == 422
    assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"on": "2020-01-01"}, {"on": "soon"}, {"unit": "x"}])
def test_a_rate_that_was_refused_for_its_day_was_not_asked_about_yet(desk, wrong):
    """Whoever corrects the day is still asked about the number."""
    factories.a_rate(on=timezone.localdate() - timedelta(days=1))
    refused = desk.post(PAGE, sent("2465.0") | wrong)

    answer = desk.post(PAGE, sent("2465.0") | {"sure": sure(refused)})

    assert (refused.status_code, answer.status_code) == (422, 422)
    assert beside(answer, "rate").startswith("The day before it was")


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "1,246.5"), ("es", "1.246,50"), ("es", "1246,5"), ("pt-br", "1.246,5")]
)
def test_a_rate_is_read_as_its_reader_writes_numbers(client_of, language, typed):
    """Comma or point."""
    browser = client_of(factories.a_user(role="administrator", language=language))

    assert set_it(browser, sent(typed)).status_code == 303
    assert ExchangeRate.objects.get().rate == 1246_50000000


@pytest.mark.parametrize(
    ("country", "language", "typed", "readings"),
    [
        ("VE", "es", "3.745", ("3745", "3,745")),
        ("BR", "pt-br", "3.745", ("3745", "3,745")),
        ("MX", "es", "3,745", ("3745", "3.745")),
        ("VE", "en", "3,745", ("3745", "3.745")),
    ],
)
def test_a_number_with_two_readings_is_asked_about(client_of, country, language, typed, readings):
    """M8: it became thousands in silence. What was typed stays, and both readings are taken as they are offered."""
    factories.the_company(second_currency="VES", country=country)
    browser = client_of(factories.a_user(role="administrator", language=language))

    answer = browser.post(PAGE, sent(typed))

    assert answer.status_code == 422
    assert all(reading in beside(answer, "rate") for reading in readings)
    assert f'value="{typed}"' in answer.content.decode()
    set_it(browser, sent(readings[0]))
    set_it(browser, sent(readings[1]))
    assert [rate.rate for rate in ExchangeRate.objects.order_by("id")] == [3745_00000000, 3_74500000]


@pytest.mark.parametrize(
    ("country", "language", "typed", "shown"),
    [
        ("MX", "es", "3.745", "3.745"),
        ("PE", "pt-br", "1,003.745", "1,003.745"),
        ("VE", "es", "3,745", "3,745"),
        ("CR", "es", "1 003,745", "1 003,745"),
    ],
)
def test_the_country_says_which_mark_is_which(client_of, country, language, typed, shown):
    """M8: Spanish writes 3.745 in Mexico and 3,745 in Venezuela."""
    factories.the_company(second_currency="VES", country=country)
    browser = client_of(factories.a_user(role="administrator", language=language))

    assert set_it(browser, sent(typed)).status_code == 303

    assert f"US$ 1 = Bs. {shown}" in plain(browser.get(PAGE))


# --- the other way round --------------------------------------------------------------------------------------


def test_a_rate_may_be_quoted_the_other_way(desk, customer):
    """Nobody turns it round by hand; the form then begins that way."""
    assert '"USD" class="form-check-input" id="id_unit_0" required checked' in desk.get(PAGE).content.decode()

    set_it(desk, sent("0.004", unit="VES"))

    assert in_force(desk)[0] == "Bs. 1 = US$ 0.004"
    assert '"VES" class="form-check-input" id="id_unit_1" required checked' in desk.get(PAGE).content.decode()
    order, method = factories.an_order(customer), factories.a_method()
    paid = {"tenders-0-method": f"{method.pk}-VES", "tenders-0-amount": "2500", "rate": ExchangeRate.objects.get().pk}
    assert desk.post(f"/cash/accounts/{order.charge_id}/", paid).status_code == 303
    assert Payment.objects.get().amount == 10_00


@pytest.mark.parametrize("unit", ["", "EUR", "VES,USD", "x"])
def test_only_the_shops_two_currencies_are_quoted(desk, unit):
    answer = desk.post(PAGE, sent(unit=unit))

    assert answer.status_code == 422
    assert beside(answer, "unit")
    assert not ExchangeRate.objects.exists()


# --- who, and for which shop ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "technician", "seller"])
def test_only_those_who_run_the_shop_set_a_rate(client_of, request, who):
    """Others have neither the page nor its file nor a way there."""
    browser = client_of(request.getfixturevalue(who))

    assert (browser.get(PAGE).status_code, browser.post(PAGE, sent()).status_code) == (403, 403)
    assert browser.file(PAGE, {"format": "csv"}).status_code == 403
    assert f'href="{PAGE}"' not in browser.get("/cash/").content.decode()
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_they_are_led_there(client_of, request, who):
    browser = client_of(request.getfixturevalue(who))

    assert f'href="{PAGE}"' in browser.get("/settings/").content.decode()
    assert f'href="{PAGE}"' in browser.get("/cash/").content.decode()


def test_a_shop_with_one_currency_has_no_rates(desk):
    """The second currency is optional."""
    factories.the_company(second_currency="")

    assert (desk.get(PAGE).status_code, desk.post(PAGE, sent()).status_code) == (404, 404)
    assert PAGE not in desk.get("/settings/").content.decode()
    assert PAGE not in desk.get("/cash/").content.decode()
    assert not ExchangeRate.objects.exists()


def test_another_second_currency_has_no_rate_yet(desk):
    """Bolívars tell nothing of euros; what was set stays in the history."""
    set_it(desk, sent())
    factories.the_company(second_currency="EUR")

    assert in_force(desk) is None
    assert rows(desk) == [("US$ 1 = Bs. 246.50", "Ada Admin")]


# --- the file -------------------------------------------------------------------------------------------------


def the_file(browser, **query):
    answer = browser.file(PAGE, {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_history_can_be_taken_as_a_file(desk, client_of):
    """Numbers as numbers, formulas as text."""
    odd = factories.a_user(role="administrator", name="=1+1")
    set_it(client_of(odd), sent("245.12345678"))
    set_it(desk, sent("0.004", unit="VES", days=1))

    second, first = the_file(desk)

    assert (first["Day"], first["Quoted currency"], first["Currency"], first["Rate"]) == (
        day(),
        "USD",
        "VES",
        "245.12345678",
    )
    assert first["Set by"] == "'=1+1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", first["Set at"])
    assert (second["Day"], second["Quoted currency"], second["Rate"]) == (day(1), "VES", "0.004")
    assert [line["Day"] for line in the_file(desk, sort="oldest")] == [day(), day(1)]


def test_a_round_rate_is_a_plain_number_in_the_file(desk):
    """Neither idle zeros nor 2.5E+2."""
    factories.a_rate(250_00000000)

    assert [line["Rate"] for line in the_file(desk)] == ["250"]


def test_the_history_tells_which_rate_counts_and_which_is_to_come(desk):
    """At a glance."""
    factories.a_rate(on=timezone.localdate() - timedelta(days=1))
    desk.post(PAGE, sent("246.50"))
    desk.post(PAGE, sent("250", days=1))

    body = desk.get(PAGE).content.decode().partition("<tbody")[2]
    lines = [re.sub(r"<[^>]+>", " ", line) for line in re.findall(r"<tr[^>]*>.*?</tr>", body, re.S)]

    assert ["to come" in line for line in lines] == [True, False, False]
    assert ["in force" in line for line in lines] == [False, True, False]


def test_the_page_costs_the_same_for_three_rates_and_for_thirty(desk):
    def cost():
        with CaptureQueriesContext(connection) as questions:
            desk.get(PAGE)
        return len(questions)

    for number in range(3):
        factories.a_rate(100_00000000 + number, by=factories.a_user())
    cost()
    few = cost()
    for number in range(27):
        factories.a_rate(200_00000000 + number, by=factories.a_user())

    assert ExchangeRate.objects.count() == 30
    assert cost() == few


@pytest.mark.parametrize(
    ("asked", "after"),
    [("", PAGE), ("?cash", "/cash/"), ("?account=7", "/cash/accounts/7/"), ("?account=//evil.example", PAGE)],
)
def test_whoever_changed_it_in_place_is_back_where_it_stood(desk, asked, after):
    """The cash and the page that collects show it as a value that is changed there."""
    fields = sent() | {"sure": f"USD {246_50000000}"}

    assert desk.post(f"{PAGE}{asked}", fields)["Location"] == after
