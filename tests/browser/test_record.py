"""W29, C2: a customer's record with the thumb: who is reached how, where, and with what."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import look_at


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_contacts_addresses_and_devices_by_hand(browsing, size):
    """In Spanish: written, found on the record, corrected, removed; every page usable by everybody on the way."""
    page = browsing(size, who="master")

    page.goto("/customers/new/")
    page.fill("#id_name", f"Úrsula Iguarán {size['viewport']['width']}")
    page.fill("#id_phone", "0412 777 0101")
    page.click(".form-ways .btn-primary")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    record = page.url

    page.locator("#contacts a[href*='/contacts/new/']").click()
    page.fill("#id_name", "Amaranta Buendía")
    page.fill("#id_kind", "Hija")
    page.fill("#id_phone", "0414 777 0202")
    page.click(".form-ways .btn-primary")
    page.wait_for_url(record)
    expect(page.locator("#contacts a[href='tel:+584147770202']")).to_be_visible()

    page.goto(record + "addresses/new/")
    page.fill("#id_line", "Calle de los Turcos, Nº 1")
    page.fill("#id_city", "Macondo")
    page.click(".form-ways .btn-primary")
    page.wait_for_url(record)
    expect(page.locator("#addresses a[target=_blank]")).to_have_attribute("href", re.compile("^https://.*Macondo"))

    page.goto(record + "devices/new/")
    page.fill("#id_kind", "Pianola")
    page.click(".form-ways .btn-primary")
    page.wait_for_url(record)
    device = page.locator("#devices .row-link").get_attribute("href")
    contact = page.locator("#contacts .reach-name").get_attribute("href")
    address = page.locator("#addresses a[href$='/edit/']").get_attribute("href")

    pages = [record, device, f"{record}devices/{device.split('/')[-2]}/edit/", contact, f"{contact}edit/", address]
    assert look_at(page, pages) == []

    page.goto(contact)
    page.click("summary[aria-label='Más acciones']")
    page.click(".menu-item.is-red")
    page.click("#remove .btn-danger")
    page.wait_for_url(record + "contacts/")
    expect(page.locator(".nothing")).to_be_visible()
    page.goto(record)
    expect(page.locator("#contacts")).not_to_contain_text("Amaranta")
    expect(page.locator("#history")).to_contain_text("Amaranta Buendía")


def test_a_hint_appears_while_a_known_customer_is_written_down(browsing):
    """W30: by name or by phone, beside the form and without an address that a log would keep."""
    page = browsing(DESK, who="operator")
    page.goto("/customers/")
    known = page.locator(".list .at-title a").first
    name, address = known.inner_text(), known.get_attribute("href")
    query = []
    page.on("request", lambda request: query.append(request.url))

    page.goto("/customers/new/")
    page.fill("#id_name", name.upper())
    page.press("#id_name", "Tab")
    expect(page.locator(f".alike-place a[href='{address}']")).to_be_visible()
    page.fill("#id_name", "Somebody Else Altogether")
    page.press("#id_name", "Tab")
    expect(page.locator(".alike-place a")).to_have_count(0)

    assert not any(name.split()[0].lower() in url.lower() for url in query)


def test_the_intake_takes_the_customer_whom_the_hint_names(browsing):
    """W11, W30: what was typed about the device stays."""
    page = browsing(PHONE, who="operator")
    page.goto("/customers/")
    name = page.locator(".list .at-title a").first.inner_text()

    page.goto("/orders/new/?new=1")
    page.fill("#id_reason", "No enciende")
    page.fill("#id_name", name)
    page.press("#id_name", "Tab")
    page.locator(".alike-place a").first.click()

    expect(page.locator("#who .picked")).to_contain_text(name)
    expect(page.locator("#id_reason")).to_have_value("No enciende")
