"""Text files of one table: separated by `;`, `,`, tab or `|`, quoted with `"`, doubled inside (RFC 4180).

What does not keep to that is refused line by line with its raw text: where a quote that was not doubled ends a field
nobody can say."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, Final

from django.utils.translation import gettext as _

from faena.moving.reading.encodings import as_named, encoding_of
from faena.moving.reading.limits import HEADER_WITHIN, MOST_LINE
from faena.moving.reading.lines import How, Unreadable

DELIMITERS: Final = (";", ",", "\t", "|")
_MOST_LINES_OF_A_ROW: Final = 100
_MOST_OF_A_ROW: Final = 65_536  # characters


@dataclass(frozen=True)
class Text:
    """How the file is read."""

    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Row:
    """`number`: the line of the file in which it begins. `malformed`: why the fields are not what was meant: "quote"
    (not doubled), "open" (never closed), "" else."""

    number: int
    fields: list[str]
    raw: str
    malformed: str = ""


def text_of(place: Path, how: How) -> Text:
    """What is not said is found out. Raises Unreadable."""
    encoding = as_named(how.encoding) if how.encoding else encoding_of(place)
    return Text(encoding, how.delimiter or _delimiter(place, encoding))


def rows(place: Path, text: Text) -> Iterator[Row]:
    """Each row, the empty ones too. Raises Unreadable."""
    with _opened(place, text.encoding) as stream:
        lines = _Lines(stream)
        while (first := lines.next()) is not None:
            yield _row(first, lines, text.delimiter)


class _Lines:
    """The lines of a file with their numbers, of which some can be put back."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.waiting: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        line = self.waiting.popleft() if self.waiting else self._read()
        self.number += line is not None
        return line

    def put_back(self, lines: list[str]) -> None:
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> str | None:
        try:
            line = self.stream.readline(MOST_LINE + 1)
        except UnicodeError as error:
            raise Unreadable(_("The text is not in the encoding that was chosen.")) from error
        if len(line) > MOST_LINE:
            raise Unreadable(_("A line of this file has more than a million characters: it is no table."))
        return line or None


def _row(first: str, lines: _Lines, delimiter: str) -> Row:
    number, plain = lines.number, first.rstrip("\r\n")
    if '"' not in plain:
        return Row(number, plain.split(delimiter), plain)
    text, more = first, list[str]()
    while True:
        try:
            return Row(number, _parsed(text, delimiter, strict=True), text.rstrip("\r\n"))
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                lines.put_back(more)
                return Row(number, _parsed(plain, delimiter, strict=False), plain, "quote")
        following = lines.next() if len(more) < _MOST_LINES_OF_A_ROW and len(text) < _MOST_OF_A_ROW else None
        if following is None:
            lines.put_back(more)
            return Row(number, _parsed(plain, delimiter, strict=False), plain, "open")
        more.append(following)
        text += following


def _parsed(text: str, delimiter: str, *, strict: bool) -> list[str]:
    if len(text) > _MOST_OF_A_ROW and not strict:
        return [text]
    found = list(csv.reader([text], delimiter=delimiter, strict=strict))
    return found[0] if found else []


def _delimiter(place: Path, encoding: str) -> str:
    """The one that lines have most often."""
    with _opened(place, encoding) as stream:
        lines = _Lines(stream)
        first = [line for _at in range(HEADER_WITHIN) if (line := lines.next()) is not None]
    bare = ["".join(line.split('"')[::2]) for line in first if line.strip()]
    counts = {sign: median(line.count(sign) for line in bare) if bare else 0 for sign in DELIMITERS}
    most = max(counts.values())
    if most == 0:  # a title and a few lines, or one column
        counts = {sign: max((line.count(sign) for line in bare), default=0) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


def _opened(place: Path, encoding: str) -> IO[str]:
    errors = "replace" if encoding == "cp1252" else "strict"  # five bytes mean nothing there
    return place.open(encoding=encoding, errors=errors, newline="")
