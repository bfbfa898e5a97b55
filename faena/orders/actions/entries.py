"""What both kinds of an order's statuses share: whose they are, how one is locked, corrected and withdrawn."""

from datetime import datetime
from typing import Any, TypeVar

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.orders.actions.reach import reaches
from faena.orders.models import AuthoredEntry, InternalStatus, Status

Entry = TypeVar("Entry", bound=AuthoredEntry)


def why_not_change(entry: AuthoredEntry, perm: Perm, by: User) -> str:
    """What holds somebody back from correcting a status, adding to it or taking it back; "" when nothing does."""
    if not reaches(by, perm, entry):
        return str(entry.NOT_YOURS)
    return entry.order.why_finished or (str(entry.WITHDRAWN) if entry.withdrawn_at is not None else "")


def locked_entry(entry: Entry, perm: Perm, by: User, version: int | None = None) -> Entry:
    """The entry under its lock, with its order under its own. Raises RuleBroken where the permission does not reach
    it, or the order is finished; Stale where somebody else saved it since."""
    order = locked(entry.order, Perm.ORDER_SEE, by=by)
    if not reaches(by, perm, entry):
        raise RuleBroken(entry.NOT_YOURS)
    entry = type(entry).locked(entry.pk, version)
    entry.order = order
    return entry


def check_change(entry: AuthoredEntry, perm: Perm, by: User) -> None:
    """Raises RuleBroken for what the button of the page would say."""
    if why := why_not_change(entry, perm, by):
        raise RuleBroken(why)


def rewrite(entry: AuthoredEntry, status: Status | InternalStatus, note: str, verb: str, by: User) -> None:
    """Another status, another note, and the event that tells what was and what is. What did not change is not told."""
    facts: dict[str, Any] = {"entry_id": entry.pk, "status": entry.status.name}
    said: dict[str, Any] = {}
    if status != entry.status:
        facts["changes"] = {"status": [entry.status.name, status.name]}
    if note != entry.note:
        said["changes"] = {"note": [entry.note, note]}
    entry.status, entry.note = status, note
    entry.save_changes("status", "note")
    record_case(verb, entry.order, facts=facts, said=said, by=by)


def mark_withdrawn(entry: AuthoredEntry, at: datetime | None, by: User) -> None:
    """Taken back at a moment, or shown again: None."""
    entry.withdrawn_at, entry.withdrawn_by = at, by if at else None
    entry.save_changes("withdrawn_at", "withdrawn_by")


def record_entry(verb: str, entry: AuthoredEntry, by: User, **more: int) -> None:
    facts = {"entry_id": entry.pk, "status": entry.status.name, **more}
    record_case(verb, entry.order, facts=facts, by=by)
