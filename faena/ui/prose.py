"""What a person typed, as a page shows it: paragraphs, lines, lists and links, and nothing else.

    - one, or * one, or • one       an item of a list
    1. first                        an item with its number, which stays as it was typed
    https://example.com/a           a link, without the full stop or bracket behind it

Every letter is escaped; a link is http or https, shows the address that it leads to, and tells it nothing of ours."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ITEM: Final = re.compile(r"\s*(?:[-*•]|(?P<number>\d{1,3})\.)\s+(?P<text>\S.*)")
_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_LINK: Final = '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
_BEHIND: Final = ".,;:!?…'*_)]}"
_OPENED_BY: Final = {")": "(", "]": "[", "}": "{"}


def paragraphs(text: str | None, plain: bool = False) -> SafeString:
    """plain: terms that somebody signs stay word for word what they are; paragraphs and lines only."""
    blocks = (text or "").replace("\r\n", "\n").strip().split("\n\n")
    drawn = (_block(block.strip("\n"), plain) for block in blocks if block.strip())
    return mark_safe("".join(drawn))  # noqa: S308  # every line was escaped below


def _block(block: str, plain: bool) -> str:
    if plain:
        return f"<p>{'<br>'.join(str(escape(line)) for line in block.strip().split(chr(10)))}</p>"
    return "".join(_run(kind, list(lines)) for kind, lines in groupby(block.split("\n"), key=_kind_of))


def _kind_of(line: str) -> str:
    """The element that a line belongs into: "ul", "ol" or "p"."""
    item = _ITEM.fullmatch(line)
    return "p" if item is None else "ol" if item["number"] else "ul"


def _run(kind: str, lines: list[str]) -> str:
    if kind == "p":
        return f"<p>{'<br>'.join(_linked(line.strip()) for line in lines)}</p>"
    return f'<{kind} class="listed">{"".join(_items(lines))}</{kind}>'


def _items(lines: list[str]) -> Iterator[str]:
    for line in lines:
        item = _ITEM.fullmatch(line)
        assert item is not None
        number = f' value="{int(item["number"])}"' if item["number"] else ""
        yield f"<li{number}>{_linked(item['text'].strip())}</li>"


def _linked(line: str) -> str:
    drawn, done = [], 0
    for found in _ADDRESS.finditer(line):
        address = _without_end(found[0])
        if not (where := _target(address)):
            continue
        drawn.append(str(escape(line[done : found.start()])))
        drawn.append(_LINK.format(escape(where), escape(address)))
        done = found.start() + len(address)
    return "".join([*drawn, str(escape(line[done:]))])


def _without_end(address: str) -> str:
    """Without the signs of the sentence around it; a bracket that was opened inside belongs to it."""
    while address[-1:] and address[-1] in _BEHIND:
        opened = _OPENED_BY.get(address[-1])
        if opened and address.count(opened) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address


def _target(address: str) -> str:
    """Where it leads; "" for what is no address, and for one that would show another host than it leads to."""
    where = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(where)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return where if host.removeprefix("www.").strip(".") and "@" not in parts.netloc else ""
