"""What every change of a visit begins and ends with: its lock, whether it can still change, whose it is; its writing,
whether its time is free, its event."""

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.agenda.models import Visit
from faena.gate.grants import Perm
from faena.gate.rights import in_reach
from faena.journal.actions import kept_label, record
from faena.lib.dates import format_time
from faena.lib.errors import RuleBroken, refused


def locked_visit(visit: Visit, by: User, version: int | None = None) -> Visit:
    """The visit read again under its lock. Raises Stale on an old version, RuleBroken when it has ended or is not
    within this user's reach."""
    Visit.locked(visit.pk, version)
    # Only now: whoever waited for the lock would see the names that hang on it as they were before (PostgreSQL).
    fresh = Visit.objects.shown().get(pk=visit.pk)
    if why := why_ended(fresh):
        raise RuleBroken(why, code="over")
    if why := why_out_of_reach(fresh, by):
        raise RuleBroken(why)
    return fresh


def why_out_of_reach(visit: Visit, by: User) -> str:
    """What holds somebody back from acting on a visit: that it is with another; "" when nothing does."""
    if in_reach(visit, by, Perm.AGENDA_ACT):
        return ""
    return _("%(visit)s is with %(name)s now.") % {"visit": visit, "name": visit.goes.name}


def why_ended(visit: Visit) -> str:
    """The sentence with which a visit that has ended refuses every change; "" before."""
    if visit.is_pending:
        return ""
    return _("%(visit)s is %(state)s: it cannot be changed.") % {
        "visit": visit,
        "state": visit.get_state_display().lower(),
    }


def write(visit: Visit, *changed: str, beside: str = "hour") -> None:
    """Write down what changed of the visit, or the whole of a new one. Where the database refuses its time
    (agenda.guards), raises RuleBroken `beside` that field with the visit that is in the way (C15)."""
    if visit.is_active and visit.technician_id:
        # PostgreSQL looks for overlaps after it has written: two of one technician would wait for each other and fail.
        User.locked(visit.technician_id)
    try:
        with refused(reads_on=True):
            if changed:
                visit.save_changes(*changed)
            else:
                visit.save(force_insert=True)
    except RuleBroken as broken:
        other = _in_the_way(visit) if broken.code == "taken" else None
        if other is None:
            raise
        sentence = _("%(name)s already has a visit at that time: %(visit)s. Choose another time, or somebody else.")
        raise RuleBroken(sentence % {"name": visit.goes.name, "visit": told(other)}, beside, "taken") from broken


def _in_the_way(visit: Visit) -> Visit | None:
    """The first that this technician has in the same time."""
    if visit.starts_at is None:
        return None
    theirs = Visit.objects.active().filter(technician=visit.technician).exclude(pk=visit.pk)
    meets = (
        theirs.filter(starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at).shown().order_by("starts_at").first()
    )
    return meets


def told(visit: Visit) -> str:
    """Its number, hours or part of the day, and customer: whoever books sees every visit."""
    if visit.starts_at is None or visit.ends_at is None:
        return f"{visit}, {visit.get_period_display()}, {visit.customer.name}"
    begins, ends = (format_time(timezone.localtime(moment)) for moment in (visit.starts_at, visit.ends_at))
    return f"{visit}, {begins}–{ends}, {visit.customer.name}"


def record_visit(
    verb: str, visit: Visit, by: User, *, note: str = "", facts: dict[str, Any] | None = None, **said: Any
) -> None:
    """Record an event in the life of a visit; what it was booked for is among the facts, so that one leads there."""
    named: dict[str, Any] = {"number": str(visit), "kind": visit.kind.name, "when": when_of(visit)}
    if ref := visit.ref:
        named |= {f"{ref.kind}_id": ref.id, "of": ref.label}
    record(
        verb,
        visit.as_ref,
        facts=named | (facts or {}),
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
