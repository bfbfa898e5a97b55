"""A passkey from the button to the sign-in without a password (B16), with Chromium's own virtual authenticator."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from faena.upkeep.demo.people import PASSWORD
from tests.browser.conftest import PHONE
from tests.browser.test_pages import look_at


def test_a_passkey_is_added_and_signs_in_alone(browsing: Callable[..., Page]) -> None:
    page = browsing(PHONE, who="", locale="en-US")
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device_id = chromium.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    page.goto("/sign-in/?next=/me/passkeys/new/")
    page.fill("[name=login]", "seller@faena.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/me/passkeys/new/")

    page.locator("[data-passkey=create]").click()
    expect(page.locator(".field-error:visible")).to_have_count(1)  # it has no name yet
    page.fill("[name=name]", "This phone")
    page.locator("[data-passkey=create]").click()

    page.wait_for_url("**/me/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    assert len(chromium.send("WebAuthn.getCredentials", {"authenticatorId": device_id})["credentials"]) == 1
    assert look_at(page, [page.url]) == []

    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.fill("[name=login]", "seller@faena.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/sign-in/factor/**")
    assert look_at(page, [page.url]) == []

    page.context.clear_cookies()
    page.goto("/sign-in/?next=/me/access/")
    page.locator("[data-passkey=get]").click()
    page.wait_for_url("**/me/access/")
    expect(page.locator("main")).to_contain_text("This phone")

    page.locator("a[href*='factors/removal']").click()
    page.locator("main .btn-danger").click()
    page.wait_for_url("**/me/access/")
    expect(page.locator("main")).not_to_contain_text("This phone")


def test_a_passkey_that_is_not_there_says_so_and_leaves_the_page(browsing: Callable[..., Page]) -> None:
    page = browsing(PHONE, who="", locale="en-US")
    page.goto("/sign-in/")
    page.fill("[name=login]", "seller@faena.example")

    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    page.locator("[data-passkey=get]").click()

    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("seller@faena.example")
