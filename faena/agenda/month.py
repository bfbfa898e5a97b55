"""A month on the wall: its weeks, and how much there is to do each day. Three queries, however many visits there are;
where they are so many that names would say nothing, days only count them.

Days are counted by the day that is written on a visit, so no change of the clocks takes one away or shows it twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_day_names
from django.db.models import Count, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from faena.accounts.models import User
from faena.agenda.actions.booking import technicians
from faena.agenda.models import Visit
from faena.lib.dates import YEARS, add_months
from faena.lib.locales import active_language, first_week_day, locale_of

A_DAY = 8 * 60  # minutes that a technician is out, of which the bar of a full day is made
WEEK = 7
MOST_NAMED = 2000  # visits of a month of which the first of each day are read
MOST_OF_DAY = 3


@dataclass(frozen=True)
class Load:
    """What a day holds: visits that take somebody's time, and their minutes together."""

    visits: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class MonthDay:
    """One cell. `url`: where a tap leads; "" where it leads nowhere. `first`: the visits that it names."""

    on: date
    load: Load
    is_inside: bool
    is_past: bool
    is_today: bool
    is_chosen: bool
    url: str
    first: Sequence[Visit] = ()


@dataclass(frozen=True)
class Month:
    """`full`: the minutes of a full day; `before`, `after`: the first day of the months beside it, None where the
    calendar ends."""

    first: date
    weekdays: list[tuple[str, str]]
    weeks: list[list[MonthDay]]
    full: int
    before: date | None
    after: date | None

    @property
    def visits(self) -> int:
        """How many there are in the month itself."""
        return sum(day.load.visits for week in self.weeks for day in week if day.is_inside)


def month_of(
    first: date,
    user: User,
    leads: Callable[[date], str],
    *,
    chosen: date | None = None,
    may_past: bool = True,
    names: bool = False,
) -> Month:
    """The month that begins on `first`, as this reader sees it. `leads`: where a tap on a day goes; without `may_past`
    days that have passed lead nowhere. `names`: whether each day names its first visits."""
    weeks = _weeks(first)
    today, loads = timezone.localdate(), loads_between(weeks[0][0], weeks[-1][-1], user)
    is_readable = names and sum(load.visits for load in loads.values()) <= MOST_NAMED
    named = _first_of_each(weeks[0][0], weeks[-1][-1], user) if is_readable else {}

    def cell(on: date) -> MonthDay:
        return MonthDay(
            on=on,
            load=loads.get(on, Load()),
            is_inside=(on.year, on.month) == (first.year, first.month),
            is_past=on < today,
            is_today=on == today,
            is_chosen=on == chosen,
            url=leads(on) if on.year in YEARS and (may_past or on >= today) else "",
            first=named.get(on, ()),
        )

    return Month(
        first=first,
        weekdays=_weekdays(weeks[0]),
        weeks=[[cell(on) for on in week] for week in weeks],
        full=A_DAY * max(1, technicians().count()),
        before=_within(add_months(first, -1)),
        after=_within(add_months(first, 1)),
    )


def loads_between(first: date, last: date, user: User) -> dict[date, Load]:
    """What each day from first to last holds; days without visits are left out."""
    rows = Visit.objects.visible_to(user).active().filter(on__range=(first, last)).order_by().values("on")
    return {
        row["on"]: Load(row["visits"], row["minutes"])
        for row in rows.annotate(visits=Count("pk"), minutes=Sum("minutes"))
    }


def _first_of_each(first: date, last: date, user: User) -> dict[date, list[Visit]]:
    """The first visits of each day, by the hour."""
    place = Window(RowNumber(), partition_by="on", order_by=["starts_at", "pk"])
    rows = Visit.objects.visible_to(user).active().filter(on__range=(first, last)).annotate(place=place)
    rows = rows.filter(place__lte=MOST_OF_DAY).select_related("customer", "kind")
    found: dict[date, list[Visit]] = {}
    for visit in rows.only("on", "starts_at", "period", "state", "customer__name", "kind__tone", "kind__position"):
        found.setdefault(visit.on, []).append(visit)
    return {on: sorted(visits, key=lambda visit: visit.turn) for on, visits in found.items()}


def week_of(on: date) -> list[date]:
    """The seven days around, beginning on the day on which weeks begin in the company's country."""
    start = on - timedelta(days=(on.weekday() - first_week_day()) % WEEK)
    return [start + timedelta(days=place) for place in range(WEEK)]


def read_month(text: str) -> date:
    """ "2026-11" as its first day; this month for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = timezone.localdate().replace(day=1)
    return first if first.year in YEARS else timezone.localdate().replace(day=1)


def read_day(text: str) -> date | None:
    """ "2026-11-27" as that day; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS and day.isoformat() == text else None


def _weeks(first: date) -> list[list[date]]:
    """Whole weeks that hold the month, beginning on the day on which weeks begin in the company's country."""
    start = week_of(first)[0]
    weeks: list[list[date]] = []
    while not weeks or weeks[-1][-1] < add_months(first, 1) - timedelta(days=1):
        weeks.append([start + timedelta(days=WEEK * len(weeks) + place) for place in range(WEEK)])
    return weeks


def _weekdays(week: list[date]) -> list[tuple[str, str]]:
    """(short, whole) names of the days of a week, in its order."""
    locale = locale_of(active_language())
    short, whole = (get_day_names(width, "stand-alone", locale) for width in ("abbreviated", "wide"))
    return [(short[on.weekday()].replace(".", ""), whole[on.weekday()]) for on in week]


def _within(first: date) -> date | None:
    return first if first.year in YEARS else None
