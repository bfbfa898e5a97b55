"""Search hits: by which term each customer was found, and how that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Max, Model, Q, QuerySet

from faena.accounts.models import User
from faena.customers.guards import SHARED
from faena.customers.marking import cut
from faena.customers.models import Address, Contact, Customer, Device, reached
from faena.customers.search.terms import FIELDS, OF_DEVICES, as_dialled, as_term, squeeze
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import AmongKeys, Named, by_key
from faena.lib.phones import format_phone

Row = TypeVar("Row", bound=Model)
LENGTHS_OF_CODES = (1, 2, 3)  # digits before a national number
NAMES = ("name", "trade_name")  # fields that are shown before all others


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why. `parts` is the value as people write it, cut into (text, is matched).
    `device` is the one that matched, else the customer's last one where that was asked for."""

    customer: Customer
    field: str = ""
    value: str = ""
    parts: tuple[tuple[str, bool], ...] = ()
    device: Device | None = None
    field_label: str = ""  # what the matched text is, for people: "Phone"

    @property
    def is_device(self) -> bool:
        """The device was found, not only its owner."""
        return self.device is not None and self.field in OF_DEVICES

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


def hits_of(
    matches: list[Match],
    words: list[str],
    user: Any,
    country: str,
    phone: str = "",
    *,
    with_last: bool = False,
) -> dict[Match, Hit]:
    """The matches as a reader sees them, in their order; `phone`: the digits of a phone that the words are. One query
    for each kind of row that is shown, and one more where somebody is found by what was merged. `with_last`: also the
    last device of whoever was found by something else."""
    reach = scope(user, Perm.CUSTOMER_SEE)
    if not matches or reach is Scope.NONE:
        return {}
    ids = [match.customer_id for match in matches]
    customers = {one.pk: one for one in _customers.rows(reach, keys=ids, user=user.pk)}
    found = _sources(matches, "device")
    shown = _devices.rows(keys=found, customers=ids if with_last else []) if found or with_last else []
    devices, newest = {one.pk: one for one in shown}, {one.customer_id: one for one in shown}
    # A name under which somebody was merged into another is shown as it is written there.
    merged = [pk for pk in _sources(matches, "customer") if pk not in customers]
    sources: dict[str, Mapping[int, Any]] = {
        "customer": customers | _by_key(Customer, merged),
        "device": devices,
        "contact": _by_key(Contact, _sources(matches, "contact")),
        "address": _by_key(Address, _sources(matches, "address")),
    }
    texts = _stored(matches)
    labels = {match.field: _label(match.field) for match in matches}
    hits = {}
    for match in matches:
        if not (customer := customers.get(match.customer_id)):
            continue  # gone since the terms were read
        source = sources.get(match.source_kind, {}).get(match.source_id)
        value = texts.get((match.field, match.source_id)) or _shown(match, source, country)
        device = source if isinstance(source, Device) else newest.get(customer.pk)
        parts = _marked(match, value, words, phone)
        hits[match] = Hit(customer, match.field, value, parts, device, labels[match.field])
    return hits


_customers: Named[Customer] = Named(
    lambda ask, reach: reached(
        Customer.objects.filter(AmongKeys(), merged_into=None).select_related("seller"),
        reach,
        ask("user", User._meta.pk),
        seller="seller",
    )
)


def _found_or_last(_ask: Any) -> "QuerySet[Device]":
    of_customers = Device.objects.filter(AmongKeys("customer", "customers"))
    last = of_customers.order_by().values("customer").annotate(last=Max("id")).values("last")
    return Device.objects.filter(Q(AmongKeys()) | Q(pk__in=last)).order_by("pk")


_devices: Named[Device] = Named(_found_or_last)


def _by_key(model: type[Row], keys: list[int]) -> dict[int, Row]:
    return {one.pk: one for one in by_key(model._base_manager.all(), keys)} if keys else {}


def _sources(matches: list[Match], kind: str) -> list[int]:
    return [match.source_id for match in matches if match.source_kind == kind]


def _label(field: str) -> str:
    return str(FIELDS[field].label) if field in FIELDS else field


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
