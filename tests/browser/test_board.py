"""The board of the workshop: with a mouse, by keyboard, with the thumb, and while it stands open on a screen."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, hold_and_drag, speak
from tests.browser.test_pages import look_at
from tests.browser.test_tickets import small

BOARD = "/orders/board/"
DIALOG = "dialog.is-edit[open]"


def soonest(page):
    """The id of the first card that was received; other tests may have moved those before it."""
    return page.locator("#lane-received [data-card]").first.get_attribute("id")


def save_without_telling(page):
    silent = page.locator(f"{DIALOG} [name=silent]")
    if silent.count():
        silent.click()
        return
    page.locator(f"{DIALOG} [name=tell]").uncheck()
    page.locator(f"{DIALOG} .btn-primary").click()


def test_a_card_is_dragged_put_back_and_moved_by_keyboard(browsing):
    """What is dropped asks for the status of its lane; left, the card goes back; saved, the board is still there."""
    page = browsing({"viewport": {"width": 1280, "height": 420}}, who="master")
    page.goto(BOARD)
    assert fits(page)
    name = soonest(page)

    def card(lane):
        return page.locator(f"#lane-{lane} #{name}")

    start, goal = card("received").bounding_box(), page.locator("#lane-waiting").bounding_box()

    page.mouse.move(start["x"] + 90, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + 60, goal["y"] + 100, steps=4)
    expect(page.locator("#lane-waiting .board-drop")).to_contain_text("Por aprobar")
    page.mouse.up()
    expect(page.locator(DIALOG)).to_contain_text("Por aprobar")
    expect(page.locator(f"{DIALOG} label:has(:checked)", has_text="Por aprobar")).to_be_visible()
    expect(card("waiting")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card("waiting")).to_have_count(0)
    expect(card("received")).to_have_count(1)

    page.locator("[data-search]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#lane-received .board-link").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#lane-diagnosing .board-link").first).to_be_focused()
    card("received").locator(".board-link").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(DIALOG)).to_be_visible()
    save_without_telling(page)
    expect(card("diagnosing").locator(".board-link")).to_be_focused()
    assert page.url.endswith(BOARD)

    # what it asks by itself leaves the lanes where they are
    inside = page.locator("#lane-repairing [data-inside]")
    inside.evaluate("one => one.scrollTo(0, 130)")
    page.wait_for_load_state("networkidle")
    with page.expect_response(re.compile(BOARD)):
        page.locator("#board").dispatch_event("again")
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    assert inside.evaluate("one => one.scrollTop") == 130
    expect(card("diagnosing").locator(".board-link")).to_be_focused()


def test_on_a_phone_one_lane_is_shown_with_a_button_and_without_script_too(browsing):
    page = browsing(PHONE, who="technician", locale="pt-BR")
    speak(page, "pt-br")
    page.goto(f"{BOARD}?technician=all")
    assert fits(page)
    assert small(page) == []
    expect(page.locator(".lane:visible")).to_have_count(1)

    page.locator(".board-stage", has_text="Prontas").click()
    page.wait_for_url("**stage=ready**")
    expect(page.locator(".lane:visible h2")).to_contain_text("Pronta")
    page.locator(".board-move:visible").first.click()
    expect(page.locator(f"{DIALOG} [name=status]").first).to_be_attached()
    page.keyboard.press("Escape")
    assert look_at(page, [f"{BOARD}?technician=all"]) == []

    plain = browsing(DESK, who="technician", java_script_enabled=False)
    plain.goto(f"{BOARD}?technician=all")
    plain.locator("#lane-repairing .board-move").first.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_url(re.compile(r"/orders/\d+/statuses/\?status=\d+$"))
    expect(plain.locator("[name=status]:checked")).to_have_count(1)


def middle(place):
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_scrolls_at_once_and_lifts_a_card_after_a_while(browsing):
    """Where one lane is shown the buttons of the stages take it."""
    page = browsing(PHONE, who="master")
    page.goto(f"{BOARD}?technician=all&stage=repairing")
    card, ready = page.locator("#lane-repairing [data-card]").first, page.locator("[data-stage-of=lane-ready]")
    x, y = middle(card)

    let_go = hold_and_drag(page, (x, y), (x, y - 200), held=0)
    let_go()
    expect(page.locator(".is-lifted")).to_have_count(0)
    page.wait_for_function("() => scrollY > 50")
    page.wait_for_timeout(600)  # a page that still moves takes the finger for one that scrolls
    page.wait_for_function("() => scrollTo({ top: 0, behavior: 'instant' }) || scrollY === 0")

    let_go = hold_and_drag(page, middle(card.locator(".board-who")), middle(ready))
    expect(ready).to_have_class(re.compile("is-over"))
    let_go()
    expect(page.locator(f"{DIALOG} label:has(:checked)", has_text="Listo para retirar")).to_be_visible()


def test_list_or_board_is_remembered_and_the_board_fills_the_screen(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/orders/")
    page.locator(".list-or-board a", has_text="Tablero").click()
    page.wait_for_url(re.compile(BOARD))
    page.goto("/orders/")
    page.wait_for_url(re.compile(BOARD))
    large = page.locator("[data-large]")
    large.click()
    expect(large).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".sidebar")).to_be_hidden()
    large.click()
    expect(page.locator(".sidebar")).to_be_visible()

    page.goto("/orders/?needs=late")
    assert page.url.endswith("/orders/?needs=late")
    page.locator(".list-or-board a[aria-current]").click()
    page.goto("/orders/")
    expect(page.locator(".list-or-board a[aria-current]")).to_have_text("Lista")
