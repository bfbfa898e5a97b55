"""What a browser fetches beside the page: names that change with the content, one style sheet, little weight."""

import gzip
import json
import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from faena.ui.middleware import compressed
from faena.ui.storage import HashedStatic
from tests import factories
from tools import styles
from tools.start import NOT_SERVED

FIRST_VISIT = 110_000  # bytes, as they travel: the page and all that it brings
FIRST_REQUESTS = 10
NEXT_PAGE = 15_000
NEXT_PAGES = ["/", "/orders/", "/customers/", "/cash/", "/tickets/", "/agenda/?month="]
NEXT_PAGES += ["/orders/{order}/", "/orders/{order}/slip/?paper=a4", "/orders/{order}/label/", "/cash/{payment}/"]


def content(name):
    return Path(finders.find(name)).read_bytes()


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    return HashedStatic(location=tmp_path, base_url="/static/")


def test_a_file_is_named_by_its_content_also_inside_others(collected):
    sending = collected.url("ui/sending.js")

    assert re.fullmatch(r"/static/ui/sending\.[0-9a-f]{12}\.js", sending)
    text = collected.open(sending.removeprefix("/static/")).read().decode()
    (photos,) = re.findall(r'from "\./([\w.]+)"', text)
    assert f"/static/ui/{photos}" == collected.url("ui/photos.js")
    assert re.fullmatch(r"photos\.[0-9a-f]{12}\.js", photos)
    sheet = collected.open(collected.url("vendor/ui.css").removeprefix("/static/")).read().decode()
    (font,) = re.findall(r'url\("(inter[^"]+)"\)', sheet)
    assert f"/static/vendor/{font}" == collected.url("vendor/inter-latin.woff2")


def test_where_nothing_was_collected_it_has_its_own_name(tmp_path):
    assert HashedStatic(location=tmp_path, base_url="/static/").url("ui/cash.js") == "/static/ui/cash.js"


def test_every_sheet_is_in_one_layer():
    listed = [name for names in (*styles.LAYERS.values(), styles.OWN) for name in names]

    assert sorted(listed) == sorted(path.stem for path in styles.SHEETS.glob("*.css"))
    assert content("vendor/ui.css").startswith(b"@layer reset, tokens, parts, pages, forced;\n")


def page_of(browser, address):
    """Its text, and how many bytes travelled."""
    answer = browser.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    return gzip.decompress(answer.content).decode(), len(answer.content)


def brought(text):
    """What a browser fetches for a page, each with its weight: sheets, scripts, icons, and what those name."""
    tags = re.findall(r"<(?:link|script|img|use)\b[^>]*>", text)
    tags = [tag for tag in tags if 'rel="alternate' not in tag and 'rel="apple' not in tag]  # instead of another one
    waiting = [name for tag in tags for name in re.findall(r'(?:href|src)="/static/([^"#]+)', tag)]
    weights = {}
    while waiting:
        name = waiting.pop()
        if name in weights:
            continue
        data = content(name)
        weights[name] = len(data if name.endswith("woff2") else gzip.compress(data))
        if name.endswith((".js", ".css")):
            named = re.findall(r"""(?:from "|import "|url\(")(\.?/?[\w./-]+)\"""", data.decode())
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in named]
    return weights


@pytest.mark.parametrize(("who", "address"), [("nobody", "/sign-in/"), ("clerk", "/")])
def test_the_first_visit_is_light(who, address, client_of, visitor, clerk):
    """With nothing kept from before: by weight and by requests."""
    text, weight = page_of(visitor if who == "nobody" else client_of(clerk), address)

    files = brought(text)
    assert {"vendor/ui.css", "vendor/ui.js", "vendor/inter-latin.woff2", "vendor/icons.svg"} <= files.keys()
    assert 1 + len(files) <= FIRST_REQUESTS, sorted(files)
    assert weight + sum(files.values()) < FIRST_VISIT, files


@pytest.mark.parametrize("address", NEXT_PAGES)
def test_a_next_page_is_the_page_alone(address, client_of, owner, visitor, customer):
    """All that it names was there already with the sign-in page; the picture of a paper comes after it."""
    factories.the_company(has_care=True)
    order = factories.an_order(customer, terms=factories.some_terms())
    address = address.format(order=order.pk, payment=factories.a_payment(order.charge).pk)
    known = brought(page_of(visitor, "/sign-in/")[0])
    text, weight = page_of(client_of(owner), address)

    assert brought(text).keys() <= known.keys()
    assert weight < NEXT_PAGE


def test_pages_and_exports_travel_compressed(client_of, owner, customer):
    browser, order = client_of(owner), factories.an_order(customer)
    wishes = {"accept-encoding": "gzip"}

    page, plain = (browser.get("/orders/", headers=headers) for headers in (wishes, {}))
    paper = browser.get(reverse("orders:slip", args=[order.pk]), headers=wishes)
    file = browser.file("/orders/?format=csv", headers=wishes)

    assert (page["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert len(page.content) < len(plain.content) / 3
    assert (paper["Content-Type"], "Content-Encoding" in paper) == ("application/pdf", False)
    assert b"OS-0000" in gzip.decompress(b"".join(file.streaming_content) if file.streaming else file.content)


def test_the_manifest_names_what_is_served(collected):
    names = json.loads(collected.read_manifest())["paths"]

    assert not [name for name in names if name.startswith(("account/", "django_htmx/ext/")) or "htmx-4" in name]


@pytest.mark.parametrize(
    ("page", "scripts"),
    [
        ("orders:signature", {"ui/handed.js", "ui/signature.js"}),
        ("orders:new", {"ui/cash.js"}),
        ("orders:statuses", {"ui/sending.js", "ui/photos.js"}),
        ("orders:sheet", set()),
    ],
)
def test_a_page_brings_the_scripts_that_it_alone_needs(page, scripts, client_of, owner, customer):
    order = factories.an_order(customer, terms=factories.some_terms())
    address = reverse(page, args=[] if page == "orders:new" else [order.pk])

    files = brought(page_of(client_of(owner), address)[0])

    assert {name for name in files if name.startswith("ui/") and name.endswith(".js")} == scripts


def test_a_compressed_page_says_no_length_of_its_own():
    """Its head has a name of random length: the same text weighs other bytes each time."""
    text = b"<p>token</p>" * 100

    packed = [compressed(text) for _ in range(40)]

    assert {gzip.decompress(one) for one in packed} == {text}
    assert len({len(one) for one in packed}) > 10
