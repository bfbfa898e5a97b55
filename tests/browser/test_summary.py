"""B21: the owner's page in a browser, from a phone to a desk, in both themes, and as a table by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at

# Bars are thinner than a thumb: the table below has their links.
TOO_LOW = """() => [...document.querySelectorAll("main a, main button, main summary")]
  .filter((one) => one.checkVisibility() && !one.closest("svg"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_summary_is_usable_at_each_width(browsing, size):
    """No sideways scroll, no accessibility violation, in both themes; on a phone everything is as high as a thumb."""
    page = browsing(size, who="master")

    assert look_at(page, ["/summary/", "/summary/?period=year", "/summary/receivables/", "/settings/summary/"]) == []
    page.goto("/summary/")
    page.locator(".chart-table > summary").first.click()
    expect(page.locator(".chart-table a").first).to_be_visible()
    assert fits(page)
    if size is PHONE:
        assert page.evaluate(TOO_LOW) == []
        return
    page.locator(".chart-table a").last.focus()
    page.goto("/summary/")
    page.locator(".chart-plot a").last.click()
    page.wait_for_url("**/orders/**")
