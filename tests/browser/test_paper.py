"""W15 in the browser: one click prints from a frame that nobody sees; the slip grows beside the intake on desks."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, fits, whole_chromium

# Printing opens a window of the system, which no test can close: what would be printed is noted instead.
NOTED = "window.print = () => (window.top.printed ??= []).push(location.pathname + location.search)"
PAPER = ".paper-stage img.paper"


@pytest.fixture(scope="module")
def browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """One that can show a PDF in a frame."""
    whole = launch_browser(executable_path=whole_chromium())
    yield whole
    whole.close()


def to_an_order(page: Page) -> str:
    """The sheet of any order that is open."""
    page.goto("/orders/")
    page.locator(".list .at-title a").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    return page.url


def printed(page: Page) -> list[str]:
    page.wait_for_function("() => (window.printed || []).length > 0")
    found: list[str] = page.evaluate("() => { const found = window.printed; window.printed = []; return found; }")
    return found


def test_one_key_or_one_click_prints_from_the_sheet_and_from_the_preview(browsing):
    """W15: the PDF of the paper that is shown goes to the printer, and the page stays where it is."""
    page = browsing(DESK, who="operator")
    page.context.add_init_script(NOTED)
    sheet = to_an_order(page)
    number = sheet.rstrip("/").rsplit("/", 1)[1]

    page.keyboard.press("p")
    assert printed(page) == [f"/orders/{number}/slip.pdf"]
    assert (page.url, len(page.context.pages)) == (sheet, 1)

    page.goto(f"/orders/{number}/slip/")
    page.click(".segments-bar a:has-text('A4')")
    page.wait_for_url("**/slip/?paper=a4")
    width = page.locator(PAPER).first.evaluate("(img) => img.decode().then(() => img.clientWidth)")
    assert 780 < width < 800
    page.locator("[data-print]:visible").first.click()
    assert printed(page) == [f"/orders/{number}/slip.pdf?paper=a4"]
    assert len(page.context.pages) == 1


def test_a_phone_opens_the_pdf_to_share_it(browsing):
    """W15: no browser of a phone prints from a frame."""
    page = browsing(PHONE, who="operator", locale="pt-BR")
    sheet = to_an_order(page)
    page.goto(f"{sheet}slip/?paper=80")
    expect(page.locator(PAPER)).to_be_visible()
    assert fits(page)

    with page.context.expect_page() as opened:
        page.locator(".bottombar [data-print]").click()

    assert opened.value is not None
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_keeps_room_for_the_picture_that_comes_later(browsing, size):
    """W15: nothing jumps under the finger."""
    page = browsing(size, who="operator")
    sheet = to_an_order(page)
    waiting: list[Route] = []
    page.route("**/slip.png?*", lambda route: waiting.append(route))
    page.goto(f"{sheet}slip/?paper=80", wait_until="domcontentloaded")
    paper = page.locator(PAPER)
    expect(paper).to_be_visible()
    before = paper.bounding_box()

    waiting[0].continue_()
    paper.evaluate("(img) => img.decode()")

    assert paper.bounding_box() == pytest.approx(before, abs=1)


def test_the_slip_grows_beside_the_intake(browsing):
    """W11: each field that is left shows on the paper; nothing is opened by that."""
    page = browsing(DESK, who="operator")
    page.goto("/orders/new/?new=1")
    paper = page.locator(PAPER)
    expect(paper).to_be_visible()
    heights = [paper.get_attribute("height")]

    for name, text in (("name", "Ramón Ñáñez"), ("device_kind", "Televisor"), ("reason", "Se apaga sola. " * 20)):
        page.fill(f"[name={name}]", text)
        with page.expect_response("**/orders/new/preview/") as answer:
            page.keyboard.press("Tab")
        assert answer.value.status == 200
        expect(paper).not_to_have_attribute("height", heights[-1] or "")
        heights.append(paper.get_attribute("height"))

    assert page.evaluate("() => document.querySelector('[name=reason]').value").startswith("Se apaga")


def test_phones_do_not_ask_for_what_they_do_not_show(browsing):
    """W11: a phone has no room beside the form, and no battery for it."""
    page = browsing(PHONE, who="operator")
    query: list[str] = []
    page.on("request", lambda request: query.append(request.url))
    page.goto("/orders/new/?new=1")
    page.fill("[name=name]", "Ramón Ñáñez")
    page.fill("[name=reason]", "Se apaga")
    page.locator("[name=reason]").blur()
    page.wait_for_timeout(1000)

    assert [url for url in query if "preview" in url] == []


def test_without_script_the_link_opens_the_pdf(browsing):
    """W15: printing needs no script of ours."""
    page = browsing(DESK, who="operator", java_script_enabled=False)
    to_an_order(page)

    link = page.locator("#paper [data-print]")
    address = link.get_attribute("href") or ""
    answer = page.request.get(address)

    assert link.get_attribute("target") == "_blank"
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_each_press_prints_a_receipt_once_more(browsing, size):
    """W35: a double press is one print, the next one a copy with its own address; the page says so without a reload."""
    page = browsing(size, who="operator")
    page.context.add_init_script(NOTED)
    page.goto("/cash/?from=&to=")
    page.locator(".list .at-title a").nth(1 if size is DESK else 2).click()
    page.wait_for_url(re.compile(r"/cash/\d+/$"))
    query: list[str] = []
    page.context.on("request", lambda request: query.append(request.url) if request.method == "POST" else None)
    button, lines = page.locator("[form=print]:visible"), page.locator("#prints li")
    before = lines.count()

    for more in (1, 2):
        button.evaluate("(one) => { one.click(); one.click(); }")
        expect(lines).to_have_count(before + more, timeout=15_000)
        expect(button).to_contain_text("opia")

    assert len(query) == 2
    assert len(page.context.pages) == (1 if size is DESK else 3)
