"""What the workshop keeps for itself: internal statuses, and the files of an order."""

from django.http import HttpResponseBase
from ninja import Form
from ninja.files import UploadedFile

from faena.accounts.requests import StaffRequest
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import InternalEntryRow, entry_facts, found_order
from faena.orders.models import InternalEntry, InternalStatus, OrderFile
from faena.orders.offers import offers_of_internal
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.routes import named, the
from faena.rest.values import NO_FILES, Action, In, Key

ACTIONS = {
    "edit": "PATCH /orders/{order_id}/internal/{internal_id}",
    "withdraw": "POST /orders/{order_id}/internal/{internal_id}/withdrawal",
}

# --- internal statuses --------------------------------------------------------------------------------------


class InternalEntryOut(InternalEntryRow):
    actions: list[Action]


@routes.thing("/orders/{int:order_id}/internal/{int:internal_id}", Perm.ORDER_SEE)
def internal_entry(request: StaffRequest, order_id: int, internal_id: int) -> InternalEntryOut:
    """One internal status."""
    entry = _entry(request, order_id, internal_id)
    offers = offers_of_internal(entry, request.user)
    offered = actions_of(offers, ACTIONS, order_id=order_id, internal_id=internal_id)
    return InternalEntryOut.model_validate(entry_facts(entry) | {"actions": offered})


class InternalEntryIn(In):
    status_id: Key
    note: str = ""


@routes.event("/orders/{int:order_id}/internal", Perm.STATUS_ADD, to=order)
def add_internal(request: StaffRequest, order_id: int, facts: InternalEntryIn) -> int:
    """Where the work stands inside the house; no customer sees it."""
    found = found_order(request, order_id, Perm.STATUS_ADD)
    status = named(InternalStatus.objects.offered(), facts.status_id, "status")
    actions.add_internal(found, status=status, note=facts.note, by=request.user)
    return order_id


@routes.change("/orders/{int:order_id}/internal/{int:internal_id}", Perm.STATUS_EDIT, to=order)
def edit_internal(request: StaffRequest, order_id: int, internal_id: int, facts: InternalEntryIn) -> int:
    """An internal status is corrected; the version is its own."""
    entry = _entry(request, order_id, internal_id)
    status = named(InternalStatus.objects.offered(entry.status), facts.status_id, "status")
    actions.edit_internal(entry, status=status, note=facts.note, version=version_of(request), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/internal/{int:internal_id}/withdrawal", Perm.STATUS_WITHDRAW, to=order)
def withdraw_internal(request: StaffRequest, order_id: int, internal_id: int) -> int:
    """An internal status is taken back; it stays in the history."""
    actions.withdraw_internal(_entry(request, order_id, internal_id), by=request.user)
    return order_id


def _entry(request: StaffRequest, order_id: int, internal_id: int) -> InternalEntry:
    of = found_order(request, order_id)
    found: InternalEntry = the(of.internal_entries.select_related("status", "author"), internal_id)
    found.order = of
    return found


# --- files --------------------------------------------------------------------------------------------------


class OrderFilesIn(In):
    """is_visible: the customer may see them."""

    is_visible: bool = False


@routes.event("/orders/{int:order_id}/files", Perm.STATUS_ATTACH, to=order)
def attach_files(
    request: StaffRequest, order_id: int, facts: Form[OrderFilesIn], attachments: list[UploadedFile] = NO_FILES
) -> int:
    """PDF, text, office files and videos join the order."""
    found = found_order(request, order_id, Perm.STATUS_ATTACH)
    actions.attach_files(found, attachments=attachments, is_visible=facts.is_visible, by=request.user)
    return order_id


@routes.file("/orders/{int:order_id}/files/{int:file_id}", Perm.ORDER_SEE)
def file(request: StaffRequest, order_id: int, file_id: int) -> HttpResponseBase:
    """An attachment, to be saved."""
    return respond(_file(request, order_id, file_id).file)


@routes.event("/orders/{int:order_id}/files/{int:file_id}/withdrawal", Perm.STATUS_WITHDRAW, to=order)
def withdraw_file(request: StaffRequest, order_id: int, file_id: int) -> int:
    """An attachment is taken back: gone for the customer, kept for the shop."""
    actions.withdraw_file(_file(request, order_id, file_id), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/files/{int:file_id}/restoration", Perm.STATUS_WITHDRAW, to=order)
def restore_file(request: StaffRequest, order_id: int, file_id: int) -> int:
    """An attachment counts again."""
    actions.restore_file(_file(request, order_id, file_id), by=request.user)
    return order_id


def _file(request: StaffRequest, order_id: int, file_id: int) -> OrderFile:
    of = found_order(request, order_id)
    found: OrderFile = the(of.files.select_related("file"), file_id)
    found.order = of
    return found
