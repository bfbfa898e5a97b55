"""What the pages of an import share: finding it, and reading a little of its file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from itertools import islice

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.lib.dates import format_day
from faena.lib.locales import active_language
from faena.moving.models import Import
from faena.moving.reading.tables import Cell, How, Line, Table, Unreadable, lines_of, some_of, tables_of
from faena.ui.answers import see_other

SHOWN_ROWS = 8
SHOWN_VALUES = 5
LONGEST_VALUE = 80  # signs of a cell that a page shows
CHANGEABLE = {Import.State.READ, Import.State.CHECKED}


@dataclass(frozen=True)
class Sample:
    """The first lines of the table that an import takes. `how`: as it was read.
    `table` None and a `problem`: it cannot be read."""

    tables: list[Table]
    table: Table | None
    lines: list[Line]
    how: How
    problem: str = ""

    @property
    def header(self) -> int | None:
        return self.table.header if self.table else None


def fetch(request: StaffRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("by"), pk=pk)


def is_changeable(import_: Import) -> bool:
    """Nothing of it was written, and no job works at it: columns and answers may still be others."""
    return import_.state in CHANGEABLE and import_.forgotten_at is None


def of_unwritten(view: Callable[[StaffRequest, Import], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A step before anything is written: whoever comes later, or presses twice, is led to the import itself."""

    @wraps(view)
    def answer(request: StaffRequest, pk: int) -> HttpResponseBase:
        import_ = fetch(request, pk)
        return view(request, import_) if is_changeable(import_) else see_other(page_of(import_))

    return answer


def how_of(import_: Import) -> How:
    return How(import_.encoding, import_.delimiter, import_.header, import_.has_header)


def sample_of(import_: Import, name: str, how: How) -> Sample:
    """Of the table of this name, else of the one that is offered first."""
    problem = _("No table was found in this file.")
    try:
        tables = tables_of(import_.path, import_.file_name, how)
        table = next((table for table in tables if table.name == name), tables[0] if tables else None)
        if table is not None:
            lines = list(some_of(import_.path, import_.file_name, table.name, how))
            return Sample(tables, table, lines, how)
    except Unreadable as unreadable:
        problem = unreadable.sentence
    except OSError:
        problem = _("The file is not there any more. Bring it again.")
    return Sample([], None, [], how, problem)


def first_lines(import_: Import, table: Table, how: How, most: int) -> list[Line]:
    """As some_of, and as many as the questions about a file are asked by."""
    return list(islice(lines_of(import_.path, import_.file_name, table.name, how), most))


def shown(cell: Cell) -> str:
    """A cell as the page shows it."""
    match cell:
        case None:
            return ""
        case bool():
            return _("yes") if cell else _("no")
        case datetime():
            return f"{format_day(cell.date(), active_language())} {cell:%H:%M}" if cell.time() else shown(cell.date())
        case date():
            return format_day(cell, active_language())
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case Decimal():
            return f"{cell:f}"
    text = " ".join(str(cell).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def values_of(table: Table, lines: list[Line]) -> list[list[str]]:
    """The first values of each column, each once."""
    found: list[dict[str, None]] = [{} for _name in table.columns]
    for line in lines:
        for values, cell in zip(found, line.cells, strict=False):
            if len(values) < SHOWN_VALUES and not line.left_out and (text := shown(cell)):
                values[text] = None
    return [list(values) for values in found]


def is_text(import_: Import) -> bool:
    """Whether letters and marks between columns may be told: of a workbook they are known."""
    try:
        with import_.path.open("rb") as file:
            return not file.read(8).startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"))
    except OSError:
        return False


def sheet_of(import_: Import) -> str:
    """The name of its table, where the file may have several; "" of a text."""
    return "" if is_text(import_) else import_.table


def page_of(import_: Import) -> str:
    return reverse("moving:import", args=[import_.pk])
