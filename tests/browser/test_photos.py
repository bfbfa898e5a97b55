"""Photos of a status (W14): picked together, made small in the browser, sent with their progress, kept when the network
breaks, and sent by a plain form where there is no script."""

import io
import re
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import photos
from tests.browser.conftest import DESK, PHONE, fits, sign_in

SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 400_000}  # bytes a second
GALLERY = "[name=photos]:not([capture])"
# Tells each step of each bar to the test; the page that showed them is gone when it is asked.
WATCH = """() => new MutationObserver((steps) => steps.forEach(({ target }) => {
  if (target.matches("progress")) seen(target.closest("li") ? "one" : "all", target.value, target.checkVisibility());
})).observe(document.body, { attributes: true, subtree: true, attributeFilter: ["value"] })"""


def large(name: str) -> dict[str, Any]:
    """12 megapixels, held upright by a flag, with the place inside."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": photos.jpeg()}


def small(name: str = "foto.jpg") -> dict[str, Any]:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def an_order(page: Page) -> tuple[str, str]:
    """An order of the demo that takes statuses: the address of its sheet and the one its customer has."""
    page.goto("/orders/")
    page.goto(page.locator(".list .at-title a").first.get_attribute("href") or "")
    sheet = page.url.partition("?")[0]
    return sheet, page.locator("[data-copy*='/t/']").first.get_attribute("data-copy") or ""


def begin(page: Page, sheet: str, *files: dict[str, Any]) -> None:
    """Everything but the last press: a status, a note and photos that are ready to go."""
    page.goto(f"{sheet}statuses/")
    page.uncheck("[name=tell]")
    page.locator("input[name=status]").nth(1).check()
    page.fill("[name=note]", "Pantalla nueva, probada.")
    page.set_input_files(GALLERY, list(files))
    expect(page.locator("[data-previews] img")).to_have_count(len(files))


def statuses(page: Page, tracking: str) -> int:
    """How many steps the customer sees."""
    page.goto(tracking)
    return page.locator(".step").count()


def newest_photos(page: Page, tracking: str, count: int) -> list[Image.Image]:
    """The photos of the newest step, whole, once there are so many."""
    pictures = page.locator(".step").first.locator(".photos img")
    for _ in range(60):
        page.goto(tracking)
        if pictures.count() == count:
            break
        page.wait_for_timeout(500)
    links = [(one.get_attribute("src") or "").partition("?")[0] for one in pictures.all()]
    return [Image.open(io.BytesIO(page.request.get(link).body())) for link in links]


def test_two_at_once_go_small_and_tell_how_far_they_are(browsing):
    """W14: from the phone to the customer's page."""
    page, customer = browsing(PHONE, who="operator"), browsing(PHONE, java_script_enabled=False)
    sheet, tracking = an_order(page)
    steps: list[tuple[str, float, bool]] = []
    page.expose_function("seen", lambda *step: steps.append(step))
    begin(page, sheet, large("una.jpg"), large("otra.jpg"))
    assert fits(page)
    page.evaluate(WATCH)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)

    sizes = page.eval_on_selector(GALLERY, "input => [...input.files].map((file) => file.size)")
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)

    assert len(sizes) == 2
    assert 100_000 < sum(sizes) < 1_500_000 < 2 * len(photos.jpeg())
    for bar in ("one", "all"):
        values = [value for name, value, is_seen in steps if name == bar and is_seen]
        assert len({value for value in values if 0 < value < 1}) >= 2, f"{bar}: {values}"
    shown = newest_photos(customer, tracking, 2)
    assert [picture.height > picture.width for picture in shown] == [True, True], "upright, as they were taken"
    assert [max(picture.size) for picture in shown] == [2000, 2000]


def test_one_after_the_other_and_out_again(browsing):
    """W14: the camera gives one at a time; each can be taken out before it is sent."""
    page = browsing(DESK, who="operator")
    sheet, _ = an_order(page)
    begin(page, sheet, small("una.jpg"))
    page.set_input_files("[name=photos][capture]", small("otra.jpg"))
    page.set_input_files(GALLERY, [{"name": "nota.txt", "mimeType": "text/plain", "buffer": b"no photo"}])
    expect(page.locator("[data-previews] li:not(.is-busy)")).to_have_count(3)

    page.locator("[data-previews] button[aria-label$='nota.txt']").click()
    page.locator("[data-previews] button[aria-label$='una.jpg']").click()

    assert page.eval_on_selector(GALLERY, "input => [...input.files].map((file) => file.name)") == ["otra.jpg"]
    page.set_input_files(GALLERY, [small(f"{n}.jpg") for n in range(12)])
    expect(page.locator("[data-previews] li")).to_have_count(10)
    expect(page.locator("[data-left-out]")).to_be_visible()


def test_a_refused_form_keeps_the_photos(browsing):
    """W14: corrected and sent again without picking them anew."""
    page, customer = browsing(PHONE, who="operator"), browsing(PHONE, java_script_enabled=False)
    sheet, tracking = an_order(page)
    before = statuses(customer, tracking)
    page.goto(f"{sheet}statuses/")
    page.uncheck("[name=tell]")
    page.fill("[name=note]", "Sin estado todavía.")
    page.set_input_files(GALLERY, small())
    page.click("main form button.btn-primary")

    expect(page.locator(".field-error").first).to_be_visible()
    expect(page.locator("[data-previews] img")).to_have_count(1)
    expect(page.locator("[name=note]")).to_have_value("Sin estado todavía.")
    page.locator("input[name=status]").nth(1).check()
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)

    expect(page.locator("#told")).to_contain_text("ya ve")
    assert statuses(customer, tracking) == before + 1
    assert len(newest_photos(customer, tracking, 1)) == 1


def test_a_broken_network_loses_nothing_and_doubles_nothing(browser, shop, browsing):
    """W14: the first time nothing arrives, the second time everything does and the answer is lost."""
    context = browser.new_context(base_url=shop, locale="es-VE", timezone_id="America/Caracas", **PHONE)
    page, customer = context.new_page(), browsing(PHONE, java_script_enabled=False)
    sign_in(page, "operator")
    sheet, tracking = an_order(page)
    before = statuses(customer, tracking)
    begin(page, sheet, small())
    failed, again = page.locator("[data-when=failed]"), page.locator("[data-send-again]")
    losses: list[str] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and len(losses) < 2:
            losses.append(str(route.fetch(max_redirects=0).status) if losses else "nothing arrived")
            route.abort()
        else:
            route.continue_()

    page.route("**/statuses/", lose)
    page.click("main form button.btn-primary")
    expect(failed).to_be_visible()
    expect(page.locator("[data-previews] img")).to_have_count(1)
    expect(page.locator("[name=note]")).to_have_value("Pantalla nueva, probada.")
    assert fits(page)
    with page.expect_event("requestfailed"):  # the notice is away for too short a time to be seen
        again.click()
    expect(failed).to_be_visible()
    again.click()
    page.wait_for_url(sheet)

    assert losses == ["nothing arrived", "200"]
    assert statuses(customer, tracking) == before + 1
    assert len(newest_photos(customer, tracking, 1)) == 1
    context.close()


def test_without_script_the_form_is_a_plain_one(browsing):
    """W14: the photo arrives as it is, and the server makes it small."""
    page = browsing(PHONE, who="operator", java_script_enabled=False)
    customer = browsing(PHONE, java_script_enabled=False)
    sheet, tracking = an_order(page)
    page.goto(f"{sheet}statuses/")
    page.uncheck("[name=tell]")
    page.locator("input[name=status]").nth(1).check()
    page.set_input_files(GALLERY, [large("una.jpg"), large("otra.jpg")])
    page.click("main form button.btn-primary")
    page.wait_for_url(sheet)

    shown = newest_photos(customer, tracking, 2)

    assert [(max(picture.size), picture.height > picture.width) for picture in shown] == [(2048, True)] * 2


def test_they_open_one_after_the_other(browsing):
    """W14: as large as the screen, by keys, mouse and the browser's way back; then what was opened has the focus."""
    page = browsing(DESK, who="operator")
    sheet, tracking = an_order(page)
    begin(page, sheet, small("one.jpg"), small("two.jpg"))
    page.click("main form .btn-primary")
    page.wait_for_url(sheet)
    assert len(newest_photos(page, tracking, 2)) == 2
    page.goto(sheet)
    box, count = page.locator("dialog.lightbox"), page.locator(".lightbox-count")
    opener = page.locator("a[data-photo]:has(img)").first
    expect(page.locator("html[data-turns]")).to_have_count(1)

    opener.click()
    expect(count).to_have_text(re.compile(r"^1 de \d+$"))
    first = box.locator("img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text(re.compile(r"^2 de \d+$"))
    assert box.locator("img").get_attribute("src") != first
    box.locator("img").dblclick()
    expect(box).to_have_class(re.compile("is-zoomed"))
    page.keyboard.press("ArrowLeft")
    expect(box).not_to_have_class(re.compile("is-zoomed"))
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    expect(box).to_be_visible()
    page.go_back()
    expect(box).to_have_count(0)
    assert page.url == sheet
