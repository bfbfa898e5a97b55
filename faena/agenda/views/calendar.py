"""The agenda: a month with what each day holds, a day by who goes, and a technician's own day (C15, C19)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.actions.booking import technicians
from faena.agenda.lanes import chart_of, drawn_of, in_turn, key_of, lane_of
from faena.agenda.models import Visit, VisitQuerySet
from faena.agenda.month import month_of, read_day, read_month
from faena.agenda.offers import offers_of, offers_on
from faena.customers.models import reached
from faena.gate.doors import requires
from faena.gate.grants import Perm, may, scope
from faena.gate.roles import Role
from faena.lib.dates import YEARS, format_time
from faena.lib.named import AmongKeys, Named

MOST_CARDS = 100  # of a day, on one page
LONGEST = 6  # digits of a page's number
MOST_OWN = 20  # of each part of one's own day
OUTLINE = ("on", "period", "starts_at", "minutes", "state", "is_active", "technician", "position")
ON_CARDS = (
    *OUTLINE,
    *("ends_at", "number", "address", "notes", "ref_kind", "ref_id", "ref_label", "kind__name", "contact__phone"),
    *("customer__name", "customer__phone", "technician__name", "position__name"),
)

_outline: Named[Visit] = Named(
    lambda ask, reach: reached(
        Visit.objects.filter(on=ask("on", Visit._meta.get_field("on"))).only(*OUTLINE),
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
def month(request: StaffRequest) -> HttpResponseBase:
    """The month (`?month=2026-11`), each day with its load; to a technician who asks for none, his own day."""
    if request.user.role == Role.TECHNICIAN and "month" not in request.GET:
        return redirect("agenda:mine")
    first = read_month(request.GET.get("month", ""))
    shown = month_of(first, request.user, lambda on: reverse("agenda:day", args=[on.isoformat()]))
    return render(request, "agenda/month.html", {"month": shown, "today": timezone.localdate()})


@requires(Perm.AGENDA_SEE)
@require_GET
def day(request: StaffRequest, day: str) -> HttpResponse:
    """A day: a list on phones, a lane for each technician on desks, whose free half hours lead to booking them from
    `begins` on. What was given up stands below. `?goes=user-7`: of that lane alone. A very full day is outlined in one
    query; drawn are a page of the list, the first of each lane."""
    on, goes = _day(day), request.GET.get("goes", "")
    rows = _outline.rows(scope(request.user, Perm.AGENDA_SEE), on=on, user=request.user.pk)
    outline = [visit for visit in in_turn(rows) if not goes or lane_of(visit) == goes]
    active = [visit for visit in outline if visit.is_active]
    page = _page(request, [*active, *(visit for visit in outline if not visit.is_active)])
    has_chart = may(request.user, Perm.AGENDA_ACT) and not goes and page.is_first
    context = {
        "goes": goes,
        "page": page,
        "number": len(active),
        "minutes": sum(visit.minutes for visit in active),
        **_in_the_calendar(on, request.user),
        **_drawn(page.visits, active if has_chart else None, goes),
    }
    return render(request, "agenda/day.html", context)


@requires(Perm.AGENDA_ACT)
@require_GET
def mine(request: StaffRequest) -> HttpResponse:
    """Today's visits of whoever looks, the next one first; what days before left open; what his positions offer;
    tomorrow's. The first of each, and that there are more."""
    today, own = timezone.localdate(), Visit.objects.filter(technician=request.user)
    queue = Visit.objects.filter(position__in=request.user.positions.all())
    left = own.pending().filter(on__lt=today).shown().order_by("on", "id")
    offered = queue.pending().filter(on__lte=today + timedelta(days=1)).shown().order_by("on", "id")
    parts = {"left": list(left[: MOST_OWN + 1]), "offered": list(offered[: MOST_OWN + 1])}
    context = {
        "today": today,
        **_coming(own, today + timedelta(days=1)),
        **_with_offers(parts | _of_today(own.filter(on=today)), request.user),
        "most": MOST_OWN,
        "lane": key_of(request.user),
        "is_technician": request.user.role == Role.TECHNICIAN,
    }
    return render(request, "agenda/mine.html", context)


def _in_the_calendar(on: date, user: User) -> dict[str, Any]:
    """Where the day stands: beside which, how much of it is over, and what can be done on it."""
    today = timezone.localdate()
    return {
        "on": on,
        "offers": offers_on(on, user),
        "before": _within(on - timedelta(days=1)),
        "after": _within(on + timedelta(days=1)),
        "today": today,
        "is_past": on < today,
        "begins": format_time(timezone.localtime()) if on == today else "",
    }


def _drawn(listed: list[Visit], active: list[Visit] | None, goes: str) -> dict[str, Any]:
    """The cards of those that are listed, and the chart of those that are active; None where there is no chart.
    `alone`: who goes, where one lane was asked for."""
    charted = drawn_of(active or [])
    shown = {visit.pk: visit for visit in _cards.rows(keys={visit.pk for visit in [*listed, *charted]})}
    cards = _of(shown, listed)
    return {
        "alone": cards[0].goes if goes and cards else None,
        "visits": [visit for visit in cards if visit.is_active],
        "given_up": [visit for visit in cards if not visit.is_active],
        "chart": None if active is None else chart_of(_of(shown, charted), technicians(), active),
    }


def _of_today(own: VisitQuerySet) -> dict[str, Any]:
    """One's own visits of today: what is under way comes first, then what is next. `of_today`: how many they are, where
    not all of them are shown."""
    outline = in_turn(own.only(*OUTLINE))
    pending = [visit for visit in outline if visit.is_pending]
    under_way = [visit for visit in pending if visit.state != Visit.State.BOOKED]
    waiting = [*under_way, *(visit for visit in pending if visit not in under_way)][:MOST_OWN]
    ended = [visit for visit in outline if not visit.is_pending][-MOST_OWN:]
    shown = own.shown().in_bulk([visit.pk for visit in [*waiting, *ended]])
    return {
        "waiting": _of(shown, waiting),
        "ended": _of(shown, ended),
        "of_today": len(outline) if len(outline) > len(waiting) + len(ended) else 0,
    }


def _coming(own: VisitQuerySet, on: date) -> dict[str, Any]:
    """One's own visits of the next day (M30). `of_coming`: how many they are."""
    coming = in_turn(own.pending().filter(on=on).shown())
    return {"coming": coming[:MOST_OWN], "of_coming": len(coming)}


def _with_offers(parts: dict[str, Any], user: User) -> dict[str, Any]:
    """And the next step of each that is still before him, which leads back to his day."""
    before = [*parts["waiting"], *parts["left"], *parts["offered"]]
    offers = {visit.pk: offers_of(visit, user, is_own=True, back="?back=mine") for visit in before}
    return {**parts, "offers": offers}


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
