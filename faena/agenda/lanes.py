"""A day as a wall chart: a lane for each technician and for each position, timed visits beside their hours.

It is a table of half hours, so that neither script nor style has to place anything: a visit is a cell that spans its
half hours, and visits that touch the same half hour share one cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda.models import Visit

SLOT = 30  # minutes of a row
OPENS, CLOSES = 8, 18  # hours that are shown in any case
LAST = 24 * 60 // SLOT


@dataclass
class Cell:
    """So many rows of a lane, with the visits that stand there; free without any."""

    rows: int
    visits: list[Visit] = field(default_factory=list)


@dataclass(frozen=True)
class Lane:
    """`periods`: visits of a part of the day, which stand on top."""

    goes: User | Position
    visits: list[Visit]

    @property
    def is_position(self) -> bool:
        return isinstance(self.goes, Position)

    @property
    def periods(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.period]

    @property
    def key(self) -> str:
        return f"{'position' if self.is_position else 'user'}-{self.goes.pk}"


@dataclass(frozen=True)
class Chart:
    """`rows`: the wall's clock at each half hour, and the cells that begin there, one for a lane or none."""

    lanes: list[Lane]
    rows: list[tuple[str, list[Cell | None]]]


def chart_of(on: date, visits: Sequence[Visit], technicians: Iterable[User]) -> Chart:
    """The day's visits by who goes: every technician has a lane, and whoever else has a visit that day."""
    going: dict[tuple[Any, int], Any] = {(User, one.pk): one for one in technicians}
    by: dict[tuple[Any, int], list[Visit]] = {}
    for visit in visits:
        key = (type(visit.goes), visit.goes.pk)
        going.setdefault(key, visit.goes)
        by.setdefault(key, []).append(visit)
    ordered = sorted(going.items(), key=lambda one: (one[0][0] is Position, one[1].name.casefold(), one[0][1]))
    lanes = [Lane(goes, by.get(key, [])) for key, goes in ordered]
    columns = [_column(lane, on) for lane in lanes]
    first = min([OPENS * 60 // SLOT, *(start for column in columns for start in column)])
    last = max([CLOSES * 60 // SLOT, *(start + cell.rows for column in columns for start, cell in column.items())])
    placed = [_with_gaps(column, first, last) for column in columns]
    rows = [
        (f"{slot * SLOT // 60:02}:{slot * SLOT % 60:02}", [column.get(slot) for column in placed])
        for slot in range(first, last)
    ]
    return Chart(lanes, rows)


def _column(lane: Lane, on: date) -> dict[int, Cell]:
    """First row → cell, of the timed visits of a lane."""
    cells: dict[int, Cell] = {}
    end = -1
    for visit in sorted((one for one in lane.visits if not one.period), key=lambda one: one.turn):
        first, after = _slots(visit, on)
        if cells and first < end:
            begun = max(cells)
            cells[begun].visits.append(visit)
            end = max(end, after)
            cells[begun].rows = end - begun
        else:
            cells[first], end = Cell(after - first, [visit]), after
    return cells


def _slots(visit: Visit, on: date) -> tuple[int, int]:
    """The rows of a timed visit by the wall's clock: first, and the one after the last. On a day on which the clocks
    change its length is kept."""
    assert visit.starts_at is not None
    first = _slot(visit.starts_at)
    after = -(-(_minute(visit.starts_at) + visit.minutes) // SLOT)
    return min(first, LAST - 1), max(min(after, LAST), min(first, LAST - 1) + 1)


def _minute(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.hour * 60 + local.minute


def _slot(moment: datetime) -> int:
    return _minute(moment) // SLOT


def _with_gaps(column: dict[int, Cell], first: int, last: int) -> dict[int, Cell]:
    """Free rows become cells of one row each."""
    taken = {slot for start, cell in column.items() for slot in range(start, start + cell.rows)}
    free = {slot: Cell(1) for slot in range(first, last) if slot not in taken}
    return {**free, **column}


def in_turn(visits: Iterable[Visit]) -> list[Visit]:
    """In the order of the day."""
    return sorted(visits, key=lambda visit: visit.turn)
