"""The shapes of what is read from a file: tables, lines and cells, whatever the format."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Cell = str | int | float | Decimal | date | datetime | bool | None


class Unreadable(Exception):
    """The file as a whole cannot be read. `sentence` says why and what to do, in the reader's language."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.lazy_sentence = sentence

    @property
    def sentence(self) -> str:
        return str(self.lazy_sentence)


@dataclass(frozen=True)
class Table:
    """A sheet, a table of a dump, or the one table of a text file.

    `header`: its row as a spreadsheet counts, None where there is none. `columns`: the texts of the header, letters
    where it says nothing. `lines`: those below the header, empty ones included."""

    name: str
    header: int | None
    columns: tuple[str, ...]
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    lines: int = 0


@dataclass(frozen=True)
class Line:
    """A line below the header, with as many cells as the table has columns.

    `left_out`: why it is no row (empty, the header again, totals); `problem`: why it cannot be read; both are
    sentences, "" for none. `raw`: the text as it stands in the file, where it was text."""

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False
    left_out: str = ""
    problem: str = ""
    raw: str = ""


@dataclass(frozen=True)
class How:
    """How a file is read; what is left empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    header: int | None = None
    has_header: bool = True


@dataclass(frozen=True)
class Contents:
    """What was found out about a file, for the page that shows it: `format` is workbook, dump or text."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    tables: list[Table] = field(default_factory=list)
