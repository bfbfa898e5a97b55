"""What reaches somebody while his page stands open, and what whoever did it takes back with one key."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits

HALF_A_MINUTE = 31_000
ROWS = "#results .list tbody tr"


def bell(page):
    return int(page.locator(".bell-count").inner_text().rstrip("+") or 0)


def assign(page):
    """The first order that nobody has is the technician's."""
    page.goto("/orders/?technician=none")
    page.locator(f"{ROWS} .at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    page.goto(f"{page.url}technician/")
    page.select_option("#id_technician", label="Teo Rincón")
    page.locator(".form-ways .btn-primary").click()
    expect(page.locator(".toast-undo button")).to_be_visible()


def test_what_is_assigned_reaches_an_open_page_and_is_taken_back(browsing):
    """Whoever stands inside of a list sees a line above it, and nothing moves; else the list follows."""
    his, hers = browsing(DESK, who="technician"), browsing(DESK, who="operator")
    his.goto("/notices/")
    his.locator("form[action$='/reading/all/'] .btn").first.click()  # or the bell ends at 9+
    expect(his.locator(".bell-count")).to_have_text("")
    his.clock.install()
    his.goto("/orders/?technician=me")
    before, rung = his.locator(ROWS).count(), bell(his)
    his.locator(f"{ROWS} .at-title a").first.focus()

    assign(hers)

    his.clock.fast_forward(HALF_A_MINUTE)
    expect(his.locator("#results .news")).to_have_text("1 nueva · ver")
    assert his.locator(ROWS).count() == before
    assert (bell(his), his.title()[:4]) == (rung + 1, f"({rung + 1}) ")
    his.locator("#results .news a").click()
    expect(his.locator(ROWS)).to_have_count(before + 1)

    hers.keyboard.press("z")
    expect(hers.locator(".toast-text")).to_have_text("Deshecho.")
    his.clock.fast_forward(HALF_A_MINUTE)
    expect(his.locator(ROWS)).to_have_count(before)
    assert bell(his) == rung


def test_the_page_of_notices_on_a_phone(browsing):
    assign(browsing(DESK, who="operator"))
    page = browsing(PHONE, who="technician")
    page.goto("/")
    page.locator(".bell").click()
    page.wait_for_url("**/notices/")
    expect(page.locator(".reached").first).to_be_visible()
    assert fits(page)

    row = page.locator(".reached.is-unread button").first
    row.click()
    page.wait_for_url(re.compile(r"/(orders|tickets|visits|customers)/\d+/"))
