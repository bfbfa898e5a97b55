"""W29–W31, C1, C2: the pages of customers, through the doors and with everything that people type wrongly."""

import re
from typing import Any

import pytest
from django.urls import reverse

from faena.customers.actions import CustomerFacts, create_customer
from faena.customers.models import Customer, Device
from faena.journal.models import Event
from tests import factories
from tests.world import race

PERSON = {"kind": "person", "language": "es", "document_kind": "ve_cedula"}
HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\u202egnp.exe",
    "a\0b",
    "😀" * 20,
    "'; DROP TABLE customers_customer; --",
    "x" * 100_000,
]


def page(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- registering and correcting ----------------------------------------------------------------------------


def test_registering_leads_to_the_record(clerk: Any, client_of: Any) -> None:
    """W29."""
    browser = client_of(clerk)

    answer = browser.post(page("customers:new"), PERSON | {"name": "Ana", "document": "12.345.678"})

    customer = Customer.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, page("home:record", customer.pk))
    record = text_of(browser.get(answer["Location"]))
    assert "V-12.345.678" in record
    assert "Clara Clerk registered Ana" in record


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Fill this in."),
        ({"name": "x" * 121}, "name", "at most 120 characters"),
        ({"phone": "12"}, "phone", "too short"),
        ({"email": "ana@"}, "email", "Write an e-mail address"),
        ({"document_kind": "ve_rif", "document": "J-12345678-9"}, "document", "check digit"),
        ({"document_kind": "xx", "document": "1"}, "document_kind", "Pick one from the list."),
        ({"kind": "robot"}, "kind", "Pick one from the list."),
        ({"language": "tlh"}, "language", "Pick one from the list."),
        ({"notes": "x" * 2001}, "notes", "at most 2000 characters"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_typed_is_lost(
    clerk: Any, client_of: Any, typed: dict[str, str], field: str, sentence: str
) -> None:
    sent = PERSON | {"name": "Ana", "trade_name": "Kept As Typed"} | typed

    answer = client_of(clerk).post(page("customers:new"), sent)

    assert answer.status_code == 422
    html = text_of(answer)
    beside = re.search(rf'id="id_{field}_error".*?</div>', html, re.DOTALL)
    assert beside is not None
    assert sentence in beside.group(0)
    assert "Kept As Typed" in html
    assert not Customer.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_or_refused(clerk: Any, client_of: Any, text: str) -> None:
    browser = client_of(clerk)
    sent = PERSON | dict.fromkeys(["name", "trade_name", "notes"], text)

    answer = browser.post(page("customers:new"), sent, follow=True)
    found = browser.get(page("customers:list"), {"q": text[:200]})

    assert answer.status_code in (200, 422)
    assert found.status_code == 200
    for html in (text_of(answer), text_of(found)):
        assert "<script>alert" not in html
        assert "\u202e" not in html
        assert "\0" not in html


def test_a_duplicate_document_is_told_beside_it(clerk: Any, client_of: Any) -> None:
    """W30."""
    known = factories.a_customer(name="José", document="ve_cedula V12345678")

    answer = client_of(clerk).post(
        page("customers:new"), PERSON | {"name": "Ana", "document_kind": "ve_rif", "document": "v-12345678-1"}
    )

    assert answer.status_code == 422
    assert f"already registered: José ({known.code})" in text_of(answer)


def test_a_seller_reads_no_name_of_a_foreign_customer(seller: Any, client_of: Any) -> None:
    """W31."""
    factories.a_customer(name="Secreto", document="ve_cedula V12345678")

    answer = client_of(seller).post(page("customers:new"), PERSON | {"name": "Ana", "document": "12345678"})

    assert answer.status_code == 422
    assert "Ask an administrator" in text_of(answer)
    assert "Secreto" not in text_of(answer)


def test_pressing_twice_registers_once(clerk: Any, client_of: Any) -> None:
    browser = client_of(clerk)
    sent = PERSON | {"name": "Ana", "operation": "one-and-the-same-key"}

    first, second = browser.post(page("customers:new"), sent), browser.post(page("customers:new"), sent)

    assert first["Location"] == second["Location"]
    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_register_once(clerk: Any, client_of: Any) -> None:
    browsers = [client_of(clerk) for _place in range(3)]
    sent = PERSON | {"name": "Ana", "operation": "one-and-the-same-key"}

    answers = race(lambda place: browsers[place].post(page("customers:new"), sent).status_code, threads=3)

    assert set(answers) == {303}
    assert Customer.objects.count() == 1


def test_two_people_editing_see_both_values(clerk: Any, admin: Any, client_of: Any) -> None:
    customer = create_customer(CustomerFacts(name="Ana", phone="04125550102"), by=clerk)
    sent = PERSON | {"name": "Ana", "phone": "0412-5550102", "version": "1"}
    client_of(clerk).post(page("customers:edit", customer.pk), sent | {"name": "Ana First"})

    answer = client_of(admin).post(page("customers:edit", customer.pk), sent | {"name": "Ana Second"})

    html = text_of(answer)
    assert answer.status_code == 422
    assert "Ana First" in html
    assert 'value="Ana Second"' in html
    assert 'id="id_phone_saved"' not in html
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    again = client_of(admin).post(
        page("customers:edit", customer.pk), sent | {"name": "Ana Second", "version": version.group(1)}
    )
    assert again.status_code == 303
    customer.refresh_from_db()
    assert customer.name == "Ana Second"


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_broken_version_saves_nothing(clerk: Any, client_of: Any, version: str) -> None:
    customer = factories.a_customer(name="Ana")

    answer = client_of(clerk).post(
        page("customers:edit", customer.pk), PERSON | {"name": "Changed", "version": version}
    )

    assert answer.status_code == 422
    customer.refresh_from_db()
    assert customer.name == "Ana"


def test_a_device_is_added(clerk: Any, client_of: Any, customer: Any) -> None:
    browser = client_of(clerk)
    sent = {"kind": "Phone", "brand": "Samsung", "serial": "35-1"}

    assert browser.post(page("customers:add_device", customer.pk), sent).status_code == 303
    assert browser.post(page("customers:add_device", customer.pk), sent).status_code == 422
    assert Device.objects.get().customer == customer


# --- whose they are ------------------------------------------------------------------------------------------

PAGES = ["home:record", "customers:edit", "customers:add_device"]


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_customer_answers_a_seller_exactly_like_a_missing_one(
    seller: Any, client_of: Any, stranger: Any, customer: Any, name: str
) -> None:
    """W31."""
    browser = client_of(seller)

    assert browser.get(page(name, customer.pk)).status_code == 200
    foreign, missing = browser.get(page(name, stranger.pk)), browser.get(page(name, 10**9))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    token = r"[A-Za-z0-9]{64}"
    assert re.sub(token, "", text_of(foreign)).replace(f"/{stranger.pk}/", "/0/") == re.sub(
        token, "", text_of(missing)
    ).replace(f"/{10**9}/", "/0/")


def test_no_page_shows_a_seller_a_foreign_customer(seller: Any, client_of: Any, stranger: Any, customer: Any) -> None:
    """W31: list, search, fragment."""
    factories.a_customer(name="Esteban Unassigned")
    browser = client_of(seller)

    for address in (
        page("customers:list"),
        page("customers:list") + "?q=esteban",
        page("customers:list") + "?q=es",
        page("customers:hits") + "?q=esteban",
        page("customers:list") + "?state=retired",
    ):
        assert "Stranger" not in text_of(browser.get(address)), address
        assert "Unassigned" not in text_of(browser.get(address)), address
    assert "Carmen" in text_of(browser.get(page("customers:list")))


def test_only_who_may_assigns_and_retires(seller: Any, clerk: Any, admin: Any, client_of: Any, customer: Any) -> None:
    """W31."""
    sent = {"seller": "", "version": str(customer.version)}
    for person in (seller, clerk):
        assert client_of(person).post(page("customers:seller", customer.pk), sent).status_code == 403
    assert client_of(admin).post(page("customers:retirement", customer.pk), sent).status_code == 403

    assert client_of(admin).post(page("customers:seller", customer.pk), sent).status_code == 303
    customer.refresh_from_db()
    assert customer.seller is None
    assert client_of(seller).get(page("home:record", customer.pk)).status_code == 404


def test_a_clerk_cannot_smuggle_a_seller_in(clerk: Any, seller: Any, client_of: Any) -> None:
    """W31."""
    client_of(clerk).post(page("customers:new"), PERSON | {"name": "Ana", "seller": str(seller.pk)})

    assert Customer.objects.get().seller is None


def test_retiring_restoring_and_deleting(owner: Any, client_of: Any) -> None:
    """W29."""
    browser = client_of(owner)
    customer = factories.a_customer(name="Ana")
    address = page("home:record", customer.pk)

    assert browser.post(page("customers:retirement", customer.pk), {"version": "1"})["Location"] == address
    assert f'href="{address}"' not in text_of(browser.get(page("customers:list")))
    assert f'href="{address}"' in text_of(browser.get(page("customers:list") + "?state=retired"))
    assert browser.post(page("customers:restoration", customer.pk), {"version": "2"})["Location"] == address

    assert browser.post(page("customers:deletion", customer.pk), {"version": "2"})["Location"] == address
    assert "Somebody saved this" in text_of(browser.get(address))
    gone = browser.post(page("customers:deletion", customer.pk), {"version": "3"})
    assert gone["Location"] == page("customers:list")
    assert not Customer.objects.exists()
    assert browser.get(page("customers:deletion", customer.pk)).status_code == 405


def test_one_with_orders_is_kept_and_the_page_says_why(owner: Any, client_of: Any) -> None:
    """W29."""
    customer = factories.an_order().customer
    browser = client_of(owner)

    answer = browser.post(page("customers:deletion", customer.pk), {"version": "1"}, follow=True)

    assert "has history and cannot be deleted" in text_of(answer)
    assert Customer.objects.filter(pk=customer.pk).exists()


# --- list, record, fragment ----------------------------------------------------------------------------------


def test_the_list_is_in_the_order_of_the_alphabet_page_by_page(clerk: Any, client_of: Any) -> None:
    """Á beside A, and no customer twice or lost between two pages."""
    for place in range(30):
        factories.a_customer(name=f"{'ÁAab'[place % 4]}{place:02}")
    browser = client_of(clerk)

    first = text_of(browser.get(page("customers:list")))
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after is not None
    second = text_of(browser.get(after.group(1).replace("&amp;", "&")))

    names = re.findall(r">([ÁAab]\d\d)</a>", first + second)
    assert len(names) == 30
    assert [name.translate({ord("Á"): "a", ord("A"): "a"}) for name in names] == sorted(
        name.translate({ord("Á"): "a", ord("A"): "a"}) for name in names
    )


def test_an_empty_list_says_what_to_do(clerk: Any, client_of: Any) -> None:
    browser = client_of(clerk)

    assert "Register the first one" in text_of(browser.get(page("customers:list")))
    assert "Register “nadie”" in text_of(browser.get(page("customers:list") + "?q=nadie"))


@pytest.mark.parametrize("question", ["?page=garbage", "?page=" + "x" * 5000, "?field=zz&q=ab", "?state=&field="])
def test_a_broken_address_opens_a_page(clerk: Any, client_of: Any, customer: Any, question: str) -> None:
    assert client_of(clerk).get(page("customers:list") + question).status_code == 200


def test_the_hits_lead_to_the_intake(clerk: Any, client_of: Any, customer: Any) -> None:
    """W11: phone and last device with each, "create …" last."""
    device = factories.a_device(customer, kind="Phone", serial="ABC123")
    browser = client_of(clerk)

    by_name = text_of(browser.get(page("customers:hits") + "?q=carmen"))
    assert f'href="{page("orders:new")}?customer={customer.pk}"' in by_name
    assert "0412-1234567 · Phone Lenovo T480" in by_name
    assert by_name.rindex("Create “carmen”") > by_name.index("Phone Lenovo")

    factories.a_term(customer, "serial", "abc123", source=device)
    by_serial = text_of(browser.get(page("customers:hits") + "?q=abc123"))
    assert f"customer={customer.pk}&amp;device={device.pk}" in by_serial
    assert browser.get(page("customers:hits")).content.strip() == b""


def test_the_record_tells_what_happened_newest_first(clerk: Any, admin: Any, seller: Any, client_of: Any) -> None:
    """C2: one timeline of everything with the customer."""
    browser = client_of(admin)
    browser.post(page("customers:new"), PERSON | {"name": "Ana"})
    customer = Customer.objects.get()
    browser.post(page("customers:seller", customer.pk), {"seller": str(seller.pk), "version": "1"})

    html = text_of(browser.get(page("home:record", customer.pk)))

    assert html.index("gave the customer to Saúl Seller") < html.index("registered Ana")
    assert Event.objects.filter(customer_id=customer.pk).count() == 2


@pytest.mark.parametrize(("address", "most"), [("customers:list", 8), ("search", 10), ("hits", 7), ("record", 17)])
def test_pages_ask_no_more_however_many_rows(
    clerk: Any, client_of: Any, django_assert_max_num_queries: Any, address: str, most: int
) -> None:
    """No more questions to the database for thirty rows than for three."""
    browser = client_of(clerk)
    carmen = factories.a_customer(name="Carmen")
    addresses = {
        "customers:list": page("customers:list"),
        "search": page("customers:list") + "?q=carmen",
        "hits": page("customers:hits") + "?q=carmen",
        "record": page("home:record", carmen.pk),
    }
    counted = []
    for rows in (3, 27):
        for _row in range(rows):
            factories.an_order(factories.a_customer(name="Carmen", seller=factories.a_user(role="seller")))
            factories.an_order(carmen)
        with django_assert_max_num_queries(most) as captured:
            assert browser.get(addresses[address]).status_code == 200
        counted.append(len(captured.captured_queries))

    assert counted[0] >= counted[1]


@pytest.mark.parametrize("field", ["\0", "seller", "x" * 5000])
def test_a_field_that_is_not_offered_means_all_of_them(client_of, clerk, customer, field):
    """PostgreSQL does not look for a NUL: it was an error."""
    answer = client_of(clerk).get("/customers/", {"q": "carmen", "field": field})

    assert answer.status_code == 200
    assert f"/customers/{customer.pk}/" in answer.content.decode()
