"""What every change of a visit begins and ends with: its lock, whether it can still change, whose it is, its event."""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.journal.actions import kept_label, record
from faena.lib.errors import RuleBroken


def locked_visit(visit: Visit, by: User, version: int | None = None) -> Visit:
    """The visit read again under its lock. Raises Stale on an old version, RuleBroken when it has ended or is not
    within this user's reach (§4)."""
    Visit.locked(visit.pk, version)
    # Only now: whoever waited for the lock would see the names that hang on it as they were before (PostgreSQL).
    fresh: Visit = Visit.objects.shown().get(pk=visit.pk)
    if not fresh.is_pending:
        raise RuleBroken(why_ended(fresh))
    if not Visit.objects.visible_to(by, Perm.AGENDA_ACT).filter(pk=fresh.pk).exists():
        raise RuleBroken(_("%(visit)s is with %(name)s now.") % {"visit": fresh, "name": fresh.goes.name})
    return fresh


def why_ended(visit: Visit) -> str:
    """The sentence with which a visit that has ended refuses every change."""
    return _("%(visit)s is %(state)s: it cannot be changed.") % {
        "visit": visit,
        "state": visit.get_state_display().lower(),
    }


def tell(
    verb: str, visit: Visit, by: User, *, note: str = "", facts: dict[str, Any] | None = None, **said: Any
) -> None:
    """Record an event in the life of a visit; what it was booked for is among the facts, so that one leads there."""
    told: dict[str, Any] = {"number": str(visit), "kind": visit.kind.name, "when": when_of(visit)}
    if ref := visit.ref:
        told |= {f"{ref.kind}_id": ref.id, "of": ref.label}
    record(
        verb,
        visit.as_ref,
        facts=told | (facts or {}),
        said={"who": visit.goes.name, **said} | ({"note": note} if note else {}),
        customer_id=visit.customer_id,
        by=by,
    )


def when_of(visit: Visit) -> dict[str, Any]:
    """Its time as the history keeps it."""
    if visit.starts_at is not None:
        return {"moment": visit.starts_at.astimezone(UTC).isoformat()}
    return {"day": visit.on.isoformat(), "part": kept_label(Visit.Period(visit.period).label, "part of the day")}


def goes_id(goes: User | Position) -> dict[str, int]:
    """Who goes, as a fact: `technician_id` or `position_id`."""
    return {"technician_id" if isinstance(goes, User) else "position_id": goes.pk}
