"""The guide inside the program: each page has its chapter, in each language that has a guide."""

import re

import pytest
from django.contrib.staticfiles import finders

from faena.home.guide import CHAPTERS, FILES, FIRST, FOLDER, chapter_of, guide
from tests import routes as house

PAGES = [route for route in house.routes() if route.door and route.door.kind == "staff"]


@pytest.mark.parametrize("language", FILES)
def test_every_chapter_that_a_page_names_is_there(language):
    read = guide(language)

    assert {*CHAPTERS.values(), FIRST} <= read.chapters.keys()
    assert [one.key for one in read.chapters.values() if not one.title or len(one.text) < 100] == []


def test_every_room_with_pages_has_a_chapter_and_nothing_is_named_in_vain():
    names = {route.name for route in PAGES}
    rooms = {name.partition(":")[0] if ":" in name else name.partition("_")[0] for name in names}

    assert sorted(rooms - CHAPTERS.keys()) == []
    assert sorted(CHAPTERS.keys() - names - rooms) == []


def test_the_languages_tell_the_same_chapters():
    es, pt = guide("es"), guide("pt-br")

    assert list(es.chapters) == list(pt.chapters)
    assert guide("en") == es


@pytest.mark.parametrize("language", FILES)
def test_pictures_are_served_and_links_lead_to_chapters(language):
    texts = "".join(one.text for one in guide(language).chapters.values())

    pictures = re.findall(r'src="/static/(guide/[^"]+)"', texts)
    assert len(pictures) > 10
    assert [name for name in pictures if finders.find(name) is None] == []
    assert re.findall(r'href="(?!/guide/)[^"]*"', texts) == []
    assert "key:" not in texts


def test_html_in_the_text_stays_text(monkeypatch, tmp_path):
    (tmp_path / "es.md").write_text('## One\n\n<script>x</script> [a](javascript:x) <img src=x onerror="x">\n')
    monkeypatch.setattr("faena.home.guide.FOLDER", tmp_path)
    guide.__globals__["_read"].cache_clear()

    text = guide("es").chapters["one"].text

    guide.__globals__["_read"].cache_clear()
    assert "&lt;script&gt;" in text
    assert not re.search(r"<script|<img|href=", text)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/orders/new/", "intake"),
        ("/orders/7/", "sheet"),
        ("/orders/7/signature/?x=1", "signature"),
        ("/", "now"),
        ("/settings/first-steps/", "first-steps"),
        ("/account/password/change/", FIRST),
        ("/nothing/at/all", FIRST),
        ("", FIRST),
    ],
)
def test_a_page_leads_to_its_chapter(address, key):
    assert chapter_of(address) == key


def test_a_reader_gets_it_as_a_page_and_as_a_piece(client_of, seller):
    browser = client_of(seller)

    page = browser.get("/guide/?page=/orders/new/")
    piece = browser.get("/guide/?page=/orders/new/", headers={"HX-Request": "true"})

    assert (page.status_code, page.url) == (302, "/guide/intake/")
    assert "<html" not in piece.content.decode()
    assert guide("es").chapters["intake"].title in piece.content.decode()
    assert browser.get("/guide/intake/").status_code == 200
    assert browser.get("/guide/no-such-chapter/").status_code == 404
    assert FOLDER.is_dir()
