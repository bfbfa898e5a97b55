"""The rows of a list as a file, in two forms that say the same. CSV for every program, as the reader's Excel expects
it: with semicolons where the comma is the decimal mark. XLSX for spreadsheets alone: numbers, days and moments are what
they are there, and so is text, whatever it looks like. Both are made piece by piece and never whole in memory.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from faena.lib.csvsafe import safe_cell
from faena.lib.locales import active_country, active_language, marks_of, numbers_of
from faena.lib.money import exponent
from faena.lib.phones import format_phone
from faena.lib.text import fold
from faena.ui.columns import Amount, Column

BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the old code page of Windows
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_575  # of a sheet, under its head; the rest goes on in another
PIECE: Final = 2**16  # bytes
LONGEST_TEXT: Final = 32_767  # that a cell of XLSX holds
WIDTH: Final = 16  # signs
_PHONE: Final = re.compile(r"\+[0-9]{1,3} [0-9][0-9 ()-]*")  # no formula, and no number that loses its plus
_FIRST_DAY: Final = date(1900, 3, 1)  # what is before is another day in each program

Pieces = Iterable[Sequence[Any]]


@dataclass
class ListFile:
    """The file of a list, before it is made: its `form`, the name that people know it by, its columns, its rows some
    hundred at a time. `size(most)`: how many rows it has, counted up to so many."""

    form: str
    name: str
    columns: Sequence[Column]
    rows: Pieces
    size: Callable[[int], int]

    def answer(self, ended: Callable[[int, bool], object]) -> StreamingHttpResponse:
        """`orders-2026-11-22.csv`, or `.xlsx`. When it has left, or whoever asked for it went away, `ended` is told how
        many lines were written and whether those are all."""
        counted = _Counted(self.rows)
        written = [column for column in self.columns if column.is_written]
        kind, made = (XLSX, _workbook(written, counted)) if self.form == "xlsx" else (CSV, csv_pieces(written, counted))
        answer = StreamingHttpResponse(_until_its_end(made, counted, ended), content_type=kind)
        filename = f"{fold(self.name).replace(' ', '-')}-{timezone.localdate().isoformat()}.{self.form}"
        answer["Content-Disposition"] = content_disposition_header(True, filename)
        return answer


@dataclass
class _Counted:
    """The pieces of a file, whose lines are counted as they are taken."""

    rows: Pieces
    lines: int = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for piece in self.rows:
            self.lines += len(piece)
            yield piece


def _until_its_end(made: Iterator[bytes], counted: _Counted, ended: Callable[[int, bool], object]) -> Iterator[bytes]:
    is_whole = False
    try:
        yield from made
        is_whole = True
    finally:
        ended(counted.lines, is_whole)


# --- CSV ----------------------------------------------------------------------------------------------------


def csv_pieces(columns: Sequence[Column], rows: Pieces) -> Iterator[bytes]:
    """The file in pieces; between two of them the thread belongs to others."""
    as_asked, pieces, mark = _as_asked(), iter(rows), marks_of(active_language()).decimal
    head = [safe_cell(str(column.label)) for column in columns]

    def read() -> Iterator[bytes]:
        yield (BOM + _written([head], mark)).encode()
        while True:
            with as_asked():
                piece = next(pieces, None)
                if piece is None:
                    return
                text = _written(([_cell(column, row, mark) for column in columns] for row in piece), mark)
            yield text.encode()

    return read()


def _written(lines: Iterable[Sequence[str]], mark: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";" if mark == "," else ",").writerows(lines)
    return text.getvalue()


def _cell(column: Column, row: Any, mark: str) -> str:
    """Numbers in the form of the reader's spreadsheet, days and moments in the one that every program reads, text that
    no program runs."""
    match value := _value(column, row):
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int():
            return str(value)
        case Amount():
            return f"{value.number:f}".replace(".", mark)
        case Decimal():
            return f"{value.normalize():f}".replace(".", mark)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
    return value if column.kind == "phone" and _PHONE.fullmatch(value) else safe_cell(value)


# --- XLSX ---------------------------------------------------------------------------------------------------


def _workbook(columns: Sequence[Column], rows: Pieces) -> Iterator[bytes]:
    """The file in pieces. A workbook can be sent when it is whole: until then it grows on disk, row by row."""
    import xlsxwriter  # forty modules: not before somebody asks for a workbook

    as_asked, heads = _as_asked(), [str(column.label) for column in columns]

    def read() -> Iterator[bytes]:
        with TemporaryFile() as file:
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            with as_asked(), xlsxwriter.Workbook(file, options) as book:
                sheets = _Sheets(book, columns, heads)
                for piece in rows:
                    for row in piece:
                        sheets.write(row)
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    return read()


class _Sheets:
    """The sheets of one workbook, each with its head."""

    def __init__(self, book: Any, columns: Sequence[Column], heads: Sequence[str]) -> None:
        self.book, self.columns, self.heads = book, columns, heads
        self.formats: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        self.sheet, self.place = self.book.add_worksheet(), 0
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width or WIDTH)
            self.sheet.write_string(0, place, self.heads[place], self.format(bold=True))

    def write(self, row: Any) -> None:
        if self.place == MOST_ROWS:
            self.begin()
        self.place += 1
        for place, column in enumerate(self.columns):
            self.cell(place, _value(column, row))

    def cell(self, place: int, value: Any) -> None:
        match value:
            case None | "":
                return
            case bool():
                self.text(place, _("yes") if value else _("no"))
            case int() | Decimal():
                self.sheet.write_number(self.place, place, float(value))
            case Amount():
                shape = "#,##0" + (f".{'0' * exponent(value.currency)}" if exponent(value.currency) else "")
                self.sheet.write_number(self.place, place, float(value.number or 0), self.format(num_format=shape))
            case datetime() if value.date() >= _FIRST_DAY:
                self.sheet.write_datetime(self.place, place, value, self.format(num_format="yyyy-mm-dd hh:mm"))
            case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
                self.sheet.write_datetime(self.place, place, value, self.format(num_format="yyyy-mm-dd"))
            case _:
                self.text(place, str(value))

    def text(self, place: int, value: str) -> None:
        self.sheet.write_string(self.place, place, value[:LONGEST_TEXT])

    def format(self, **facts: Any) -> Any:
        """One for each look: a workbook keeps every one that was ever made."""
        if repr(facts) not in self.formats:
            self.formats[repr(facts)] = self.book.add_format(facts)
        return self.formats[repr(facts)]


# --- what both write ----------------------------------------------------------------------------------------


def _as_asked() -> Callable[[], AbstractContextManager[Any]]:
    """A file is made after the request has ended: inside of this, in the language, on the clock and with the marks of
    numbers under which it was asked for."""
    language, zone, country = active_language(), timezone.get_current_timezone(), active_country()

    @contextmanager
    def within() -> Iterator[None]:
        with translation.override(language), timezone.override(zone), numbers_of(country):
            yield

    return within


def _value(column: Column, row: Any) -> Any:
    """None for nothing, a moment on the shop's wall, a phone as it is dialled from anywhere."""
    match value := column.value(row) if column.value else None:
        case Amount(minor=None):
            return None
        case None | bool() | int() | Amount() | Decimal():
            return value
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None)
        case date():
            return value
    return format_phone(str(value), "") if column.kind == "phone" else str(value)
