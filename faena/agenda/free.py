"""The hours of a technician on a day: what is taken, and what is free between (C15, M30)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda.lanes import CLOSES, OPENS, in_turn
from faena.agenda.models import LEAST_MINUTES, Visit


@dataclass(frozen=True)
class Span:
    """From one moment to another; `visit`: the one that takes it, None while it is free."""

    begins: datetime
    ends: datetime
    visit: Visit | None = None


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
        free = (timezone.localtime(span.begins) for span in self.spans if span.visit is None)
        return [(f"{at:%H:%M}", f"{at:%H:%M}") for at in free]


def hours_of(goes: User | Position | None, on: date | None, *, but: Visit | None = None) -> DayHours | None:
    """A technician's day from the hour at which calendars begin to that at which they end, longer where a visit is
    outside of it; what has passed is not free. None for a position, a day that is over, or while one is not chosen.
    `but`: the visit that is being moved. One query."""
    if not isinstance(goes, User) or on is None or on < timezone.localdate():
        return None
    rows = Visit.objects.active().filter(technician=goes, on=on).select_related("customer")
    visits = in_turn(visit for visit in rows if visit != but)
    zone = timezone.get_current_timezone()
    at = max(datetime.combine(on, time(OPENS), zone), _next_start(timezone.now()))
    closes, spans = datetime.combine(on, time(CLOSES), zone), []
    for visit in visits:
        if visit.starts_at is None or visit.ends_at is None:
            continue
        spans += _free(at, min(visit.starts_at, max(closes, at)))
        spans.append(Span(visit.starts_at, visit.ends_at, visit))
        at = max(at, visit.ends_at)
    return DayHours(goes, on, [*spans, *_free(at, closes)], [visit for visit in visits if visit.period])


def _free(begins: datetime, ends: datetime) -> list[Span]:
    return [Span(begins, ends)] if ends - begins >= timedelta(minutes=LEAST_MINUTES) else []


def _next_start(now: datetime) -> datetime:
    """The next quarter of an hour."""
    whole = now.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=15 - whole.minute % 15)
