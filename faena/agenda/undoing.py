"""What can be taken back of a visit from the notice that says that it was done (ui/undoing.py)."""

from datetime import date, time
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from faena.accounts.models import Position, User
from faena.agenda import actions
from faena.agenda.hours import When
from faena.agenda.models import Visit
from faena.ui import undoing
from faena.ui.undoing import Undo

GIVEN, MOVED = "visit.given", "visit.rescheduled"


def announce() -> None:
    undoing.register(GIVEN, _hand_back)
    undoing.register(MOVED, _move_back)


def of_handing(visit: Visit, before: User | Position) -> Undo:
    """`visit` as it is now, taken by somebody or given to him; `before`: who had it."""
    kind = "user" if isinstance(before, User) else "position"
    return Undo(GIVEN, {"visit": visit.pk, "before": before.pk, "kind": kind, "version": visit.version})


def of_moving(visit: Visit, before: Visit) -> Undo:
    """`visit` as it is now, `before`: as it was."""
    facts = {"on": before.on.isoformat(), "period": before.period, "minutes": before.minutes}
    if before.starts_at is not None:
        facts["hour"] = timezone.localtime(before.starts_at).time().isoformat()
    return Undo(MOVED, {"visit": visit.pk, "version": visit.version, **facts})


def _hand_back(user: User, *, visit: int, before: int, kind: str, version: int) -> Any:
    had_it: User | Position
    had_it = get_object_or_404(User, pk=before) if kind == "user" else get_object_or_404(Position, pk=before)
    return actions.hand_visit_back(_visit(user, visit), before=had_it, version=version, by=user)


def _move_back(user: User, *, visit: int, version: int, on: str, period: str, minutes: int, hour: str = "") -> Any:
    when = When(date.fromisoformat(on), period, time.fromisoformat(hour) if hour else None, minutes)
    return actions.move_visit_back(_visit(user, visit), when, version=version, by=user)


def _visit(user: User, pk: int) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(user), pk=pk)
