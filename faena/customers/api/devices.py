"""What customers own."""

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.api.belongings import facts_of, within
from faena.customers.api.customers import customer
from faena.customers.api.room import routes
from faena.customers.api.shapes import DeviceOut, DeviceRow, device_of, device_row_of
from faena.customers.lists import devices_found
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.lists import Page, page_of
from faena.rest.routes import named, the
from faena.rest.values import In, Key
from faena.ui.listing import Filters


@routes.thing("/customers/{int:customer_id}/devices", Perm.CUSTOMER_SEE, parameters=("q", "limit", "cursor"))
def devices(request: StaffRequest, customer_id: int) -> Page[DeviceRow]:
    """All devices of one customer, the newest first."""
    owner = the(Customer.objects.visible_to(request.user), customer_id)
    page = page_of(request, devices_found(owner, request.user, Filters(request)), ("-id",))
    return Page[DeviceRow](items=[device_row_of(row) for row in page.rows], next=page.next_cursor)


@routes.thing("/devices/{int:device_id}", Perm.CUSTOMER_SEE)
def device(request: StaffRequest, device_id: int) -> DeviceOut:
    """One device, and whose it is."""
    return device_of(the(within(request, Device.objects.all(), Perm.CUSTOMER_SEE), device_id))


class DeviceNewIn(In):
    """answers: what was said to the question of a 409."""

    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""
    answers: list[str] = []


class DeviceEditIn(In):
    """What is left out stays as it is. answers: what was said to the question of a 409."""

    kind: str | None = None
    brand: str | None = None
    model: str | None = None
    serial: str | None = None
    answers: list[str] = []


@routes.event("/customers/{int:customer_id}/devices", Perm.CUSTOMER_EDIT, to=device)
def add_device(request: StaffRequest, customer_id: int, facts: DeviceNewIn) -> int:
    """A thing that the customer owns is written down. One with a serial that somebody else has is asked about."""
    owner = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_EDIT), customer_id)
    data = actions.DeviceFacts(**facts.model_dump(exclude={"answers"}))
    return actions.add_device(owner, data, answers=frozenset(facts.answers), by=request.user).pk


@routes.change("/devices/{int:device_id}", Perm.CUSTOMER_EDIT, to=device)
def edit_device(request: StaffRequest, device_id: int, facts: DeviceEditIn) -> int:
    """What is written down of a device is corrected. The answer may be another one, which was known with its serial."""
    found = the(within(request, Device.objects.all(), Perm.CUSTOMER_EDIT), device_id)
    data, answers = actions.DeviceFacts(**facts_of(found, facts)), frozenset(facts.answers)
    return actions.edit_device(found, data, version=version_of(request), answers=answers, by=request.user).pk


class DeviceOwnerIn(In):
    customer_id: Key


@routes.event("/devices/{int:device_id}/owner", Perm.CUSTOMER_EDIT, to=device)
def move_device(request: StaffRequest, device_id: int, facts: DeviceOwnerIn) -> int:
    """A device is handed over to another customer, with its history."""
    found = the(within(request, Device.objects.all(), Perm.CUSTOMER_EDIT), device_id)
    owner = named(Customer.objects.visible_to(request.user, Perm.CUSTOMER_EDIT), facts.customer_id, "customer")
    actions.move_device(found, owner, by=request.user)
    return device_id


@routes.removal("/devices/{int:device_id}", Perm.CUSTOMER_EDIT, to=customer, is_versioned=True)
def remove_device(request: StaffRequest, device_id: int) -> int:
    """A device without orders is taken away; answered with the customer."""
    found = the(within(request, Device.objects.all(), Perm.CUSTOMER_EDIT), device_id)
    actions.remove_device(found, version=version_of(request), by=request.user)
    return int(found.customer_id)
