"""The one way into a file, whatever its format: what is in it, and the lines of one of its tables."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from faena.moving.reading import delimited, dumps, spreadsheets
from faena.moving.reading.headers import columns_of, header_among, secret_columns
from faena.moving.reading.limits import HEADER_WITHIN, MOST_COLUMNS, MOST_ROWS
from faena.moving.reading.lines import Cell, Contents, How, Line, Table, Unreadable
from faena.moving.reading.spreadsheets import Sheet
from faena.moving.reading.tidying import Tidy
from faena.moving.reading.unpacking import Format, unpacked

__all__ = [
    "Cell",
    "Contents",
    "How",
    "Line",
    "Table",
    "Unreadable",
    "contents_of",
    "lines_of",
    "some_of",
    "tables_of",
]

THE_ONE: Final = "rows"  # the name of the table of a text file
_ANYTHING: Final = How()
_MOST_RAW: Final = 2000  # characters


def contents_of(path: Path, filename: str, how: How = _ANYTHING) -> Contents:
    """What was found out, with the tables in the order in which they are offered. `filename` says nothing: what
    counts is what is in the file. Raises Unreadable."""
    with unpacked(path) as (place, form):
        match form:
            case Format.WORKBOOK:
                tables = [_of_sheet(sheet, how) for sheet in spreadsheets.sheets_of(place) if sheet.last]
                found = Contents(form, tables=sorted(tables, key=lambda one: (one.is_hidden, one.header is None)))
            case Format.DUMP:
                encoding = dumps.encoding_of_dump(place, how.encoding)
                tables = [
                    Table(one.name, None, one.columns, lines=one.rows) for one in dumps.tables_of_dump(place, encoding)
                ]
                found = Contents(form, encoding, tables=tables)
            case _:
                text = delimited.text_of(place, how)
                found = Contents(form, text.encoding, text.delimiter, [_of_text(place, text, how)])
    if not found.tables:
        raise Unreadable(_("There is nothing in this file."))
    return found


def tables_of(path: Path, filename: str, how: How = _ANYTHING) -> list[Table]:
    """The tables of a file. Raises Unreadable."""
    return contents_of(path, filename, how).tables


def lines_of(path: Path, filename: str, table: str, how: How = _ANYTHING) -> Iterator[Line]:
    """The lines below the header, in order. What stands in a column of passwords is not read. Raises Unreadable,
    also in the middle."""
    with unpacked(path) as (place, form):
        match form:
            case Format.WORKBOOK:
                yield from _lines_of_sheet(place, table, how)
            case Format.DUMP:
                yield from _lines_of_dump(place, table, how)
            case _:
                yield from _lines_of_text(place, how)


def some_of(path: Path, filename: str, table: str, how: How = _ANYTHING, most: int = 200) -> Sequence[Line]:
    """The first lines that hold something, to guess columns and questions by. Raises Unreadable."""
    return list(islice((line for line in lines_of(path, filename, table, how) if not line.left_out), most))


def _header(rows: Sequence[tuple[int, Sequence[Cell]]], how: How) -> int | None:
    if not how.has_header:
        return None
    return how.header or header_among(rows)


def _of_sheet(sheet: Sheet, how: How) -> Table:
    header = _header([(number, cells) for number, _hidden, cells in sheet.first], how)
    texts = next((cells for number, _hidden, cells in sheet.first if number == header), ())
    columns = columns_of(texts, sheet.width)
    return Table(sheet.name, header, columns, sheet.is_hidden, sheet.hidden_columns, max(0, sheet.last - (header or 0)))


def _lines_of_sheet(place: Path, name: str, how: How) -> Iterator[Line]:
    sheet, rows = spreadsheets.sheet_and_rows(place, name)
    table = _of_sheet(sheet, how)
    header = next((cells for number, _hidden, cells in sheet.first if number == table.header), ())
    tidy, last, secret = Tidy(header, sheet.width), table.header or 0, secret_columns(header)
    for number, is_hidden, cells in rows:
        if number <= (table.header or 0):
            continue
        for empty in range(last + 1, min(number, last + MOST_ROWS)):
            yield tidy.line(empty, ())
        last = number
        yield tidy.line(number, _without(secret, cells), is_hidden=is_hidden)


def _lines_of_dump(place: Path, name: str, how: How) -> Iterator[Line]:
    encoding = dumps.encoding_of_dump(place, how.encoding)
    columns: tuple[str, ...] = ()
    number = 0
    for row in dumps.rows_of_dump(place, encoding, name):
        number += 1
        columns = columns or row.columns
        if len(row.values) != len(row.columns):
            yield Line(number, (), problem=_wrong_count(number, len(row.values), len(row.columns)))
            continue
        if row.columns == columns:
            cells = row.values
        else:
            values = dict(zip(row.columns, row.values, strict=True))
            cells = tuple(values.get(column) for column in columns)
        yield Line(number, _without(secret_columns(columns), cells))
    if not number:
        raise Unreadable(_("There is no table of this name in the dump."))


def _of_text(place: Path, text: delimited.Text, how: How) -> Table:
    first: list[tuple[int, list[str]]] = []
    number, width = 0, 0
    for count, row in enumerate(delimited.rows(place, text)):
        number = row.number
        if count > MOST_ROWS + HEADER_WITHIN:
            raise Unreadable(_("A table has at most 1,000,000 rows. Bring it in parts."))
        if row.number <= HEADER_WITHIN:
            width = max(width, _width(row.fields))
            if width > MOST_COLUMNS:
                raise Unreadable(_("A table has at most 200 columns. Leave out what is not needed."))
            first.append((row.number, row.fields))
    header = _header(first, how)
    texts = next((fields for at, fields in first if at == header), [])
    columns = columns_of(texts, len(texts) or width)
    return Table(THE_ONE, header, columns, lines=max(0, number - (header or 0)))


def _lines_of_text(place: Path, how: How) -> Iterator[Line]:
    text = delimited.text_of(place, how)
    header = _header([(row.number, row.fields) for row in islice(delimited.rows(place, text), HEADER_WITHIN)], how)
    tidy: Tidy | None = None
    secret: frozenset[int] = frozenset()
    for count, row in enumerate(delimited.rows(place, text)):
        if count > MOST_ROWS + HEADER_WITHIN:
            raise Unreadable(_("A table has at most 1,000,000 rows. Bring it in parts."))
        if header is not None and row.number <= header:
            tidy, secret = Tidy(row.fields, len(row.fields)), secret_columns(row.fields)
            continue
        if tidy is None:
            tidy = Tidy((), len(row.fields))
        yield _line_of_text(row, tidy, secret)


def _line_of_text(row: delimited.Row, tidy: Tidy, secret: frozenset[int]) -> Line:
    count = len(row.fields)
    fields = row.fields[: tidy.width] if not any(row.fields[tidy.width :]) else row.fields
    why_left_out = "" if row.malformed else tidy.why_left_out(fields)
    problem = ""
    if row.malformed == "open":
        problem = _("Line %(number)s opens a quote that is never closed.") % {"number": row.number}
    elif row.malformed and count == tidy.width:
        problem = _("In line %(number)s a quote inside the text was not doubled.") % {"number": row.number}
    elif row.malformed:
        problem = _(
            "Line %(number)s has %(count)s fields where the header has %(due)s: a quote inside the text was not "
            "doubled."
        ) % {"number": row.number, "count": count, "due": tidy.width}
    elif len(fields) != tidy.width and not why_left_out:
        problem = _wrong_count(row.number, count, tidy.width)
    if secret and problem:  # nobody can say where the password is
        return Line(row.number, (), problem=problem)
    cells = _without(secret, [*fields[: tidy.width], *[""] * (tidy.width - len(fields))])
    return Line(row.number, cells, left_out=why_left_out, problem=problem, raw="" if secret else row.raw[:_MOST_RAW])


def _without(secret: frozenset[int], cells: Sequence[Cell]) -> tuple[Cell, ...]:
    if not secret:
        return tuple(cells)
    return tuple(None if at in secret else cell for at, cell in enumerate(cells))


def _wrong_count(number: int, count: int, due: int) -> str:
    return _("Line %(number)s has %(count)s fields where the header has %(due)s.") % {
        "number": number,
        "count": count,
        "due": due,
    }


def _width(fields: Sequence[str]) -> int:
    """Without the empty fields at the end."""
    return max((at for at, text in enumerate(fields, 1) if text.strip()), default=0)
