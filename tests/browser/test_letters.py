"""Pages that people reach by a letter or a slip, not by a link of ours: the invitation, the new password, the
customer's page. Each is opened as its reader would, from the mail that was really sent."""

import quopri
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import look_at

NEW_PASSWORD = "una clave larga y propia"
BOTH = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def link_in_mail(folder: Path, to: str, path: str, seconds: float = 30) -> str:
    """The address beginning with `path` in the newest mail to `to`; the job worker sends it in its own time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for file in sorted(folder.glob("mail/*.log"), reverse=True):
            text = quopri.decodestring(file.read_bytes()).decode("utf-8", "replace")
            found = re.findall(rf"https?://[^/\s]+({path}[^\s\"<]+)", text)
            if f"To: {to}" in text and found:
                return str(found[-1])
        time.sleep(0.3)
    raise AssertionError(f"no mail to {to} with {path}")


def invite(page: Page, email: str) -> None:
    page.goto("/users/new/")
    page.fill("[name=name]", "Nadia Nueva")
    page.fill("[name=email]", email)
    page.select_option("[name=role]", "operator")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/users/\d+/$"))


@BOTH
def test_an_invitation_is_opened_once(browsing, shop_folder, size):
    """W27: the letter's link lets the new user set a password, and then leads nowhere."""
    email = f"nadia-{size['viewport']['width']}@faena.example"
    invite(browsing(DESK, who="master"), email)
    address = link_in_mail(shop_folder, email, "/invitation/")

    page = browsing(size)
    assert look_at(page, [address]) == []
    for field in page.locator("main input[type=password]").all():
        field.fill(NEW_PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator("h1")).to_be_visible()

    late = browsing(size)
    assert look_at(late, [address]) == []
    assert late.locator("input[type=password]").count() == 0


@BOTH
def test_a_forgotten_password_is_set_anew(browsing, shop_folder, size):
    """W6: the letter's page is usable by everybody."""
    page = browsing(size)
    page.goto("/password/reset/")
    page.fill("main input[type=email], main [name=email]", "seller@faena.example")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/sent/")

    address = link_in_mail(shop_folder, "seller@faena.example", "/password/reset/")

    assert look_at(page, [address]) == []
    assert page.locator("main input[type=password]").count() >= 1


@BOTH
def test_the_customer_s_page_is_usable_by_everybody(browsing, size):
    """W1: WCAG 2.2 AA in both themes."""
    staff = browsing(DESK, who="operator")
    staff.goto("/orders/?q=OS-000038")  # its exact number opens it
    address = staff.locator("[data-copy]").get_attribute("data-copy") or ""

    assert look_at(browsing(size), [address]) == []
