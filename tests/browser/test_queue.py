"""C19: the queue with the thumb and on a desk, and while it stands open on somebody's screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.test_pages import look_at
from tests.browser.test_tickets import small

QUEUE, NEW = "/tickets/", "/tickets/new/"
ROWS = "#queue .list tbody tr"


def open_a_ticket(page, *, kind="Lentitud", text="Muy lento."):
    """From the queue's own button: the customer is found, then the form; its protocol."""
    page.goto(NEW)
    page.fill("[data-search]", "clinica")
    page.locator("#found .hit").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/tickets/new/$"))
    page.select_option("#id_type", label=kind)
    page.fill("#id_description", text)
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))
    return re.search(r"A-\d{6}", page.locator(".ticket-about").inner_text())[0]


def settle(page):
    """What was typed has been asked, and its answer stands."""
    page.wait_for_timeout(400)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "rows => document.querySelector(rows)?.getBoundingClientRect().top > 0", arg=f"{ROWS} .at-title"
    )


def ask_again(page):
    """What happens every thirty seconds, but for a moment in which something else is being asked."""
    settle(page)
    with page.expect_response(re.compile(r"/tickets/\?.*seen=")):
        page.locator("#queue").dispatch_event("again")


def places(page):
    """Each row and where it stands."""
    return page.locator(f"{ROWS} .at-title").evaluate_all(
        "cells => cells.map(cell => [cell.innerText, Math.round(cell.getBoundingClientRect().top)])"
    )


def test_the_queue_on_a_desk(browsing):
    """C19: in Spanish, by the keyboard: everything at a glance, narrowed while one chooses."""
    page = browsing(DESK, who="admin")
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(f"**{QUEUE}")

    for heading in ("Número de caso", "Estatus", "Cliente", "Vence"):
        expect(page.locator("thead")).to_contain_text(heading)
    expect(page.locator(".tabs")).to_contain_text(re.compile(r"Mías.*Mis cargos.*Todas", re.S))
    expect(page.locator(ROWS, has_text="Vencida").first).to_be_visible()
    assert fits(page)
    everything = page.locator(ROWS).count()

    page.locator(".filters > summary").click()
    page.select_option("select[name=due]", label="Vencida")
    expect(page.locator(ROWS)).not_to_have_count(everything)
    expect(page.locator(f"{ROWS}:not(:has-text('Vencida'))")).to_have_count(0)
    page.locator("#chosen a", has_text="Quitar todo").click()
    expect(page.locator(ROWS)).to_have_count(everything)
    assert "whose=all" in page.url

    protocol = page.locator(f"{ROWS} .at-title a").nth(2).inner_text()
    page.keyboard.press("/")
    page.keyboard.type(protocol.lower())
    expect(page.locator(ROWS)).to_have_count(1)
    page.locator(f"{ROWS} .at-sub").first.click()
    expect(page.locator(".ticket-about")).to_contain_text(protocol)

    page.goto(QUEUE)
    page.keyboard.press("n")
    page.wait_for_url(f"**{NEW}")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("cacao claro")
    expect(page.locator("#found .hit").first).to_contain_text("Cacao Claro")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/tickets/new/$"))
    assert look_at(page, [QUEUE, f"{QUEUE}?state=closed", f"{QUEUE}?whose=mine", NEW, f"{NEW}?q=an"]) == []


def test_the_queue_with_the_thumb(browsing):
    """C19: in Portuguese: cards, three piles, the entry under the thumb; a new ticket lands where it should."""
    page = browsing(PHONE, who="technician", locale="pt-BR")
    speak(page, "pt-br")
    page.locator(".tabbar [popovertarget=more]").click()
    page.locator("#more a", has_text="Atendimentos").click()
    page.wait_for_url(f"**{QUEUE}**")

    for name in ("Meus", "Meus cargos", "Todos"):
        expect(page.locator(".tabs a", has_text=re.compile(rf"^{name}\s*\d"))).to_be_in_viewport()
    page.locator(".tabs a", has_text="Todos").click()
    page.wait_for_url("**whose=all**")
    expect(page.locator(f"{ROWS} .is-due", has_text=re.compile("Atrasado|hoje")).first).to_be_visible()
    expect(page.locator("thead")).not_to_be_in_viewport()
    assert fits(page)
    assert small(page) == []

    protocol = open_a_ticket(page, kind="Sin conexión", text="Sem sinal.")
    page.goto(f"{QUEUE}?whose=all&sort=newest")
    expect(page.locator(ROWS).first).to_contain_text(protocol)
    expect(page.locator(ROWS).first).to_contain_text("Soporte")
    page.locator(f"{ROWS} .at-title a").first.click()
    expect(page.locator(".ticket-about")).to_contain_text(protocol)
    assert look_at(page, [QUEUE, f"{QUEUE}?whose=all", f"{QUEUE}?state=closed", NEW, f"{NEW}?q=an", "/"]) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_comes_meanwhile_moves_nothing(browsing, size):
    """C19: an open page tells that there is more, keeps its rows, its place, the focus and what was typed; the tabs say
    how many there are now."""
    page, other = browsing(size, who="master"), browsing(DESK, who="operator")
    page.goto(f"{QUEUE}?sort=newest")
    page.fill("[data-search]", "clinica")
    settle(page)
    expect(page.locator(f"{ROWS}:not(:has-text('Clínica'))")).to_have_count(0)
    page.locator(f"{ROWS} .at-title a").nth(1).focus()
    page.evaluate("scrollTo(0, 60)")
    before, focused = places(page), page.evaluate("document.activeElement.id")
    there = int(page.locator("#pile-all").inner_text())
    ask_again(page)
    expect(page.locator("#news a")).to_have_count(0)

    protocol = open_a_ticket(other)
    ask_again(page)

    expect(page.locator("#news a")).to_have_text("1 nueva · ver")
    expect(page.locator("#news a")).to_be_in_viewport()
    expect(page.locator("#pile-all")).to_have_text(str(there + 1))
    assert places(page) == before
    assert page.evaluate("document.activeElement.id") == focused
    assert page.locator("[data-search]").input_value() == "clinica"
    box = page.locator("#news a").bounding_box()
    assert box["height"] >= (44 if size is PHONE else 32)
    page.locator("#news a").click()
    expect(page.locator(ROWS).first).to_contain_text(protocol)
    expect(page.locator("#news a")).to_have_count(0)


def test_while_something_is_pressed_nothing_is_changed(browsing):
    """C19: a finger on a row gets that row, not another one."""
    page = browsing(DESK, who="master")
    page.goto(QUEUE)
    query = []
    page.on("request", lambda request: query.append(request.url) if "seen=" in request.url else None)

    page.mouse.move(700, 30)
    page.mouse.down()
    page.locator("#queue").dispatch_event("again")
    page.wait_for_timeout(300)
    assert query == []
    page.mouse.up()
    page.wait_for_timeout(500)
    ask_again(page)
    assert len(query) == 1


def test_without_script_the_queue_is_whole(browsing):
    """Tabs, filters and the way to a new ticket are links and forms."""
    page = browsing(PHONE, who="operator", java_script_enabled=False)
    page.goto(f"{QUEUE}?whose=all")
    page.locator(".filters > summary").click()
    page.select_option("select[name=due]", label="Vencida")
    page.locator(".filters-inside button").click()
    assert "due=late" in page.url
    assert "whose=all" in page.url
    expect(page.locator(ROWS).first).to_contain_text("Vencida")

    page.goto(NEW)
    page.fill("[data-search]", "samanes")
    page.locator("[data-search]").press("Enter")
    expect(page.locator("#found .hit").first).to_contain_text("Samanes")
