"""C10–C18: a ticket under one thumb, in Portuguese, in the order of its users' own page: Encaminhar, Mudar Status,
Fechar Atendimento, Adicionar Comentário; Dados, Histórico, Contatos."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.photos import jpeg
from tests.browser.test_pages import look_at
from tests.browser.test_tickets import CACAO, TARGET, small, tickets_of


@pytest.fixture
def phone(browsing):
    """An operator's, in Portuguese."""
    page = browsing(PHONE, who="operator", locale="pt-BR")
    speak(page, "pt-br")
    return page


def a_ticket(page):
    """A new one, in the queue of its type; its address."""
    address = tickets_of(page, CACAO)
    page.goto(f"{address}new/")
    page.select_option("#id_type", label="Sin conexión")
    page.fill("#id_description", "Sem internet desde cedo.")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))
    return page.url


def bar(page):
    return page.locator(".bottombar .bar-item")


def press(page, word):
    """A place of the bar under the thumb."""
    bar(page).filter(has_text=word).click()


def send(page):
    assert fits(page)
    assert small(page) == []
    page.locator(".form-ways .btn-primary").click()


def test_the_five_are_under_the_thumb(phone):
    """C10: in their order, large enough, their words whole; first it is taken out of the queue."""
    a_ticket(phone)
    expect(bar(phone).first).to_have_text("Assumir")
    press(phone, "Assumir")
    expect(phone.locator("main")).to_contain_text("Com Olivia Páez")

    words = [one.strip() for one in bar(phone).all_inner_texts()]
    assert [one for one in words if one != "Agenda"] == ["Encaminhar", "Status", "Comentar", "Fechar"]
    for item in bar(phone).all():
        assert item.bounding_box()["height"] >= TARGET
        assert item.locator("span").evaluate("(one) => one.scrollWidth <= one.clientWidth"), item.inner_text()
    assert fits(phone)
    assert small(phone) == []


def test_encaminhar(phone):
    """C11: Usuário or Cargo, looked for while typing, the reason; Cancelar leaves it where it was."""
    address = a_ticket(phone)
    press(phone, "Assumir")
    press(phone, "Encaminhar")
    expect(phone.locator("h1")).to_have_text("Encaminhar")
    phone.fill("#id_reason", "Precisa de uma escada.")
    phone.locator(".choice", has_text="Cargo").click()
    expect(phone.locator(".whom-one", has_text="Técnicos de campo")).to_be_visible()
    expect(phone.locator(".whom-one", has_text="Rosa Milano")).to_be_hidden()
    phone.locator(".choice", has_text="Usuário").click()
    phone.fill("#id_q", "milano rosa")
    expect(phone.locator(".whom-list.is-user .whom-one")).to_have_count(1)
    expect(phone.locator("#id_reason")).to_have_value("Precisa de uma escada.")
    phone.locator(".form-ways a").click()
    expect(phone.locator("main")).to_contain_text("Com Olivia Páez")

    press(phone, "Encaminhar")
    phone.locator(".whom-one", has_text="Rosa Milano").click()
    phone.fill("#id_reason", "Precisa de uma escada.")
    send(phone)
    phone.wait_for_url(address)
    expect(phone.locator("main")).to_contain_text("Com Rosa Milano")


def test_mudar_status(phone):
    """C12: one of the grid, then Alterar."""
    address = a_ticket(phone)
    press(phone, "Status")
    expect(phone.locator("h1")).to_have_text("Mudar Status")
    assert all(one.bounding_box()["height"] >= TARGET for one in phone.locator(".is-status .choice").all())
    phone.locator(".is-status .choice", has_text="En atención").click()
    phone.locator(".choice", has_text="Urgente").click()
    expect(phone.locator(".form-ways .btn-primary")).to_have_text("Alterar")
    send(phone)

    phone.wait_for_url(address)
    expect(phone.locator(".case-state")).to_contain_text("En atención")
    expect(phone.locator(".case-state")).to_contain_text("Urgente")


def test_fechar_atendimento(phone):
    """C13: Concluído or Sem Solução, another type, the description; afterwards only another one can be opened."""
    address = a_ticket(phone)
    press(phone, "Fechar")
    expect(phone.locator("h1")).to_have_text("Fechar Atendimento")
    for text in ("Concluído", "Sem Solução"):
        expect(phone.locator(".choice", has_text=text)).to_be_visible()
    expect(phone.locator("#id_type option:checked")).to_have_text("Sin conexión")
    expect(phone.locator("main")).to_contain_text("O que resolveu casos parecidos")
    phone.select_option("#id_type", label="Router y Wi-Fi")
    phone.fill("#id_text", "O roteador estava desligado.")
    send(phone)

    phone.wait_for_url(address)
    expect(phone.locator(".case-state")).to_contain_text("Fechado")
    for text in ("O roteador estava desligado.", "Soporte › Sin conexión", "Soporte › Router y Wi-Fi", "Concluído"):
        expect(phone.locator("#views")).to_contain_text(text)
    expect(bar(phone)).to_have_text(["Abrir outro"])


def test_adicionar_comentario(phone):
    """C14: a test report asks for its result; with a picture; then it stands in the history."""
    address = a_ticket(phone)
    press(phone, "Comentar")
    expect(phone.locator("h1")).to_have_text("Adicionar Comentário")
    expect(phone.locator("#id_result")).to_be_hidden()
    phone.locator(".choice", has_text="Relato de teste").click()
    phone.fill("#id_text", "Potência na roseta")
    phone.fill("#id_result", "−29 dBm")
    phone.set_input_files("#id_photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    assert fits(phone)
    phone.locator(".form-ways .btn-primary").click()

    phone.wait_for_url(f"{address}?view=history")
    phone.locator(".story-link", has_text="relatou um teste").click()
    for text in ("Potência na roseta", "−29 dBm", "Olivia Páez"):
        expect(phone.locator("main")).to_contain_text(text)
    expect(phone.locator(".photos .picture")).to_have_count(1)
    assert fits(phone)


def test_dados_historico_contatos(phone):
    """C16–C18: one touch each; every entry and every contact opens; axe and console clean, light and dark."""
    address = a_ticket(phone)
    tabs = phone.locator(".ticket-views .tabs-item")
    assert tabs.all_inner_texts() == ["Dados", "Histórico", "Contatos"]
    assert all(one.bounding_box()["height"] >= TARGET for one in tabs.all())
    for text in ("Protocolo", "Canal de entrada", "Prazo", "Destino", "Soporte"):
        expect(phone.locator("#views")).to_contain_text(text)
    tabs.filter(has_text="Histórico").click()
    phone.locator(".story-link").first.click()
    expect(phone.locator("h1")).to_contain_text("Histórico de A-")
    expect(phone.locator("main")).to_contain_text("Sem internet desde cedo.")
    entry = phone.url
    phone.go_back()
    phone.locator(".ticket-views .tabs-item", has_text="Contatos").click()
    phone.locator("#views .reach-name", has_text="Yelitza Barreto").click()
    expect(phone.locator("h1")).to_contain_text("Yelitza Barreto")

    pages = ["", "?view=history", "?view=contacts", "forwarding/", "status/", "comments/", "closing/"]
    assert look_at(phone, [entry, *(f"{address}{one}" for one in pages)]) == []


def test_what_is_known_on_a_desk(browsing):
    """C13, B3: in Spanish: solutions by their words while typing; opened beside closed types; a ticket is reopened."""
    page = browsing(DESK, who="admin")
    page.goto("/tickets/solutions/")
    page.fill("main input[type=search]", "ROSETA conector")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.locator("#results .at-title a").click()
    expect(page.locator("main")).to_contain_text("Conector sucio en la roseta.")
    page.locator(".page-actions .btn-primary", has_text="Reabrir").click()
    page.fill("#id_reason", "Volvió a fallar.")
    page.locator(".form-ways .btn-primary").click()
    expect(page.locator("main")).to_contain_text("Con Teo Rincón")
    page.goto("/tickets/types-report/")
    expect(page.locator("#results")).to_contain_text("Como otra cosa")

    assert look_at(page, ["/tickets/solutions/", "/tickets/types-report/"]) == []


def test_without_script_a_ticket_is_forwarded(browsing):
    """C11: both lists work with plain forms."""
    page = browsing(PHONE, who="master", java_script_enabled=False)
    address = a_ticket(page)
    page.goto(f"{address}forwarding/")
    page.locator(".choice", has_text="Cargo").click()
    page.locator(".whom-one", has_text="Cobranzas").click()
    page.fill("#id_reason", "Es de pago.")
    page.locator(".form-ways .btn-primary").click()

    expect(page.locator("main")).to_contain_text("Con Cobranzas")
