"""Home in a browser: tiles and one list, from a phone to a desk, by finger and by keyboard, without script too."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at

TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
NARROWEST_TARGET = """() => [...document.querySelectorAll("main a, main button")]
  .filter((one) => one.checkVisibility() && !one.matches(".worklist-link"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
@pytest.mark.parametrize("who", ["master", "technician"])
def test_home_is_usable_by_everybody_at_each_width(browsing, size, who):
    """No sideways scroll, no accessibility violation, in both themes; filtered too."""
    page = browsing(size, who=who)
    first = "/?need=late" if who == "master" else "/?need=visits"

    assert look_at(page, ["/", first, "/?need=all&more=1"]) == []


def test_a_phone_shows_nine_cases_without_much_scrolling(browsing):
    """Tiles three by two, the step of a row at its right, everything as high as a thumb needs."""
    page = browsing(PHONE, who="master")
    page.goto("/")

    expect(page.locator(".worklist-row")).to_have_count(9)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1700
    tops = page.locator(".tile").evaluate_all("all => all.map((one) => Math.round(one.getBoundingClientRect().top))")
    assert [tops.count(top) for top in dict.fromkeys(tops)] == [3, 3]
    assert page.evaluate(NARROWEST_TARGET) == []
    page.locator(".worklist-foot a", has_text="Ver los otros").tap()
    page.wait_for_url("**more=1")
    assert page.locator(".worklist-row").count() > 9


def test_a_name_that_is_too_long_pushes_nothing_out(browsing):
    for size in (PHONE, TABLET, DESK):
        page = browsing(size, who="operator")
        page.goto("/")
        page.locator(".worklist-name").first.evaluate("one => (one.textContent = 'Asociación Civil '.repeat(9))")
        page.locator(".worklist-link strong").nth(1).evaluate("one => (one.textContent = 'X'.repeat(90))")
        assert fits(page)
        expect(page.locator(".worklist-phone").first).to_be_in_viewport()


def test_by_keyboard_a_tile_filters_and_the_arrows_walk_the_rows(browsing):
    page = browsing(DESK, who="operator")
    page.goto("/")
    page.locator(".tile").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**need=late")
    expect(page.locator(".tile[aria-current]")).to_have_count(1)
    rows = page.locator(".worklist-link")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/**")


def test_the_whole_row_opens_its_case_and_its_button_its_step(browsing):
    """Without script as well."""
    page = browsing(DESK, who="operator", java_script_enabled=False)
    page.goto("/?need=late")
    page.locator(".worklist-row").first.click(position={"x": 12, "y": 12})
    page.wait_for_url("**/orders/*/")
    page.goto("/?need=late")
    page.locator(".worklist-step a").first.click()
    page.wait_for_url("**/orders/*/statuses/")
