"""What needs somebody now, as short lists, each row one tap from its action (B15)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.gate.roles import Role
from faena.orders.models import OPEN_STAGES, ServiceOrder, Stage

SHOWN = 5


@dataclass(frozen=True)
class Heap:
    """One list. `rows` are the first few, `more` says that there are others."""

    title: str
    icon: str
    tone: str
    rows: list[ServiceOrder]
    more: bool
    stage: str


def heaps(user: Any) -> list[Heap]:
    """A technician's own work first; then what is late, ready, and without technician. Empty ones are left out."""
    seen = ServiceOrder.objects.visible_to(user).open().select_related("customer", "device", "technician")
    late = seen.filter(promised_at__lt=timezone.now()).exclude(stage=Stage.READY)
    asked = [
        (_("Late"), "clock-alert", "red", late.order_by("promised_at", "id"), "open"),
        (
            _("Ready to hand over"),
            "package-check",
            "green",
            seen.filter(stage=Stage.READY).order_by("-id"),
            Stage.READY,
        ),
        (_("Without technician"), "user-x", "amber", seen.filter(technician=None).order_by("-id"), "open"),
    ]
    if user.role == Role.TECHNICIAN:
        mine = seen.filter(technician=user, stage__in=OPEN_STAGES).order_by("-id")
        asked.insert(0, (_("Mine"), "wrench", "blue", mine, "open"))
    found = [(title, icon, tone, list(rows[: SHOWN + 1]), stage) for title, icon, tone, rows, stage in asked]
    return [
        Heap(title, icon, tone, rows[:SHOWN], len(rows) > SHOWN, stage)
        for title, icon, tone, rows, stage in found
        if rows
    ]
