"""The dispatch board: a day with a lane for each technician and a tray of what has none, and a week in which each
technician is a row (C15, B12)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.actions.booking import MOVABLE, technicians
from faena.agenda.lanes import (
    Span,
    away_on,
    chart_of,
    drawn_of,
    goers,
    in_turn,
    key_of,
    lane_of,
    loads_of,
    minute_of,
    works_on,
)
from faena.agenda.models import Absence, Visit, VisitQuerySet, offered_kinds
from faena.agenda.month import loads_between, read_day, week_of
from faena.agenda.offers import offers_on
from faena.company.models import Company
from faena.customers.models import reached
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.lib.dates import YEARS, day_span, format_time
from faena.lib.named import AmongKeys, Named

MOST_CARDS = 100  # of a day, on one page
MOST_LEFT = 20  # of the days before, in the tray
MOST_AWAY = 500  # absences of some days
MOST_OF_CELL = 6  # of a technician's day, in the week
MOST_LISTED = 40  # of a day, in the week's list
TRAY = "tray"  # who goes: nobody yet
LONGEST = 6  # digits of a page's number
OUTLINE = ("on", "period", "starts_at", "minutes", "state", "is_active", "technician", "position")
ON_CARDS = (
    *OUTLINE,
    *("ends_at", "number", "version", "address", "notes", "ref_kind", "ref_id", "ref_label"),
    *("kind__name", "kind__tone", "kind__position", "contact__phone"),
    *("customer__name", "customer__phone", "technician__name", "position__name"),
)

_outline: Named[Visit] = Named(
    lambda ask, reach: reached(
        Visit.objects.filter(on__gte=ask("first", Visit._meta.get_field("on")))
        .filter(on__lte=ask("last", Visit._meta.get_field("on")))
        .only(*OUTLINE),
        reach,
        ask("user", User._meta.pk),
    )
)
_cards: Named[Visit] = Named(
    lambda _ask: (
        Visit.objects.filter(AmongKeys())
        .select_related("customer", "contact", "kind", "technician", "position")
        .only(*ON_CARDS)
    )
)


@requires(Perm.AGENDA_SEE)
@require_GET
def day(request: StaffRequest, day: str) -> HttpResponse:
    """A day: a list on phones, a board on desks, whose free half hours lead to booking them from now on. What was given
    up stands below. `?goes=user-7`: of that lane alone. A very full day is outlined in one query; drawn are a page of
    the list, the first of each lane."""
    return render(request, "agenda/day.html", _day_context(request, _day(day), request.GET.get("goes", "")))


@requires(Perm.AGENDA_SEE)
@require_GET
def week(request: StaffRequest, day: str) -> HttpResponse:
    """The week of a day: a row for each technician, the first visits of each of his days, hours per day in the head."""
    return render(request, "agenda/week.html", _week_context(request, _day(day)))


def _day_context(request: StaffRequest, on: date, goes: str) -> dict[str, Any]:
    user = request.user
    outline = in_turn(_outlined(on, on, user))
    active = [visit for visit in outline if visit.is_active]
    listed = [visit for visit in outline if not goes or goes in _filters_of(visit)]
    mine = [visit for visit in listed if visit.is_active]
    page = _page(request, [*mine, *(visit for visit in listed if not visit.is_active)])
    people = list(technicians().select_related("photo")) if may(user, Perm.AGENDA_ACT) else []
    has_board = may(user, Perm.AGENDA_ACT) and not goes and page.is_first
    today = timezone.localdate()
    left = list(_left(today)[: MOST_LEFT + 1]) if has_board and on == today else []
    charted = drawn_of(active) if has_board else []
    shown = {visit.pk: visit for visit in _cards.rows(keys={visit.pk for visit in [*page.visits, *charted, *left]})}
    cards = _of(shown, page.visits)
    waiting = [visit for visit in _of(shown, [*left[:MOST_LEFT], *charted]) if visit.technician_id is None]
    context = {
        "goes": goes,
        "page": page,
        "number": len(mine),
        "minutes": sum(visit.minutes for visit in mine),
        "alone": cards[0].goes if goes and goes != TRAY and cards else None,
        "visits": [visit for visit in cards if visit.is_active],
        "given_up": [visit for visit in cards if not visit.is_active],
        "chart": None,
        "people": people,
        "tray": _Tray(waiting, len(left) + sum(not visit.technician_id for visit in active)),
        "week": _strip(on, user),
        **_around(request, on, timedelta(days=1)),
        "begins": format_time(timezone.localtime()) if on == today else "",
        "now": minute_of(timezone.now()) if on == today else None,
    }
    if has_board:
        away = absences_between(on, on)
        context |= {
            "chart": chart_of(_of(shown, charted), people, active, on=on, absences=away),
            "movable": _movable(user, shown.values()),
            "dropped_on": _droppable(user),
        }
    return context


def _week_context(request: StaffRequest, on: date) -> dict[str, Any]:
    user, days = request.user, week_of(on)
    outline = [visit for visit in in_turn(_outlined(days[0], days[-1], user)) if visit.is_active]
    company, with_visits = Company.here(), {visit.on for visit in outline}
    days = [one for one in days if works_on(company, one) or one in with_visits or one == on]
    acts = may(user, Perm.AGENDA_ACT)
    people = list(technicians().select_related("photo")) if acts else []
    lanes = max(len(people), len({lane_of(visit) for visit in outline}))
    charted = drawn_of(outline, max(1, lanes) * len(days))
    shown = {visit.pk: visit for visit in _cards.rows(keys={visit.pk for visit in charted})}
    drawn = _of(shown, charted)
    return {
        "days": days,
        "rows": _rows(drawn, outline, goers(drawn, people), days) if acts else [],
        "tray": _tray_row(drawn, outline, days),
        "waiting": sum(not visit.technician_id for visit in outline),
        "loads": _minutes_by_day(outline),
        "movable": _movable(user, drawn),
        "dropped_on": _droppable(user),
        "by_day": {one: [visit for visit in drawn if visit.on == one][:MOST_LISTED] for one in days},
        "begins": days[0],
        "ends": days[-1],
        **_around(request, on, timedelta(days=7)),
    }


@dataclass(frozen=True)
class _Tray:
    """What has no technician: the first of it, and how many there are."""

    visits: list[Visit]
    number: int

    @property
    def nearest(self) -> Visit | None:
        """The one that is wanted first."""
        return min(self.visits, key=lambda visit: (visit.on, visit.deadline), default=None)


@dataclass(frozen=True)
class _Cell:
    """A day of one row of the week; `more`: how many are not drawn; `away`: why he is not there, None where he is."""

    on: date
    visits: list[Visit]
    more: int
    away: list[Span]


@dataclass(frozen=True)
class _Row:
    goes: User
    key: str
    minutes: int
    cells: list[_Cell]


def _rows(drawn: list[Visit], outline: list[Visit], people: list[User], days: list[date]) -> list[_Row]:
    _numbers, minutes = loads_of(outline)
    absences = absences_between(days[0], days[-1]) if people else []
    away = {on: away_on(on, absences) for on in days}
    there, first = _by_cell(outline), _by_cell(drawn)

    def cell(one: User, on: date) -> _Cell:
        visits = first.get((on, one.pk), [])[:MOST_OF_CELL]
        return _Cell(on, visits, len(there.get((on, one.pk), [])) - len(visits), away[on].get(one.pk, []))

    return [_Row(one, key_of(one), minutes[one.pk], [cell(one, on) for on in days]) for one in people]


def _tray_row(drawn: list[Visit], outline: list[Visit], days: list[date]) -> list[_Cell]:
    """What has no technician, by its day."""
    there, first = _by_cell(outline), _by_cell(drawn)
    cells = [(on, first.get((on, None), [])[:MOST_OF_CELL]) for on in days]
    return [_Cell(on, visits, len(there.get((on, None), [])) - len(visits), []) for on, visits in cells]


def _by_cell(visits: Iterable[Visit]) -> dict[tuple[date, int | None], list[Visit]]:
    found: dict[tuple[date, int | None], list[Visit]] = {}
    for visit in visits:
        found.setdefault((visit.on, visit.technician_id), []).append(visit)
    return found


def _filters_of(visit: Visit) -> tuple[str, ...]:
    """What `?goes=` may say to find it."""
    return (lane_of(visit),) if visit.technician_id else (lane_of(visit), TRAY)


def _minutes_by_day(outline: Iterable[Visit]) -> Counter[date]:
    minutes: Counter[date] = Counter()
    for visit in outline:
        minutes[visit.on] += visit.minutes
    return minutes


def _outlined(first: date, last: date, user: User) -> list[Visit]:
    return _outline.rows(scope(user, Perm.AGENDA_SEE), first=first, last=last, user=user.pk)


def _left(today: date) -> VisitQuerySet:
    """What nobody was sent to on the days before."""
    rows = Visit.objects.filter(technician=None, state=Visit.State.BOOKED, on__lt=today)
    return rows.only(*OUTLINE).order_by("on", "id")


def absences_between(first: date, last: date) -> list[Absence]:
    """Of all technicians, on these days."""
    zone = timezone.get_current_timezone()
    begins, ends = day_span(first, zone)[0], day_span(last, zone)[1]
    return list(Absence.objects.filter(ends_at__gt=begins, begins_at__lt=ends).order_by("begins_at", "id")[:MOST_AWAY])


def _movable(user: User, visits: Iterable[Visit]) -> set[int]:
    """Those that this reader may move now. One query for who moves his own only, none for others."""
    reach = scope(user, Perm.AGENDA_ACT)
    if reach is Scope.NONE:
        return set()
    rows = [visit for visit in visits if visit.state in MOVABLE]
    if reach is Scope.OWN:
        own = set(user.positions.values_list("pk", flat=True))
        rows = [one for one in rows if one.technician_id == user.pk or one.position_id in own]
    return {one.pk for one in rows}


def _droppable(user: User) -> str:
    """Whose lanes take a visit from this reader: "" for all, else the one."""
    return key_of(user) if scope(user, Perm.AGENDA_ACT) is Scope.OWN else ""


def _around(request: StaffRequest, on: date, step: timedelta) -> dict[str, Any]:
    """Where the page stands in the calendar, what can be done on it, and the move that was just made."""
    today = timezone.localdate()
    return {
        "on": on,
        "offers": offers_on(max(on, today), request.user),
        "before": _within(on - step),
        "after": _within(on + step),
        "today": today,
        "is_past": on < today,
        "kinds": offered_kinds(),
    }


def _strip(on: date, user: User) -> list[tuple[date, bool]]:
    """The seven days around, and whether each holds anything."""
    days = week_of(on)
    loads = loads_between(days[0], days[-1], user)
    return [(one, one in loads) for one in days]


@dataclass(frozen=True)
class _Page:
    """A piece of a day's list: its visits, the place of the first among `number`, and where its neighbours are."""

    visits: list[Visit]
    first: int
    number: int
    before_url: str
    after_url: str

    @property
    def is_first(self) -> bool:
        return self.first == 1

    @property
    def places(self) -> str:
        return f"{self.first}–{self.first + len(self.visits) - 1}"


def _page(request: StaffRequest, visits: list[Visit]) -> _Page:
    """`?page=2`; the last one for more than there are."""
    page_text, pages = request.GET.get("page", ""), max(1, -(-len(visits) // MOST_CARDS))
    place = (
        max(1, min(int(page_text), pages))
        if page_text.isascii() and page_text.isdecimal() and len(page_text) < LONGEST
        else 1
    )

    def url(other: int) -> str:
        goes = {"goes": request.GET["goes"]} if request.GET.get("goes") else {}
        return f"{request.path}?{urlencode(goes | {'page': other})}" if 1 <= other <= pages else ""

    first = (place - 1) * MOST_CARDS
    return _Page(visits[first : first + MOST_CARDS], first + 1, len(visits), url(place - 1), url(place + 1))


def _of(shown: dict[int, Visit], outline: list[Visit]) -> list[Visit]:
    """What was read of them, in their order; one may be gone since."""
    return [shown[visit.pk] for visit in outline if visit.pk in shown]


def _day(text: str) -> date:
    on = read_day(text)
    if on is None:
        raise Http404
    return on


def _within(on: date) -> date | None:
    return on if on.year in YEARS else None
