"""Internal statuses of an order: added, corrected, withdrawn. The customer sees none of it (W19)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.orders.actions.reach import reaches
from faena.orders.models import InternalEntry, InternalStatus, ServiceOrder

NOT_YOURS = gettext_lazy("Only its author or an administrator can change this internal status.")
WITHDRAWN = gettext_lazy("This internal status is withdrawn: it stays in the history as it is. Add a new one.")


@action(Perm.STATUS_ADD)
def add_internal(order: ServiceOrder, *, status: InternalStatus, note: str = "", by: User) -> InternalEntry:
    """Write down where the work stands inside the house. Several people may write at once, so no version is asked."""
    order = locked(order, Perm.STATUS_ADD, by=by)
    _check_choice(status)
    entry = InternalEntry.objects.create(order=order, status=status, note=note, author=by, **clocks())
    record_case(
        "order.internal_added",
        order,
        facts={"entry_id": entry.pk, "status": status.name},
        said={"note": note} if note else {},
        by=by,
    )
    return entry


@action(Perm.STATUS_EDIT)
def edit_internal(entry: InternalEntry, *, status: InternalStatus, note: str, version: int, by: User) -> InternalEntry:
    """Correct an internal status; when it was written stays."""
    order, entry = _locked(entry, Perm.STATUS_EDIT, by, version)
    if entry.withdrawn_at is not None:
        raise RuleBroken(WITHDRAWN)
    if (status, note) == (entry.status, entry.note):
        return entry
    facts: dict[str, Any] = {"entry_id": entry.pk, "status": entry.status.name}
    said: dict[str, Any] = {}
    if status != entry.status:
        _check_choice(status)
        facts["changes"] = {"status": [entry.status.name, status.name]}
    if note != entry.note:
        said["changes"] = {"note": [entry.note, note]}
    entry.status, entry.note = status, note
    entry.save_changes("status", "note")
    record_case("order.internal_edited", order, facts=facts, said=said, by=by)
    return entry


@action(Perm.STATUS_WITHDRAW)
def withdraw_internal(entry: InternalEntry, *, by: User) -> InternalEntry:
    """Take an internal status back; it stays in the history, struck through."""
    order, entry = _locked(entry, Perm.STATUS_WITHDRAW, by)
    if entry.withdrawn_at is not None:
        return entry
    entry.withdrawn_at, entry.withdrawn_by = timezone.now(), by
    entry.save_changes("withdrawn_at", "withdrawn_by")
    record_case(
        "order.internal_withdrawn",
        order,
        facts={"entry_id": entry.pk, "status": entry.status.name},
        by=by,
    )
    return entry


def why_not_change_internal(entry: InternalEntry, perm: Perm, by: User) -> str:
    """What holds somebody back from correcting an internal status, or taking it back; "" when nothing does."""
    if not reaches(by, perm, entry):
        return str(NOT_YOURS)
    return entry.order.why_finished or (str(WITHDRAWN) if entry.withdrawn_at is not None else "")


def _locked(
    entry: InternalEntry, perm: Perm, by: User, version: int | None = None
) -> tuple[ServiceOrder, InternalEntry]:
    """Order and entry under their locks, if the permission reaches the entry. Raises RuleBroken or Stale."""
    order = locked(entry.order, Perm.ORDER_SEE, by=by)
    if not reaches(by, perm, entry):
        raise RuleBroken(NOT_YOURS)
    return order, InternalEntry.locked(entry.pk, version)


def _check_choice(status: InternalStatus) -> None:
    if status.is_retired:
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
