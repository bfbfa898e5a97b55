"""What differs between the demo shops of two countries: the shapes of their tables, which stand in a package for each.

Everything else is one program for all. A place in a table (`who`, `plan`) counts from 0."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

from faena.agenda.models import Visit
from faena.cash.models import PaymentMethod
from faena.company.working_hours import Spans
from faena.customers.actions import AddressFacts, ContactFacts, DeviceFacts
from faena.orders.actions import PartFacts
from faena.tickets.models import Priority, Ticket
from faena.upkeep.demo.handling import Step


class Method(NamedTuple):
    """A payment method of the shop; currency "" takes any."""

    name: str
    kind: PaymentMethod.Kind
    currency: str
    needs_reference: bool


class Way(NamedTuple):
    """A method in one of its currencies."""

    method: str
    currency: str


@dataclass(frozen=True)
class Rates:
    """What one `unit` cost in `other` at first, × 10⁻⁸, and by how much that rose each day."""

    unit: str
    other: str
    first: int
    a_day: int


@dataclass(frozen=True)
class Till:
    """How the shop is paid: in notes, from afar, by a phone or a card at the counter; an amount from `both` on also in
    two ways, so many whole notes (of `note`) and the rest by phone. Amounts in the shop's own currency."""

    methods: Sequence[Method]
    notes: Way
    afar: Way
    phone: Way
    card: Way
    note: int
    both: int
    rates: Rates | None = None


@dataclass(frozen=True)
class Visitor:
    """Somebody who comes to the counter; the number of his document is an invented one that checks."""

    name: str
    document: str = ""  # the kind
    language: str = ""  # "" for the shop's
    email: str = ""  # is written to when something of a ticket is made visible
    phone: str = ""  # "" for the next of the country's pattern
    of_seller: bool = False
    contact: ContactFacts | None = None
    address: AddressFacts | None = None


class Got(IntEnum):
    """How far a job got, in the order of its life."""

    RECEIVED = 1
    DIAGNOSED = 2
    ASKED = 3
    BEGUN = 4
    WAITS_FOR_PART = 5
    READY = 6
    DELIVERED = 7


@dataclass(frozen=True)
class Job:
    """days and hour: when it came; who: place of the visitor; value: cents, None = to be diagnosed; found: the value
    set after the diagnosis; signs: "drawn", "paper" or "" (not yet); mine: place of the technician, None = nobody;
    bounced: why the last payment was reversed after the device was handed back."""

    days: int
    hour: float
    who: int
    device: DeviceFacts
    reason: str
    got: Got = Got.DELIVERED
    value: int | None = None
    found: int | None = None
    advance: int = 0
    parts: tuple[PartFacts, ...] = ()
    note: str = ""
    work: str = ""
    photos: tuple[Callable[[int], SimpleUploadedFile], ...] = ()
    accessories: str = ""
    condition: str = ""
    unlock: str = ""
    promised: int | None = None
    signs: str = "drawn"
    mine: int | None = 0
    cannot: bool = False
    voided: str = ""
    bounced: str = ""


def part(
    description: str, price: int, months: int = 0, *, days: int = 0, count: int = 1, charged: bool = True
) -> PartFacts:
    """With its warranty, in months or in days."""
    unit = "months" if months else "days"
    return PartFacts(description, count * 1000, price, charged, months or days, unit)


@dataclass(frozen=True)
class CareCase:
    """days and hour: when; who: place of the visitor; type: its English; by: who wrote it down; to: another destination
    than the type's, a position or the beginning of an e-mail; subject: what it is about, in a few words."""

    days: int
    hour: float
    who: int
    type: str
    text: str
    channel: str = Ticket.Channel.PHONE
    priority: Priority | None = None
    to: str = ""
    by: str = "operator"
    then: tuple[Step, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class Care:
    """positions: name → who has it, by the beginning of the e-mail; goes_to: branch or type, by its English → position;
    scripts: what is asked first, by the English of the type."""

    positions: Mapping[str, Sequence[str]]
    goes_to: Mapping[str, str]
    scripts: Mapping[str, str]
    cases: Sequence[CareCase]


@dataclass(frozen=True)
class Trip:
    """day: so many after today; when: the wall's hour, or a part of the day; booked: days ago, at which hour; goes: the
    beginning of an e-mail, or a position; ticket_type: the type of the ticket that it is for, by its English; ends:
    how, unless that is still to come."""

    day: int
    when: float | str
    who: int
    kind: str
    goes: str
    booked: tuple[int, float]
    ticket_type: str = ""
    ends: Visit.State = Visit.State.DONE
    note: str = ""
    notes: str = ""
    of_order: bool = False


class Away(NamedTuple):
    """day: so many after today; begins, ends: the wall's hours; goes: the beginning of an e-mail."""

    day: int
    begins: int
    ends: int
    goes: str
    reason: str


class PlanRow(NamedTuple):
    """price: cents; down_mbps, up_mbps: speed."""

    name: str
    price: int
    down_mbps: int
    up_mbps: int
    technology: str


@dataclass(frozen=True)
class Sold:
    """days: how long ago; who: place of the visitor; plan: place in the plans; ends: how many days ago it was left,
    with why; `gone` for good."""

    days: int
    who: int
    plan: int
    login: str
    address: str = ""
    price: int | None = None
    ends: int | None = None
    why: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Neighbourhood:
    """Of what the subscribers are invented: names, {street} and {house} of the address line, {} of the phone. mast and
    box: where a plan by radio or by cable begins."""

    first: Sequence[str]
    last: Sequence[str]
    sectors: Sequence[str]
    mobile: str
    line: str
    label: str
    mast: str
    box: str


@dataclass(frozen=True)
class Internet:
    """What the provider sells; extra: the items of an invoice that no plan bills, with their prices; mistaken and
    undone: why an invoice was cancelled and issued again, and why one was cancelled for good."""

    plans: Sequence[PlanRow]
    sold: Sequence[Sold]
    neighbourhood: Neighbourhood
    extra: Sequence[tuple[str, int]]
    mistaken: str
    undone: str


@dataclass(frozen=True)
class Country:
    """The demo shop of a country. company: columns of its row; hours: weekday → spans; staff: names by the beginning of
    the e-mail; person: the kind of document of a person; mobile: the pattern of the visitors' phones; ordered: what is
    noted of a part that was ordered; somewhere: the address of a visit to somebody without one."""

    company: Mapping[str, Any]
    hours: Mapping[int, Spans]
    staff: Mapping[str, str]
    terms: str
    person: str
    mobile: str
    visitors: Sequence[Visitor]
    jobs: Sequence[Job]
    ordered: str
    care: Care
    trips: Sequence[Trip]
    away: Sequence[Away]
    somewhere: str
    internet: Internet
    till: Till

    @property
    def language(self) -> str:
        return str(self.company["language"])

    @property
    def currency(self) -> str:
        return str(self.company["currency"])
