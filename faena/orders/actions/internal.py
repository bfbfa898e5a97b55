"""Internal statuses of an order: added, corrected, withdrawn. The customer sees none of it (W19)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.orders.actions.entries import check_change, locked_entry, mark_withdrawn, record_entry, rewrite
from faena.orders.models import InternalEntry, InternalStatus, ServiceOrder


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
    entry = locked_entry(entry, Perm.STATUS_EDIT, by, version)
    check_change(entry, Perm.STATUS_EDIT, by)
    if (status, note) == (entry.status, entry.note):
        return entry
    if status != entry.status:
        _check_choice(status)
    rewrite(entry, status, note, "order.internal_edited", by)
    return entry


@action(Perm.STATUS_WITHDRAW)
def withdraw_internal(entry: InternalEntry, *, by: User) -> InternalEntry:
    """Take an internal status back; it stays in the history, struck through."""
    entry = locked_entry(entry, Perm.STATUS_WITHDRAW, by)
    if entry.withdrawn_at is None:
        mark_withdrawn(entry, timezone.now(), by)
        record_entry("order.internal_withdrawn", entry, by)
    return entry


def _check_choice(status: InternalStatus) -> None:
    if status.is_retired:
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
