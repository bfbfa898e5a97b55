"""The agenda: a month with what each day holds, and a technician's own day (C15, C19)."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.lanes import in_turn, key_of
from faena.agenda.models import Visit, VisitQuerySet, offered_kinds
from faena.agenda.month import month_of, read_month
from faena.agenda.offers import offers_of, offers_on
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.roles import Role

MOST_OWN = 20  # of each part of one's own day
OUTLINE = ("on", "period", "starts_at", "minutes", "state", "is_active", "technician", "position")


@requires(Perm.AGENDA_SEE)
@require_GET
def month(request: StaffRequest) -> HttpResponseBase:
    """The month (`?month=2026-11`), each day with its load and its first visits. Whoever asks for none comes to today:
    a technician to his own day, the others to the board."""
    today = timezone.localdate()
    if "month" not in request.GET:
        if request.user.role == Role.TECHNICIAN:
            return redirect("agenda:mine")
        return redirect("agenda:day", day=today.isoformat())
    first = read_month(request.GET.get("month", ""))
    shown = month_of(first, request.user, lambda on: reverse("agenda:day", args=[on.isoformat()]), names=True)
    context = {"month": shown, "today": today, "offers": offers_on(today, request.user), "kinds": offered_kinds()}
    return render(request, "agenda/month.html", context)


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


def _of(shown: dict[int, Visit], outline: list[Visit]) -> list[Visit]:
    """What was read of them, in their order; one may be gone since."""
    return [shown[visit.pk] for visit in outline if visit.pk in shown]
