"""What the customer is told, with photos: added, corrected, withdrawn. Status and stage follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.files.actions import receive_picture
from faena.gate.grants import Perm, Scope, scope
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken
from faena.orders.actions.locks import locked_order
from faena.orders.models import ServiceOrder, Stage, Status, StatusEntry, StatusPhoto


@action
def add_status(
    order: ServiceOrder,
    *,
    status: Status,
    note: str = "",
    photos: "Sequence[UploadedFile[Any]]" = (),
    happened_at: datetime | None = None,
    by: User,
) -> StatusEntry:
    """Tell the customer where the work stands, with photos (W14). The order's stage follows.

    Several people may tell at once, so no version is asked."""
    order = locked_order(order)
    if status.is_retired:
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
    if status.stage in (Stage.CLOSED, Stage.VOID):
        raise RuleBroken(_("An order is closed with “Close”, not with a status."), "status")
    entry = tell_customer(order, status, note=note, happened_at=happened_at, photos=len(photos), by=by)
    for position, photo in enumerate(photos):
        StatusPhoto.objects.create(entry=entry, file=receive_picture(photo, by=by), position=position)
    return entry


@action
def withdraw_status(entry: StatusEntry, *, by: User) -> StatusEntry:
    """Take a status back: gone for the customer, kept in the history (W32). The first one cannot go."""
    order = locked_order(entry.order)
    entry = StatusEntry.objects.select_for_update(of=("self",)).select_related("status").get(pk=entry.pk)
    if scope(by, Perm.STATUS_WITHDRAW) is Scope.OWN and entry.author_id != by.pk:
        raise RuleBroken(_("Only its author or an administrator can withdraw this status."))
    if entry.withdrawn_at is not None:
        return entry
    if order.entries.filter(withdrawn_at=None).count() == 1:
        raise RuleBroken(_("The customer must see one status at least. Add the right one first."))
    entry.withdrawn_at, entry.withdrawn_by = timezone.now(), by
    entry.save_changes("withdrawn_at", "withdrawn_by")
    follow(order)
    record(
        "order.status_withdrawn",
        order.as_ref,
        facts={"entry_id": entry.pk, "status": entry.status.name},
        customer_id=order.customer_id,
        by=by,
    )
    return entry


def first_status(stage: str) -> Status:
    """The company's first status of a stage; the catalogue never lets a stage go without one."""
    status: Status | None = Status.objects.offered().filter(stage=stage).first()
    if status is None:
        raise RuleBroken(
            _("No customer status belongs to the stage “%(stage)s”. Add one in the settings.")
            % {"stage": Stage(stage).label}
        )
    return status


def tell_customer(
    order: ServiceOrder,
    status: Status,
    *,
    note: str,
    happened_at: datetime | None = None,
    photos: int = 0,
    is_end: bool = False,
    by: User,
) -> StatusEntry:
    now = timezone.now()
    entry = StatusEntry.objects.create(
        order=order, status=status, note=note, author=by, at=now, happened_at=min(happened_at or now, now)
    )
    if not is_end:  # closing and voiding write the order's end themselves
        follow(order)
    record(
        "order.status_added",
        order.as_ref,
        facts={"entry_id": entry.pk, "status": status.name, "stage": status.stage, "photos": photos},
        said={"note": note} if note else {},
        customer_id=order.customer_id,
        happened_at=happened_at,
        by=by,
    )
    return entry


def follow(order: ServiceOrder) -> None:
    """Status and stage are those of the newest customer status that was not withdrawn."""
    newest = order.entries.filter(withdrawn_at=None).select_related("status").order_by("-happened_at", "-id").first()
    if newest is not None and newest.status != order.status:
        order.status, order.stage = newest.status, newest.status.stage
        order.save_changes("status", "stage")
