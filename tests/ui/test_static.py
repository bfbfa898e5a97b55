"""What a browser fetches beside the page: names that change with the content, one style sheet, little weight."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from faena.ui.storage import HashedStatic
from tests import factories
from tools import styles
from tools.start import NOT_SERVED

FIRST_VISIT = 110_000  # bytes: page, sheet, scripts, icons and font, as they travel


def content(name):
    return Path(finders.find(name)).read_bytes()


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    return HashedStatic(location=tmp_path, base_url="/static/")


def test_a_file_is_named_by_its_content_also_inside_others(collected):
    app = collected.url("ui/app.js")

    assert re.fullmatch(r"/static/ui/app\.[0-9a-f]{12}\.js", app)
    text = collected.open(app.removeprefix("/static/")).read().decode()
    named = re.findall(r'from "\./([\w.]+)"', text)
    assert len(named) > 3
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) and collected.exists(f"ui/{name}") for name in named)
    sheet = collected.open(collected.url("vendor/ui.css").removeprefix("/static/")).read().decode()
    (font,) = re.findall(r'url\("(inter[^"]+)"\)', sheet)
    assert f"/static/vendor/{font}" == collected.url("vendor/inter-latin.woff2")


def test_where_nothing_was_collected_it_has_its_own_name(tmp_path):
    assert HashedStatic(location=tmp_path, base_url="/static/").url("ui/app.js") == "/static/ui/app.js"


def test_every_sheet_is_in_one_layer():
    listed = [name for names in styles.LAYERS.values() for name in names]

    assert sorted(listed) == sorted(path.stem for path in styles.SHEETS.glob("*.css"))
    assert content("vendor/ui.css").startswith(b"@layer reset, tokens, parts, pages;\n")


def test_the_first_visit_is_light(client_of, clerk):
    """Home and everything that it names, compressed as it travels."""
    page = client_of(clerk).get("/", headers={"accept-encoding": "gzip"}).content
    text = gzip.decompress(page).decode()
    names = {*re.findall(r"/static/([\w./-]+\.(?:css|js|woff2|svg))", text)}
    names |= {f"ui/{name}" for name in re.findall(r'from "\./(\w+\.js)"', content("ui/app.js").decode())}

    def weight(name):
        return len(content(name) if name.endswith("woff2") else gzip.compress(content(name)))

    assert {"vendor/ui.css", "ui/app.js", "vendor/inter-latin.woff2", "vendor/icons.svg"} <= names
    assert len(page) + sum(map(weight, names)) < FIRST_VISIT, {name: weight(name) for name in names}


def test_pages_and_exports_travel_compressed(client_of, owner, customer):
    browser, order = client_of(owner), factories.an_order(customer)
    wishes = {"accept-encoding": "gzip"}

    page, plain = (browser.get("/orders/", headers=headers) for headers in (wishes, {}))
    paper = browser.get(reverse("orders:slip", args=[order.pk]), headers=wishes)
    file = browser.get("/orders/?format=csv", headers=wishes)

    assert (page["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert len(page.content) < len(plain.content) / 3
    assert (paper["Content-Type"], "Content-Encoding" in paper) == ("application/pdf", False)
    assert b"OS-0000" in gzip.decompress(b"".join(file.streaming_content) if file.streaming else file.content)


def test_the_manifest_names_what_is_served(collected):
    names = json.loads(collected.read_manifest())["paths"]

    assert not [name for name in names if name.startswith(("account/", "django_htmx/ext/")) or "htmx-4" in name]


@pytest.mark.parametrize(("page", "script"), [("orders:signature", "signature.js"), ("orders:new", "cash.js")])
def test_a_page_brings_its_own_script(page, script, client_of, owner, customer):
    order = factories.an_order(customer, terms=factories.some_terms())
    address = reverse(page, args=[order.pk] if page == "orders:signature" else [])

    assert f"/static/ui/{script}" in client_of(owner).get(address).content.decode()
