"""Search hits: by which term each customer was found, and how that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Max, Q

from faena.customers.guards import SHARED
from faena.customers.marking import cut
from faena.customers.models import Address, Contact, Customer, Device
from faena.customers.search.terms import FIELDS, OF_DEVICES, as_dialled, as_term, squeeze
from faena.lib.phones import format_phone

LENGTHS_OF_CODES = (1, 2, 3)  # digits before a national number
NAMES = ("name", "trade_name")  # fields that are shown before all others


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why. `parts` is the value as people write it, cut into (text, is matched).
    `device` is the one that matched, else the customer's last one."""

    customer: Customer
    field: str = ""
    value: str = ""
    parts: tuple[tuple[str, bool], ...] = ()
    device: Device | None = None

    @property
    def is_device(self) -> bool:
        """The device was found, not only its owner."""
        return self.device is not None and self.field in OF_DEVICES

    @property
    def field_label(self) -> str:
        """What the matched text is, for people: "Phone"."""
        return str(FIELDS[self.field].label) if self.field in FIELDS else self.field

    @property
    def reason(self) -> "Reason":
        return Reason(self.field_label, self.parts)


class Reason(NamedTuple):
    """Why a row of a list was found that does not show it: what the text is, for people, and the text itself, cut into
    (text, is matched)."""

    label: str
    parts: tuple[tuple[str, bool], ...]


class Match(NamedTuple):
    """The term by which a customer was found."""

    customer_id: int
    field: str
    value: str
    source_kind: str
    source_id: int
    sort_name: str


def best(matches: list[Match], text: str) -> list[Match]:
    """The best match of each customer, in the order in which they are shown: names first and what many share last, then
    what begins with the text; of one customer's terms the likelier field."""
    ranks = {name: (name in SHARED, name not in NAMES, place) for place, name in enumerate(FIELDS)}
    chosen: dict[int, tuple[tuple[bool, bool, bool], int, Match]] = {}
    for match in matches:
        is_shared, is_no_name, place = ranks.get(match.field, (False, True, len(ranks)))
        merit = (is_shared, is_no_name, not match.value.startswith(text))
        other = chosen.get(match.customer_id)
        if other is None or (merit, place) < other[:2]:
            chosen[match.customer_id] = (merit, place, match)
    ordered = sorted(chosen.values(), key=lambda one: (one[0], one[2].sort_name, one[2].customer_id))
    return [match for _merit, _place, match in ordered]


def hits_of(matches: list[Match], words: list[str], user: Any, country: str, phone: str = "") -> dict[Match, Hit]:
    """The matches as a reader sees them, in their order; `phone`: the digits of a phone that the words are. At most
    four queries, one for each kind of row that is shown; one more where somebody is found by what was merged."""
    if not matches:
        return {}
    ids = [match.customer_id for match in matches]
    customers = Customer.objects.visible_to(user).select_related("seller").in_bulk(ids)
    found = _sources(matches, "device")
    last = Device.objects.filter(customer__in=ids).values("customer").annotate(last=Max("id")).values("last")
    devices = {one.pk: one for one in Device.objects.filter(Q(pk__in=last) | Q(pk__in=found)).order_by("pk")}
    newest = {device.customer_id: device for device in devices.values()}
    people = Contact.objects.in_bulk(who) if (who := _sources(matches, "contact")) else {}
    places = Address.objects.in_bulk(where) if (where := _sources(matches, "address")) else {}
    # A name under which somebody was merged into another is shown as it is written there.
    merged = set(_sources(matches, "customer")) - customers.keys()
    sources: dict[str, Mapping[int, Any]] = {
        "customer": customers | Customer.objects.in_bulk(merged) if merged else customers,
        "device": devices,
        "contact": people,
        "address": places,
    }
    texts = _stored(matches)
    hits = {}
    for match in matches:
        if not (customer := customers.get(match.customer_id)):
            continue  # gone since the terms were read
        source = sources.get(match.source_kind, {}).get(match.source_id)
        shown = texts.get((match.field, match.source_id)) or _shown(match, source, country)
        device = source if isinstance(source, Device) else newest.get(customer.pk)
        hits[match] = Hit(customer, match.field, shown, _marked(match, shown, words, phone), device)
    return hits


def _sources(matches: list[Match], kind: str) -> list[int]:
    return [match.source_id for match in matches if match.source_kind == kind]


def _stored(matches: list[Match]) -> dict[tuple[str, int], str]:
    """The texts of rooms above as they are stored: a query for each such field that matched."""
    found: dict[tuple[str, int], str] = {}
    for name in {match.field for match in matches}:
        if name in FIELDS and (stored := FIELDS[name].stored):
            texts = stored([match.source_id for match in matches if match.field == name])
            found |= {(name, pk): text for pk, text in texts.items()}
    return found


def _marked(match: Match, shown: str, words: list[str], phone: str) -> tuple[tuple[str, bool], ...]:
    """Where the words stand in what is shown. A phone at home is shown without the country's code, which
    may be typed."""
    for start in (0, *LENGTHS_OF_CODES) if match.field == "phone" else ():
        if rest := phone[start:]:
            parts = cut(shown, [rest])
            if any(is_matched for _text, is_matched in parts):
                return parts
    return cut(shown, words)


def _shown(match: Match, source: Any, country: str) -> str:
    """The matched text as people write it; a contact's with the name of the contact."""
    match source, match.field:
        case Customer(), "name" | "trade_name" | "email":
            return str(getattr(source, match.field))
        case Customer(), "document":
            return source.document_shown
        case Customer(), "phone":
            return format_phone(source.phone, country)
        case Contact(), "phone":
            phones = [source.phone, source.other_phone]
            phone = next((one for one in phones if match.value in as_dialled(one, country)), source.phone)
            return f"{format_phone(phone, country)} · {source.name}"
        case Contact(), "email":
            return f"{source.email} · {source.name}"
        case Device(), "serial":
            return source.serial
        case Address(), _:
            is_postcode = match.value in (as_term(source.postcode), squeeze(source.postcode))
            more = source.postcode if is_postcode else source.landmark
            return ", ".join(part for part in (str(source), more) if part)
        case Contact() | Device(), _:
            return str(source)
    return FIELDS[match.field].shown(match.value) if match.field in FIELDS else match.value
