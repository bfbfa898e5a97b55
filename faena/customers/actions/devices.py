"""The things that customers own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.models import Customer, Device
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.text import clean


@dataclass(frozen=True)
class DeviceFacts:
    """kind: "Phone", "Router"; serial: serial number or IMEI, in any spelling."""

    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


@action
def add_device(customer: Customer, facts: DeviceFacts, *, by: User) -> Device:
    """Write down a thing that the customer owns. Raises RuleBroken beside "serial" when it is there already."""
    Customer.locked(customer.pk)
    device = Device(
        customer=customer,
        kind=clean(facts.kind),
        brand=clean(facts.brand),
        model=clean(facts.model),
        serial=clean(facts.serial),
        serial_key=serial_key(facts.serial),
    )
    if not device.kind:
        raise RuleBroken(_("Say what kind of device it is."), "kind")
    with refused():
        device.save(force_insert=True)
    search.write_terms(customer, "device", device.pk, search.terms_of_device(device))
    record(
        "device.added",
        customer.as_ref,
        facts={"device_id": device.pk},
        said={"device": str(device), "serial": device.serial},
        customer_id=customer.pk,
        by=by,
    )
    return device


@action
def find_or_add_device(customer: Customer, facts: DeviceFacts, *, by: User) -> Device:
    """The customer's device with this serial, else a new one. Without a serial every device is a new one."""
    Customer.locked(customer.pk)
    key = serial_key(facts.serial)
    known = Device.objects.filter(customer=customer, serial_key=key).first() if key else None
    return known or add_device(customer, facts, by=by)


def serial_key(serial: str) -> str:
    """A serial or IMEI as it is compared: no case, spaces or punctuation."""
    return search.squeeze(serial)[:60]
