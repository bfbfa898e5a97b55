r"""Dumps of MySQL and MariaDB: the rows of their INSERTs, read by a scanner of our own. Nothing of a dump is ever
executed.

It knows what such writers write (MySQL 8.4 manual, 9.1 Literal Values): strings with `\n` and `''`, numbers, NULL,
hex, bits, `_binary`, comments, lists of columns or none, many rows to a statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext as _

from faena.moving.reading.encodings import as_named, encoding_of
from faena.moving.reading.limits import MOST_COLUMNS, MOST_ROWS, MOST_TABLES, MOST_VALUE
from faena.moving.reading.lines import Unreadable

_PIECE: Final = 2**20
_NAME: Final = r"(?:`(?:[^`]|``)+`|\"[^\"]+\"|[\w$]+)"
_STRING: Final = r"'(?:[^'\\]++|\\.|'')*+'|\"(?:[^\"\\]++|\\.|\"\")*+\""
_SKIPPED: Final = re.compile(
    r"--(?=\s)[^\n]*+|#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|" + _STRING + r"|`[^`]*+`"
    rf"|(?P<create>\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<created>{_NAME}(?:\s*\.\s*{_NAME})?)\s*\()"
    rf"|(?P<insert>\b(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+(?P<into>{_NAME}(?:\s*\.\s*{_NAME})?)"
    rf"\s*(?:\((?P<columns>(?:\s*{_NAME}\s*,?)*)\)\s*)?VALUES?\b)",
    re.S | re.I,
)
_BEGUN: Final = re.compile(r"(?:'|\"|`|/\*|--|#|\b(?:CREATE|INSERT|REPLACE)\b)", re.I)
_COLUMN: Final = re.compile(rf"\s*(?P<name>{_NAME})\s+(?P<kind>\w+)", re.S)
_NOT_COLUMNS: Final = {"primary", "unique", "key", "constraint", "fulltext", "index", "foreign", "check", "spatial"}
_VALUE: Final = re.compile(
    rf"\s*(?:_\w+\s*)?(?:(?P<string>{_STRING})|(?P<null>NULL\b)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.]))"
    r"|(?P<hex>0x[0-9a-f]*|x'[0-9a-f]*'|b'[01]*')|(?P<word>TRUE\b|FALSE\b|[a-z_]+\([^()']*\)))\s*(?P<after>[,)])",
    re.S | re.I,
)
_ESCAPE: Final = re.compile(r"\\(.)|''|\"\"", re.S)
_ESCAPED: Final = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_NAMES: Final = re.compile(rb"SET NAMES '?(\w+)|DEFAULT CHARSET=(\w+)", re.I)
_CHARSETS: Final = {
    "latin1": "cp1252",  # MySQL's latin1 is that
    "utf8": "utf-8-sig",
    "utf8mb3": "utf-8-sig",
    "utf8mb4": "utf-8-sig",
    "binary": "utf-8-sig",
}


@dataclass
class Dumped:
    """A row of a table: names of its columns and its values; `problem`: how many values there are instead."""

    table: str
    columns: tuple[str, ...]
    values: tuple[str | None, ...]


@dataclass
class DumpTable:
    name: str
    columns: tuple[str, ...]
    rows: int = 0
    first: list[tuple[str | None, ...]] = field(default_factory=list)


def encoding_of_dump(place: Path, named: str) -> str:
    """What was chosen, else what the dump says that its reader should set."""
    if named:
        return as_named(named)
    with place.open("rb") as stream:
        head = stream.read(_PIECE)
    found = _NAMES.search(head)
    said = (found[1] or found[2]).decode().lower() if found else ""
    encoding = _CHARSETS.get(said, "")
    return encoding if encoding == "cp1252" else encoding_of(place)


def tables_of_dump(place: Path, encoding: str) -> list[DumpTable]:
    """Every table that has rows, with how many. Raises Unreadable."""
    found: dict[str, DumpTable] = {}
    for row in rows_of_dump(place, encoding):
        table = found.get(row.table)
        if table is None:
            if len(found) >= MOST_TABLES:
                raise Unreadable(_("A file has at most 200 tables."))
            table = found[row.table] = DumpTable(row.table, row.columns)
        table.rows += 1
        if table.rows > MOST_ROWS:
            raise Unreadable(_("A table has at most 1,000,000 rows. Bring it in parts."))
        if len(table.first) < 1:
            table.first.append(row.values)
    return list(found.values())


def rows_of_dump(place: Path, encoding: str, table: str = "") -> Iterator[Dumped]:
    """The rows of all tables, or of one, in order. Raises Unreadable."""
    errors = "replace" if encoding == "cp1252" else "strict"
    try:
        with place.open(encoding=encoding, errors=errors, newline="") as stream:
            yield from _Scanner(stream).rows(table)
    except UnicodeError as error:
        raise Unreadable(_("The text is not in the encoding that was chosen.")) from error


class _Scanner:
    """Reads a dump piece by piece; holds no more of it than the value that it is at."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.text = ""
        self.at = 0
        self.is_over = False
        self.columns: dict[str, tuple[str, ...]] = {}

    def rows(self, wanted: str) -> Iterator[Dumped]:
        while (found := self._next_statement()) is not None:
            if found["create"]:
                self._create(_bare(found["created"]))
                continue
            table = _bare(found["into"])
            listed = found["columns"]
            columns = tuple(map(_bare, re.findall(_NAME, listed))) if listed else self.columns.get(table, ())
            if len(columns) > MOST_COLUMNS:
                raise Unreadable(_("A table has at most 200 columns. Leave out what is not needed."))
            for values in self._values():
                if not wanted or table == wanted:
                    yield Dumped(table, columns or tuple(map(str, range(1, len(values) + 1))), values)

    def _next_statement(self) -> re.Match[str] | None:
        while True:
            found = _SKIPPED.search(self.text, self.at)
            # What is found at the end may be the beginning of something longer.
            if found is None or (found.end() > len(self.text) - 256 and not self.is_over):
                if self.is_over:
                    self._end_of_dump()
                    return None
                begun = found.start() if found else self._begun()
                self._forget(begun)
                self._more()
                continue
            self.at = found.end()
            if found["create"] or found["insert"]:
                return found

    def _begun(self) -> int:
        """Where something begins of which the end is not read yet."""
        found = _BEGUN.search(self.text, self.at)
        return found.start() if found else max(self.at, len(self.text) - 16)

    def _end_of_dump(self) -> None:
        if re.search(r"\b(?:INSERT|REPLACE)\s+INTO\b|'", self.text[self.at :], re.I):
            raise Unreadable(_cut())

    def _create(self, table: str) -> None:
        """The names of the columns of a table, up to the bracket that closes it."""
        names: list[str] = []
        depth, start, at = 1, self.at, self.at
        part = re.compile(rf"{_STRING}|`[^`]*+`|[(),]", re.S)
        while depth:
            found = part.search(self.text, at)
            if found is None:
                if self.is_over:
                    raise Unreadable(_cut())
                gone = self._forget(start)
                start, at = start - gone, at - gone
                self._more()
                continue
            at = found.end()
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if depth == 0 or (depth == 1 and found[0] == ","):
                column = _COLUMN.match(self.text, start, found.start())
                if column and (column["name"][0] in '`"' or column["name"].lower() not in _NOT_COLUMNS):
                    names.append(_bare(column["name"]))
                start = at
        self.at = at
        self.columns[table] = tuple(names)

    def _values(self) -> Iterator[tuple[str | None, ...]]:
        """The rows of one INSERT, up to what ends it."""
        while True:
            sign = self._sign()
            if sign == "(":
                self.at += 1
                yield tuple(self._row())
            elif sign == ",":
                self.at += 1
            elif sign:  # the semicolon, or ON DUPLICATE KEY …
                return
            else:
                raise Unreadable(_cut())

    def _sign(self) -> str:
        """The next sign that is no space."""
        while True:
            while self.at < len(self.text) and self.text[self.at].isspace():
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_over:
                return ""
            self._forget(self.at)
            self._more()

    def _row(self) -> list[str | None]:
        values: list[str | None] = []
        while True:
            found = _VALUE.match(self.text, self.at)
            if found is None:
                if self.is_over:
                    raise Unreadable(_cut())
                self._forget(self.at)
                self._more()
                continue
            self.at = found.end()
            values.append(_value(found))
            if len(values) > MOST_COLUMNS:
                raise Unreadable(_("A table has at most 200 columns. Leave out what is not needed."))
            if found["after"] == ")":
                return values

    def _forget(self, before: int) -> int:
        """Let go of what was read; says how many signs."""
        self.text = self.text[before:]
        self.at = max(0, self.at - before)
        return before

    def _more(self) -> None:
        if len(self.text) > MOST_VALUE:
            raise Unreadable(_("The dump cannot be read: a quote is not closed, or it was not made by MySQL."))
        piece = self.stream.read(max(_PIECE, len(self.text)))
        self.is_over = not piece
        self.text += piece


def _value(found: re.Match[str]) -> str | None:
    if (string := found["string"]) is not None:
        bare = string[1:-1]
        if "\\" in bare or "''" in bare or '""' in bare:
            return _unescaped(bare, string[0])
        return bare
    if found["null"]:
        return None
    if (number := found["number"]) is not None:
        return number
    if (word := found["word"]) is not None:
        return {"true": "1", "false": "0"}.get(word.lower(), "")
    return found["hex"]


def _unescaped(text: str, quote: str) -> str:
    def meant(found: re.Match[str]) -> str:
        if found[1] is not None:
            return _ESCAPED.get(found[1], found[1])
        return quote if found[0][0] == quote else found[0]

    return _ESCAPE.sub(meant, text)


def _bare(name: str) -> str:
    """`shop`.`os` is os."""
    last = re.findall(_NAME, name)[-1]
    return last[1:-1].replace("``", "`") if last[0] in '`"' else last


def _cut() -> str:
    return _("The dump ends in the middle of a statement: it was cut, or is no dump of MySQL. Make or copy it again.")
