"""C2, C7, C8: from the record to each of its options and back, with the thumb in Portuguese, on a desk in Spanish."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at

SUBSCRIBER = "/customers/?field=login&q=cacao.claro"
# The link of a row covers its card, and links in a sentence of the history are as high as the sentence.
SMALL = """() => [...document.querySelectorAll('main :is(a, button), .bottombar > *, dialog[open] :is(a, button)')]
    .filter((one) => one.checkVisibility() && !one.matches('.list .at-title a, .story a, .visually-hidden-focusable'))
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
    .filter(([box]) => box.height < 43.5 || box.width < 43.5).map(([, html]) => html)"""


def record_of_a_company(page: Page) -> str:
    page.goto(SUBSCRIBER)
    page.locator("#results a[href^='/customers/']").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    return str(page.url)


def usable(page: Page) -> None:
    """Nothing sideways, and everything large enough for a thumb (WCAG asks 24 px, we ask 44)."""
    assert fits(page)
    assert page.evaluate(SMALL) == []


@pytest.fixture
def phone(browsing: Any) -> Iterator[Page]:
    """An operator's phone in Portuguese; afterwards he reads Spanish again, as the other tests expect."""
    page: Page = browsing(PHONE, who="operator", locale="pt-BR")
    read_in(page, "pt-br")
    yield page
    read_in(page, "es")


def read_in(page: Page, language: str) -> None:
    page.goto("/")
    page.locator(f"form[action$='/language/'] [value='{language}']").first.dispatch_event("click")
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_menu_on_a_phone(phone: Page) -> None:
    """C2: record → Opções → each option, and from there to the next; the arrow leads back."""
    record = record_of_a_company(phone)
    usable(phone)

    phone.locator(".bottombar").get_by_text("Opções").tap()
    sheet = phone.locator("dialog#options")
    expect(sheet).to_be_visible()
    usable(phone)
    box = sheet.bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == PHONE["viewport"]["height"]
    names = sheet.locator(".option-name").all_inner_texts()
    assert [name for name in names if name in ("Planos", "Contatos", "Ordens", "Aparelhos")] == [
        "Planos",
        "Contatos",
        "Ordens",
        "Aparelhos",
    ]
    for name in names:
        if not sheet.is_visible():
            phone.locator(".bottombar").get_by_text("Opções").tap()
            expect(sheet.locator("[aria-current]")).to_have_count(1)
            usable(phone)
        counted = sheet.locator(".option", has_text=name).locator(".count").inner_text()
        assert re.fullmatch(r"[\d.]+\+?", counted)
        leads_to = sheet.locator(".option", has_text=name).get_attribute("href")
        sheet.locator(".option", has_text=name).tap()
        phone.wait_for_url(f"**{leads_to}")
        usable(phone)
        expect(phone.locator(".tabs.options")).to_be_hidden()
    phone.locator(".topbar-back a").tap()
    phone.wait_for_url(record)

    assert look_at(phone, [record, record + "contacts/"]) == []


def test_a_contact_is_one_touch_from_a_call(phone: Page) -> None:
    """C7, C8: list → contact → call, WhatsApp, mail; what is sent is switched in one press and told in the history."""
    record = record_of_a_company(phone)
    phone.goto(record + "contacts/")
    phone.locator(".list .at-title a").first.tap()
    phone.wait_for_url(re.compile(r"/contacts/\d+/$"))
    contact = phone.url
    usable(phone)

    main = phone.locator("main")
    calls, writes = (main.get_by_role("link", name=re.compile(word)) for word in ("^Ligar", "WhatsApp"))
    expect(calls).to_have_attribute("href", re.compile(r"^tel:\+58\d{10}$"))
    expect(writes).to_have_attribute("href", re.compile(r"//wa\.me/58\d{10}$"))
    expect(main.locator("a[href^='mailto:']")).to_have_count(1)
    expect(phone.locator(".bottombar a[href^='tel:']")).to_be_visible()

    notices = phone.get_by_role("switch", name=re.compile("avisos"))
    before = notices.get_attribute("aria-checked")
    other = "false" if before == "true" else "true"
    notices.tap()
    expect(notices).to_have_attribute("aria-checked", other)
    assert phone.url == contact
    notices.tap()
    expect(notices).to_have_attribute("aria-checked", str(before))
    assert look_at(phone, [contact]) == []

    phone.goto(record)
    expect(phone.locator("#history")).to_contain_text("editou o contato")


def test_tabs_do_not_move_on_a_desk(browsing: Any) -> None:
    """C2, in Spanish: the same bar at the same place on each page, the current one marked."""
    page: Page = browsing(DESK, who="operator")
    record_of_a_company(page)
    tabs = page.locator(".tabs.options .tabs-item")
    expect(tabs.first).to_have_text("Ficha")
    words = [re.sub(r"\d.*", "", text).strip() for text in tabs.all_inner_texts()]
    assert [word for word in words if word in ("Ficha", "Planes", "Contactos", "Órdenes", "Equipos")] == [
        "Ficha",
        "Planes",
        "Contactos",
        "Órdenes",
        "Equipos",
    ]
    expect(page.locator(".bottombar")).to_be_hidden()

    places = [tabs.nth(place).bounding_box() for place in range(tabs.count())]
    for place in range(tabs.count()):
        tabs.nth(place).click()
        expect(tabs.nth(place)).to_have_attribute("aria-current", "page")
        assert page.locator(".tabs.options [aria-current]").count() == 1
        assert [tabs.nth(each).bounding_box() for each in range(tabs.count())] == places
        assert fits(page)
        assert look_at(page, [page.url]) == []
