"""C10–C18: a ticket under one thumb, in Portuguese, in the order of its users' own page: Encaminhar, Mudar Status,
Fechar Atendimento; the conversation with the box that adds to it; its properties, changed where they stand."""

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


def has_it(page, name):
    expect(page.locator("#rail-who")).to_contain_text(name)


def test_the_five_are_under_the_thumb(phone):
    """C10: four in their order, large enough, their words whole, and the box in which one comments above them; first it
    is taken out of the queue."""
    a_ticket(phone)
    expect(bar(phone).first).to_have_text("Assumir")
    press(phone, "Assumir")
    has_it(phone, "Olivia Páez")

    words = [one.strip() for one in bar(phone).all_inner_texts()]
    assert [one for one in words if one != "Agenda"] == ["Encaminhar", "Status", "Fechar"]
    expect(phone.locator("#say_text")).to_be_in_viewport()
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
    has_it(phone, "Olivia Páez")

    press(phone, "Encaminhar")
    phone.locator(".whom-one", has_text="Rosa Milano").click()
    phone.fill("#id_reason", "Precisa de uma escada.")
    send(phone)
    phone.wait_for_url(address)
    has_it(phone, "Rosa Milano")


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
    expect(phone.locator(".pill").first).to_contain_text("En atención")
    expect(phone.locator("#rail-state")).to_contain_text("Urgente")


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
    expect(phone.locator(".pill").first).to_contain_text("Fechado")
    for text in ("O roteador estava desligado.", "Soporte › Sin conexión", "Soporte › Router y Wi-Fi", "Concluído"):
        expect(phone.locator(".talk-end")).to_contain_text(text)
    expect(bar(phone)).to_have_text(["Abrir outro"])


def test_adicionar_comentario(phone):
    """C14: in the box: a test asks for its result, with a picture; its entry opens. The page does the same."""
    address = a_ticket(phone)
    expect(phone.locator("#say_result")).to_be_hidden()
    phone.locator(".segment", has_text="Teste").tap()
    phone.fill("#say_text", "Potência na roseta")
    phone.fill("#say_result", "−29 dBm")
    phone.set_input_files("#say_photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    assert fits(phone)
    phone.locator("#say .btn-primary").tap()

    bubble = phone.locator(".talk-turn.is-team .bubble")
    for text in ("Potência na roseta", "−29 dBm"):
        expect(bubble).to_contain_text(text)
    expect(bubble.locator(".picture")).to_have_count(1)
    expect(bubble).to_be_in_viewport()
    phone.locator(".is-team .talk-when").tap()
    expect(phone.locator("h1")).to_contain_text("Histórico de A-")
    entry = phone.url
    phone.goto(f"{address}comments/")
    expect(phone.locator("h1")).to_have_text("Adicionar Comentário")
    expect(phone.locator("#id_result")).to_be_hidden()
    pages = ["", "forwarding/", "status/", "type/", "comments/", "closing/"]
    assert look_at(phone, [entry, *(f"{address}{one}" for one in pages)]) == []


def test_three_pills_open_the_rest(phone):
    """C16, C18: status, who has it and until when, each a sheet whose lines are changed there; customer and plan behind
    a sign. On 2.5 screens at most, the newest words and the box in sight."""
    a_ticket(phone)
    expect(phone.locator("#rail-more")).to_be_hidden()
    phone.locator(".rail-opener").tap()
    phone.locator("#contacts summary").tap()
    expect(phone.locator("#contacts .reach-name", has_text="Yelitza Barreto")).to_be_visible()
    phone.locator("#rail-more .sheet-head button").tap()
    for place, sheet in enumerate(("#rail-state", "#rail-who", "#rail-due")):
        phone.locator(".pill").nth(place).tap()
        expect(phone.locator(sheet)).to_be_in_viewport()
        phone.keyboard.press("Escape")
    assert phone.evaluate("document.documentElement.scrollHeight / innerHeight") <= 2.5
    assert all(one.bounding_box()["height"] >= TARGET for one in phone.locator(".pill, .segment:visible").all())

    phone.locator(".pill").first.tap()
    phone.locator("#rail-state .prop", has_text="Prioridade").tap()
    phone.locator("dialog .choice", has_text="Urgente").tap()
    phone.locator("dialog .form-ways .btn-primary").tap()
    expect(phone.locator("dialog.is-edit")).to_have_count(0)
    expect(phone.locator("#rail-state")).to_contain_text("Urgente")


@pytest.mark.parametrize(("size", "most"), [(PHONE, 14), (DESK, 20)], ids=["phone", "desk"])
def test_a_ticket_takes_14_presses_from_its_opening_to_its_closing(browsing, size, most):
    """C10–C14: taps or clicks besides what is typed: opened, taken, answered, its status set, closed."""
    page = browsing(size, who="operator")
    presses = []

    def tap(what):
        what.tap() if size.get("has_touch") else what.click()
        presses.append(str(what))

    page.goto("/tickets/")
    tap(page.locator("a[href='/tickets/new/']:visible").first)
    expect(page.locator("main input[type=search]")).to_be_focused()
    page.keyboard.type("cacao claro")
    tap(page.locator("#found a:visible").first)
    page.wait_for_url(re.compile("/tickets/new/"))
    page.select_option("#id_type", label="Sin conexión")
    presses.append("type")
    tap(page.locator("#id_description"))
    page.keyboard.type("Sin servicio desde temprano.")
    tap(page.locator(".form-ways .btn-primary"))
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))
    expect(page.locator(".order-next")).to_contain_text("tomarla")
    tap(page.locator(".order-next .btn"))
    expect(page.locator(".order-next")).to_contain_text("responder al cliente")
    tap(page.locator(".order-next .btn"))
    expect(page.locator("#say_text")).to_be_focused()
    page.keyboard.type("Ya lo estamos viendo.")
    tap(page.locator("#say .btn-primary"))
    expect(page.locator(".is-us .bubble")).to_contain_text("Ya lo estamos viendo.")
    expect(page.locator(".order-next")).to_contain_text("resolverla y cerrar")
    tap(page.locator(".order-next .btn"))
    tap(page.locator("dialog [name=text]"))
    page.keyboard.type("Se limpió el conector.")
    tap(page.locator("dialog .form-ways .btn-primary"))

    expect(page.locator(".talk-end")).to_contain_text("Se limpió el conector.")
    assert len(presses) <= most, presses
    assert fits(page)


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
    has_it(page, "Teo Rincón")
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

    has_it(page, "Cobranzas")
    page.fill("#say_text", "Sin script.")
    page.locator("#say .btn-primary").click()
    expect(page.locator(".is-us .bubble")).to_contain_text("Sin script.")
    page.locator(".pill").first.click()
    page.locator("#rail-state .prop", has_text="Tipo").click()
    page.wait_for_url(f"{address}type/")
