"""Signing in as a hand does it (W3, W4, W5): with the keyboard, on a phone and at a desk."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from faena.upkeep.demo.people import PASSWORD
from tests.browser.conftest import DESK, PHONE

BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@BOTH
@pytest.mark.parametrize(("path", "fields"), [("/sign-in/", 1), ("/me/password/", 2)])
def test_the_eye_shows_every_password_by_keyboard(
    browsing: Callable[..., Page], size: dict[str, object], path: str, fields: int
) -> None:
    """W5."""
    page = browsing(size, who="" if path == "/sign-in/" else "operator", locale="en-US")
    page.goto(path)
    eyes = page.locator("[data-secret]")
    assert eyes.count() == fields

    for place in range(fields):
        eye, field = eyes.nth(place), page.locator("main .secret input").nth(place)
        field.fill("visible or not")
        field.press("Tab")
        expect(eye).to_be_focused()
        expect(eye).to_have_attribute("aria-pressed", "false")
        expect(eye).to_have_accessible_name(eye.get_attribute("title") or "")

        eye.press("Enter")
        expect(field).to_have_attribute("type", "text")
        expect(eye).to_have_attribute("aria-pressed", "true")

        eye.press("Space")
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_value("visible or not")
        box = eye.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= (44 if size is PHONE else 24)


@BOTH
@pytest.mark.parametrize(("keep", "days"), [(False, None), (True, 30)])
def test_kept_or_not(browsing: Callable[..., Page], size: dict[str, object], keep: bool, days: int | None) -> None:
    """W4: unchecked, the cookie goes with the browser; checked, it stays for a month."""
    page = browsing(size)
    page.goto("/users/")
    page.fill("input[name=login]", "Master@Faena.Example")
    page.fill("input[name=password]", PASSWORD)
    if keep:
        page.check("input[name=remember]")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/users/")

    cookie = next(one for one in page.context.cookies() if one["name"] == "session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    if days is None:
        assert cookie["expires"] == -1
    else:
        assert cookie["expires"] == pytest.approx(time.time() + days * 86400, abs=120)


def test_the_back_button_shows_nothing_after_signing_out(browsing: Callable[..., Page]) -> None:
    """No page of a shop stays in the browser."""
    page = browsing(DESK, who="master")
    page.goto("/users/")
    page.click(".user-button")
    page.click("form[action='/sign-out/'] button >> visible=true")
    page.wait_for_url("**/sign-in/")

    page.go_back()

    expect(page.locator("input[name=login]")).to_be_visible()
