"""C2: what a customer's record leads to: the same options on each of their pages, by what the reader may see."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from faena.customers.models import Device
from faena.customers.options import _options
from faena.gate.grants import GRANTS, Perm, Scope, module_of
from tests import factories
from tests.routes import routes

PAGES = [
    "home:record",
    "billing:plans",
    "billing:statement",
    "customers:contacts",
    "tickets:of_customer",
    "home:customer_orders",
    "customers:devices",
]


@pytest.fixture
def provider(db: None) -> Any:
    """A shop with both modules."""
    return factories.the_company(has_care=True)


def read(browser: Any, name: str, customer: Any) -> str:
    answer = browser.get(reverse(name, args=[customer.pk]))
    assert answer.status_code == 200, name
    return str(answer.content.decode())


def tabs(html: str) -> list[tuple[str, str]]:
    """(word, count) of each tab; the first has none."""
    bar = html.split('class="tabs options"')[1].split("</nav>")[0]
    return re.findall(r'<a class="tabs-item"[^>]*>([^<]+)(?:<span class="count">([^<]+)</span>)?</a>', bar)


def test_each_option_has_its_count(customer: Any, stranger: Any, clerk: Any, client_of: Any, provider: Any) -> None:
    """C2: of this customer's, not of another's."""
    for times, factory in enumerate((factories.a_subscription, factories.a_contact, factories.a_device), start=2):
        for _ in range(times):
            factory(customer)
        factory(stranger)
    factories.an_invoice(factories.a_subscription(customer))
    factories.an_invoice(factories.a_subscription(stranger))
    factories.a_ticket(customer)
    factories.a_ticket(stranger)
    factories.an_order(customer, device=Device.objects.filter(customer=customer).first())

    html = read(client_of(clerk), "home:record", customer)

    assert tabs(html) == [
        ("Customer data", ""),
        ("Plans", "3"),
        ("Statement", "1"),
        ("Contacts", "3"),
        ("Tickets", "1"),
        ("Orders", "1"),
        ("Devices", "4"),
    ]


@pytest.mark.parametrize("name", PAGES)
def test_phones_have_the_same_behind_one_button(
    customer: Any, clerk: Any, client_of: Any, provider: Any, name: str
) -> None:
    """C2: one menu, on the record and on each option's page, where it marks that one."""
    html = read(client_of(clerk), name, customer)

    button = re.search(r'<button class="bar-item[^"]*"[^>]*data-dialog="options"[^>]*>.*?</button>', html)
    assert button
    assert "<span>Options</span>" in button.group()
    sheet = html.split('id="options" popover')[1].split("</dialog>")[0]
    assert re.findall(r'class="option" href="([^"]+)"', sheet) == [
        reverse(name, args=[customer.pk]) for name in PAGES[1:]
    ]
    here = [] if name == "home:record" else [reverse(name, args=[customer.pk])]
    assert re.findall(r'class="option" href="([^"]+)" aria-current="page"', sheet) == here


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_them_says_where_one_is(
    customer: Any, clerk: Any, client_of: Any, provider: Any, name: str
) -> None:
    """C2: one tab is current, and the way back is the record."""
    html = read(client_of(clerk), name, customer)

    bar = html.split('class="tabs options"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', bar) == [reverse(name, args=[customer.pk])]
    assert len(tabs(html)) == len(PAGES)
    back = "customers:list" if name == "home:record" else "home:record"
    address = reverse(back, args=[] if name == "home:record" else [customer.pk])
    assert f'<a class="icon-button" href="{address}"' in html.split('class="topbar-back"')[1].split("</div>")[0]


def test_a_module_that_is_off_has_no_option(customer: Any, owner: Any, client_of: Any, provider: Any) -> None:
    """C2: orders and devices are the workshop's, plans are care's."""
    browser = client_of(owner)

    factories.the_company(has_care=False)
    words = [word for word, _ in tabs(read(browser, "home:record", customer))]
    assert words[1:] == ["Contacts", "Orders", "Opening balance", "Devices"]

    factories.the_company(has_care=True, has_workshop=False)
    html = read(browser, "home:record", customer)
    assert [word for word, _ in tabs(html)][1:] == ["Plans", "Statement", "Contacts", "Tickets", "Opening balance"]
    assert reverse("customers:add_device", args=[customer.pk]) not in html


def test_who_may_not_see_has_no_option(
    customer: Any, clerk: Any, client_of: Any, provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything counted for him."""
    monkeypatch.setitem(GRANTS, Perm.BILLING_SEE, dict.fromkeys(GRANTS[Perm.BILLING_SEE], Scope.NONE))

    assert "Plans" not in [word for word, _ in tabs(read(client_of(clerk), "home:record", customer))]


def test_thousands_are_not_counted_to_the_end(customer: Any, clerk: Any, client_of: Any, provider: Any) -> None:
    Device.objects.bulk_create(Device(customer=customer, kind="Router") for _ in range(1_001))

    assert ("Devices", "1,000+") in tabs(read(client_of(clerk), "customers:contacts", customer))


def test_tabs_and_sheet_count_once(customer: Any, clerk: Any, client_of: Any, provider: Any) -> None:
    """One question for all of them on a page."""
    browser = client_of(clerk)
    read(browser, "home:record", customer)

    with CaptureQueriesContext(connection) as captured:
        read(browser, "home:record", customer)

    counts = [one["sql"] for one in captured if "_howmany" in one["sql"]]  # the bell counts with the user
    assert len(counts) == 1, counts


def test_each_option_has_a_page_of_one_customer() -> None:
    """An option leads to a page that takes the customer's number alone, behind the door that it names."""
    known = {route.name: route for route in routes()}
    for option in _options.values():
        page = known[option.url_name]
        assert page.parts == {"pk": "IntConverter"}
        assert page.door
        assert page.door.perm == option.perm
        assert module_of(option.perm) in ("", option.module)
