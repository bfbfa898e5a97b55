"""The customer's page in a browser of its own (W1, W2): whole without script, light to load, usable by everybody, and
the label on the device that leads there."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESK, PHONE, fits
from tests.browser.test_pages import look_at

MOST = 60_000  # bytes before the first photo


@pytest.fixture
def followed(browsing) -> tuple[str, str]:
    """The addresses of an order in repair, with photos: its sheet and what its customer got."""
    page = browsing(DESK, who="operator")
    page.goto("/orders/?stage=repairing")
    sheets = [link.get_attribute("href") for link in page.locator("#results a.row-link, #results td.at-title a").all()]
    for sheet in sheets:
        page.goto(str(sheet))
        if page.locator(".story .picture").count():
            expect(page.locator(".story img").first).to_be_visible(timeout=90_000)  # the demo has just been filled
            return str(sheet), page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    raise AssertionError("The demo has no order in repair with photos.")


def test_it_is_whole_without_script_and_light(browsing, followed):
    """W1: statuses with photos, how to reach the shop; the first load stays below 60 kB."""
    page = browsing(PHONE, java_script_enabled=False)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(weight(answer)))

    page.goto(followed[1])

    expect(page.locator("h1 strong")).not_to_be_empty()
    expect(page.locator(".step.is-newest")).to_be_visible()
    assert page.locator(".photos img").count() > 0
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    assert page.locator("script").count() == 0
    assert 0 < sum(weights) < MOST
    assert page.context.cookies() == []


def weight(answer: Response) -> int:
    return 0 if "/photo/" in answer.url or not answer.ok else len(answer.body())


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_usable_by_everybody(browsing, followed, size):
    """Light and dark, at 360 and 1280 px, with the text made twice as large."""
    page = browsing(size)

    assert look_at(page, [followed[1]]) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert fits(page)


def test_a_label_knows_who_scans_it(browsing, followed):
    """B11: the sheet for who works here, the page for everybody else."""
    sheet, tracking = followed
    label = tracking.replace("/t/", "/l/")

    staff, customer = browsing(PHONE, who="technician"), browsing(PHONE)
    staff.goto(label)
    customer.goto(label)

    expect(staff).to_have_url(re.compile(f"{sheet}$"))
    expect(customer).to_have_url(tracking)


def test_a_revoked_qr_is_dead_and_the_new_one_works(browsing, followed):
    """W1: revoked with a confirmation, made anew, and the customer's browser sees both."""
    sheet, tracking = followed
    staff, customer = browsing(PHONE, who="operator", locale="en-US"), browsing(PHONE)

    staff.goto(f"{sheet}link/")
    staff.locator("[data-dialog=revoke]").click()
    staff.locator("#revoke .btn-danger").click()
    expect(staff.locator("form[action$='/renewal/']")).to_be_visible()
    assert opens(customer, tracking) == 404

    staff.locator("form[action$='/renewal/'] button").click()
    expect(staff.locator("[data-copy]")).to_be_visible()
    renewed = staff.locator("[data-copy]").get_attribute("data-copy") or ""
    assert renewed != tracking
    assert opens(customer, renewed) == 200
    assert fits(staff)


def opens(page: Page, address: str) -> int:
    answer = page.goto(address)
    return answer.status if answer else 0
