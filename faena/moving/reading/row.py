"""One line seen through its plan: the cells of each field, and the remarks and notes that reading them leaves."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from faena.lib.text import clean
from faena.moving.reading.cells import Read, Refused, code_of, day_of, flag_of, money_of, plain_text, text_of
from faena.moving.reading.headers import letter
from faena.moving.reading.lines import Cell, Line
from faena.moving.reading.plans import Plan, Remark

T = TypeVar("T")


class RowRefused(Exception):
    """The row is not written; the sentence says why."""


class LeftOut(Exception):
    """The row is no row of this kind; the sentence says why."""


class Row:
    def __init__(self, line: Line, plan: Plan, by_field: dict[str, tuple[int, ...]]) -> None:
        self.line = line
        self.plan = plan
        self.by_field = by_field
        self.remarks: list[Remark] = []
        self.notes: list[str] = []
        self.is_corrected = False

    def cells(self, field: str) -> Iterator[tuple[int, Cell]]:
        """(index, cell) of what says something."""
        cells = self.line.cells
        for at in self.by_field.get(field, ()):
            cell = cells[at] if at < len(cells) else None
            if cell is not None and cell != "":
                yield at, cell

    def cell(self, field: str) -> Cell:
        return next((cell for _at, cell in self.cells(field)), None)

    def has(self, *fields: str) -> bool:
        return any(field in self.by_field for field in fields)

    def text(self, field: str, *, multiline: bool = False) -> str:
        """The first that says something; "" where it is cut or nothing."""
        for _at, cell in self.cells(field):
            if text := self.read(field, cell, lambda one: text_of(one, multiline=multiline), ""):
                return text
        return ""

    def texts(self, field: str) -> list[str]:
        """Of every column of this field, without markup."""
        found = (
            self.read(field, cell, lambda one: text_of(one, multiline=True), "") for _at, cell in self.cells(field)
        )
        return [plain for text in found if (plain := plain_text(text))]

    def code(self, field: str) -> str:
        return self.read(field, self.cell(field), code_of, "")

    def flag(self, field: str) -> bool | None:
        return flag_of(self.cell(field))

    def money(self, field: str, cell: Cell = None) -> int | None:
        at, found = next(self.cells(field), (-1, None))
        decimal = self.plan.answers.get(f"decimal:{at}", "")
        return self.read(
            field, found if cell is None else cell, lambda one: money_of(one, self.plan.currency, decimal), None
        )

    def day(self, field: str) -> date | None:
        """Where it is none, the field is left empty."""
        at, cell = next(self.cells(field), (-1, None))
        return self.read(field, cell, lambda one: self._day_of(at, one), None)

    def day_or_refused(self, field: str) -> date | None:
        """Raises Refused."""
        at, cell = next(self.cells(field), (-1, None))
        return self._taken(field, cell, self._day_of(at, cell))

    def read(self, field: str, cell: Cell, reader: Callable[[Cell], Read[T]], otherwise: T, at: int | None = None) -> T:
        """What a reader makes of the cell; what it refuses stays in the notes, and `otherwise` is taken. `at`: the
        column, where a field has several."""
        if cell is None:
            return otherwise
        try:
            return self._taken(field, cell, reader(cell), at)
        except Refused as refused:
            self.refuse(field, cell, refused, at)
            return otherwise

    def refuse(self, field: str, cell: Cell, refused: Refused, at: int | None = None) -> None:
        self.change(field, shown(cell), "", refused.sentence)
        if refused.kept:
            self.keep(field, refused.kept, at)

    def change(self, field: str, old: str, new: str, why: str) -> None:
        """The row is corrected."""
        self.is_corrected = True
        self.remarks.append(Remark(field, old, new, why))

    def warn(self, field: str, why: str) -> None:
        """Worth a look; nothing was changed."""
        self.remarks.append(Remark(field, "", "", why))

    def keep(self, field: str, text: str, at: int | None = None) -> None:
        """In the notes, with the header of its column."""
        text = plain_text(text)
        places = self.by_field.get(field, ()) if at is None else (at,)
        header = self.plan.header[places[0]] if places and places[0] < len(self.plan.header) else ""
        note = f"{header}: {text}" if header else text
        if text and note not in self.notes:
            self.notes.append(note)

    def fitted(self, field: str, text: str, most: int) -> str:
        """At most so many signs; a longer text stands whole in the notes."""
        if len(text) <= most:
            return text
        self.keep(field, text)
        short = text[:most].rstrip()
        self.change(
            field, text[:200], short, _("Longer than %(most)s signs: the whole is in the notes.") % {"most": most}
        )
        return short

    def _day_of(self, at: int, cell: Cell) -> Read[date | None]:
        is_day_first = self.plan.answers.get(f"day_order:{at}", "day_first") != "month_first"
        return day_of(cell, self.plan.today, is_day_first=is_day_first)

    def _taken(self, field: str, cell: Cell, read: Read[T], at: int | None = None) -> T:
        for why in read.why:
            self.change(field, shown(cell), said(read.value), why)
        for kept in read.kept:
            self.keep(field, kept, at)
        return read.value


def shown(cell: Cell) -> str:
    """As the report shows what stood there."""
    try:
        return text_of(cell).value[:200]
    except Refused as refused:
        return refused.kept or clean(str(cell))[:200]


def said(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(map(str, value))
        case date():
            return value.isoformat()
        case _:
            return str(getattr(value, "value", value))


def column_named(plan: Plan, at: int) -> str:
    """`F (Correo)`."""
    header = plan.header[at] if at < len(plan.header) else ""
    return f"{letter(at)} ({header})" if header and header != letter(at) else letter(at)
