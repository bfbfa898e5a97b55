"""What the customer is told, with photos: added, corrected, withdrawn. Status and stage follow."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.files.actions import receive_picture
from faena.files.pictures import check_number
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.lib.named import Ask, Named
from faena.orders.actions.entries import (
    check_change,
    locked_entry,
    mark_withdrawn,
    record_entry,
    rewrite,
    why_not_change,
)
from faena.orders.actions.reach import reaches
from faena.orders.models import OPEN_STAGES, OrderClosing, ServiceOrder, Stage, Status, StatusEntry, StatusPhoto

NOT_YOUR_PHOTO = gettext_lazy("Only its author or an administrator can change this photo.")
ENDED = gettext_lazy("The order is open again: the customer is told so once more when it is closed.")
LAST = gettext_noop("The customer must see one status at least. Add the right one first.")


@action(Perm.STATUS_ADD)
def add_status(
    order: ServiceOrder,
    *,
    status: Status,
    note: str = "",
    photos: "Sequence[UploadedFile[bytes]]" = (),
    by: User,
) -> StatusEntry:
    """Tell the customer where the work stands, with photos (W14). The order's stage follows.

    Several people may add at once, so no version is checked."""
    order = locked(order, Perm.STATUS_ADD, by=by)
    _check_choice(status)
    entry = add_customer_status(order, status, note=note, photos=len(photos), by=by)
    keep_photos(photos, entry, by)
    return entry


@action(Perm.STATUS_EDIT)
def edit_status(entry: StatusEntry, *, status: Status, note: str, version: int, by: User) -> StatusEntry:
    """Correct what the customer was told (W32); when it was told stays. The order's stage follows."""
    entry = locked_entry(entry, Perm.STATUS_EDIT, by, version)
    check_change(entry, Perm.STATUS_EDIT, by)
    if status != entry.status:
        _check_choice(status)
    if (status, note) == (entry.status, entry.note):
        return entry
    rewrite(entry, status, note, "order.status_edited", by)
    follow(entry.order)
    return entry


@action(Perm.STATUS_ATTACH)
def attach_photos(entry: StatusEntry, *, photos: "Sequence[UploadedFile[bytes]]", by: User) -> StatusEntry:
    """More photos for a status that the customer was told (W32). Several people may attach at once."""
    entry = locked_entry(entry, Perm.STATUS_ATTACH, by)
    check_change(entry, Perm.STATUS_ATTACH, by)
    if not photos:
        raise RuleBroken(_("Choose a photo first."), "photos")
    keep_photos(photos, entry, by)
    record_entry("order.photos_attached", entry, by, photos=len(photos))
    return entry


@action(Perm.STATUS_WITHDRAW)
def withdraw_status(entry: StatusEntry, *, by: User) -> StatusEntry:
    """Take a status back: gone for the customer, kept in the history (W32). The last one cannot go."""
    entry = locked_entry(entry, Perm.STATUS_WITHDRAW, by)
    if entry.withdrawn_at is not None:
        return entry
    if entry.order.entries.filter(withdrawn_at=None).count() == 1:
        raise RuleBroken(_(LAST))
    mark_withdrawn(entry, timezone.now(), by)
    follow(entry.order)
    record_entry("order.status_withdrawn", entry, by)
    return entry


@action(Perm.STATUS_WITHDRAW)
def restore_status(entry: StatusEntry, *, by: User) -> StatusEntry:
    """The customer sees a withdrawn status again, where it stood."""
    entry = locked_entry(entry, Perm.STATUS_WITHDRAW, by)
    if entry.withdrawn_at is None:
        return entry
    # Wherever its status is now.
    by_reopening = OrderClosing.objects.filter(order=entry.order, reopened_at=entry.withdrawn_at)
    if not may_stand(entry) or by_reopening.exists():
        raise RuleBroken(ENDED)
    mark_withdrawn(entry, None, by)
    follow(entry.order)
    record_entry("order.status_restored", entry, by)
    return entry


@action(Perm.STATUS_WITHDRAW)
def withdraw_photo(photo: StatusPhoto, *, by: User) -> StatusPhoto:
    """Take one photo back: gone for the customer, kept for the shop (W32)."""
    return _mark_photo(photo, "order.photo_withdrawn", timezone.now(), by)


@action(Perm.STATUS_WITHDRAW)
def restore_photo(photo: StatusPhoto, *, by: User) -> StatusPhoto:
    """The customer sees a withdrawn photo again."""
    return _mark_photo(photo, "order.photo_restored", None, by)


def why_not_withdraw(entry: StatusEntry, by: User, *, is_only: bool) -> str:
    """`is_only`: it is the last one that the customer sees."""
    return why_not_change(entry, Perm.STATUS_WITHDRAW, by) or (_(LAST) if is_only else "")


def why_not_restore(entry: StatusEntry, by: User) -> str:
    if not reaches(by, Perm.STATUS_WITHDRAW, entry):
        return str(entry.NOT_YOURS)
    return entry.order.why_finished or ("" if may_stand(entry) else str(ENDED))


def may_stand(entry: StatusEntry) -> bool:
    """Whether an open order may have told this; an end is not taken back, it was withdrawn by the reopening."""
    return entry.status.stage in OPEN_STAGES


def first_status(stage: str) -> Status:
    """The company's first status of a stage; the catalogue never lets a stage go without one."""
    status = _first_of.first(stage=stage)
    if status is None:
        raise RuleBroken(
            _("No customer status belongs to the stage “%(stage)s”. Add one in the settings.")
            % {"stage": Stage(stage).label}
        )
    return status


_first_of: Named[Status] = Named(
    lambda ask: Status.objects.offered().filter(stage=ask("stage", Status._meta.get_field("stage")))[:1]
)


def add_customer_status(
    order: ServiceOrder,
    status: Status,
    *,
    note: str,
    photos: int = 0,
    is_first: bool = False,
    is_end: bool = False,
    by: User,
) -> StatusEntry:
    """`is_first`: the order was opened in it."""
    moments = clocks()
    if is_end:  # the last word, also where an earlier one was written while the clock was ahead
        last = order.entries.aggregate(last=Max("happened_at"))["last"]
        moments["happened_at"] = max(moments["happened_at"], last or moments["happened_at"])
    entry = StatusEntry.objects.create(order=order, status=status, note=note, author=by, **moments)
    if not (is_first or is_end):  # opening, closing and voiding write the order's stage themselves
        follow(order)
    record_case(
        "order.status_added",
        order,
        facts={"entry_id": entry.pk, "status": status.name, "stage": status.stage, "photos": photos},
        said={"note": note} if note else {},
        by=by,
    )
    return entry


def keep_photos(photos: "Sequence[UploadedFile[bytes]]", entry: StatusEntry, by: User) -> None:
    """Behind those that the status has already, in the order in which they were chosen. Raises RuleBroken beside
    `photos.N` for one that is refused, beside `photos` for more than are taken at once."""
    if not photos:
        return
    check_number(photos, at="photos")
    last = entry.photos.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    for number, photo in enumerate(photos):
        kept = receive_picture(photo, at=f"photos.{number}", by=by)
        StatusPhoto.objects.create(entry=entry, file=kept, position=first + number)


def follow(order: ServiceOrder) -> None:
    """Status and stage are those of the newest customer status that was not withdrawn. The company may have moved one
    to the end of the way since: only closing and voiding bring an order there."""
    newest = _newest.first(order=order.pk)
    if newest is not None and (newest.status, newest.status.stage) != (order.status, order.stage):
        order.status, order.stage = newest.status, newest.status.stage
        order.save_changes("status", "stage")


def _shown(ask: type[Ask]) -> QuerySet[StatusEntry]:
    entries = StatusEntry.objects.filter(order=ask("order", ServiceOrder._meta.pk), withdrawn_at=None)
    open_ones = entries.filter(status__stage__in=OPEN_STAGES).select_related("status")
    return open_ones.order_by("-happened_at", "-id")[:1]


_newest: Named[StatusEntry] = Named(_shown)

# --- helpers ------------------------------------------------------------------------------------------------


def owns_photo(photo: StatusPhoto, by: User) -> bool:
    """Whether somebody may take a photo back: whoever may take its status back, and whoever attached it."""
    return reaches(by, Perm.STATUS_WITHDRAW, photo.entry) or reaches(by, Perm.STATUS_WITHDRAW, photo.file)


def _check_choice(status: Status) -> None:
    if status.is_retired:
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
    if status.stage in (Stage.CLOSED, Stage.VOID):
        raise RuleBroken(_("An order is closed with “Close”, not with a status."), "status")


def _mark_photo(photo: StatusPhoto, verb: str, withdrawn_at: datetime | None, by: User) -> StatusPhoto:
    order = locked(photo.entry.order, Perm.ORDER_SEE, by=by)
    photos = StatusPhoto.objects.select_for_update(of=("self",)).select_related("entry__status", "file")
    photo = photos.get(pk=photo.pk)
    if not owns_photo(photo, by):
        raise RuleBroken(NOT_YOUR_PHOTO)
    if (photo.withdrawn_at is None) is (withdrawn_at is None):
        return photo
    photo.withdrawn_at, photo.withdrawn_by = withdrawn_at, by if withdrawn_at else None
    photo.save(update_fields=["withdrawn_at", "withdrawn_by"])
    photo.entry.order = order
    record_entry(verb, photo.entry, by, photo_id=photo.pk)
    return photo
