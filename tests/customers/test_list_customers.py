"""C1, W31: the list of customers: filters, sorts, and the same rows as a file, each within the reader's reach."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from faena.customers.actions import ContactFacts, CustomerFacts, DeviceFacts, add_contact, add_device, create_customer
from faena.customers.lists import CUSTOMERS, customer_fields, customers_found
from faena.customers.models import Customer
from faena.ui.listing import Filters
from tests import factories
from tests.plans import is_walked, walk

LIST = reverse("customers:list")


def shown(browser: Any, **query: str) -> list[str]:
    html = browser.get(LIST, query).content.decode()
    titles = re.findall(r'class="at-title is-two">(?:<span class="first">)?<a [^>]*>(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", title) for title in titles]


def file_of(browser: Any, **query: str) -> list[list[str]]:
    answer = browser.file(LIST, query | {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.fixture
def three(seller: Any) -> list[Customer]:
    """In this order of registering: a company, a person of Saúl's, a person of nobody's."""
    return [
        factories.a_customer(name="Taller Zulia", kind="company"),
        factories.a_customer(name="Ana Rojas", seller=seller),
        factories.a_customer(name="Marta Rojas"),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Ana Rojas", "Marta Rojas", "Taller Zulia"]),
        ({"sort": "newest"}, ["Marta Rojas", "Ana Rojas", "Taller Zulia"]),
        ({"sort": "oldest"}, ["Taller Zulia", "Ana Rojas", "Marta Rojas"]),
        ({"kind": "company"}, ["Taller Zulia"]),
        ({"seller": "none"}, ["Marta Rojas", "Taller Zulia"]),
        ({"seller": "none", "kind": "person"}, ["Marta Rojas"]),
        ({"q": "rojas"}, ["Ana Rojas", "Marta Rojas"]),
        ({"q": "rojas", "sort": "newest"}, ["Marta Rojas", "Ana Rojas"]),
        ({"q": "rojas", "seller": "none"}, ["Marta Rojas"]),
        ({"q": "rojas", "kind": "company"}, []),
        ({"q": "zulia", "field": "phone"}, []),
        ({"state": "retired"}, []),
    ],
)
def test_filters_and_sorts_hold_for_page_search_and_file(
    clerk: Any, client_of: Any, three: Any, query: dict[str, str], names: list[str]
) -> None:
    browser = client_of(clerk)

    assert shown(browser, **query) == names
    assert sorted(row[1] for row in file_of(browser, **query)) == sorted(names)


@pytest.mark.parametrize("sort", list(CUSTOMERS.sorts))
@pytest.mark.parametrize("query", [{}, {"state": "retired"}, {"seller": "none"}, {"seller": "one"}])
def test_an_index_gives_the_customers_in_the_order_of_the_list(
    clerk: Any, seller: Any, query: dict[str, str], sort: str
) -> None:
    """Of all who match only those of the page are read, whatever was chosen, and on each page after the first."""
    asked = {name: str(seller.pk) if value == "one" else value for name, value in query.items()}
    filters = Filters(RequestFactory().get(LIST, asked), *customer_fields(clerk, set()))
    rows = customers_found(clerk, filters, None)
    order = CUSTOMERS.sorts[sort].order
    way, after = ("lte", 5) if order == ("-id",) else ("gte", 5)
    rest = rows.filter(**{f"{order[0].removeprefix('-')}__{way}": "m" if len(order) > 1 else after})

    for page in (rows.order_by(*order), rest.order_by(*order)):
        assert is_walked(page), walk(page)


def test_a_seller_of_the_filter(clerk: Any, seller: Any, client_of: Any, three: Any) -> None:
    assert shown(client_of(clerk), seller=str(seller.pk)) == ["Ana Rojas"]


def test_the_best_hit_comes_first(clerk: Any, client_of: Any) -> None:
    for name in ("Ana Marino", "Marina Paz"):
        create_customer(CustomerFacts(name=name), by=clerk)

    assert shown(client_of(clerk), q="marin") == ["Marina Paz", "Ana Marino"]


def test_what_was_chosen_goes_on_to_the_next_page(clerk: Any, client_of: Any) -> None:
    for place in range(30):
        factories.a_customer(name=f"Company {place:02}", kind="company")
        factories.a_customer(name=f"Person {place:02}")
    browser = client_of(clerk)

    first = browser.get(LIST, {"kind": "company", "sort": "newest"}).content.decode()
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after is not None
    second = browser.get(after.group(1).replace("&amp;", "&")).content.decode()

    assert "30 customers" in first
    assert "Person" not in first + second
    assert second.index("Company 04") < second.index("Company 00")


def test_a_device_that_was_found_is_one_click_away(clerk: Any, client_of: Any, customer: Any) -> None:
    device = add_device(customer, DeviceFacts("Phone", "Samsung", "A54"), by=clerk)

    html = client_of(clerk).get(LIST, {"q": "samsung"}).content.decode()

    assert f'href="{reverse("home:device", args=[device.pk])}">Phone <mark>Samsung</mark> A54</a>' in html
    assert f'href="{reverse("home:record", args=[customer.pk])}"' in html


def test_the_file_says_what_people_read_and_runs_no_formula(clerk: Any, client_of: Any) -> None:
    """W31, CSV injection."""
    facts = CustomerFacts(
        name="=HYPERLINK(1)", document_kind="ve_rif", document="J-12345678-4", phone="+1 202 555 0101", kind="company"
    )
    customer = create_customer(facts, by=clerk)

    (row,) = file_of(client_of(clerk))

    assert row[:7] == [
        str(customer.code),
        "'=HYPERLINK(1)",
        "",
        "Company",
        "R.I.F.",
        "J-12345678-4",
        "+1 202-555-0101",
    ]


def test_a_seller_takes_only_own_customers_as_a_file(
    seller: Any, client_of: Any, customer: Any, stranger: Any, three: Any
) -> None:
    """W31."""
    browser = client_of(seller)

    assert {row[1] for row in file_of(browser)} == {"Carmen Customer", "Ana Rojas"}
    assert file_of(browser, q="esteban") == file_of(browser, q="zulia") == []


def test_a_seller_counts_and_chooses_only_own(seller: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    """W31: no other seller's name among the filters, and none in the count."""
    html = client_of(seller).get(LIST).content.decode()

    assert "1 customer<" in html
    assert "Otto" not in html
    assert 'name="seller"' not in html
    assert shown(client_of(seller), seller="none") == ["Carmen Customer"]


def test_a_seller_finds_nobody_elses_contacts_addresses_and_devices(
    seller: Any, clerk: Any, client_of: Any, customer: Any, stranger: Any
) -> None:
    """W31: whatever a customer is found by."""
    add_contact(stranger, ContactFacts("Hidden Person", phone="0412 999 8877"), by=clerk)
    add_device(stranger, DeviceFacts("Hidden Console", serial="HIDDEN-1"), by=clerk)
    browser = client_of(seller)

    for text in ("hidden", "9998877", "hidden1", "console"):
        assert shown(browser, q=text) == [], text
        hits = browser.get(reverse("customers:hits"), {"q": text}).content.decode()
        assert "Stranger" not in hits, text
        assert "Stranger" in client_of(clerk).get(reverse("customers:hits"), {"q": text}).content.decode()


# every page of the room that takes a customer or something of one
OF_ONE = ["edit", "devices", "add_device", "add_contact", "add_address"]


@pytest.mark.parametrize("name", OF_ONE)
def test_pages_of_a_foreign_customer_are_not_there(
    seller: Any, client_of: Any, customer: Any, stranger: Any, name: str
) -> None:
    """W31."""
    browser = client_of(seller)

    assert browser.get(reverse(f"customers:{name}", args=[customer.pk])).status_code == 200
    assert browser.get(reverse(f"customers:{name}", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("what", ["contact", "address", "device"])
def test_what_a_foreign_customer_has_is_not_there(seller: Any, client_of: Any, stranger: Any, what: str) -> None:
    """W31: neither to read nor to change, whichever customer the address names."""
    make = {"contact": factories.a_contact, "address": factories.an_address, "device": factories.a_device}[what]
    row, mine = make(stranger), factories.a_customer(seller=seller)
    browser = client_of(seller)

    for owner in (stranger, mine):
        assert browser.get(reverse(f"customers:edit_{what}", args=[owner.pk, row.pk])).status_code == 404
        for route in ("edit", "remove"):
            page = reverse(f"customers:{route}_{what}", args=[owner.pk, row.pk])
            assert browser.post(page, {"version": "1", "name": "x", "line": "x", "kind": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.version == 1


def test_the_fields_stand_above_the_box_the_likeliest_first(clerk: Any, client_of: Any) -> None:
    """C1: what rooms above write down stands after the customer's own texts, where their module is switched on."""
    factories.the_company(has_care=True)
    html = client_of(clerk).get(LIST, {"field": "phone"}).content.decode()

    fields = re.findall(r'type="radio" name="field" value="(\w+)"( checked)?', html)
    names = [name for name, _checked in fields if name != "protocol"]
    assert names[:8] == ["any", "name", "trade_name", "document", "phone", "email", "address", "old_code"]
    assert names[8:] == ["login", "installed", "code", "serial", "contact", "device"]
    assert [name for name, checked in fields if checked] == ["phone"]


def test_one_letter_is_asked_for_another_and_the_list_stays(clerk: Any, client_of: Any, three: Any) -> None:
    """C1: from two letters on, whatever stands between them."""
    browser = client_of(clerk)

    for text in ("r", "-r-", "'"):
        assert len(shown(browser, q=text)) == 3
        assert "two letters or digits" in browser.get(LIST, {"q": text}).content.decode()
    assert shown(browser, q="r-j") == []
    assert "two letters" not in browser.get(LIST, {"q": "ro"}).content.decode()


def test_nothing_in_the_chosen_field_offers_the_others(clerk: Any, client_of: Any, three: Any) -> None:
    """C1: what was typed, and the other filters, stay in the offer."""
    browser = client_of(clerk)
    html = browser.get(LIST, {"q": "zulia", "field": "phone", "kind": "company"}).content.decode()

    offer = re.search(r'class="btn btn-primary" href="([^"]+)"', html.split('id="results"')[1])
    assert offer is not None
    there = browser.get(offer[1].replace("&amp;", "&")).content.decode()
    assert "Taller <mark>Zulia</mark>" in there
    assert 'value="any" checked' in there
    assert 'value="company" selected' in there
