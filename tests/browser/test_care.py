"""C1–C9, C19: customer care from end to end, with the thumb in Portuguese: field, customer, each option, each
detail; on a desk in Spanish the monthly run, too, and an invoice that is paid late."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_options import read_in, usable
from tests.browser.test_pages import look_at

RECORD = re.compile(r"/customers/\d+/$")


@pytest.fixture
def phone(browsing: Any) -> Iterator[Page]:
    """An administrator's phone in Portuguese; afterwards he reads Spanish again, as the other tests expect."""
    page: Page = browsing(PHONE, who="admin", locale="pt-BR")
    read_in(page, "pt-br")
    yield page
    read_in(page, "es")


def opens(page: Page, link: Any, address: str) -> None:
    """The link is pressed, its page comes, and a thumb can use it."""
    link.tap()
    page.wait_for_url(re.compile(address))
    usable(page)
    assert look_at(page, [page.url]) == []


def test_the_way_from_the_field_to_every_detail_on_a_phone(phone: Page) -> None:
    """C1–C9: Buscar → Cadastro → Opções → Planos, Extrato, Contatos, Atendimentos, each with its details."""
    phone.goto("/customers/")
    phone.locator(".chips-item", has_text=re.compile("^Nome$")).tap()
    phone.locator("[data-search]").tap()
    phone.keyboard.type("veterin", delay=30)
    hit = phone.locator("#results .list tbody tr")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text("Veterin")
    hit.tap()
    phone.wait_for_url(RECORD)
    record = phone.url
    usable(phone)

    def option(name: str) -> Any:
        if phone.url != record:
            phone.goto(record)
        phone.locator(".bottombar").get_by_text("Opções").tap()
        return phone.locator("dialog#options .option", has_text=name)

    opens(phone, option("Planos"), r"/plans/$")
    opens(phone, phone.locator("main .row-link").first, r"/subscriptions/\d+/$")
    for word in ("Vencimento", "Velocidade", "Tecnologia", "Login", "Endereço IP", "Endereço MAC", "Contrato"):
        expect(phone.locator("main")).to_contain_text(word, ignore_case=True)

    opens(phone, option("Extrato"), r"/statement/$")
    expect(phone.locator(".figures")).to_contain_text("Falta pagar")
    opens(phone, phone.locator(".list .at-title a").first, r"/invoices/\d+/$")
    for word in ("Total", "Emissão", "Mês", "Histórico"):
        expect(phone.locator("main")).to_contain_text(word)

    opens(phone, option("Contatos"), r"/contacts/$")
    opens(phone, phone.locator(".list .at-title a").first, r"/contacts/\d+/$")
    expect(phone.locator("main a[href^='tel:']").first).to_be_visible()

    opens(phone, option("Atendimentos"), r"/tickets/$")
    opens(phone, phone.locator(".list .at-title a").first, r"/tickets/\d+/$")
    expect(phone.locator(".ticket-about")).to_contain_text(re.compile(r"A-\d{6}"))


def test_an_invoice_that_is_paid_late_on_a_desk(browsing: Any) -> None:
    """C5, C6: the tabs lead to it; the cash proposes fine and interest, one is left away, and the receipt comes."""
    page: Page = browsing(DESK, who="operator")
    page.goto("/invoices/?state=overdue&sort=oldest")
    page.locator("#results .list .at-title a").first.click()
    page.wait_for_url(re.compile(r"/invoices/\d+/$"))
    invoice = page.url
    page.locator("header").get_by_role("link", name="Cobrar").click()
    page.wait_for_url(re.compile(r"/cash/accounts/\d+/$"))
    late = page.locator("main label.form-check")
    before = page.locator("#sums .sum-line.is-total").last.inner_text()

    late.last.click()
    expect(page.locator("#sums .is-over")).to_be_visible()
    page.locator("[id$=-shares] [data-fills]").first.click()
    expect(page.locator("#sums .is-settled")).to_be_visible()
    assert page.locator("#sums .sum-line.is-total").last.inner_text() != before
    assert look_at(page, [page.url]) == []
    page.locator(".collect-button").click()
    page.wait_for_url(re.compile(r"/cash/\d+/\?registered$"))

    page.goto(invoice)
    expect(page.locator("main .chip").first).to_contain_text("Pagada")
    page.locator(".topbar-back a").click()
    page.wait_for_url(re.compile(r"/statement/$"))
    expect(page.locator(".tabs.options [aria-current=page]")).to_contain_text("Estado de cuenta")
    with page.expect_download() as file:
        page.get_by_role("button", name="CSV").click()
    assert file.value.suggested_filename.endswith(".csv")
    assert look_at(page, [page.url, "/invoices/", invoice]) == []


def test_a_month_is_invoiced_while_one_looks_on(browsing: Any) -> None:
    """C19: first the list, then one press; the page counts by itself, and a second press finds nobody."""
    page: Page = browsing(DESK, who="master")
    page.goto("/invoices/run/")
    after = page.locator("select[name=month] option").first.get_attribute("value")
    page.locator("select[name=month]").select_option(after)
    page.wait_for_url(re.compile(f"month={after}"))
    expect(page.locator("#results .list tbody tr")).to_have_count(25)
    press = page.get_by_role("button", name=re.compile(r"Emitir \d+ facturas"))
    many = re.findall(r"\d+", press.inner_text())[0]
    assert look_at(page, [page.url]) == []

    press.click()

    expect(page.locator("#results")).to_contain_text(f"tiene {many} facturas", timeout=60_000)
    expect(page.get_by_role("button", name=re.compile("Emitir"))).to_have_count(0)
    page.get_by_role("link", name="Verlas").click()
    page.wait_for_url(re.compile(r"/invoices/\?month="))
    expect(page.locator("#results .pager-count")).to_contain_text(f"{many} facturas")
