"""Frame and refusals: they stand when nothing else does, and send nobody to a stranger's page."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import Client
from django.urls import reverse
from jinja2 import meta

from faena.journal.sentences import SENTENCES
from faena.ui import errors, navigation
from faena.ui.context import LOOKS
from faena.ui.jinja import moment
from tools import sprite

UI = Path(errors.__file__).parent
ROOMS = UI.parent


def test_the_page_of_last_resort_needs_no_database(rf):
    """No database mark on this test: a query would fail it."""
    answer = errors.handler500(rf.get("/"))

    assert answer.status_code == 500
    assert b"</html>" in answer.content
    assert b"Something broke on our side" in answer.content


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_choosing_a_language_never_leads_away(client, db, wanted):
    answer = client.post(reverse("ui:language"), {"language": "pt-br", "next": wanted})

    assert answer.status_code == 303
    assert answer["Location"] == "/"
    assert answer.cookies["language"].value == "pt-br"


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_kept_and_an_unknown_one_changes_nothing(look, client, db):
    chosen, unknown = ({look: value, "next": "/sign-in/"} for value in (LOOKS[look][0], "<script>"))

    assert client.post(reverse(f"ui:{look}"), chosen).cookies[look].value == LOOKS[look][0]
    answer = Client().post(reverse(f"ui:{look}"), unknown)
    assert answer["Location"] == "/sign-in/"
    assert look not in answer.cookies


def test_a_moment_that_has_not_come_is_a_dash():
    assert moment(None) == "—"


def test_an_undefined_name_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        engines["jinja2"].from_string("{{ nobody }}").render({})


def test_the_sprite_has_the_icons_that_pages_name_and_no_other():
    known = set(sprite.names())
    used = {sentence.icon for sentence in SENTENCES.values()}
    for template in ROOMS.glob("*/templates/**/*.html"):
        used |= set(re.findall(r'\bicon\("([a-z0-9-]+)"', template.read_text(encoding="utf-8")))

    assert used - known == set()
    sources = [path for ending in ("html", "py") for path in ROOMS.rglob(f"*.{ending}")]
    words = set(re.findall(r"""["']([a-z0-9-]+)["']""", " ".join(path.read_text(encoding="utf-8") for path in sources)))
    assert known - words == set(), "No page names these: take them out of icons.txt."


def test_the_customers_page_stays_small():
    """W1: readable over 3G."""
    assert (UI / "static/ui/tracking.css").stat().st_size < 12_000


def test_no_page_carries_inline_style_or_script():
    """The content security policy would refuse it silently. A mail has no other place for its style."""
    for template in set(ROOMS.glob("*/templates/**/*.html")) - set(ROOMS.glob("*/templates/**/mail.html")):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text), template
        assert "|safe" not in text.replace(" ", ""), template


def test_the_menu_shows_only_what_one_may_open(rf):
    class Nobody:
        def has(self, perm):
            return False

    request = rf.get("/")
    request.user = AnonymousUser()

    assert all(link.url for link in navigation.Navigation(request).menu(Nobody()).links)
    assert not any(link.url.startswith("/orders/") for link in navigation.Navigation(request).menu(Nobody()).links)


@pytest.mark.parametrize(
    ("path", "room"),
    [("/visits/7/", "/agenda/"), ("/subscriptions/7/edit/", "/customers/"), ("/devices/7/", "/customers/")],
)
def test_a_page_away_from_its_room_is_marked_as_of_it(path, room, rf):
    class Everybody:
        def has(self, perm):
            return True

    assert [link.url for link in navigation.Navigation(rf.get(path)).menu(Everybody()).links if link.current] == [room]


@pytest.mark.parametrize("switch", ["/theme/", "/text/", "/side/", "/language/"])
@pytest.mark.parametrize(
    ("wanted", "gone_to"),
    [
        ("/orders/?q=ñ", "/orders/?q=%C3%B1"),
        ("/orders/\r\nSet-Cookie: a=b", "/orders/%0D%0ASet-Cookie:%20a=b"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_switch_leads_back_and_nowhere_else(switch, wanted, gone_to, db, visitor):
    """A line break in the address is no error of ours."""
    answer = visitor.post(switch, {"theme": "dark", "language": "en", "next": wanted})

    assert (answer.status_code, answer["Location"]) == (303, gone_to)


def test_every_page_says_what_it_may_load(client, db, settings):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data: blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    ]
    assert client.get("/no-such-page/")["Content-Security-Policy"] == policy
    settings.DEBUG = True
    assert "Content-Security-Policy" not in client.get("/no-such-page/")


@pytest.mark.parametrize("name", ["kit", "_forms", "_lists"])
def test_the_components_know_nothing_of_the_page(name):
    """So a page imports them without its context, and they are made once."""
    source = (UI / f"templates/ui/{name}.html").read_text()
    env = engines["jinja2"].env

    outside = meta.find_undeclared_variables(env.parse(source)) - set(env.globals)

    assert outside <= {"buttons", "inside"}  # set in a branch
