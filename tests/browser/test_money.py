"""M1, M5: what a plan would cost and what a PIX key is stand on the page before anything is saved."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import EACH_COLOUR_ONCE, Axe, complaints_of, fits, look_at

Browsing = Callable[..., Page]


def test_a_chosen_plan_tells_its_price_before_it_is_saved(browsing: Browsing) -> None:
    """M1: on a phone; old and new, and that an agreed price holds."""
    page: Any = browsing(PHONE, who="admin")
    page.goto("/customers/?q=maria.rios")
    page.locator("#results .list tbody tr").first.tap()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    page.goto(page.url + "plans/")
    page.locator("main .row-link").first.tap()
    page.wait_for_url(re.compile(r"/subscriptions/\d+/$"))
    page.goto(page.url + "edit/")

    other = page.locator("#id_plan option").filter(has_text="Empresa 500").first
    page.select_option("#id_plan", label=other.inner_text())

    told = page.locator("#price-told")
    expect(told).to_contain_text("→ Empresa 500")
    expect(told).to_contain_text("desde la próxima factura")
    page.fill("#id_price", "99")
    expect(told).to_contain_text("acordado aparte")
    assert look_at(page, [page.url]) == []


def test_a_note_is_handed_over_and_the_rest_goes_back(browsing: Browsing) -> None:
    """B7, W33: on a phone; a note is one press, the change stands in the bar, in the other currency by one more, and
    the receipt's page says both."""
    page: Any = browsing(PHONE, who="operator")
    page.goto("/cash/new/")
    page.locator("#found .row-link").first.tap()
    page.wait_for_url(re.compile(r"/cash/accounts/\d+/$"))
    page.locator(".pay-way").filter(has_text="Efectivo").filter(has_text="US$").locator("input").check()
    page.fill("#id_tenders-0-amount", "3")

    page.locator("[id$=-notes] button", has_text=re.compile("^20$")).tap()
    expect(page.locator("#bar-told")).to_contain_text("US$\N{NO-BREAK SPACE}17,00")
    page.locator(".change-due .segment", has_text="Bs.").first.tap()  # of the first way of paying
    expect(page.locator("#bar-told")).to_contain_text("Bs.")
    expect(page.locator("#pay-there")).to_contain_text("US$\N{NO-BREAK SPACE}3,00")
    assert complaints_of(page, Axe().axe_script + EACH_COLOUR_ONCE) == []
    assert fits(page)
    page.locator("[form=collect]").tap()

    page.wait_for_url(re.compile(r"/cash/\d+/\?registered$"))
    expect(page.locator("main")).to_contain_text("Vuelto")


def test_a_key_is_shown_as_what_it_is_while_it_is_typed(browsing: Browsing) -> None:
    """M5: and the name and the city that the payer's bank will show."""
    page: Any = browsing(DESK, who="master")
    page.goto("/settings/company/")
    told = page.locator("#pix-told")

    page.fill("#id_pix_key", "(11) 98765-4374")
    expect(told).to_contain_text("Teléfono · +55 11 98765-4374")
    expect(told).to_contain_text("TALLER LA FAENA · CARACAS")
    page.fill("#id_pix_key", "11987654374")
    expect(told).to_contain_text("elija qué clase de clave es")
    page.select_option("#id_pix_kind", "cpf")
    expect(told).to_contain_text("CPF · 119.876.543-74")
