"""The customer's page of a ticket in a browser of its own (C12–C15): whole without script at 360 px, light to load,
usable by everybody."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at
from tests.browser.test_tracking import MOST, weight


@pytest.fixture
def followed(browsing) -> str:
    """The address that the customer got of a ticket of which he was told a test with a picture."""
    page = browsing(DESK, who="operator")
    page.goto("/customers/?q=A-000019")  # its exact number opens it
    page.goto(f"{page.url}link/")
    address = page.locator("[data-copy]").get_attribute("data-copy") or ""
    for _ in range(90):  # the demo has just been filled, and its pictures are still being made
        page.goto(address)
        if page.locator(".photos img").count():
            return address
        page.wait_for_timeout(1000)
    raise AssertionError("The picture of the test did not become ready.")


def test_it_is_whole_without_script_and_light(browsing, followed):
    """C14: what was asked and told, how to reach the shop; the first load stays below 60 kB."""
    page = browsing(PHONE, java_script_enabled=False)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(weight(answer)))

    page.goto(followed)

    expect(page.locator("h1 strong")).not_to_be_empty()
    expect(page.locator(".step.is-newest")).to_be_visible()
    assert page.locator(".photos img").count() > 0
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    assert page.locator("script").count() == 0
    assert 0 < sum(weights) < MOST
    assert page.context.cookies() == []
    assert fits(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_usable_by_everybody(browsing, followed, size):
    """Light and dark, at 360 and 1280 px, with the text made twice as large."""
    page = browsing(size)

    assert look_at(page, [followed]) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert fits(page)
