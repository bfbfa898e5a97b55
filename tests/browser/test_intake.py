"""W11: the counter's one screen under real fingers: the keyboard alone, a scanner, and what nobody has yet."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from faena.lib.taxid import example
from tests.browser.conftest import DESK, PHONE, fits


class Keys:
    """Presses that are not typed text are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=5)


def test_an_order_with_everything_takes_25_presses_besides_its_words(browsing):
    """W11: from home to the sheet without a mouse: a new customer with a document, a device with all its facts, value,
    advance and a promise."""
    page = browsing(DESK, who="operator")
    keys = Keys(page)
    keys.press("g", "o")
    page.wait_for_url("**/orders/")
    keys.press("n")
    page.wait_for_url("**/orders/new/")
    expect(page.locator("[data-picks]")).to_be_focused()  # the browser does so when it draws, after the page is loaded

    keys.type("Ramona Bravo")
    keys.press("Enter")
    expect(page.locator("[name=name]")).to_have_value("Ramona Bravo")
    expect(page.locator("[name=phone]")).to_be_focused()
    keys.type("0414 555 0177")
    keys.press("Tab")
    keys.type("R.I.F.")
    for text in (
        example("ve_rif", 771),
        "Teléfono",
        "Samsung",
        "Galaxy S23",
        "356938035640001",
        "No enciende desde ayer",
        "120,00",
    ):
        keys.press("Tab")
        keys.type(text)
    keys.press("Tab", "Enter")  # the rest is folded
    for text in (
        "Funda, cargador",
        "Rayas en la tapa",
        "2580",
        "US$",  # the first way of paying in dollars
        "50,00",
    ):
        keys.press("Tab")
        keys.type(text)
    while not page.evaluate("document.activeElement.name.startsWith('promised')"):  # over the day of the advance
        keys.press("Tab")
    keys.type(f"1212{date.today().year + 1}")  # the same whether the browser begins with the day or the month
    keys.press("ArrowRight")
    keys.type("0400PM")
    keys.press("Control+Enter")  # Enter alone goes on to the next field (M14)
    page.wait_for_url(re.compile(r"/orders/\d+/(\?opened)?$"))

    page.locator(".masked summary").click()  # the unlock code, which is shown when asked
    said = page.locator("main").inner_text()
    for text in ("Ramona Bravo", "Galaxy S23", "356938035640001", "No enciende", "Funda, cargador", "2580", "70,00"):
        assert text in said, text
    assert keys.presses <= 25


def test_a_scanner_finds_the_device_and_its_history(browsing):
    """W11: a scanned serial and Enter choose the device, with its customer and earlier orders."""
    page = browsing(DESK, who="operator")
    page.goto("/orders/new/")
    expect(page.locator("[data-picks]")).to_be_focused()

    page.keyboard.type("PF1ABCDE")
    page.keyboard.press("Enter")

    expect(page.locator("#who")).to_contain_text("Beatriz Zambrano")
    chosen = page.locator("#known-devices input:checked")
    expect(chosen).not_to_have_value("")
    chosen_device = page.locator("#known-devices .choice:has(:checked)")
    expect(chosen_device).to_contain_text("ThinkPad T480")
    assert chosen_device.inner_text().count("OS-0000") == 2
    expect(page.locator("[name=brand]")).to_be_hidden()
    expect(page.locator("[name=reason]")).to_be_focused()


def test_what_was_typed_stays_when_the_customer_is_found_late(browsing):
    """W11: reason first, customer afterwards, with a thumb."""
    page = browsing(PHONE, who="operator")
    page.goto("/orders/new/")
    page.fill("[name=reason]", "No carga")
    page.fill("[name=device_kind]", "Tableta")

    page.fill("[data-picks]", "chirin")
    page.locator(".hit", has_text="Wilmer Chirinos").click()
    expect(page.locator("#intake-customer input")).to_be_attached()  # the hits too say his name

    assert page.input_value("[name=reason]") == "No carga"
    assert fits(page)
    page.locator("#intake button.btn-primary").click()
    page.wait_for_url(re.compile(r"/orders/\d+/(\?opened)?$"))
    expect(page.locator("main")).to_contain_text("Wilmer Chirinos")


def test_a_number_that_nobody_has_becomes_a_phone_or_a_serial(browsing):
    """W11: what was scanned or dialled is not typed twice."""
    page = browsing(DESK, who="operator")
    page.goto("/orders/new/")
    expect(page.locator("[data-picks]")).to_be_focused()

    page.keyboard.type("352099001761481")
    page.keyboard.press("Enter")

    expect(page.locator("[name=name]")).to_be_focused()
    expect(page.locator("[name=serial]")).to_have_value("352099001761481")
