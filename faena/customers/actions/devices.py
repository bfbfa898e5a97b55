"""The things that customers own."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions.common import check_held, gone, held, locked_customer, record_hanging
from faena.customers.models import Customer, Device
from faena.customers.serials import is_placeholder, serial_key
from faena.gate.grants import Perm
from faena.journal.actions import changed, record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import Question, RuleBroken, refused
from faena.lib.text import clean, fold

MOST_ALIKE = 5  # devices that a question names

# What holds a device with its owner, "" for nothing: rooms above add theirs (holds_device).
_holders: list[Callable[[Device], str]] = []


@dataclass(frozen=True)
class DeviceFacts:
    """kind: "Phone", "Router"; serial: serial number or IMEI, in any spelling."""

    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


@action(Perm.CUSTOMER_EDIT)
def add_device(customer: Customer, facts: DeviceFacts, *, answers: Collection[str] = frozenset(), by: User) -> Device:
    """Write down a thing that the customer owns. Raises RuleBroken beside "kind", or beside "serial" when it is
    there already; Question when somebody else within reach has that serial: it is handed over, or another one."""
    return _add(locked_customer(customer.pk, by), facts, answers, by)


def _add(customer: Customer, facts: DeviceFacts, answers: Collection[str], by: User) -> Device:
    """As add_device, of a customer who is locked."""
    if theirs := _elsewhere(customer, facts, answers, by):
        return _as_known(move_device(theirs, customer, by=by), facts, answers, by)
    device = Device(customer=customer)
    write_down(device, facts)
    with refused():
        device.save(force_insert=True)
    search.write_terms(customer, "device", device.pk, search.terms_of_device(device), is_new=True)
    record_hanging(device, "device.added", {"device": str(device), "serial": device.serial}, by)
    return device


@step
def find_or_add_device(
    customer: Customer, facts: DeviceFacts, *, answers: Collection[str] = frozenset(), by: User
) -> Device:
    """The customer's device with this serial, else a new one. Without a serial every device is a new one. The caller
    has read the customer under his lock.

    Raises Question when kind, brand or model differ from those of the known device, when what stands for a serial is
    none and the customer has a device of that kind, and as add_device does."""
    check_held(customer, by)
    key = serial_key(facts.serial)
    known = Device.objects.filter(customer=customer, serial_key=key).first() if key else None
    if known is None and is_placeholder(facts.serial):
        known = _one_of_these(customer, facts, answers)
        return known or _add(customer, facts, frozenset(), by)
    return _as_known(known, facts, answers, by) if known else _add(customer, facts, answers, by)


@action(Perm.CUSTOMER_EDIT)
def move_device(device: Device, customer: Customer, *, by: User) -> Device:
    """Hand a device over to another customer, with its history; orders of before stay with whom they were done for.

    Raises RuleBroken when one of the two is out of reach, the new owner is retired or has a device with that serial, or
    something holds the device where it is."""
    both = {pk: locked_customer(pk, by) for pk in sorted({device.customer_id, customer.pk})}
    device = Device.locked(device.pk)
    if device.customer_id == customer.pk:
        return device
    customer, old = both[customer.pk], both[device.customer_id]
    if why := customer.why_retired or why_not_move(device):
        raise RuleBroken(why, "serial")
    search.write_terms(old, "device", device.pk, {})
    device.customer = customer
    with refused():
        device.save_changes("customer")
    search.write_terms(customer, "device", device.pk, search.terms_of_device(device))
    for verb, of, other in (("device.handed_over", old, customer), ("device.taken_over", customer, old)):
        facts = {"device_id": device.pk, "other_id": other.pk}
        record(verb, of.as_ref, facts=facts, said={"device": str(device), "name": other.name}, customer_id=of.pk, by=by)
    return device


def holds_device(why_not: Callable[[Device], str]) -> None:
    """A room above says what holds a device with its owner: a sentence, "" for nothing."""
    _holders.append(why_not)


def why_not_move(device: Device) -> str:
    """What holds a device back from being handed over; "" when nothing does."""
    return next((why for holder in _holders if (why := holder(device))), "")


@action(Perm.CUSTOMER_EDIT)
def edit_device(
    device: Device, facts: DeviceFacts, *, version: int, answers: Collection[str] = frozenset(), by: User
) -> Device:
    """Correct what is written down; its orders show it corrected. A serial that it gets and that is known with somebody
    else is asked about as add_device does: where it is the same device, that one is handed over and stays alone.

    Raises Stale, and Question and RuleBroken as add_device does."""
    device = held(device, version, by)
    has_another_serial = serial_key(facts.serial) != device.serial_key
    if has_another_serial and (theirs := _elsewhere(device.customer, facts, answers, by)):
        return _as_known(_in_place_of(device, theirs, by), facts, answers, by)
    before, was = _recorded(device), str(device)
    write_down(device, facts)
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


def _elsewhere(customer: Customer, facts: DeviceFacts, answers: Collection[str], by: User) -> Device | None:
    """The device of somebody else's that is handed over. Raises Question until that is said; None when it is another
    one, or nobody within reach has this serial."""
    key = serial_key(facts.serial)
    theirs = Device.objects.visible_to(by).exclude(customer=customer).filter(serial_key=key) if key else ()
    for device in theirs and theirs.select_related("customer").order_by("-id")[:MOST_ALIKE]:
        moves, apart = f"move-{device.pk}", f"apart-{device.pk}"
        if moves in answers:
            return device
        if apart not in answers:
            owner = {"device": device, "serial": device.serial, "owner": device.customer.name, "name": customer.name}
            raise Question(
                _("%(device)s with the serial %(serial)s is registered with %(owner)s. Whose is it?") % owner,
                "serial",
                answers={
                    moves: _("It is the same one: hand it over to %(name)s, with its history") % owner,
                    apart: _("It is another one: both stay"),
                },
                about=device.customer.as_ref,
            )
    return None


def _in_place_of(device: Device, theirs: Device, by: User) -> Device:
    """The same device, written down twice: the one of somebody else's is handed over, and `device` goes."""
    known = move_device(theirs, device.customer, by=by)
    try:
        remove_device(device, version=device.version, by=by)
    except RuleBroken as broken:
        raise RuleBroken(
            _("%(device)s has orders of its own and stays. Say that it is another one, or correct the serial.")
            % {"device": device},
            "serial",
        ) from broken
    return known


def _as_known(device: Device, facts: DeviceFacts, answers: Collection[str], by: User) -> Device:
    """The known device, with what was typed of it. What differs from what is kept is asked about."""
    typed = {name: text for name in ("kind", "brand", "model") if (text := clean(getattr(facts, name)))}
    news = {name: text for name, text in typed.items() if fold(text) != fold(getattr(device, name))}
    corrects, keeps = f"correct-{device.pk}", f"keep-{device.pk}"
    now = DeviceFacts(**{**_recorded(device), **news})
    as_typed = " ".join(part for part in (now.kind, now.brand, now.model) if part)
    if any(getattr(device, name) for name in news) and corrects not in answers:
        if keeps in answers:
            return device
        kept = {"serial": device.serial, "device": device, "typed": as_typed}
        raise Question(
            _("The serial %(serial)s is that of %(device)s, but %(typed)s was typed. Which is right?") % kept,
            "serial",
            answers={
                corrects: _("%(typed)s: correct the device") % kept,
                keeps: _("%(device)s: leave the device as it is") % kept,
            },
        )
    return edit_device(device, now, version=device.version, by=by) if news else device


def _one_of_these(customer: Customer, facts: DeviceFacts, answers: Collection[str]) -> Device | None:
    """What stands for a serial tells no device from another: the customer's device of this kind that is meant. Raises
    Question until that is said; None when it is another one, or there is none of this kind."""
    if f"another-{customer.pk}" in answers:
        return None
    kind = fold(facts.kind)
    alike = [one for one in customer.devices.order_by("-id") if fold(one.kind) == kind][:MOST_ALIKE]
    for device in alike:
        if f"is-{device.pk}" in answers:
            return device
    if not alike:
        return None
    named = {"serial": clean(facts.serial), "name": customer.name}
    raise Question(
        _("“%(serial)s” is no serial number, and %(name)s has a device of this kind. Is it that one?") % named,
        "serial",
        answers={
            **{f"is-{one.pk}": " · ".join(part for part in (str(one), one.serial) if part) for one in alike},
            f"another-{customer.pk}": _("It is another one"),
        },
    )


def write_down(device: Device, facts: DeviceFacts) -> None:
    for name in DeviceFacts.__dataclass_fields__:
        setattr(device, name, clean(getattr(facts, name)))
    device.serial_key = serial_key(facts.serial)
    if not device.kind:
        raise RuleBroken(_("Say what kind of device it is."), "kind")


def _recorded(device: Device) -> dict[str, Any]:
    return {"kind": device.kind, "brand": device.brand, "model": device.model, "serial": device.serial}
