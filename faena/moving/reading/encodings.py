"""In which encoding a text was written: what its mark says, else UTF-8 if all of it is, else Windows-1252."""

import codecs
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from faena.moving.reading.lines import Unreadable

OFFERED: Final = ("utf-8", "cp1252", "utf-16", "iso8859-1", "mac-roman", "cp850")
_PIECE: Final = 2**20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLANKS: Final = 0.3  # of a text in UTF-16 without its mark every other byte is zero


def encoding_of(place: Path) -> str:
    """A name for codecs. Raises Unreadable for what is no text."""
    with place.open("rb") as stream:
        head = stream.read(_PIECE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _wide(head)
    return "utf-8" if _is_utf8(place) else "cp1252"


def as_named(name: str) -> str:
    """The encoding that a person chose. Raises Unreadable for one that is not there."""
    try:
        found = codecs.lookup(name)
    except LookupError as error:
        raise Unreadable(_("There is no encoding of this name: %(name)s.") % {"name": name}) from error
    if not getattr(found, "_is_text_encoding", True):
        raise Unreadable(_("There is no encoding of this name: %(name)s.") % {"name": name})
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _wide(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > _BLANKS * len(head) / 2 and even < odd / 10:
        return "utf-16-le"
    if even > _BLANKS * len(head) / 2 and odd < even / 10:
        return "utf-16-be"
    raise Unreadable(_("This is no text and no spreadsheet. Bring CSV, XLSX, ODS or SQL."))


def _is_utf8(place: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with place.open("rb") as stream:
        try:
            while piece := stream.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
