"""Every page of the program, as a Master on a phone and on a desk, light and dark: no accessibility violation, no
console message, no sideways scroll; and as a Technician on a phone.

The pages are found as a person finds them, by following links from home; a page that no link leads to fails."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.utils import timezone
from playwright.sync_api import Page

from faena.gate.doors import door_of
from tests.browser.conftest import DESK, PHONE, fits

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that the dark theme changes
MEDIA = {"assets": ["media"]}  # axe reads each sheet anew for one rule alone, which is none of these
# A page has twenty colours and hundreds of texts. axe takes a colour apart anew for each text: a quarter of its time.
EACH_COLOUR_ONCE = """
{
  const { prototype } = axe.commons.color.Color, parse = prototype.parseString, seen = new Map();
  prototype.parseString = function (text) {
    if (seen.has(text)) [this.r, this.g, this.b, this.alpha] = seen.get(text);
    else seen.set(text, (({ r, g, b, alpha }) => [r, g, b, alpha])(parse.call(this, text)));
    return this;
  };
}
void 0;
"""
NOT_PAGES = re.compile(
    r"\.(pdf|png|xlsx)$|/data/file/$|/photos/|/photo/|^logo/|piece/$|/hits/$|^/?tickets/[^/]+/pictures/|openapi\.json$"
)
# What the browser asks for by itself.
FETCHED = {"service-worker.js", "manifest.webmanifest", "notices/now/", "orders/<int:pk>/statuses/telling/"}
# Shown once, after something was made that nobody is shown again; accounts/test_tokens.py and hooks/ read them.
ONCE = {"me/api/made/", "settings/webhooks/<int:pk>/secret/new/"}
# Reached by a link in a mail or on paper, shown after a form of theirs or without a network; VISITORS look at them.
BY_LETTER = {
    "invitation/<token:token>/",
    "setup/<token:token>/",
    "t/<token:token>/",
    "t/<token:token>/photo/<int:photo_pk>/",
    r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
    "password/reset/done/",
    "password/reset/sent/",
    "password/reset/",
    "sign-in/",
    "t/",
    "offline/",
}
CLOSED, SHEET = "/orders/?stage=closed&technician=all", "orders/<int:pk>/"
SUBSCRIBERS, RECORD = "/customers/?field=login&q=maria.taller", "customers/<int:pk>/"
TICKET = "tickets/<int:ticket_pk>/"
INVOICE, PAYMENT, VISIT = "invoices/<int:invoice_pk>/", "cash/<int:pk>/", "visits/<int:visit_pk>/"
# Links of a visit that is under way; tests/browser/test_agenda.py looks at them.
UNDER_WAY = {f"{VISIT}arrival/", f"{VISIT}completion/", f"{VISIT}failure/"}
# Shown after the press that writes to the customer by WhatsApp; tests/orders/test_tell_customer.py reads it.
UNDER_WAY |= {"orders/<int:pk>/chats/<int:telling_pk>/"}
# Says what of a customer is still open, where that refused the press.
UNDER_WAY |= {"customers/<int:pk>/retirement/"}
# Shows again what the sheet's box for the staff was refused; tests/browser/test_statuses.py looks at it.
UNDER_WAY |= {"orders/<int:pk>/internal/"}
# Of customers of whom the old system knew something; tests/moving/test_pasts.py reads them.
UNDER_WAY |= {"customers/<int:pk>/before/", "before/<int:past_pk>/"}
# Only for whoever has a second factor; tests/browser/test_passkeys.py looks at them.
UNDER_WAY |= {"me/recovery-codes/", "sign-in/factor/"}
FOUND: dict[str, dict[str, str]] = {}  # who → pages_of
VISITORS = [
    "/sign-in/",
    "/offline/",
    "/t/",
    "/password/reset/",
    "/password/reset/sent/",
    "/t/unknown-token/",
    "/setup/x/",
    "/nowhere/",
]


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith("/"):
            self.found.append(address)


def pages_of(page: Page, who: str) -> dict[str, str]:
    """route → one address of it, by following links from home, and from things that have ways of their own: an unsigned
    and a closed order, a subscriber, a visit that is still to come, an invoice that is owed, a payment, a sorted list.
    A process looks for them once."""
    if who in FOUND:
        return FOUND[who]
    seen: dict[str, str] = {}
    sorted_list = Links(page.request.get("/orders/?sort=oldest").text()).found
    waiting = ["/", next(link for link in sorted_list if route_of(link) == "views/new/")]
    tomorrow = f"/agenda/{in_days(1)}/"
    # Only one kind of text is sent by the calendar, and only a visit that is with a technician can be exchanged.
    waiting += linked(page, "/settings/texts/?kind=reminder", "settings/texts/reminding/")
    for visit in linked(page, tomorrow, VISIT):
        waiting += linked(page, visit, f"{VISIT}swap/")
    for begin, *steps in (
        ("/?need=terms", SHEET),
        (CLOSED, SHEET),
        (CLOSED, SHEET, PAYMENT),
        (SUBSCRIBERS, RECORD),
        ("/invoices/?state=overdue", INVOICE),
        ("/invoices/?state=cancelled", INVOICE),
        (tomorrow, VISIT),
        ("/tickets/?state=closed&whose=all", TICKET),
        ("/tickets/?whose=all", TICKET),
        ("/tickets/?whose=all&sort=newest", TICKET),
    ):
        address, links = begin, Links(page.request.get(begin).text()).found
        for step in steps:
            address = next(link for link in links if route_of(link) == step)
            links = Links(page.request.get(address).text()).found
        own = [link for link in links if link.startswith(address)]
        waiting += [link for link in own if route_of(link) != steps[-1]]
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or route in seen or NOT_PAGES.search(address.split("?")[0]):
            continue
        answer = page.request.get(address)
        assert answer.ok, f"{address} is linked and answers {answer.status}"
        seen[route] = address
        waiting += Links(answer.text()).found
    FOUND[who] = seen
    return seen


def linked(page: Page, address: str, route: str) -> list[str]:
    """Where a page leads to by that route, each once."""
    links = Links(page.request.get(address).text()).found
    return [link for link in dict.fromkeys(links) if route_of(link) == route]


def in_days(days: int) -> date:
    """On the shop's wall."""
    with timezone.override("America/Caracas"):
        return timezone.localdate() + timedelta(days=days)


def route_of(address: str) -> str | None:
    try:
        return str(resolve(address.split("?")[0]).route)
    except Resolver404:
        return None


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def is_page(page: Page, route: str) -> bool:
    """Whether a route shows something on GET: one that only takes a POST answers 405."""
    address = "/" + re.sub(r"<[^>]+>", "1", route)
    return page.request.get(address, max_redirects=0).status not in (405, 404)


def complaints_of(page: Page, axe: str) -> list[str]:
    """What axe finds on the page that is open, in both themes."""
    page.evaluate(axe)
    found = []
    for scheme, query in (("light", {"type": "tag", "values": TAGS}), ("dark", {"type": "rule", "values": COLOURS})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        options = {"runOnly": query, "resultTypes": ["violations"], "preload": MEDIA}
        results = page.evaluate("(options) => axe.run(document, options)", options)
        for violation in results["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            found.append(f"{scheme} {violation['id']}: {nodes}")
    return found


def look_at(page: Page, addresses: list[str]) -> list[str]:
    axe, found = Axe().axe_script + EACH_COLOUR_ONCE, []
    for address in addresses:
        page.goto(address)
        size = page.viewport_size or {}
        found += [f"{size.get('width')} {address} {text}" for text in complaints_of(page, axe)]
        if not fits(page):
            found.append(f"{size.get('width')} {address} scrolls sideways")
    return found


@pytest.mark.slow("each page there is, in two themes")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_usable_by_everybody(browsing, size):
    """WCAG 2.2 AA, dark and light, 360 and 1280 px, for a Master, who sees everything there is."""
    page = browsing(size, who="master")

    assert look_at(page, list(pages_of(page, "master").values())) == []


def test_every_page_of_a_technician_fits_his_phone(browsing):
    """What is left of the pages for whoever may do less, with a phone in his hand."""
    page = browsing(PHONE, who="technician")
    pages = pages_of(page, "technician").values()

    assert [address for address in pages if page.goto(address) and not fits(page)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_hide_nothing_that_a_ground_says(browsing, scheme):
    """Windows' high contrast takes all grounds away: marks, badges and what is chosen are still told apart."""
    page = browsing(DESK, who="operator", forced_colors="active", color_scheme=scheme)
    page.goto("/orders/")
    page.locator(".list .at-title a").first.click()

    assert drawn(page, ".chip")["outlineStyle"] == "solid"
    assert drawn(page, ".side-link[aria-current]")["outlineStyle"] == "solid"
    assert drawn(page, ".story-dot")["outlineStyle"] == "solid"
    primary, plain = (drawn(page, mark) for mark in (".order-next .btn-primary", ".page-actions .btn"))
    assert primary["backgroundColor"] not in (plain["backgroundColor"], primary["color"])
    now, ahead = drawn(page, ".stage.is-now"), drawn(page, ".stage:last-child")
    assert (now["borderTopStyle"], ahead["borderTopStyle"]) == ("solid", "dotted")
    page.locator("summary:has(.user-name)").first.click()
    chosen, other = (drawn(page, f".segment[aria-pressed={pressed}]") for pressed in ("true", "false"))
    assert chosen["backgroundColor"] not in (other["backgroundColor"], chosen["color"])


def drawn(page: Page, mark: str) -> dict[str, str]:
    """How the first of them looks."""
    look: dict[str, str] = page.locator(mark).first.evaluate("(one) => ({ ...getComputedStyle(one) })")
    return look


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_for_visitors_is_usable_by_everybody(browsing, size):
    """Signing in, recovering, dead links."""
    assert look_at(browsing(size), VISITORS) == []


def test_a_link_leads_to_every_page(browsing):
    """No dead end: each page that a Master may open is found by following links from home."""
    page = browsing(DESK, who="master")
    found = set(pages_of(page, "master"))

    lost = [
        route
        for route, view in routes()
        if route not in found | BY_LETTER | UNDER_WAY | FETCHED | ONCE
        and not route.startswith("api/v1/")
        and not NOT_PAGES.search(route)
        and door_of(view) is not None
        and is_page(page, route)
    ]

    assert lost == []
