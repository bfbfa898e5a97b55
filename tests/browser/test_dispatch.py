"""B12: the board with a mouse and with keys: what is taken is seen before the drop, the database has the last word, one
press undoes it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, hold_and_drag
from tests.browser.test_pages import in_days

QUARTER = 14.5  # pixels of fifteen minutes


def lane(page, name):
    return page.locator(f".crew[aria-label='{name}']")


def book(page, hour, goes, on):
    """A visit of an hour, for the first customer that is found."""
    page.goto("/customers/?q=anzola")
    record = page.locator(".list .at-title a").first.get_attribute("href")
    page.goto(f"{record}visits/new/?on={on}")
    page.fill("#id_hour", hour)
    page.fill("#id_minutes", "60")
    page.select_option("#id_kind", index=1)
    page.select_option("#id_goes", label=goes)
    page.fill("#id_address", "Calle Uno 7")
    page.locator(".form-ways .btn-primary").click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))


def test_a_visit_is_dragged_stretched_and_put_back(browsing):
    """In Spanish: over a taken hour it offers the exchange; free, it moves; its lower edge makes it longer; undone."""
    page, on = browsing(DESK, who="operator"), in_days(12)
    book(page, "09:00", "Rosa Milano", on)
    book(page, "09:00", "Teo Rincón", on)
    page.goto(f"/agenda/{on}/")
    ghost, said = page.locator(".ghost"), page.locator("[data-say]")
    rosa, teo = lane(page, "Rosa Milano"), lane(page, "Teo Rincón")
    visit, day = rosa.locator(".block").bounding_box(), teo.locator(".crew-day").bounding_box()

    page.mouse.move(visit["x"] + 40, visit["y"] + 6)
    page.mouse.down()
    page.mouse.move(day["x"] + 60, visit["y"] + 6, steps=4)
    expect(ghost).to_contain_text("Intercambiar con 09:00")
    page.mouse.move(day["x"] + 60, visit["y"] + 6 + 8 * QUARTER, steps=4)
    expect(ghost).to_contain_text("11:00 – 12:00")
    expect(ghost).to_contain_text("Suelte aquí: Teo está libre")
    page.mouse.up()
    expect(teo.locator(".block", has_text="11:00")).to_be_visible()
    expect(teo).to_contain_text("2 visitas · 2 h")

    edge = teo.locator(".block", has_text="11:00").locator(".block-edge").bounding_box()
    page.mouse.move(edge["x"] + 40, edge["y"] + 4)
    page.mouse.down()
    page.mouse.move(edge["x"] + 40, edge["y"] + 4 + 2 * QUARTER, steps=3)
    page.mouse.up()
    expect(teo).to_contain_text("2 visitas · 2 h 30")
    page.locator(".toast-undo button").last.click()
    expect(teo).to_contain_text("2 visitas · 2 h")
    expect(page.locator("#toasts")).to_contain_text("Deshecho")
    expect(said).to_be_empty()


def test_a_visit_is_moved_by_keys(browsing):
    """Space picks it up, arrows move it, Enter fixes it, Esc leaves it; what is taken is refused and stays."""
    page, on = browsing(DESK, who="operator"), in_days(13)
    book(page, "09:00", "Rosa Milano", on)
    book(page, "11:00", "Rosa Milano", on)
    page.goto(f"/agenda/{on}/")
    said, rosa, teo = page.locator("[data-say]"), lane(page, "Rosa Milano"), lane(page, "Teo Rincón")

    rosa.locator(".block", has_text="09:00").focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("está tomada")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("10:30 · Rosa ya tiene una visita a esa hora: 11:00")
    page.keyboard.press("Enter")
    expect(rosa.locator(".block", has_text="09:00")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("queda donde estaba")

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(said).to_contain_text("Teo está libre")
    page.keyboard.press("Enter")
    expect(teo).to_contain_text("1 visita · 1 h 15")
    expect(teo.locator(".block")).to_be_focused()


def test_it_goes_to_another_in_the_week_and_back_with_a_finger(browsing):
    """And a board that stands open elsewhere shows it by itself."""
    page, on = browsing(DESK | {"has_touch": True}, who="operator"), in_days(14)
    book(page, "09:00", "Rosa Milano", on)
    page.goto(f"/agenda/{on}/week/")

    def cell(name):
        return page.locator(f"[data-row]:has(th strong:text-is('{name}')) [data-cell='{on}']")

    start, goal = cell("Rosa Milano").locator("[data-visit]").bounding_box(), cell("Teo Rincón").bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(goal["x"] + 30, goal["y"] + 12, steps=5)
    expect(cell("Teo Rincón")).to_have_class(re.compile("is-over"))
    page.mouse.up()
    expect(cell("Teo Rincón").locator("[data-visit]")).to_have_count(1)

    other = browsing(DESK, who="admin")
    other.clock.install()
    other.goto(f"/agenda/{on}/")
    expect(lane(other, "Teo Rincón").locator(".block")).to_have_count(1)
    page.goto(f"/agenda/{on}/")
    start = lane(page, "Teo Rincón").locator(".block").bounding_box()
    goal = lane(page, "Rosa Milano").locator(".crew-day").bounding_box()
    let_go = hold_and_drag(page, (start["x"] + 40, start["y"] + 8), (goal["x"] + 60, start["y"] + 8))
    expect(page.locator(".ghost")).to_contain_text("Suelte aquí")
    let_go()
    expect(lane(page, "Rosa Milano").locator(".block")).to_have_count(1)
    for _ in range(3):
        other.clock.run_for(31_000)
    expect(lane(other, "Rosa Milano").locator(".block")).to_have_count(1)
