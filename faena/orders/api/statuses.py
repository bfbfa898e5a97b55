"""What the customer is told, with photos: on one order, and on all of them."""

from django.http import HttpResponseBase
from ninja import Form
from ninja.files import UploadedFile

from faena.accounts.requests import StaffRequest
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import StatusEntryRow, found_order, status_facts
from faena.orders.lists.statuses import ENTRIES, entries_found, entry_fields
from faena.orders.models import OVER_STAGES, Status, StatusEntry, StatusPhoto
from faena.orders.offers import offers_of_status
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import named, the
from faena.rest.values import NO_FILES, Action, In, Key, Label

ACTIONS = {
    "tell": "POST /orders/{order_id}/tellings",
    "attach": "POST /orders/{order_id}/statuses/{entry_id}/pictures",
    "edit": "PATCH /orders/{order_id}/statuses/{entry_id}",
    "withdraw": "POST /orders/{order_id}/statuses/{entry_id}/withdrawal",
    "restore": "POST /orders/{order_id}/statuses/{entry_id}/restoration",
}


class StatusEntryListed(StatusEntryRow):
    order: Label
    customer: Label
    device: Label


@listing(
    routes,
    "/orders/statuses",
    Perm.ORDER_SEE,
    ENTRIES,
    fields=entry_fields,
    found=entries_found,
    parameters=("status", "author", "photos", "seen", "from", "to"),
)
def told(entry: StatusEntry) -> StatusEntryListed:
    """What customers were told, on all orders."""
    of = entry.order
    more = {"order": Label.of(of), "customer": Label.of(of.customer), "device": Label.of(of.device)}
    return StatusEntryListed.model_validate(status_facts(entry) | more)


class StatusEntryOut(StatusEntryRow):
    actions: list[Action]


@routes.thing("/orders/{int:order_id}/statuses/{int:entry_id}", Perm.ORDER_SEE)
def status_entry(request: StaffRequest, order_id: int, entry_id: int) -> StatusEntryOut:
    """One thing that the customer was told."""
    entry = _entry(request, order_id, entry_id)
    is_only = entry.order.entries.filter(withdrawn_at=None).count() < 2
    offers = offers_of_status(entry, request.user, is_only=is_only)
    offered = actions_of(offers, ACTIONS, order_id=order_id, entry_id=entry_id)
    return StatusEntryOut.model_validate(status_facts(entry) | {"actions": offered})


class OrderStatusIn(In):
    """channels: by which the customer is written to about it, whatsapp or mail, none for nobody. text: "" for the
    shop's own. reminds: if nobody collects a device that is ready."""

    status_id: Key
    note: str = ""
    channels: list[str] = []
    text: str = ""
    reminds: bool = False


@routes.event("/orders/{int:order_id}/statuses", Perm.STATUS_ADD, to=order)
def add_status(
    request: StaffRequest, order_id: int, facts: Form[OrderStatusIn], photos: list[UploadedFile] = NO_FILES
) -> int:
    """What the customer is told: a status, a note, up to ten photos; and how he is written to about it."""
    found = found_order(request, order_id, Perm.STATUS_ADD)
    status = named(Status.objects.offered(), facts.status_id, "status")
    more = facts.model_dump(exclude={"status_id"})
    actions.update_customer(found, status=status, photos=photos, **more, by=request.user)
    return order_id


class OrderStatusChangeIn(In):
    status_id: Key
    note: str = ""


@routes.change("/orders/{int:order_id}/statuses/{int:entry_id}", Perm.STATUS_EDIT, to=order)
def edit_status(request: StaffRequest, order_id: int, entry_id: int, facts: OrderStatusChangeIn) -> int:
    """What the customer was told is corrected; the version is that of the status."""
    entry = _entry(request, order_id, entry_id)
    offered = Status.objects.offered(entry.status)
    if entry.status.stage not in OVER_STAGES:
        offered = offered.exclude(stage__in=OVER_STAGES)
    status = named(offered, facts.status_id, "status")
    actions.edit_status(entry, status=status, note=facts.note, version=version_of(request), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/statuses/{int:entry_id}/withdrawal", Perm.STATUS_WITHDRAW, to=order)
def withdraw_status(request: StaffRequest, order_id: int, entry_id: int) -> int:
    """A status is taken back: gone for the customer, kept in the history."""
    actions.withdraw_status(_entry(request, order_id, entry_id), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/statuses/{int:entry_id}/restoration", Perm.STATUS_WITHDRAW, to=order)
def restore_status(request: StaffRequest, order_id: int, entry_id: int) -> int:
    """The customer sees a withdrawn status again."""
    actions.restore_status(_entry(request, order_id, entry_id), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/statuses/{int:entry_id}/undoing", Perm.STATUS_ADD, to=order)
def undo_status(request: StaffRequest, order_id: int, entry_id: int) -> int:
    """The newest status never was, as long as nothing followed."""
    actions.undo_status(_entry(request, order_id, entry_id), by=request.user)
    return order_id


def _entry(request: StaffRequest, order_id: int, entry_id: int) -> StatusEntry:
    of = found_order(request, order_id)
    found: StatusEntry = the(of.entries.select_related("status", "author"), entry_id)
    found.order = of
    return found


# --- photos -------------------------------------------------------------------------------------------------


@routes.event("/orders/{int:order_id}/statuses/{int:entry_id}/pictures", Perm.STATUS_ATTACH, to=order)
def attach_photos(request: StaffRequest, order_id: int, entry_id: int, photos: list[UploadedFile] = NO_FILES) -> int:
    """Up to ten more photos for a status."""
    actions.attach_photos(_entry(request, order_id, entry_id), photos=photos, by=request.user)
    return order_id


@routes.file("/orders/{int:order_id}/photos/{int:photo_id}", Perm.ORDER_SEE, parameters=("size",))
def photo(request: StaffRequest, order_id: int, photo_id: int) -> HttpResponseBase:
    """A photo of a status, whole or as a thumbnail (size=thumb)."""
    return respond(_photo(request, order_id, photo_id).file, "thumb" if request.GET.get("size") == "thumb" else "full")


@routes.event("/orders/{int:order_id}/pictures/{int:photo_id}/withdrawal", Perm.STATUS_WITHDRAW, to=order)
def withdraw_photo(request: StaffRequest, order_id: int, photo_id: int) -> int:
    """A photo is taken back: gone for the customer, kept for the shop."""
    actions.withdraw_photo(_photo(request, order_id, photo_id), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/pictures/{int:photo_id}/restoration", Perm.STATUS_WITHDRAW, to=order)
def restore_photo(request: StaffRequest, order_id: int, photo_id: int) -> int:
    """The customer sees a withdrawn photo again."""
    actions.restore_photo(_photo(request, order_id, photo_id), by=request.user)
    return order_id


def _photo(request: StaffRequest, order_id: int, photo_id: int) -> StatusPhoto:
    photos = StatusPhoto.objects.filter(entry__order=found_order(request, order_id))
    found: StatusPhoto = the(photos.select_related("file", "entry__status", "entry__order"), photo_id)
    return found
