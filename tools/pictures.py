"""Takes the pictures of the README and the guide from a running demo: `python -m tools.pictures http://localhost:8000`.

The demo must be fresh (`dev.py run --reset`), so that the order numbers are those below. Pictures are reduced to a few
hundred colours: a page needs no more, and the repository stays light."""

import io
import os
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from faena.billing.months import month_of, next_month
from faena.upkeep.demo.people import PASSWORD

DOCS = Path(__file__).resolve().parents[1] / "docs"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True}
LANGUAGES = {"es": ("es", "es-VE"), "pt": ("pt-br", "pt-BR")}

AT_WORK, UNSIGNED = 39, 41  # OS-000039: in repair, with photos and a part; OS-000041: terms pending
OF = {"es": AT_WORK, "pt": 35}  # whose customer reads that language
SUBSCRIBER = 63  # paid late, with fine and interest
TICKET = 20  # A-000020: a talk under way, with the operator
# name: (address, on a desk in Spanish, who)
GUIDE = {
    "home": ("/", True, "technician"),
    "intake": ("/orders/new/?customer=7", True, "operator"),
    "sign": (f"/orders/{UNSIGNED}/signature/", False, "operator"),
    "slip": ("/orders/{of}/slip/", True, "operator"),
    "status": (f"/orders/{AT_WORK}/statuses/", False, "technician"),
    "orders": ("/orders/", True, "operator"),
    "board": ("/orders/board/", True, "operator"),
    "collect": (f"/orders/{AT_WORK}/", False, "operator"),
    "receipt": (f"/cash/?q=OS-{AT_WORK:06}", True, "operator"),
    "cash": ("/cash/?from={month}", True, "operator"),
    "run": ("/invoices/run/?month={next}", True, "admin"),
    "statement": (f"/customers/{SUBSCRIBER}/statement/", True, "operator"),
    "find": ("/customers/?field=name&q=samanes", True, "operator"),
    "tickets": ("/tickets/?whose=all", True, "operator"),
    "ticket": (f"/tickets/{TICKET}/", False, "operator"),
    "agenda": ("/agenda/{today}/", True, "operator"),
}

# Numbers of accounts and payments depend on the day: they are found from the order.
FOLLOW = {"collect": "a[href^='/cash/accounts/']", "receipt": "#results .at-title a"}


def main(address: str) -> None:
    month, after = date.today() - timedelta(days=30), next_month(month_of(date.today()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for short in LANGUAGES:
            for name, (path, on_desk, who) in GUIDE.items():
                page = _open(browser, address, DESK if on_desk and short == "es" else PHONE, who, short)
                address_of = path.format(of=OF[short], month=month, next=f"{after:%Y-%m}", today=date.today())
                _take(page, address_of, f"guide/pictures/{short}-{name}.png", FOLLOW.get(name, ""))
            page = _open(browser, address, PHONE, "operator", short)
            _take(page, _tracking(page, OF[short]), f"guide/pictures/{short}-tracking.png")
        _take(_open(browser, address, DESK, "operator", "es"), f"/orders/{AT_WORK}/", "pictures/order-desk-es.png")
        _take(_open(browser, address, PHONE, "technician", "pt"), f"/orders/{AT_WORK}/", "pictures/order-phone-pt.png")
        dark = _open(browser, address, {**DESK, "color_scheme": "dark"}, "operator", "es")
        _take(dark, "/orders/", "pictures/orders-dark.png")
        page = _open(browser, address, PHONE, "operator", "es")
        _take(page, _tracking(page, AT_WORK), "pictures/tracking.png")
        browser.close()


def _open(browser: Browser, address: str, size: dict[str, Any], who: str, short: str) -> Page:
    language, locale = LANGUAGES[short]
    context = browser.new_context(base_url=address, locale=locale, timezone_id="America/Caracas", **size)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=login]", f"{who}@faena.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/")
    page.locator(f"form[action$='/language/'] [value='{language}']").first.dispatch_event("click")
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=language)
    return page


def _tracking(page: Page, order: int) -> str:
    """The address that the customer of the order has."""
    page.goto(f"/orders/{order}/")
    return page.locator("[data-copy]").first.get_attribute("data-copy") or ""


def _take(page: Page, path: str, name: str, follow: str = "") -> None:
    """`follow`: the link of that page whose own page is meant."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    if follow:
        page.goto(page.locator(follow).first.get_attribute("href") or "")
        page.wait_for_load_state("networkidle")
    if page.locator("canvas").count():
        page.locator("canvas").hover()
    if page.locator(".change-due").count():
        _hand_over(page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = DOCS / name
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(192, dither=Image.Dither.NONE).save(target, optimize=True)
    page.context.close()


def _hand_over(page: Page) -> None:
    """A note, of which something goes back."""
    page.fill("#id_tenders-0-received", "100")
    page.locator(".change-due .is-given").first.wait_for()
    page.locator("#id_tenders-0-amount").scroll_into_view_if_needed()


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
