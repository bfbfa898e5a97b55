"""The guide inside the program: the chapters of docs/guide, and which of them belongs to each page.

A chapter begins with `## Its title`; below it a line `<!-- key: intake -->`, which GitHub does not show, gives it the
name that is the same in all languages. Where a language has no guide, its readers get the Spanish one."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.templatetags.static import static
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from faena.lib.text import fold

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "guide"
FILES: Final = {"es": "es.md", "pt-br": "pt.md"}  # language → its guide
OTHERWISE: Final = "es"
KEY: Final = re.compile(r"^<!-- key: ([a-z-]+) -->\n", re.MULTILINE)
PEOPLE: Final = "now"  # the chapter that tells what becomes of the work of who leaves


# The page's route, or the room of it, → key of its chapter. The route goes before its room.
CHAPTERS: Final = {
    "account": "access",
    "accounts": PEOPLE,
    "accounts:access": "access",
    "accounts:accesses": "who-came",
    "accounts:app": "access",
    "accounts:factor_roles": "access",
    "accounts:new_passkey": "access",
    "accounts:profile": "access",
    "accounts:recovery_codes": "access",
    "accounts:all_tokens": "access",
    "accounts:new_token": "access",
    "accounts:token_made": "access",
    "accounts:tokens": "access",
    "accounts:view": "find",
    "agenda": "agenda",
    "billing": "statement",
    "billing:plans": "plans",
    "billing:run": "bill",
    "billing:subscribe": "plans",
    "billing:subscription": "plans",
    "cash": "collect",
    "cash:list": "cash-day",
    "cash:payment": "receipt",
    "cash:print": "receipt",
    "cash:reversal": "reverse",
    "company": "first-steps",
    "customers": "customers",
    "home": "customers",
    "home:first_steps": "first-steps",
    "home:home": "now",
    "home:search": "find",
    "home:test_print": "paper",
    "internal_statuses": "internal",
    "moving": "import",
    "moving:archive": "take-everything",
    "notices": "notices",
    "notifications": "trouble",
    "orders": "sheet",
    "orders:chat": "tell",
    "orders:closing": "close",
    "orders:internal": "internal",
    "orders:label_page": "paper",
    "orders:link": "tracking",
    "orders:list": "find",
    "orders:new": "intake",
    "orders:part": "parts",
    "orders:part_list": "parts",
    "orders:parts": "parts",
    "orders:reopening": "reverse",
    "orders:signature": "signature",
    "orders:slip_page": "paper",
    "orders:status_list": "tell",
    "orders:statuses": "tell",
    "orders:tell": "tell",
    "orders:terms_version": "signature",
    "orders:value": "parts",
    "payment_methods": "collect",
    "plans": "plans",
    "positions": PEOPLE,
    "rates": "rate",
    "statuses": "tell",
    "hooks": "access",
    "rest": "access",
    "summary": "summary",
    "terms": "signature",
    "texts": "tell",
    "ticket_statuses": "tickets",
    "ticket_types": "tickets",
    "tickets": "tickets",
    "upkeep": "backups",
    "visit_kinds": "agenda",
}
FIRST: Final = "now"  # of a page that has none


@dataclass(frozen=True)
class Chapter:
    """`text`: as HTML, of a file of ours, in which HTML itself is not read."""

    key: str
    title: str
    text: Markup


@dataclass(frozen=True)
class Guide:
    """In one language, by the keys of its chapters, in their order."""

    language: str
    chapters: dict[str, Chapter]


def guide(language: str) -> Guide:
    """Of that language, else the Spanish one."""
    own = language if language in FILES else OTHERWISE
    return _read(own, settings.DEBUG and (FOLDER / FILES[own]).stat().st_mtime, get_script_prefix())


def chapter_of(address: str) -> str:
    """The key of the chapter that belongs to a page, by its path."""
    try:
        route = resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return FIRST
    return (
        CHAPTERS.get(route) or CHAPTERS.get(route.partition(":")[0]) or CHAPTERS.get(route.partition("_")[0]) or FIRST
    )


@lru_cache(maxsize=8)
def _read(language: str, _changed: Any, _prefix: str) -> Guide:
    text = (FOLDER / FILES[language]).read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    named = [_named(part) for part in parts]
    addresses = {f"#{_anchor(title)}": reverse("home:chapter", args=[key]) for key, title, _text in named}
    return Guide(language, {key: Chapter(key, title, _drawn(text, addresses)) for key, title, text in named})


def _named(part: str) -> tuple[str, str, str]:
    """Key, title and text of a chapter; one without a key is called by its title, in this language."""
    title, _, text = part.partition("\n")
    found = KEY.search(text)
    return (found[1] if found else slugify(fold(title))), title.strip(), KEY.sub("", text)


def _anchor(title: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def _drawn(text: str, addresses: dict[str, str]) -> Markup:
    """HTML inside of it stays text, and only the usual kinds of addresses become links (Markdown's own rules)."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        for inner in token.children or ():
            _lead(inner, addresses)
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704  # made of a file of ours


def _lead(token: Token, addresses: dict[str, str]) -> None:
    """Pictures come from where static files are; a link to a chapter leads to its page."""
    if token.type == "image":
        name = str(token.attrs["src"]).removeprefix("pictures/")
        token.attrs |= {"src": static(f"guide/{name}"), "loading": "lazy"}
    elif token.type == "link_open":
        token.attrs["href"] = addresses.get(str(token.attrs["href"]), str(token.attrs["href"]))
