"""A day as a wall chart: a lane for each technician, in which a visit stands at its hour and as long as it takes.

The server draws it with classes alone (`place_of`), so that it needs neither script nor inline style. What has no
technician yet stands in the tray beside it. Of a very full lane only the first visits are drawn; what comes after them
is one link to all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda.models import Absence, Visit
from faena.company.models import Company
from faena.company.working_hours import MIDNIGHT, spans_on

STEP = 5  # minutes: the finest place that is drawn
OPENS, CLOSES = 8, 18  # hours that are shown where the company has not said when it works
DAY = 24 * 60
LEAST_DRAWN = 15  # minutes of the shortest block
MOST_DRAWN = 600  # visits of a chart, about
MOST_OF_LANE, LEAST_OF_LANE = 30, 3


@dataclass(frozen=True)
class Span:
    """From one minute of the wall's day to another, and why nobody should be sent then; "" outside of working hours."""

    begins: int
    ends: int
    reason: str = ""
    is_absence: bool = False

    @property
    def place(self) -> str:
        return place_of(self.begins, self.ends - self.begins)


@dataclass(frozen=True)
class Block:
    """A timed visit where it stands."""

    visit: Visit
    begins: int
    minutes: int

    @property
    def place(self) -> str:
        return place_of(self.begins, self.minutes)

    @property
    def is_short(self) -> bool:
        """There is room for one line."""
        return self.minutes < 45


@dataclass(frozen=True)
class Lane:
    """`visits`: those that are drawn; `more`: how many come after them, from the minute `more_from` on; `number` and
    `minutes`: of all of them; `off`: when nobody should be sent there."""

    goes: User
    visits: list[Visit]
    number: int = 0
    minutes: int = 0
    off: list[Span] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.number - len(self.visits)

    @property
    def more_place(self) -> str:
        """Below the last that is drawn."""
        last = max((block.begins + block.minutes for block in self.blocks), default=0)
        return place_of(min(last, DAY - 30), 30)

    @property
    def periods(self) -> list[Visit]:
        """Visits of a part of the day, which stand on top."""
        return [visit for visit in self.visits if visit.period]

    @property
    def blocks(self) -> list[Block]:
        timed = [visit for visit in self.visits if not visit.period]
        return [Block(visit, begin_of(visit), visit.minutes) for visit in timed]

    @property
    def key(self) -> str:
        return key_of(self.goes)


@dataclass(frozen=True)
class Chart:
    """`first` and `last`: the hours between which it is drawn."""

    lanes: list[Lane]
    first: int
    last: int

    @property
    def hours(self) -> list[int]:
        return list(range(self.first, self.last))

    @property
    def slots(self) -> list[str]:
        """Each half hour, as a clock shows it."""
        return [f"{hour:02}:{minute:02}" for hour in self.hours for minute in (0, 30)]


def key_of(goes: User | Position) -> str:
    """ "user-7", "position-3": as addresses and forms name who goes."""
    return f"{'position' if isinstance(goes, Position) else 'user'}-{goes.pk}"


def lane_of(visit: Visit) -> str:
    """In whose lane it stands, by its keys alone."""
    return f"user-{visit.technician_id}" if visit.technician_id else f"position-{visit.position_id}"


def place_of(begins: int, minutes: int) -> str:
    """The classes by which the style sheet puts something at its hour and gives it its height (dispatch.css)."""
    begins = min(begins, DAY - LEAST_DRAWN) // STEP * STEP
    minutes = min(max(-(-minutes // STEP) * STEP, LEAST_DRAWN), DAY - begins)
    return f"at-h{begins // 60} at-m{begins % 60} for-h{minutes // 60} for-m{minutes % 60}"


def begin_of(visit: Visit) -> int:
    """The minute of the wall's day at which a timed visit begins."""
    assert visit.starts_at is not None
    return minute_of(visit.starts_at)


def minute_of(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.hour * 60 + local.minute


def drawn_of(outline: Sequence[Visit], lanes: int = 0) -> list[Visit]:
    """The first of each lane, as many as a chart can draw; the outline stands in the order of the day. `lanes`: into
    how many it is divided, where these are not those of who goes."""
    lanes = lanes or len({lane_of(visit) for visit in outline})
    most = max(LEAST_OF_LANE, min(MOST_OF_LANE, MOST_DRAWN // max(1, lanes)))
    seen: Counter[tuple[date, str]] = Counter()
    drawn = []
    for visit in outline:
        seen[visit.on, lane_of(visit)] += 1
        if seen[visit.on, lane_of(visit)] <= most:
            drawn.append(visit)
    return drawn


def goers(visits: Iterable[Visit], technicians: Iterable[User]) -> list[User]:
    """Whose lanes there are: every technician, and whoever else has one of these visits; by name."""
    going = {one.pk: one for one in technicians}
    for visit in visits:
        if visit.technician is not None:
            going.setdefault(visit.technician.pk, visit.technician)
    return sorted(going.values(), key=lambda one: (one.name.casefold(), one.pk))


def chart_of(
    visits: Sequence[Visit],
    technicians: Iterable[User],
    outline: Sequence[Visit] | None = None,
    *,
    on: date,
    absences: Collection[Absence] = (),
) -> Chart:
    """The visits of a day that are drawn, by who goes. `outline`: all of that day, where not every one is drawn."""
    by: dict[int, list[Visit]] = {}
    for visit in visits:
        if visit.technician_id:
            by.setdefault(visit.technician_id, []).append(visit)
    numbers, minutes = loads_of(visits if outline is None else outline)
    first, last, closed = _wall_of(Company.here(), on)
    away = away_on(on, absences)
    lanes = [
        Lane(
            one,
            sorted(by.get(one.pk, []), key=lambda visit: visit.turn),
            numbers[one.pk],
            minutes[one.pk],
            [*closed, *away.get(one.pk, [])],
        )
        for one in goers(visits, technicians)
    ]
    blocks = [block for lane in lanes for block in lane.blocks]
    first = min([first, *(block.begins // 60 for block in blocks)])
    last = max([last, *(min(24, -(-(block.begins + block.minutes) // 60)) for block in blocks)])
    if any(lane.more for lane in lanes):
        last = min(24, last + 1)
    inside = [Lane(lane.goes, lane.visits, lane.number, lane.minutes, _cut(lane.off, first, last)) for lane in lanes]
    return Chart(inside, first, last)


def loads_of(outline: Iterable[Visit]) -> tuple[Counter[int], Counter[int]]:
    """Technician → how many visits, and how many minutes."""
    numbers: Counter[int] = Counter()
    minutes: Counter[int] = Counter()
    for visit in outline:
        if visit.technician_id:
            numbers[visit.technician_id] += 1
            minutes[visit.technician_id] += visit.minutes
    return numbers, minutes


def away_on(on: date, absences: Iterable[Absence]) -> dict[int, list[Span]]:
    """Technician → when he is away on that day."""
    found: dict[int, list[Span]] = {}
    for absence in absences:
        begins, ends = timezone.localtime(absence.begins_at), timezone.localtime(absence.ends_at)
        if begins.date() <= on <= ends.date():
            start = minute_of(begins) if begins.date() == on else 0
            end = minute_of(ends) if ends.date() == on else DAY
            if end > start:
                found.setdefault(absence.technician_id, []).append(Span(start, end, absence.reason, is_absence=True))
    return found


def works_on(company: Company, on: date) -> bool:
    """Whether it works on a day at all."""
    return not company.working_hours or bool(spans_on(company, on))


def _wall_of(company: Company, on: date) -> tuple[int, int, list[Span]]:
    """The hours between which the day is shown, and when the company does not work in between and around."""
    if not company.working_hours:
        return OPENS, CLOSES, []
    worked = [
        (opens.hour * 60 + opens.minute, DAY if closes == MIDNIGHT else closes.hour * 60 + closes.minute)
        for opens, closes in spans_on(company, on)
    ]
    if not worked:
        return OPENS, CLOSES, [Span(0, DAY)]
    edges = [0, *(edge for span in worked for edge in span), DAY]
    closed = [Span(begins, ends) for begins, ends in zip(edges[::2], edges[1::2], strict=True) if ends > begins]
    return worked[0][0] // 60, -(-worked[-1][1] // 60), closed


def _cut(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    """What of them is shown."""
    shown = (
        Span(max(span.begins, first * 60), min(span.ends, last * 60), span.reason, is_absence=span.is_absence)
        for span in spans
    )
    return [span for span in shown if span.ends > span.begins]


def in_turn(visits: Iterable[Visit]) -> list[Visit]:
    """In the order of the day."""
    return sorted(visits, key=lambda visit: visit.turn)
