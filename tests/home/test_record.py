"""C2, W29, W31: the record of one customer, its orders, and the page of one device."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from faena.customers.actions import AddressFacts, ContactFacts, DeviceFacts, add_address, add_contact, add_device
from faena.journal.actions import record as record_event
from faena.journal.models import Event
from tests import factories
from tests.plans import asked_of


def record(customer: Any) -> str:
    return reverse("home:record", args=[customer.pk])


def page_of(device: Any) -> str:
    return reverse("home:device", args=[device.pk])


def read(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_an_empty_record_invites(clerk: Any, client_of: Any, customer: Any) -> None:
    """Nothing is a dead end: each empty part says what it is for and leads to the form that fills it."""
    html = read(client_of(clerk), record(customer))

    for route in ("add_contact", "add_address", "add_device"):
        address = reverse(f"customers:{route}", args=[customer.pk])
        assert re.search(rf'class="btn (?:is-whole|btn-primary)" href="{address}(?:\?from=record)?"', html), route
    assert f"{reverse('orders:new')}?customer={customer.pk}" in html


@pytest.mark.engine("sqlite", "PostgreSQL knows how few are each customer's")
def test_only_the_tickets_of_the_customer_are_read(clerk: Any, client_of: Any, customer: Any) -> None:
    """And not all that are open, however many, until one is his."""
    factories.the_company(has_care=True)
    factories.a_ticket(customer)

    plans = asked_of("tickets_ticket", lambda: read(client_of(clerk), record(customer)))

    assert plans
    for plan in plans:
        assert "(customer_id=?" in plan, plan
        assert "ticket_by" not in plan, plan


def test_everything_of_the_customer_stands_on_it(clerk: Any, client_of: Any, customer: Any) -> None:
    """C2."""
    add_contact(customer, ContactFacts("María", "Mother", "0412 555 0177"), by=clerk)
    add_address(customer, AddressFacts("Calle 8", city="Mérida", landmark="Blue gate"), by=clerk)
    device = add_device(customer, DeviceFacts("Phone", "Samsung", "A54", "SN-77"), by=clerk)
    order = factories.an_order(customer, device=device)

    html = read(client_of(clerk), record(customer))

    for text in ("María", "Calle 8, Mérida", "Blue gate", "Phone Samsung A54", "SN-77", str(order)):
        assert text in html
    assert f'href="{page_of(device)}"' in html
    assert "Clara Clerk added the contact María" in html


@pytest.mark.parametrize("kind", ["person", "company"])
def test_it_says_who_that_is(clerk: Any, client_of: Any, seller: Any, kind: str) -> None:
    """C2: code, kind, names, document, phone one tap from a call, e-mail, seller, since when."""
    customer = factories.a_customer(
        kind=kind,
        name="Casa Peña",
        trade_name="La Peña",
        document="rif J-12345678-4",
        email="casa@example.com",
        seller=seller,
        since="2026-03-01",
    )

    html = read(client_of(clerk), record(customer))

    card = html.split("<main")[1].split("</section>")[0]
    for shown in (str(customer.code), customer.get_kind_display(), "Casa Peña", "La Peña", "Saúl Seller", "2026-03-01"):
        assert shown in card
    for link in ("tel:+584121234567", "https://wa.me/584121234567", "mailto:casa@example.com"):
        assert f'href="{link}"' in card
    assert "J-12345678-4" in card


def chips(html: str) -> list[str]:
    """How the customer stands, in words."""
    return re.findall(r"<span>([^<]+)</span></span>", html.split('class="case-state"')[1].split("</div>")[0])


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((), "Without a plan"),
        (("cancelled",), "Cancelled plan"),
        (("cancelled", "inactive"), "Inactive plan"),
        (("active", "inactive", "cancelled", "inactive"), "Active plan"),
    ],
)
def test_the_plan_that_counts_says_how_the_customer_stands(
    clerk: Any, client_of: Any, customer: Any, states: tuple[str, ...], said: str
) -> None:
    """C2: an active one before an inactive one before one that was cancelled, however many are newer."""
    factories.the_company(has_care=True)
    for state in states:
        ended = {"cancelled_on": "2026-03-05"} if state == "cancelled" else {}
        factories.a_subscription(customer, state=state, **ended)
    browser = client_of(clerk)

    assert chips(read(browser, record(customer))) == ["Current", said]

    factories.the_company(has_care=False)
    assert chips(read(browser, record(customer))) == ["Current"]


def test_a_retired_customer_is_called_so(owner: Any, client_of: Any) -> None:
    """C2."""
    customer = factories.a_customer(retired_at="2026-01-01T00:00Z")

    assert chips(read(client_of(owner), record(customer))) == ["Retired"]


def test_it_keeps_the_last_of_each_kind_and_leads_to_all(clerk: Any, client_of: Any, customer: Any) -> None:
    """C2: a customer of many years is read as quickly as a new one."""
    factories.the_company(has_care=True)
    for place in range(5):
        factories.an_order(customer, device=factories.a_device(customer, serial=f"SN-{place}"))
        factories.a_contact(customer, name=f"Contact {place}")
        factories.a_subscription(customer, login=f"line.{place}")

    html = read(client_of(clerk), record(customer)).split("<main")[1]

    for part, route, kept in (
        ("orders", "home:customer_orders", 'class="at-title"'),
        ("devices", "customers:devices", r"SN-[234]<"),
        ("contacts", "customers:contacts", r"<strong>Contact [012]"),
        ("plans", "billing:plans", r"line\.[234]"),
    ):
        card = html.split(f'id="{part}"')[1].split("</section>")[0]
        assert f'href="{reverse(route, args=[customer.pk])}"' in card
        assert len(re.findall(kept, card)) == 3, part
    for gone in ("SN-1<", "Contact 3", "line.1"):
        assert gone not in html


def test_the_timeline_goes_on_with_what_is_older(clerk: Any, client_of: Any, customer: Any) -> None:
    """C2: one timeline to the first day, page by page."""
    for place in range(60):
        add_contact(customer, ContactFacts(f"Contact {place:02}"), by=clerk) if place < 50 else add_device(
            customer, DeviceFacts(f"Device {place}"), by=clerk
        )
    browser, shown, address = client_of(clerk), [], record(customer)
    for _page in range(3):
        html = read(browser, address)
        shown += re.findall(r"added the (?:contact Contact|device Device) (\d\d)", html)
        older = re.search(r'rel="next" href="\?(page=[^"#]+)#history"', html)
        address = f"{record(customer)}?{older.group(1)}" if older else ""

    assert address == ""
    assert shown == [f"{place:02}" for place in reversed(range(60))]
    assert Event.objects.filter(customer_id=customer.pk).count() == 60


def test_the_timeline_is_of_this_customer_only(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    """W31."""
    add_contact(stranger, ContactFacts("Hidden"), by=clerk)

    assert "Hidden" not in read(client_of(clerk), record(customer))


@pytest.mark.parametrize("question", ["?page=garbage", "?page=" + "x" * 5000, "?page=%00"])
def test_a_broken_address_opens_the_newest(clerk: Any, client_of: Any, customer: Any, question: str) -> None:
    assert client_of(clerk).get(record(customer) + question).status_code == 200


def test_all_orders_of_the_customer_are_a_list(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    orders = [factories.an_order(customer) for _place in range(30)]
    other = factories.an_order(stranger)
    factories.a_payment(orders[0].charge, amount=20_00)
    browser, page = client_of(clerk), reverse("home:customer_orders", args=[customer.pk])

    assert f'href="{page}"' in read(browser, record(customer))
    assert read(browser, page).count('class="at-title"') == 25
    text = b"".join(browser.file(page, {"format": "csv", "sort": "oldest"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 30
    assert (rows[0]["Number"], rows[0]["Value"], rows[0]["Left to pay"]) == (str(orders[0]), "50.00", "30.00")
    assert str(other) not in [row["Number"] for row in rows]


# --- one device ---------------------------------------------------------------------------------------------


def test_a_device_tells_its_orders_and_takes_the_next(clerk: Any, client_of: Any, customer: Any) -> None:
    """W11: a device that returns shows its history."""
    device, other = factories.a_device(customer, serial="SN-77"), factories.a_device(customer)
    first, last = factories.an_order(device=device, reason="Screen broken"), factories.an_order(device=device)
    elsewhere = factories.an_order(device=other)

    html = read(client_of(clerk), page_of(device))

    assert html.index(str(last)) < html.index(str(first))
    assert "Screen broken" in html
    assert str(elsewhere) not in html
    assert f"{reverse('orders:new')}?customer={customer.pk}&amp;device={device.pk}" in html
    assert f'href="{record(customer)}"' in html


def test_a_new_device_invites_its_first_order(clerk: Any, client_of: Any) -> None:
    assert "was not here yet" in read(client_of(clerk), page_of(factories.a_device()))


def test_without_a_workshop_a_device_has_no_orders(owner: Any, client_of: Any) -> None:
    order = factories.an_order()
    factories.the_company(has_workshop=False)
    browser = client_of(owner)

    html = read(browser, page_of(order.device))

    assert str(order) not in html
    assert reverse("orders:new") not in html
    assert str(order).encode() not in b"".join(browser.file(page_of(order.device), {"format": "csv"}).streaming_content)


def test_a_retired_customer_takes_no_new_order(owner: Any, client_of: Any) -> None:
    """W29."""
    device = factories.a_device(factories.a_customer(retired_at="2026-01-01T00:00Z"))

    for address in (page_of(device), record(device.customer)):
        assert f"{reverse('orders:new')}?customer" not in read(client_of(owner), address)


@pytest.mark.parametrize("name", ["record", "customer_orders", "device"])
def test_what_is_another_sellers_is_not_there(
    seller: Any, client_of: Any, customer: Any, stranger: Any, name: str
) -> None:
    """W31."""
    browser = client_of(seller)
    mine, foreign = factories.a_device(customer), factories.a_device(stranger)

    def address(device: Any) -> str:
        return reverse(f"home:{name}", args=[device.pk if name == "device" else device.customer_id])

    assert browser.get(address(mine)).status_code == 200
    for question in ("", "?format=csv"):
        assert browser.get(address(foreign) + question).status_code == 404


def test_what_is_under_way_stands_first(clerk: Any, client_of: Any, customer: Any, stranger: Any) -> None:
    """C2: the next visit by the wall's clock and the open ticket that is due first, each one tap away; nothing that has
    ended, and nothing of another's."""
    factories.the_company(has_care=True, zone="UTC")
    now, browser = timezone.now(), client_of(clerk)
    factories.a_visit(customer=customer, hours=9, state="cancelled", is_active=False, ending="x", ended_by=clerk)
    factories.a_visit(customer=stranger)
    factories.a_closed_ticket(customer)
    assert 'class="rows coming"' not in read(browser, record(customer))

    part = {"starts_at": None, "ends_at": None, "period": "afternoon"}
    factories.a_visit(customer=customer, **part)
    coming = factories.a_visit(customer=customer, hours=10)
    factories.a_visit(customer=customer, hours=32, on=coming.on + timedelta(days=1))
    later, sooner = (factories.a_ticket(customer, due_at=now + timedelta(hours=hours)) for hours in (30, 20))

    rows = read(browser, record(customer)).split('class="rows coming"')[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)"', rows) == [f"/visits/{coming.pk}/", f"/tickets/{sooner.pk}/"]
    assert "10:00–11:00" in rows
    assert coming.goes.name in rows
    assert str(later) not in rows

    factories.the_company(has_care=False)
    assert 'class="rows coming"' not in read(browser, record(customer))


def test_a_visit_that_nobody_ended_is_not_the_next_one(clerk: Any, client_of: Any, customer: Any) -> None:
    """C2: what is left over from the days before is not to come."""
    factories.the_company(has_care=True, zone="UTC")
    before = timezone.localdate() - timedelta(days=2)
    factories.a_visit(customer=customer, hours=-72, on=before)

    assert 'class="rows coming"' not in read(client_of(clerk), record(customer))


@pytest.mark.parametrize(("name", "most"), [("record", 15), ("customer_orders", 9), ("device", 9)])
def test_pages_ask_the_same_however_many_rows(
    clerk: Any, client_of: Any, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    """As many questions to the database for thirty rows as for three."""
    device = factories.a_device()
    address = reverse(f"home:{name}", args=[device.pk if name == "device" else device.customer_id])
    browser, counted = client_of(clerk), []
    for rows in (3, 27):
        for place in range(rows):
            factories.a_payment(factories.an_order(device=device).charge)
            if place < 20:
                add_contact(device.customer, ContactFacts(f"Contact {place}"), by=clerk)
        with django_assert_max_num_queries(most) as captured:
            read(browser, address)
        counted.append(len(captured.captured_queries))

    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("off", "there", "gone"),
    [("has_care", "/orders/", "/subscriptions/"), ("has_workshop", "/subscriptions/", "/orders/")],
)
def test_the_timeline_leads_only_where_there_are_pages(customer, owner, client_of, off, there, gone):
    """B1: what happened in a module that is switched off is still told, without a way to a page that is not there."""
    factories.the_company(has_care=True)
    order, subscription = factories.an_order(customer), factories.a_subscription(customer)
    record_event("order.opened", order.as_ref, facts={"number": "OS-1"}, customer_id=customer.pk, by=owner)
    record_event(
        "subscription.suspended", subscription.as_ref, facts={"number": "C-1"}, customer_id=customer.pk, by=owner
    )
    factories.the_company(**{off: False})

    story = client_of(owner).get(f"/customers/{customer.pk}/").content.decode().split('id="history"')[1]

    assert "OS-1" in story
    assert "C-1" in story
    assert f'href="{there}' in story
    assert f'href="{gone}' not in story
