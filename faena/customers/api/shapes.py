"""What calls are answered about customers and what hangs on them."""

from datetime import date
from typing import TypeVar

from faena.customers.models import Address, Contact, Customer, Device
from faena.rest.values import Action, Label, Moment, Out

Shape = TypeVar("Shape", bound=Out)


class CustomerRow(Out):
    id: int
    version: int
    code: int
    kind: str
    name: str
    trade_name: str
    document_kind: str
    document: str
    phone: str
    email: str
    seller: Label | None
    since: date
    retired_at: Moment | None


class ContactOut(Out):
    id: int
    version: int
    customer_id: int
    name: str
    kind: str
    phone: str
    other_phone: str
    email: str
    receives_invoices: bool
    receives_notices: bool


class AddressOut(Out):
    id: int
    version: int
    customer_id: int
    label: str
    line: str
    district: str
    city: str
    state: str
    postcode: str
    landmark: str


class DeviceRow(Out):
    id: int
    version: int
    kind: str
    brand: str
    model: str
    serial: str


class DeviceOut(DeviceRow):
    customer: Label


class CustomerOut(CustomerRow):
    """notes: of the staff, for the staff. forgotten_at: since then nothing personal is known of him. merges: those by
    which others came to be him."""

    language: str
    notes: str
    forgotten_at: Moment | None
    merges: list[Label]
    contacts: list[ContactOut]
    addresses: list[AddressOut]
    actions: list[Action]


def row_of(customer: Customer) -> dict[str, object]:
    kept = ("version", "code", "kind", "name", "trade_name", "document_kind", "phone", "email", "since", "retired_at")
    return {
        "id": customer.pk,
        **{name: getattr(customer, name) for name in kept},
        "document": customer.document_shown,
        "seller": Label.of(customer.seller),
    }


def contact_of(contact: Contact) -> ContactOut:
    return _filled(ContactOut, contact)


def address_of(address: Address) -> AddressOut:
    return _filled(AddressOut, address)


def device_row_of(device: Device) -> DeviceRow:
    return _filled(DeviceRow, device)


def device_of(device: Device) -> DeviceOut:
    owner = Label(id=device.customer_id, label=device.customer.name)
    return DeviceOut(**device_row_of(device).model_dump(), customer=owner)


def _filled(shape: type[Shape], row: object) -> Shape:
    """From the columns of the same names."""
    return shape.model_validate({name: getattr(row, name) for name in shape.model_fields})
