"""The agenda: a month with what each day holds, a day by who goes, and a technician's own day (C15, C19)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.agenda.actions.booking import technicians
from faena.agenda.lanes import chart_of, in_turn
from faena.agenda.models import PENDING, Visit
from faena.agenda.month import month_of, read_day, read_month
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.gate.roles import Role
from faena.lib.dates import YEARS, format_time

MOST_LEFT = 20  # visits of days before that nobody has ended


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
    `begins` on. What was given up stands below."""
    on, today = _day(day), timezone.localdate()
    rows: Any = Visit.objects.visible_to(request.user).filter(on=on).shown()
    visits = in_turn(rows)
    active = [visit for visit in visits if visit.is_active]
    context = {
        "on": on,
        "visits": active,
        "given_up": [visit for visit in visits if not visit.is_active],
        "minutes": sum(visit.minutes for visit in active),
        "chart": chart_of(on, active, technicians()) if may(request.user, Perm.AGENDA_ACT) else None,
        "before": _within(on - timedelta(days=1)),
        "after": _within(on + timedelta(days=1)),
        "today": today,
        "is_past": on < today,
        "begins": format_time(timezone.localtime()) if on == today else "",
    }
    return render(request, "agenda/day.html", context)


@requires(Perm.AGENDA_ACT)
@require_GET
def mine(request: StaffRequest) -> HttpResponse:
    """Today's visits of whoever looks, the next one first; what days before left open; what his positions offer."""
    today = timezone.localdate()
    own: Any = Visit.objects.filter(technician=request.user).shown()
    visits = in_turn(own.filter(on=today))
    waiting = [visit for visit in visits if visit.is_pending]
    under_way = [visit for visit in waiting if visit.state != Visit.State.BOOKED]
    left = own.filter(state__in=PENDING, on__lt=today).order_by("on", "id")[:MOST_LEFT]
    queue = Visit.objects.filter(position__in=request.user.positions.all(), state__in=PENDING)
    offered: Any = queue.filter(Q(on__lte=today + timedelta(days=1))).shown().order_by("on", "id")[:MOST_LEFT]
    context = {
        "today": today,
        "waiting": [*under_way, *(visit for visit in waiting if visit not in under_way)],
        "ended": [visit for visit in visits if not visit.is_pending],
        "left": list(left),
        "offered": list(offered),
        "is_technician": request.user.role == Role.TECHNICIAN,
    }
    return render(request, "agenda/mine.html", context)


def _day(text: str) -> date:
    on = read_day(text)
    if on is None:
        raise Http404
    return on


def _within(on: date) -> date | None:
    return on if on.year in YEARS else None
