"""What is answered of an order and of what hangs on it, and how rows become that."""

from datetime import date

from django.http import Http404

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.lib.money import line_total
from faena.orders.models import (
    AuthoredEntry,
    InternalEntry,
    OrderClosing,
    OrderFile,
    Part,
    ServiceOrder,
    Signature,
    StatusEntry,
    StatusPhoto,
)
from faena.orders.on_order import files_of, internal_of, order_within_reach, parts_of, statuses_of
from faena.rest.values import Action, Label, Moment, Money, Out


def check_workshop(request: StaffRequest) -> None:
    """For what needs a permission of no module: without the workshop it is not there."""
    if "workshop" not in request.company.modules:
        raise Http404


def found_order(request: StaffRequest, order_id: int, perm: Perm = Perm.ORDER_SEE) -> ServiceOrder:
    """The order within reach, with what its page shows of other rooms; 404 for any other."""
    check_workshop(request)
    found = order_within_reach(order_id, request.user, perm)
    if found is None:
        raise Http404
    return found


# --- the order itself ---------------------------------------------------------------------------------------


class OrderRow(Out):
    id: int
    number: str
    version: int
    stage: str
    status: Label | None
    customer: Label
    device: Label
    technician: Label | None
    reason: str
    opened_at: Moment
    promised_at: Moment | None
    closed_at: Moment | None


class OrderAccount(Out):
    """What is owed: charge is what /charges/{charge_id}/payments takes. total: None while it is to be diagnosed."""

    charge: int
    total: Money | None
    paid: Money
    balance: Money | None


class OrderSignature(Out):
    """is_drawn: there is a picture of it, at …/signature.svg; else it stands on paper."""

    signer: str
    terms_id: int
    is_drawn: bool
    at: Moment


class OrderTerms(Out):
    """Those that the order is under: its customer has to sign them while is_pending."""

    id: int
    number: int
    is_pending: bool


class OrderClosingRow(Out):
    """reopened_at: since when it does not stand any more. Its report is at …/report.pdf?closing={id}."""

    id: int
    outcome: str
    work_done: str
    by: Label
    at: Moment
    reopened_at: Moment | None
    reopen_reason: str


class StatusPhotoOut(Out):
    """state: pending until the picture is made, then ready, or refused."""

    id: int
    state: str
    withdrawn_at: Moment | None


class StatusEntryRow(Out):
    """What the customer was told. stage: where it puts the order."""

    id: int
    version: int
    status: Label
    stage: str
    note: str
    author: Label
    happened_at: Moment
    withdrawn_at: Moment | None
    photos: list[StatusPhotoOut]


class InternalEntryRow(Out):
    """What the workshop told itself."""

    id: int
    version: int
    status: Label
    note: str
    author: Label
    happened_at: Moment
    withdrawn_at: Moment | None


class PartRow(Out):
    """quantity: thousandths. total: of the line, whoever bears it. warranty: in warranty_unit, days or months; 0 for
    none. warranty_end: once the order is closed."""

    id: int
    version: int
    description: str
    quantity: int
    unit_price: Money
    total: Money
    is_chargeable: bool
    warranty: int
    warranty_unit: str
    warranty_end: date | None
    author: Label
    at: Moment


class OrderFileOut(Out):
    """size: bytes. is_visible: the customer may see it."""

    id: int
    name: str
    kind: str
    size: int
    is_visible: bool
    author: Label
    at: Moment
    withdrawn_at: Moment | None


class OrderOut(OrderRow):
    outcome: str
    accessories: str
    condition: str
    service_value: Money | None
    account: OrderAccount
    terms: OrderTerms | None
    signature: OrderSignature | None
    statuses: list[StatusEntryRow]
    internal: list[InternalEntryRow]
    parts: list[PartRow]
    files: list[OrderFileOut]
    closings: list[OrderClosingRow]
    actions: list[Action]


def row_of(order: ServiceOrder) -> dict[str, object]:
    return {
        "id": order.pk,
        "number": str(order),
        "version": order.version,
        "stage": order.stage,
        "status": Label.of(order.status),
        "customer": Label.of(order.customer),
        "device": Label.of(order.device),
        "technician": Label.of(order.technician),
        "reason": order.reason,
        "opened_at": order.opened_at,
        "promised_at": order.promised_at,
        "closed_at": order.closed_at,
    }


def whole(order: ServiceOrder, closings: list[OrderClosing], actions: list[Action]) -> OrderOut:
    """With everything that hangs on it."""
    account = order.account
    return OrderOut.model_validate(
        row_of(order)
        | {
            "outcome": order.outcome,
            "accessories": order.accessories,
            "condition": order.condition,
            "service_value": Money.of(order.service_value, order.currency),
            "account": OrderAccount(
                charge=account.pk,
                total=Money.of(account.amount, account.currency),
                paid=Money(amount=account.paid, currency=account.currency),
                balance=Money.of(account.balance, account.currency),
            ),
            "terms": _terms(order),
            "signature": _signature(order.signed) if order.signed else None,
            "statuses": [status_row(one) for one in reversed(statuses_of(order))],
            "internal": [internal_row(one) for one in reversed(internal_of(order))],
            "parts": [part_row(one, order) for one in parts_of(order)],
            "files": [file_out(one) for one in reversed(files_of(order))],
            "closings": [_closing(one) for one in closings],
            "actions": actions,
        }
    )


def _terms(order: ServiceOrder) -> OrderTerms | None:
    terms = order.terms
    if terms is None:
        return None
    return OrderTerms(id=terms.pk, number=terms.number, is_pending=order.terms_pending)


def _signature(signature: Signature) -> OrderSignature:
    return OrderSignature(
        signer=signature.signer,
        terms_id=signature.terms_id,
        is_drawn=bool(signature.strokes),
        at=signature.happened_at,
    )


def _closing(closing: OrderClosing) -> OrderClosingRow:
    return OrderClosingRow(
        id=closing.pk,
        outcome=closing.outcome,
        work_done=closing.work_done,
        by=label(closing.by),
        at=closing.at,
        reopened_at=closing.reopened_at,
        reopen_reason=closing.reopen_reason,
    )


# --- what hangs on it ---------------------------------------------------------------------------------------


def label(row: object) -> Label:
    """Of what is always there."""
    found = Label.of(row)  # type: ignore[arg-type]  # a row
    assert found is not None
    return found


def status_facts(entry: StatusEntry) -> dict[str, object]:
    """Of one with its photos."""
    photos = [photo_out(photo) for photo in entry.photos.all()]
    return entry_facts(entry) | {"stage": entry.status.stage, "photos": photos}


def status_row(entry: StatusEntry) -> StatusEntryRow:
    return StatusEntryRow.model_validate(status_facts(entry))


def photo_out(photo: StatusPhoto) -> StatusPhotoOut:
    return StatusPhotoOut(id=photo.pk, state=photo.file.state, withdrawn_at=photo.withdrawn_at)


def internal_row(entry: InternalEntry) -> InternalEntryRow:
    return InternalEntryRow.model_validate(entry_facts(entry))


def entry_facts(entry: AuthoredEntry) -> dict[str, object]:
    return {
        "id": entry.pk,
        "version": entry.version,
        "status": Label.of(entry.status),
        "note": entry.note,
        "author": Label.of(entry.author),
        "happened_at": entry.happened_at,
        "withdrawn_at": entry.withdrawn_at,
    }


def part_facts(part: Part, order: ServiceOrder) -> dict[str, object]:
    part.order = order
    return {
        "id": part.pk,
        "version": part.version,
        "description": part.description,
        "quantity": part.quantity,
        "unit_price": Money(amount=part.unit_price, currency=order.currency),
        "total": Money(amount=line_total(part.quantity, part.unit_price), currency=order.currency),
        "is_chargeable": part.is_chargeable,
        "warranty": part.warranty,
        "warranty_unit": part.warranty_unit,
        "warranty_end": part.warranty_end,
        "author": Label.of(part.author),
        "at": part.at,
    }


def part_row(part: Part, order: ServiceOrder) -> PartRow:
    return PartRow.model_validate(part_facts(part, order))


def file_out(attached: OrderFile) -> OrderFileOut:
    file = attached.file
    return OrderFileOut(
        id=attached.pk,
        name=file.name,
        kind=file.kind,
        size=file.bytes,
        is_visible=attached.is_visible,
        author=label(file.author),
        at=file.created_at,
        withdrawn_at=attached.withdrawn_at,
    )
