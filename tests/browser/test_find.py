"""C1, C2: a customer is found step by step: the field is chosen, one types, the hits come, the record opens."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits, speak
from tests.browser.test_pages import look_at

HITS = "#results .list tbody tr"


@pytest.mark.parametrize(
    ("size", "who", "language", "words"),
    [
        (PHONE, "admin", "pt-br", ("Telefone", "Ativo", "Nome")),
        (DESK, "master", "es", ("Teléfono", "Activo", "Nombre")),
    ],
    ids=["phone", "desk"],
)
def test_choose_the_field_type_and_open_the_record(browsing, size, who, language, words):
    """C1: in Portuguese with the thumb, in Spanish on a desk; back is where one was."""
    phone, active, name = words
    page = browsing(size, who=who)
    speak(page, language)
    page.goto("/customers/")
    box = page.locator("[data-search]")
    box.click()

    chip = page.locator(".chips-item", has_text=phone)
    if size is PHONE:
        assert chip.bounding_box()["height"] >= 44
        chip.tap()
    else:
        chip.click()
    expect(chip.locator("input")).to_be_checked()
    expect(box).to_be_focused()
    assert fits(page)

    page.keyboard.type("5550012", delay=40)
    expect(page.locator(HITS)).to_have_count(1)
    hit = page.locator(HITS).first
    expect(hit.locator("mark").first).to_have_text("5550012")
    expect(hit.locator(".at-sub")).to_contain_text(phone)
    expect(hit.locator(".at-status")).to_have_text(active)
    expect(page).to_have_url(re.compile(r"q=5550012.*field=phone|field=phone.*q=5550012"))
    expect(box).to_be_focused()
    assert look_at(page, [page.url]) == []

    found = hit.locator(".at-title a").inner_text()
    (hit.tap if size is PHONE else hit.click)()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    expect(page.locator("h1")).to_contain_text(found)
    page.go_back()
    expect(box).to_have_value("5550012")
    expect(chip.locator("input")).to_be_checked()
    expect(page.locator(HITS)).to_have_count(1)

    page.locator(".chips-item", has_text=re.compile(f"^{name}$")).click()
    expect(page.locator("#results .nothing")).to_be_visible()
    page.locator("#results .nothing .btn-primary").click()
    expect(page.locator(HITS)).to_have_count(1)
    expect(page.locator(".chips-item input").first).to_be_checked()


def test_the_last_answer_wins_on_a_slow_line(browsing):
    """What was asked first and answered last does not stand under what was asked last."""
    page = browsing(PHONE, who="operator")
    page.goto("/customers/")
    slow = []

    def hold_back(route):
        slow.append(route)

    page.route(re.compile(r"/customers/\?.*q=mar(&|$)"), hold_back)
    box = page.locator("[data-search]")
    box.fill("mar")
    page.wait_for_timeout(600)
    assert len(slow) == 1
    box.fill("farmacia")
    expect(page.locator(HITS)).to_have_count(1)
    expect(page.locator(HITS)).to_contain_text("Farmacia")
    for route in slow:
        route.continue_()
    page.wait_for_timeout(800)

    expect(page.locator(HITS)).to_have_count(1)
    expect(page.locator(HITS)).to_contain_text("Farmacia")
    expect(page).to_have_url(re.compile("q=farmacia"))


def test_fields_are_walked_by_keyboard_and_chosen_without_script(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/customers/?q=5550012")
    page.locator(".chips-item input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chips-item input").nth(1)).to_be_focused()
    expect(page.locator("#results .nothing")).to_be_visible()

    page = browsing(PHONE, who="operator", java_script_enabled=False)
    page.goto("/customers/")
    page.locator(".chips-item input[value=phone]").check()
    page.fill("[data-search]", "5550012")
    page.keyboard.press("Enter")
    expect(page.locator(HITS)).to_have_count(1)
    assert "field=phone" in page.url
    expect(page.locator(".chips-item input[value=phone]")).to_be_checked()


@pytest.mark.parametrize(
    ("size", "place"),
    [(PHONE, "/orders/"), (DESK, "/customers/"), (DESK, "/orders/new/"), (PHONE, "/tickets/new/")],
)
def test_a_scanner_types_a_number_and_enter_opens_it(browsing, size, place):
    """M17: a closed order, through a Spanish keyboard, before any answer has come."""
    page = browsing(size, who="operator")
    page.goto("/orders/?stage=closed")
    number = page.locator(f"{HITS} .at-title .second").first.inner_text()
    page.goto(place)
    box = page.locator("[data-search]")
    box.click()

    page.keyboard.type(number.replace("-", "'"))
    offered = page.locator(".row-link.hit strong, .hit .hit-name").first
    expect(offered).to_have_text(number)
    assert fits(page)
    box.fill("")
    page.keyboard.type(number.replace("-", "'"))
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    expect(page.locator("h1")).to_contain_text(number)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_was_found_is_never_cut_off(browsing, size):
    """M20: a narrow cell wraps where the match stands."""
    page = browsing(size, who="operator")

    for words in ("caracas", "samanes casa", "5550012"):
        page.goto(f"/customers/?q={words}")
        expect(page.locator(f"{HITS} mark").first).to_be_visible()
        cut = page.evaluate("""() => [...document.querySelectorAll("#results td:has(mark)")].filter((cell) =>
            cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent.trim())""")
        assert cut == []
    assert fits(page)
