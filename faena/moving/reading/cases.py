"""What a row says of devices and orders."""

import re
from typing import Final

from django.utils.translation import gettext as _

from faena.customers.models import Device
from faena.lib.limits import longest
from faena.moving.reading.cells import Refused, is_none, money_of, plain_text
from faena.moving.reading.facts import DeviceRead, OrderRead, PastRead
from faena.moving.reading.fields import Kind
from faena.moving.reading.headers import folded
from faena.moving.reading.row import LeftOut, Row
from faena.moving.reading.states import order_state

_MOST_TEXT: Final = 2000
_LONGEST_REASON: Final = 1000
_IMEI: Final = re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])")
_LONGEST: Final = {
    "device_kind": longest(Device, "kind"),
    "brand": longest(Device, "brand"),
    "model": longest(Device, "model"),
    "serial": longest(Device, "serial"),
}


def device_of(row: Row) -> DeviceRead | None:
    """None where the row names no device."""
    kind = plain_text(row.text("device_kind", multiline=True))
    first, rest = _short(kind)
    brand, model, serial = row.text("brand"), row.text("model"), row.code("serial")
    serial = "" if is_none(serial) else serial
    if not any((kind, brand, model, serial)):
        return None
    notes = [rest, *row.texts("device_notes")]
    if not serial and row.plan.answers.get("imei", "leave") == "take" and (found := _IMEI.search(kind)):
        serial = found[0]
        row.change("serial", kind[:200], serial, _("The IMEI was taken out of the text."))
    return DeviceRead(
        kind=first or _("Device"),
        brand=row.fitted("brand", brand, _LONGEST["brand"]),
        model=row.fitted("model", model, _LONGEST["model"]),
        serial=row.fitted("serial", serial, _LONGEST["serial"]),
        notes="\n".join(note for note in notes if note)[:_MOST_TEXT],
    )


def orders_of(row: Row, device: DeviceRead) -> tuple[tuple[OrderRead, ...], tuple[PastRead, ...]]:
    """The open order, or what was over. Nothing where its day of arrival cannot be read: then the order is refused, not
    the customer. Raises LeftOut."""
    word = row.text("order_state")
    state = row.plan.answers.get(f"order:{folded(word)}") or order_state(word) if word else "open"
    ended = row.day("ended_on")
    if state == "leave":
        raise LeftOut(_("Orders in this state are left out."))
    try:
        opened = row.day_or_refused("opened_on")
    except Refused as refused:
        why = _("%(why)s The order is not brought in.") % {"why": refused.sentence}
        row.change("opened_on", refused.kept, "", why)
        return (), ()
    number = row.code("number_before")
    if state == "history":
        if Kind.HISTORY not in row.plan.kinds:
            raise LeftOut(_("This order is over; history is not brought in."))
        texts = (str(_device_line(device)), plain_text(row.text("reason", multiline=True)), *row.texts("report"))
        text = "\n".join(part for part in texts if part)[:_MOST_TEXT]
        return (), (PastRead("order", number, opened, ended, word, _value(row), None, text),)
    if Kind.ORDERS not in row.plan.kinds:
        raise LeftOut(_("This order is open; open orders are not brought in."))
    order = OrderRead(
        device=device,
        reason=plain_text(row.text("reason", multiline=True))[:_LONGEST_REASON],
        accessories=row.text("accessories")[:_LONGEST_REASON],
        condition=row.text("condition")[:_LONGEST_REASON],
        value=_value(row),
        advance=row.money("advance") or None,
        opened=opened,
        promised=row.day("promised_on"),
        state=word,
        old_number=number,
    )
    return (order,), ()


def _short(text: str) -> tuple[str, str]:
    """(what names the device, the whole text where that says more)."""
    first = re.split(r"[;\n]", text, maxsplit=1)[0].strip()
    if len(first) > _LONGEST["device_kind"]:
        first = first[: _LONGEST["device_kind"] + 1].rpartition(" ")[0] or first[: _LONGEST["device_kind"]]
    return first, "" if first == text else text


def _value(row: Row) -> int | None:
    """None for what is still to be found out."""
    cell = row.cell("amount")
    if cell is None:
        return None
    at = row.by_field["amount"][0]
    try:
        value = money_of(cell, row.plan.currency, row.plan.answers.get(f"decimal:{at}", "")).value
    except Refused as refused:
        row.change("amount", refused.kept, "", _("%(why)s It is still to be diagnosed.") % {"why": refused.sentence})
        return None
    if value is not None and value < 0:
        row.change("amount", str(cell), "", _("An amount cannot be below zero."))
        return None
    return value


def _device_line(device: DeviceRead) -> str:
    named = " ".join(part for part in (device.kind, device.brand, device.model, device.serial) if part)
    return f"{named}\n{device.notes}" if device.notes else named
