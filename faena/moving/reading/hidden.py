"""Which rows and columns of a sheet are hidden: read from the XML of a workbook (ECMA-376), piece by piece. Of
formats that say it elsewhere nothing is known."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import IO, Final

from faena.moving.reading.limits import MOST_COLUMNS

_PIECE: Final = 2**20
_MOST_OF_A_TAG: Final = 2**16
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|col|sheet|Relationship)\b([^<>]*)>")
_ATTRIBUTE: Final = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True)
class Hidden:
    """Numbers of rows from 1, indexes of columns from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_parts(source: str, sheet: str) -> Hidden:
    """Nothing where the file does not say it."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _read(archive, sheet)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return Hidden()


def _read(archive: zipfile.ZipFile, sheet: str) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    number = 0
    with archive.open(_place(archive, sheet)) as stream:
        for tag, said in _tags(stream):
            is_hidden = said.get("hidden") in ("1", "true")
            if tag == "row":
                number = int(said.get("r", number + 1))
                if is_hidden:
                    rows.add(number)
            elif tag == "col" and is_hidden:
                columns.update(range(int(said["min"]) - 1, min(int(said["max"]), MOST_COLUMNS)))
    return Hidden(frozenset(rows), frozenset(columns))


def _place(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds the sheet. Raises KeyError."""
    with archive.open("xl/workbook.xml") as stream:
        keys = {said["name"]: said["r:id"] for tag, said in _tags(stream) if tag == "sheet"}
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        places = {said["Id"]: said["Target"] for tag, said in _tags(stream) if tag == "Relationship"}
    target = places[keys[sheet]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tags(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    rest = b""
    while piece := stream.read(_PIECE):
        text = rest + piece
        end = 0
        for found in _TAG.finditer(text):
            end = found.end()
            said = found[2]
            if found[1] == b"row" and b"hidden" not in said and b" r=" not in said:
                yield "row", {}
            elif found[1] != b"row" or b"hidden" in said:
                yield found[1].decode(), _attributes(said)
        rest = text[max(end, text.rfind(b"<"), 0) :][:_MOST_OF_A_TAG]


def _attributes(said: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(said.decode("utf-8", "replace"))
    return {name: unescape(one or other) for name, one, other in found}
