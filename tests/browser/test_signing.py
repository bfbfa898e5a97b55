"""W9 in the browser: the customer draws with the mouse on a desk and with a finger on a phone; without script the
way on paper stands there alone."""

import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, fits

WAVES = [(0.15, 0.6), (0.25, 0.2), (0.35, 0.7), (0.45, 0.3), (0.55, 0.6), (0.7, 0.35), (0.85, 0.5)]


def to_sign(page: Page) -> str:
    """A fresh order, its terms pending; gives back its address."""
    page.goto("/orders/new/?new=1")
    for name, text in (
        ("name", "Rosa Firmante"),
        ("phone", "0412 555 0133"),
        ("device_kind", "Radio"),
        ("reason", "Muda"),
    ):
        page.fill(f"[name={name}]", text)
    page.click("#intake button.btn-primary")
    page.wait_for_url(re.compile(r"/orders/\d+/"))
    sheet = page.url.partition("?")[0]
    page.goto(sheet)
    expect(page.locator("#terms .chip.is-amber")).to_be_visible()
    return sheet


def signed(page: Page, sheet: str) -> None:
    """The sheet shows the drawing, and its picture has ink."""
    page.wait_for_url(sheet)
    page.locator("#terms > summary").click()
    drawing = page.locator("#terms img")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("(img) => img.decode().then(() => img.naturalWidth > 0)")
    svg = page.request.get(drawing.get_attribute("src") or "").text()
    assert len(re.findall(r"Q\d", svg)) > 5
    assert page.locator("#terms .chip.is-amber").count() == 0


def test_with_the_mouse_on_a_desk(browsing):
    """W9: strokes, undone and drawn again; a refused form brings the drawing back."""
    page = browsing(DESK, who="operator")
    sheet = to_sign(page)
    page.locator("a[href$='/signature/']:visible").first.click()
    page.wait_for_url("**/signature/")
    expect(page.locator("[data-undrawn]")).to_have_count(0)

    def draw(places):
        page.locator("canvas").scroll_into_view_if_needed()
        box = page.locator("canvas").bounding_box()
        page.mouse.move(box["x"] + places[0][0] * box["width"], box["y"] + places[0][1] * box["height"])
        page.mouse.down()
        for x, y in places[1:]:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=5)
        page.mouse.up()

    lines = "() => (JSON.parse(document.querySelector('[name=strokes]').value || '{}').lines || []).length"
    draw(WAVES)
    draw([(0.2, 0.85), (0.8, 0.8)])
    assert page.evaluate(lines) == 2
    page.click("[data-undo]")
    assert page.evaluate(lines) == 1
    page.click("[data-clear]")
    assert page.evaluate(lines) == 0
    draw(WAVES)
    page.fill("[name=signer]", "")
    page.click("button[value=screen]")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.evaluate(lines) == 1
    assert fits(page)
    page.fill("[name=signer]", "María Ríos")
    page.click("button[value=screen]")

    expect(page.locator("h1")).to_contain_text("María Ríos")
    for _ in range(3):  # Back leads to no order
        page.go_back()
        expect(page.locator("h1")).to_contain_text("María Ríos")
    assert page.locator("nav").count() == 0
    page.click("main .btn-primary")
    signed(page, sheet)


def test_with_a_finger_on_the_customers_phone(browsing):
    """W9: by the code on the counter's screen, which notices; the page does not scroll away under the finger."""
    counter, page = browsing(DESK, who="operator"), browsing(PHONE)
    sheet = to_sign(counter)
    counter.locator(".order-next .btn-primary").click()
    counter.click(".sign-ways > summary")
    counter.click("a[href$='/signature/phone/']")
    page.goto(counter.locator("[data-copy*='/s/']").first.get_attribute("data-copy") or "")
    canvas = page.locator("canvas")
    canvas.evaluate("(one) => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    box, top = canvas.bounding_box(), page.evaluate("scrollY")
    assert box["height"] > 120
    finger = page.context.new_cdp_session(page)

    def touch(kind, *places):
        points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", WAVES[0])
    for (x, y), (to_x, to_y) in pairwise(WAVES):
        for step in range(1, 5):
            touch("touchMove", (x + (to_x - x) * step / 4, y + (to_y - y) * step / 4))
    touch("touchEnd")

    assert page.evaluate("scrollY") == top
    assert fits(page)
    page.locator("button[value=screen]").click()
    expect(page.locator("canvas")).to_have_count(0)
    counter.locator("#signing-waits .btn-primary").click()
    signed(counter, sheet)


def test_without_script_the_way_on_paper_stands_alone(browsing):
    """W9: signed on paper counts the same."""
    sheet = to_sign(browsing(DESK, who="operator"))
    page = browsing(PHONE, who="operator", java_script_enabled=False)
    page.goto(f"{sheet}signature/")

    expect(page.locator("canvas")).to_be_hidden()
    expect(page.locator("[data-undrawn]")).to_be_visible()
    page.click(".sign-ways > summary")
    page.click("button[value=paper]")

    page.wait_for_url(sheet)
    assert page.locator("#terms img").count() == 0
    assert page.locator("#terms .chip.is-amber").count() == 0
