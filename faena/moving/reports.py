"""What became of the rows of a file, as files: a workbook with all of them, and the refused ones alone in the shape of
the file, to be corrected and brought again. Neither is ever whole in memory: a workbook grows on disk in the language
of whoever asked, and leaves in pieces."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.lib.csvsafe import safe_cell
from faena.lib.locales import active_language, marks_of
from faena.lib.text import fold
from faena.moving.models import Import, ImportRow
from faena.moving.reading.fields import FIELDS
from faena.ui.spreadsheets import BOM, CSV, LONGEST_TEXT, MOST_ROWS, PIECE, XLSX

AT_ONCE: Final = 2_000
State, Outcome = ImportRow.State, ImportRow.Outcome
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class MadeFile:
    """A file that leaves: its name, its content type, its bytes in pieces."""

    filename: str
    content_type: str
    pieces: Iterator[bytes]

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(self.pieces)


def report_xlsx(import_: Import) -> MadeFile:
    """A workbook: what was counted; each row with each of its remarks (number, state, field, old, new, reason)."""
    return MadeFile(_name(import_, _("report"), "xlsx"), XLSX, _report(import_))


def refused_rows(import_: Import) -> MadeFile:
    """The refused rows alone under the header of the file: a workbook where it was one, else CSV."""
    rows = import_.rows.filter(state=State.REFUSED).order_by("number")
    header = import_.plan.get("header", []) if import_.has_header else []
    if import_.file_name.lower().endswith(_WORKBOOKS):
        return MadeFile(_name(import_, _("refused rows"), "xlsx"), XLSX, _refused_book(header, rows))
    mark = import_.delimiter or (";" if marks_of(active_language()).decimal == "," else ",")
    return MadeFile(_name(import_, _("refused rows"), "csv"), CSV, _refused_lines(header, rows, mark))


def counted(import_: Import) -> list[tuple[str, int]]:
    """What was counted, for people: of the rows, then of what became of them."""
    named = {**dict(State.choices), **dict(Outcome.choices), **_things()}
    return [(str(label), import_.counts[name]) for name, label in named.items() if name and import_.counts.get(name)]


def _things() -> dict[str, str]:
    return {
        "customer": _("Customers"),
        "contact": _("Contacts"),
        "address": _("Addresses"),
        "device": _("Devices"),
        "subscription": _("Plans"),
        "balance": _("Opening balances"),
        "past": _("History"),
        "order": _("Orders"),
        "kept": _("Rows that stayed when it was undone"),
    }


def _report(import_: Import) -> Iterator[bytes]:
    with _book() as (file, book):
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(pgettext("report of an import", "Counts"))
        sheet.set_column(0, 0, 40)
        sheet.write_string(0, 0, import_.file_name, bold)
        for place, (label, number) in enumerate(counted(import_), 1):
            sheet.write_string(place, 0, label)
            sheet.write_number(place, 1, number)
        labels = {field.name: str(field.label) for field in FIELDS}
        states, outcomes = dict(State.choices), dict(Outcome.choices)
        heads = [
            pgettext("report of an import", "Row"),
            pgettext("report of an import", "State"),
            pgettext("report of an import", "What became of it"),
            pgettext("report of an import", "Field"),
            pgettext("report of an import", "Old"),
            pgettext("report of an import", "New"),
            pgettext("report of an import", "Reason"),
        ]
        lines = _lines_of(import_.rows.order_by("number"), labels, states, outcomes)
        _write(book, pgettext("report of an import", "Rows"), heads, lines, bold)
    return _pieces(file)


def _lines_of(rows: Any, labels: dict[str, str], states: Any, outcomes: Any) -> Iterator[list[str | int]]:
    """One for each remark, at least one for each row."""
    for row in rows.iterator(AT_ONCE):
        about = [row.number, str(states[row.state]), str(outcomes[row.outcome]) if row.outcome else ""]
        notes = [*row.remarks, *([{"why": row.kept}] if row.kept else [])]
        for one in notes or [{}]:
            name = one.get("field", "")
            yield [*about, labels.get(name, name), one.get("old", ""), one.get("new", ""), one.get("why", "")]


def _refused_book(header: Sequence[str], rows: Any) -> Iterator[bytes]:
    with _book() as (file, book):
        bold = book.add_format({"bold": True})
        _write(
            book, pgettext("report of an import", "Refused"), header, (row.raw for row in rows.iterator(AT_ONCE)), bold
        )
    return _pieces(file)


def _refused_lines(header: Sequence[str], rows: Any, mark: str) -> Iterator[bytes]:
    yield BOM.encode()
    if header:
        yield _csv([header], mark)
    piece: list[Sequence[str]] = []
    for row in rows.iterator(AT_ONCE):
        piece.append([safe_cell(str(cell)) for cell in row.raw])
        if len(piece) == AT_ONCE:
            yield _csv(piece, mark)
            piece = []
    if piece:
        yield _csv(piece, mark)


def _csv(lines: Iterable[Sequence[str]], mark: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(lines)
    return text.getvalue().encode()


@contextmanager
def _book() -> Iterator[tuple[Any, Any]]:
    """A workbook that grows on disk; the file is to be read after it."""
    import xlsxwriter  # forty modules: not before somebody asks for a workbook

    file = TemporaryFile()  # noqa: SIM115  # _pieces closes it
    try:
        with xlsxwriter.Workbook(file, _OPTIONS) as book:
            yield file, book
    except BaseException:
        file.close()
        raise


def _pieces(file: Any) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(book: Any, name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]], bold: Any) -> None:
    """Sheets of these lines, each with its head."""
    sheet, place, number = None, MOST_ROWS, 0
    for line in lines:
        if place >= MOST_ROWS:
            number += 1
            sheet, place = _sheet(book, name if number == 1 else f"{name} {number}", heads, bold), 0
        place += 1
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(place, column, value)  # type: ignore[union-attr]  # there is one by now
            elif value:
                sheet.write_string(place, column, str(value)[:LONGEST_TEXT])  # type: ignore[union-attr]  # as above
    if sheet is None:
        _sheet(book, name, heads, bold)


def _sheet(book: Any, name: str, heads: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), bold)
    return sheet


def _name(import_: Import, what: str, ending: str) -> str:
    stem = fold(import_.file_name.rpartition(".")[0] or import_.file_name).replace(" ", "-")[:60]
    return f"{stem}-{fold(what).replace(' ', '-')}.{ending}"
