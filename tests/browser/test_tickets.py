"""C9, C19: tickets with the thumb and on a desk: opened from the list of a customer, and the list itself."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.test_pages import look_at

CACAO = "/customers/?q=cacao claro"
TARGET = 44  # px, the least that a thumb hits


def tickets_of(page, search):
    """The list of the first customer who is found."""
    page.goto(search)
    record = page.locator("#results .at-title a, .list .at-title a").first.get_attribute("href")
    page.goto(f"{record}tickets/")
    return f"{record}tickets/"


def small(page):
    """What a thumb would miss: links in running text are none."""
    boxes = page.locator(
        "main :is(button, .btn, .choice, select, input:not([type=hidden], .form-check-input, .visually-hidden))"
    )
    found = [box.bounding_box() for box in boxes.all() if box.is_visible()]
    return [box for box in found if box["height"] < TARGET - 0.5]


def test_a_ticket_is_opened_from_the_customers_list_on_a_phone(browsing):
    """C9, C19: in Portuguese; the type tells what to ask, the protocol comes at once and finds the customer."""
    page = browsing(PHONE, who="operator", locale="pt-BR")
    speak(page, "pt-br")
    address = tickets_of(page, CACAO)
    expect(page.locator("h1")).to_contain_text("Atendimentos")
    assert fits(page)
    page.locator(".bottombar a.is-primary").click()
    page.wait_for_url(f"**{address}new/")

    page.select_option("#id_type", label="Sin conexión")
    expect(page.locator("#of-type")).to_contain_text("¿Qué luces")
    expect(page.locator("#of-type")).to_contain_text("Prazo de 8 horas")
    assert fits(page)
    assert small(page) == []
    page.locator(".choice", has_text="WhatsApp").click()
    page.select_option("#id_contact", index=1)
    page.locator(".form-ways .btn-primary").click()
    expect(page.locator("#id_description")).to_be_focused()  # the browser asks for what is missing

    page.fill("#id_description", "Sem internet desde cedo.")
    page.fill("#id_subject", "Sem internet no bloco B")
    page.select_option("#id_priority", label="Urgente")
    page.select_option("#id_destination", label="Técnicos de campo")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))

    expect(page.locator("h1")).to_have_text("Sem internet no bloco B")
    protocol = re.search(r"A-\d{6}", page.locator(".ticket-about").inner_text())[0]
    for text in ("Sem internet desde cedo.", "Urgente", "Técnicos de campo", "WhatsApp", "Yelitza Barreto"):
        expect(page.locator("main")).to_contain_text(text)
    assert fits(page)
    assert small(page) == []
    assert look_at(page, [page.url, address, f"{address}new/"]) == []

    page.goto(address)
    expect(page.locator(".list .at-title a").first).to_have_text(protocol)
    page.goto(f"/customers/?field=protocol&q={protocol}")
    expect(page.locator(".ticket-about")).to_contain_text(protocol)


def test_the_list_on_a_desk(browsing):
    """C9: in Spanish: protocol, type, status, priority, destination, due; open ones by one tab; one click to each."""
    page = browsing(DESK, who="admin")
    address = tickets_of(page, CACAO)

    for heading in ("Número de caso", "Estatus", "Tipo", "Apertura", "Prioridad", "Destino", "Vence"):
        expect(page.locator("thead")).to_contain_text(heading)
    assert fits(page)
    page.locator(".tabs a", has_text="Abiertas").click()
    page.wait_for_url("**state=open")
    first = page.locator(".list tbody tr").first
    protocol = first.locator(".at-title").inner_text()
    first.locator(".at-title a").click()
    expect(page.locator(".ticket-about")).to_contain_text(protocol)
    page.wait_for_load_state()  # the keys are a script's
    page.keyboard.press("u")
    page.wait_for_url(f"**{address}")
    page.keyboard.press("n")
    page.wait_for_url(f"**{address}new/")
    assert look_at(page, [address, f"{address}new/"]) == []


def test_without_script_a_ticket_is_opened(browsing):
    """The type's own priority and position need none."""
    page = browsing(PHONE, who="technician", java_script_enabled=False)
    address = tickets_of(page, "/customers/?q=samanes")
    page.goto(f"{address}new/")
    page.select_option("#id_type", label="Lentitud")
    page.fill("#id_description", "Muy lento.")
    page.locator(".form-ways .btn-primary").click()

    expect(page.locator("main")).to_contain_text("Muy lento.")
    expect(page.locator("main")).to_contain_text("Soporte")
