"""A day as a wall chart: a lane for each technician and for each position, timed visits beside their hours.

It is a table of half hours, so that neither script nor style has to place anything: a visit is a cell that spans its
half hours, and visits that touch the same half hour share one cell. Of a very full day only the first visits of each
lane are drawn; the rest of the lane is one cell that leads to all of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda.models import Visit

SLOT = 30  # minutes of a row
OPENS, CLOSES = 8, 18  # hours that are shown in any case
LAST = 24 * 60 // SLOT
MOST_DRAWN = 600  # visits of a chart, about
MOST_OF_LANE, LEAST_OF_LANE = 30, 3


@dataclass
class Cell:
    """So many rows of a lane, with the visits that stand there; free without any. `cut`: the lane whose other visits
    are not drawn stands here until the end of the day."""

    rows: int
    visits: list[Visit] = field(default_factory=list)
    cut: "Lane | None" = None


@dataclass(frozen=True)
class Lane:
    """`periods`: visits of a part of the day, which stand on top; `more`: how many come after those that are drawn."""

    goes: User | Position
    visits: list[Visit]
    more: int = 0

    @property
    def is_position(self) -> bool:
        return isinstance(self.goes, Position)

    @property
    def periods(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.period]

    @property
    def key(self) -> str:
        return key_of(self.goes)


@dataclass(frozen=True)
class Chart:
    """`rows`: the wall's clock at each half hour, and the cells that begin there, one for a lane or none."""

    lanes: list[Lane]
    rows: list[tuple[str, list[Cell | None]]]


def key_of(goes: User | Position) -> str:
    """ "user-7", "position-3": as addresses and forms name who goes."""
    return f"{'position' if isinstance(goes, Position) else 'user'}-{goes.pk}"


def lane_of(visit: Visit) -> str:
    """In whose lane it stands, by its keys alone."""
    return f"user-{visit.technician_id}" if visit.technician_id else f"position-{visit.position_id}"


def drawn_of(outline: Sequence[Visit]) -> list[Visit]:
    """The first of each lane, as many as a chart can draw; the outline stands in the order of the day."""
    lanes = len({lane_of(visit) for visit in outline})
    most = max(LEAST_OF_LANE, min(MOST_OF_LANE, MOST_DRAWN // max(1, lanes)))
    seen: Counter[str] = Counter()
    drawn = []
    for visit in outline:
        seen[lane_of(visit)] += 1
        if seen[lane_of(visit)] <= most:
            drawn.append(visit)
    return drawn


def chart_of(visits: Sequence[Visit], technicians: Iterable[User], outline: Sequence[Visit] | None = None) -> Chart:
    """The day's visits by who goes: every technician has a lane, and whoever else has a visit that day. `outline`: all
    visits of the day, where not every one is drawn."""
    going: dict[str, User | Position] = {key_of(one): one for one in technicians}
    by: dict[str, list[Visit]] = {}
    for visit in visits:
        going.setdefault(lane_of(visit), visit.goes)
        by.setdefault(lane_of(visit), []).append(visit)
    ordered = sorted(going.values(), key=lambda one: (isinstance(one, Position), one.name.casefold(), one.pk))
    there = Counter(lane_of(visit) for visit in (visits if outline is None else outline))
    lanes = [Lane(one, drawn := by.get(key_of(one), []), there[key_of(one)] - len(drawn)) for one in ordered]
    columns = [_column(lane) for lane in lanes]
    first = min([OPENS * 60 // SLOT, *(start for column in columns for start in column)])
    last = max([CLOSES * 60 // SLOT, *(start + cell.rows for column in columns for start, cell in column.items())])
    last = max([last, *(_end(column, first) + 1 for lane, column in zip(lanes, columns, strict=True) if lane.more)])
    for lane, column in zip(lanes, columns, strict=True):
        if lane.more:
            start = _end(column, first)
            column[start] = Cell(last - start, cut=lane)
    placed = [_with_gaps(column, first, last) for column in columns]
    rows = [
        (f"{slot * SLOT // 60:02}:{slot * SLOT % 60:02}", [column.get(slot) for column in placed])
        for slot in range(first, last)
    ]
    return Chart(lanes, rows)


def _column(lane: Lane) -> dict[int, Cell]:
    """First row → cell, of the timed visits of a lane."""
    cells: dict[int, Cell] = {}
    end = -1
    for visit in sorted((one for one in lane.visits if not one.period), key=lambda one: one.turn):
        first, after = _slots(visit)
        if cells and first < end:
            begun = max(cells)
            cells[begun].visits.append(visit)
            end = max(end, after)
            cells[begun].rows = end - begun
        else:
            cells[first], end = Cell(after - first, [visit]), after
    return cells


def _end(column: dict[int, Cell], first: int) -> int:
    """The row after the last that is taken."""
    return max([first, *(start + cell.rows for start, cell in column.items())])


def _slots(visit: Visit) -> tuple[int, int]:
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
