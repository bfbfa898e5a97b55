"""The hours of a technician on a day: what is taken, and what is free between (C15, M30)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda.lanes import CLOSES, OPENS, in_turn
from faena.agenda.models import LEAST_MINUTES, Absence, Visit
from faena.lib.dates import day_span


@dataclass(frozen=True)
class Span:
    """From one moment to another; `visit` or `absence`: what takes it, both None while it is free."""

    begins: datetime
    ends: datetime
    visit: Visit | None = None
    absence: Absence | None = None

    @property
    def is_free(self) -> bool:
        return self.visit is None and self.absence is None


@dataclass(frozen=True)
class DayHours:
    """`spans`: free and taken, in order; `parts`: visits of a part of the day, which take no hour."""

    goes: User
    on: date
    spans: list[Span]
    parts: list[Visit]

    @property
    def starts(self) -> list[tuple[str, str]]:
        """When something could begin: as suggestions fill it in."""
        free = (timezone.localtime(span.begins) for span in self.spans if span.is_free)
        return [(f"{at:%H:%M}", f"{at:%H:%M}") for at in free]


def hours_of(goes: User | Position | None, on: date | None, *, but: Visit | None = None) -> DayHours | None:
    """A technician's day from the hour at which calendars begin to that at which they end, longer where a visit is
    outside of it; what has passed is not free. None for a position, a day that is over, or while one is not chosen.
    `but`: the visit that is being moved. Two queries."""
    if not isinstance(goes, User) or on is None or on < timezone.localdate():
        return None
    rows = Visit.objects.active().filter(technician=goes, on=on).select_related("customer")
    visits = in_turn(visit for visit in rows if visit != but)
    zone = timezone.get_current_timezone()
    at = max(datetime.combine(on, time(OPENS), zone), _next_start(timezone.now()))
    closes, spans = datetime.combine(on, time(CLOSES), zone), []
    for span in sorted([*_taken(visits), *_away(goes, on)], key=lambda one: one.begins):
        spans += _free(at, min(span.begins, max(closes, at)))
        spans.append(span)
        at = max(at, span.ends)
    return DayHours(goes, on, [*spans, *_free(at, closes)], [visit for visit in visits if visit.period])


def _taken(visits: list[Visit]) -> list[Span]:
    return [Span(one.starts_at, one.ends_at, one) for one in visits if one.starts_at and one.ends_at]


def _away(goes: User, on: date) -> list[Span]:
    """When he is away that day."""
    first, after = day_span(on, timezone.get_current_timezone())
    rows = Absence.objects.filter(technician=goes, begins_at__lt=after, ends_at__gt=first)
    return [Span(max(one.begins_at, first), min(one.ends_at, after), absence=one) for one in rows]


def _free(begins: datetime, ends: datetime) -> list[Span]:
    return [Span(begins, ends)] if ends - begins >= timedelta(minutes=LEAST_MINUTES) else []


def _next_start(now: datetime) -> datetime:
    """The next quarter of an hour."""
    whole = now.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=15 - whole.minute % 15)
