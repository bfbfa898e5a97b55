"""The order's page in use (W17): what is changed where it stands, and how many presses an order takes to its end."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, fits


def take_in(page: Page, name: str, press) -> None:
    """A new customer with a device, from home to the sheet."""
    press(page.locator("a[href='/orders/new/']:visible").first)
    page.wait_for_url(re.compile("/orders/new/$"))
    expect(page.locator("[data-picks]")).to_be_focused()
    page.keyboard.type(name)
    press(page.locator(".hit.is-new"))
    for field, words in (("device_kind", "Radio"), ("reason", "No suena"), ("service_value", "20,00")):
        press(page.locator(f"[name={field}]"))
        page.keyboard.type(words)
    press(page.locator("#intake button.btn-primary"))
    page.wait_for_url(re.compile(r"/orders/\d+/\?opened$"))


@pytest.mark.parametrize(("size", "most"), [(PHONE, 16), (DESK, 16)], ids=["phone", "desk"])
def test_an_order_takes_16_presses_from_its_opening_to_its_closing(browsing, size, most):
    """W11, W16: taps or clicks, besides what is typed; each step is one that the sheet offers."""
    page = browsing(size, who="operator")
    presses = []

    def press(what: Locator) -> None:
        what.tap() if size.get("has_touch") else what.click()
        presses.append(str(what))

    take_in(page, f"Berta Pasos {'móvil' if size is PHONE else 'mesa'}", press)
    sheet = page.url.partition("?")[0]
    press(page.locator("a[href$='/signature/?way=paper']"))  # beside the slip, which was printed and signed
    press(page.locator("button[value=paper]"))
    page.wait_for_url(sheet)
    press(page.locator(".order-status"))
    press(page.locator("dialog .choice", has_text="Listo para retirar"))
    press(page.locator("dialog .form-ways .btn-primary"))
    expect(page.locator(".order-next")).to_contain_text("cobrar el saldo")
    press(page.locator(".order-next .btn"))
    page.wait_for_url(re.compile("/cash/accounts/"))  # and its style sheet, which says which of two buttons is shown
    press(page.locator("main form button.btn-primary:visible, .bottombar button:visible").first)
    page.wait_for_url(re.compile(r"/cash/\d+/"))
    press(page.locator(f"a[href^='{re.sub('https?://[^/]+', '', sheet)}']:visible").first)
    expect(page.locator(".order-next")).to_contain_text("entregar y cerrar")
    press(page.locator(".order-next .btn"))
    expect(page.locator("dialog [name=work_done]")).to_be_focused()
    page.keyboard.type("Bocina nueva")
    press(page.locator("dialog .form-ways .btn-primary"))

    expect(page.locator(".order-state")).to_contain_text("Entregado")
    assert len(presses) <= most, presses
    assert fits(page)


def test_a_value_is_changed_where_it_stands(browsing):
    """W17: Enter saves, Esc leaves, what is refused is said inside; the value has the focus afterwards, and a note that
    was begun is still there. Without script the same link opens the page."""
    page = browsing(DESK, who="master")
    page.goto("/orders/?stage=repairing")
    page.locator(".at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    sheet, value, dialog = page.url, page.locator("#money .in-place"), page.locator("dialog.is-edit")
    page.locator("#note_note").fill("Casi lista")

    value.click()
    expect(dialog.locator("[name=value]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(value).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator("[name=value]")).to_be_focused()
    page.keyboard.type("mucho")
    page.keyboard.press("Enter")
    expect(dialog.locator(".field-error")).to_be_visible()
    expect(dialog.locator("[name=value]")).to_be_focused()
    page.keyboard.type("777,00")
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(value).to_contain_text("777,00")
    expect(value).to_be_focused()
    expect(page.locator("#note_note")).to_have_value("Casi lista")
    expect(page.locator("#story")).to_contain_text("777,00")
    plain = browsing(PHONE, who="master", java_script_enabled=False)
    plain.goto(sheet)
    plain.locator("#money .in-place").click()
    plain.wait_for_url(f"{sheet}value/")
    plain.goto(sheet)
    plain.get_by_text("Solo el taller", exact=True).first.click()
    plain.locator("#internal_status").select_option(index=1)
    plain.locator("#internal_note").fill("Sin script.")
    plain.locator(".for-staff button").click()
    expect(plain.locator("#story")).to_contain_text("Sin script.")
