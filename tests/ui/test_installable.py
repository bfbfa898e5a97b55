"""The program among the apps of a phone, and the page that it shows without a connection."""

import io
import json
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image

from tests import factories


def test_the_manifest_names_the_shop_and_pictures_of_their_size(db, visitor):
    factories.the_company(name="Taller El Sol Naciente")

    answer = visitor.get("/manifest.webmanifest")

    facts = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (facts["name"], facts["short_name"], facts["start_url"]) == ("Taller El Sol Naciente", "Faena", "/")
    assert {icon["purpose"] for icon in facts["icons"]} == {"any", "maskable"}
    for icon in facts["icons"]:
        picture = Path(finders.find(icon["src"].removeprefix("/static/"))).read_bytes()
        assert icon["sizes"] == "x".join(map(str, Image.open(io.BytesIO(picture)).size))


def test_a_page_links_it_and_the_policy_lets_the_worker_run(client_of, owner):
    page = client_of(owner).get("/")

    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.content.decode()
    assert 'data-worker="/service-worker.js"' in page.content.decode()
    assert "worker-src 'self'" in page["Content-Security-Policy"]


def test_the_worker_keeps_one_page_and_static_files_alone(db, visitor, client_of, owner):
    answer = visitor.get("/service-worker.js")

    kept = json.loads(re.search(r"const KEPT = (\[.*?\]);", answer.content.decode())[1])
    assert answer["Content-Type"].startswith("text/javascript")
    assert kept[0].startswith("/offline/")
    assert all(address.startswith("/static/") for address in kept[1:])
    assert all(visitor.get(address).status_code == 200 for address in kept[:1])


def test_its_page_holds_nothing_of_anybody(client_of, owner):
    factories.the_company(name="Taller El Sol")

    page = client_of(owner).get("/offline/?language=pt-br").content.decode()

    assert "Sem conexão" in page
    for word in (owner.name, owner.email, "Taller El Sol", "CSRF", "data-user"):
        assert word not in page
