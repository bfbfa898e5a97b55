"""The unlock code of a customer's phone: only who asks sees it, and no paper has it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_statuses import sheet_with


def veil(page: Page) -> str:
    """How the signs of the code are drawn in its field."""
    return str(page.locator("#id_unlock_code").evaluate("field => getComputedStyle(field).webkitTextSecurity"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_shown_when_asked_and_never_printed(browsing, size):
    """M34: on the sheet and in the form that corrects it; by the browser's own means, without script."""
    page = browsing(size, who="technician")
    page.goto(sheet_with(page, 'class="masked'))
    code = page.locator(".masked .mono")

    expect(code).not_to_be_visible()
    page.locator(".masked summary").click()
    expect(code).to_be_visible()
    page.emulate_media(media="print")
    expect(code).not_to_be_visible()
    page.emulate_media(media="screen")
    page.locator(".masked summary").click()
    expect(code).not_to_be_visible()

    page = browsing(size, who="operator")
    page.goto(re.sub(r"\?.*", "", sheet_with(page, 'class="masked')) + "edit/")
    assert veil(page) == "disc"
    page.focus("#id_unlock_code")
    assert veil(page) == "none"
    page.emulate_media(media="print")
    expect(page.locator("#id_unlock_code")).not_to_be_visible()
