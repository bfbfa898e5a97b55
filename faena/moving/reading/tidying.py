"""Which rows of a table are none: empty ones, the header again, totals."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from faena.moving.reading.headers import folded
from faena.moving.reading.lines import Cell, Line

_TOTAL: Final = re.compile(
    r"(?:sub ?|gran |grand )?(?:total(?:es|s|is)?|suma|soma|sumas)"
    r"(?: general| geral| (?:de|of) (?:los |las |os |as )?\w+)?"
)
_COUNTED: Final = re.compile(r"[0-9]+ (?:clientes?|registros?|usuarios?|equipos?|rows|records|customers|items?|filas)")
_LEAST_SUMMED: Final = 3
_LONGEST_TOTAL: Final = 40


class Tidy:
    """Tells the rows of one table from what only looks like them; asked of each row in order, because of the sums."""

    def __init__(self, header: Sequence[Cell], width: int, is_dump: bool = False) -> None:
        self.header = [folded(cell) if isinstance(cell, str) else "" for cell in header]
        self.width = width
        self.is_dump = is_dump
        self.sums: dict[int, Decimal] = {}
        self.counts: dict[int, int] = {}

    def lines(self, rows: Iterable[tuple[int, bool, Sequence[Cell]]]) -> Iterator[Line]:
        """(number, is hidden, cells) of each row."""
        for number, is_hidden, cells in rows:
            yield self.line(number, cells, is_hidden=is_hidden)

    def line(self, number: int, cells: Sequence[Cell], *, is_hidden: bool = False, raw: str = "") -> Line:
        row = (*cells, *[None] * (self.width - len(cells)))
        return Line(number, row, is_hidden, left_out=self.why_left_out(row), raw=raw)

    def why_left_out(self, cells: Sequence[Cell]) -> str:
        filled = [cell for cell in cells if cell is not None and (not isinstance(cell, str) or cell.strip())]
        if not filled:
            return _("This row is empty.")
        if self.is_dump:
            return ""
        if self._is_header(cells):
            return _("This is the header again.")
        if self._is_total(cells, filled):
            return _("This is a row of totals.")
        self._add(cells)
        return ""

    def _is_header(self, cells: Sequence[Cell]) -> bool:
        first = next((at for at, cell in enumerate(cells) if isinstance(cell, str) and cell), None)
        if first is None or first >= len(self.header) or folded(str(cells[first])) != self.header[first]:
            return False
        row = [folded(cell) if isinstance(cell, str) else "" for cell in cells]
        return row[: len(self.header)] == self.header

    def _is_total(self, cells: Sequence[Cell], filled: Sequence[Cell]) -> bool:
        if len(filled) * 2 > max(len(self.header), 3):
            return False
        text = next((cell for cell in filled if isinstance(cell, str)), None)
        if text is not None:
            if len(text) > _LONGEST_TOTAL:
                return False
            plain = folded(text)
            return bool(_TOTAL.fullmatch(plain) or _COUNTED.fullmatch(plain)) and self._says_no_more(filled, text)
        numbers = {at: cell for at, cell in enumerate(cells) if isinstance(cell, int | float) and cell is not True}
        return bool(numbers) and all(
            self.counts.get(at, 0) >= _LEAST_SUMMED and abs(self.sums[at] - Decimal(str(number))) < Decimal("0.01")
            for at, number in numbers.items()
        )

    def _says_no_more(self, filled: Sequence[Cell], first: str) -> bool:
        """Beside the word there are figures alone: a customer of that name has a phone, a street."""
        texts = [cell for cell in filled if isinstance(cell, str) and cell is not first]
        return all(_FIGURE.fullmatch(text.strip()) or _COUNTED.fullmatch(folded(text)) for text in texts)

    def _add(self, cells: Sequence[Cell]) -> None:
        for at, cell in enumerate(cells):
            if type(cell) is int or type(cell) is float:
                self.sums[at] = self.sums.get(at, Decimal(0)) + Decimal(str(cell))
                self.counts[at] = self.counts.get(at, 0) + 1


_FIGURE: Final = re.compile(r"[^\w]*(?:[A-Za-z]{1,3}[^\w]*)?[0-9][0-9., ]*(?:[^\w]*[A-Za-z]{0,3})?[^\w]*")
