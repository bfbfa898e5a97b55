"""The things that customers own."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions.common import gone, held, locked_customer, record_hanging
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm
from faena.journal.actions import changed
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.text import clean


@dataclass(frozen=True)
class DeviceFacts:
    """kind: "Phone", "Router"; serial: serial number or IMEI, in any spelling."""

    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


@action(Perm.CUSTOMER_EDIT)
def add_device(customer: Customer, facts: DeviceFacts, *, by: User) -> Device:
    """Write down a thing that the customer owns. Raises RuleBroken beside "kind", or beside "serial" when it is
    there already."""
    locked_customer(customer.pk, by)
    device = Device(customer=customer)
    _write_down(device, facts)
    with refused():
        device.save(force_insert=True)
    search.write_terms(customer, "device", device.pk, search.terms_of_device(device))
    record_hanging(device, "device.added", {"device": str(device), "serial": device.serial}, by)
    return device


@action(Perm.CUSTOMER_EDIT)
def find_or_add_device(customer: Customer, facts: DeviceFacts, *, by: User) -> Device:
    """The customer's device with this serial, else a new one. Without a serial every device is a new one."""
    locked_customer(customer.pk, by)
    key = serial_key(facts.serial)
    known = Device.objects.filter(customer=customer, serial_key=key).first() if key else None
    return known or add_device(customer, facts, by=by)


@action(Perm.CUSTOMER_EDIT)
def edit_device(device: Device, facts: DeviceFacts, *, version: int, by: User) -> Device:
    """Correct what is written down; its orders show it corrected. Raises Stale, or RuleBroken as add_device does."""
    device = held(device, version, by)
    before, was = _recorded(device), str(device)
    _write_down(device, facts)
    if not (changes := changed(before, _recorded(device))):
        return device
    with refused():
        device.save_changes(*asdict(facts), "serial_key")
    search.write_terms(device.customer, "device", device.pk, search.terms_of_device(device))
    record_hanging(device, "device.edited", {"device": was, "changes": changes}, by)
    return device


@action(Perm.CUSTOMER_EDIT)
def remove_device(device: Device, *, version: int, by: User) -> None:
    """Take away a device that was written down by mistake. One with orders stays with them."""
    device = held(device, version, by)
    search.write_terms(device.customer, "device", device.pk, {})
    lost = gone(_recorded(device), "kind", "brand", "model")
    record_hanging(device, "device.removed", {"device": str(device), "changes": lost}, by)
    try:
        device.delete()
    except ProtectedError as error:
        raise RuleBroken(
            _("%(device)s has orders and stays with them. Correct it if something is written wrongly.")
            % {"device": device}
        ) from error


def serial_key(serial: str) -> str:
    """A serial or IMEI as it is compared: no case, spaces or punctuation."""
    return search.squeeze(serial)[:60]


def _write_down(device: Device, facts: DeviceFacts) -> None:
    for name, text in asdict(facts).items():
        setattr(device, name, clean(text))
    device.serial_key = serial_key(facts.serial)
    if not device.kind:
        raise RuleBroken(_("Say what kind of device it is."), "kind")


def _recorded(device: Device) -> dict[str, Any]:
    return {"kind": device.kind, "brand": device.brand, "model": device.model, "serial": device.serial}
