"""The one search: opened by keys on any page, walked with the arrows, the same on a phone's page."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at


def test_ctrl_k_finds_from_any_page_and_enter_opens(browsing):
    """Letters stay in the box while the arrows choose; Escape leaves the page as it was."""
    page = browsing(DESK, who="operator")
    page.goto("/cash/")
    page.keyboard.press("Control+k")
    box = page.locator("#search input[name=q]")
    expect(box).to_be_focused()
    expect(page.locator("#search [role=option]").first).to_be_visible()

    page.keyboard.type("mar", delay=30)
    chosen = page.locator("#search [data-found=mar] [aria-selected=true]")
    expect(chosen.locator("mark").first).to_have_text(re.compile("mar", re.I))
    first = chosen.inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen.inner_text() != first
    page.keyboard.press("ArrowUp")
    assert chosen.inner_text() == first
    expect(box).to_be_focused()
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")

    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("os-000015", delay=5)
    page.keyboard.press("Enter")  # a scanner presses it before anything was found
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    expect(page.locator("h1")).to_contain_text("OS-000015")


def test_on_a_phone_it_is_a_page(browsing):
    page = browsing(PHONE, who="operator")
    page.goto("/")
    page.locator(".topbar a[href='/search/']").tap()
    page.wait_for_url(re.compile("/search/$"))
    expect(page.locator("input[name=q]").first).to_be_focused()
    page.keyboard.type("sams", delay=30)
    hit = page.locator("[data-found=sams] [role=option]", has_text="OS-").first
    expect(hit).to_be_visible()
    assert hit.bounding_box()["height"] >= 44
    assert fits(page)
    assert look_at(page, ["/search/?q=sams"]) == []
    hit.tap()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
