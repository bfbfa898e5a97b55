"""From what a row says to rows that could be saved: asked all that can be asked without the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.customers.actions import (
    AddressFacts,
    ContactFacts,
    CustomerFacts,
    DeviceFacts,
    Draft,
    NewcomerFacts,
    draft_customer,
)
from faena.customers.models import Customer
from faena.gate.roles import Role
from faena.lib.errors import RuleBroken
from faena.lib.limits import longest
from faena.lib.text import clean, fold
from faena.moving.models import ImportRow
from faena.moving.reading.facts import AddressRead, Facts
from faena.moving.reading.records import Record

LONGEST_OLD = 60
State = ImportRow.State


@dataclass
class Ready:
    """A row on its way. `draft`: the customer as somebody new, None where the row is of another row's customer, or
    refused, or left out. `remarks`: as ImportRow keeps them. What becomes of it is filled in later."""

    record: Record
    state: str
    remarks: list[dict[str, str]]
    facts: NewcomerFacts | None = None
    draft: Draft | None = None
    outcome: str = ""
    customer: int | None = None
    was_new: bool = False
    made: list[list[Any]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.record.number

    @property
    def read(self) -> Facts | None:
        return self.record.facts if self.state != State.REFUSED else None

    @property
    def old_code(self) -> str:
        customer = self.read and self.read.customer
        return customer.old_code[:LONGEST_OLD] if customer else ""

    def refuse(self, sentence: str, at: str = "") -> None:
        self.state, self.draft = State.REFUSED, None
        self.remarks.append({"field": at, "old": "", "new": "", "why": sentence})

    def remark(self, at: str, sentence: str, old: str = "", new: str = "") -> None:
        if self.state == State.ACCEPTED:
            self.state = State.CORRECTED
        self.remarks.append({"field": at, "old": old, "new": new, "why": sentence})

    def add(self, kind: str, pk: int) -> None:
        self.made.append([kind, pk])


class Preparing:
    """What all rows of an import have in common, read once."""

    def __init__(self, company: Company) -> None:
        self.country = company.country
        self.language = company.language
        sellers = User.objects.active().filter(role=Role.SELLER)
        self.sellers: Mapping[str, User] = {
            key: user for user in sellers.order_by("-id") for key in (fold(user.name), fold(user.email))
        }

    def ready(self, record: Record) -> Ready:
        """Every rule of the actions that a row can be asked by itself. A row that breaks one is refused with its
        sentence, as the page would."""
        remarks = [vars_of(one) for one in record.remarks]
        ready = Ready(record, record.state, remarks)
        if record.facts is None:
            return ready
        try:
            ready.facts = self._facts(ready, record.facts)
            ready.draft = draft_customer(ready.facts, self.country) if record.facts.customer else None
        except RuleBroken as broken:
            ready.refuse(broken.sentence, broken.at)
        return ready

    def _facts(self, ready: Ready, read: Facts) -> NewcomerFacts:
        customer = read.customer
        return NewcomerFacts(
            self._customer(ready, read) if customer else CustomerFacts(""),
            [ContactFacts(one.name, one.role, one.phone, one.other_phone, one.email) for one in read.contacts],
            [address for one in read.addresses if (address := address_facts(one))],
            _once([DeviceFacts(one.kind or _("Device"), one.brand, one.model, one.serial) for one in read.devices]),
            self._seller(ready, customer.seller) if customer else None,
        )

    def _customer(self, ready: Ready, read: Facts) -> CustomerFacts:
        customer = read.customer
        assert customer is not None
        notes = [customer.notes]
        if customer.birthday:
            notes.append(_("Birthday: %(day)s") % {"day": customer.birthday.isoformat()})
        if customer.seller and self._seller(None, customer.seller) is None:
            notes.append(_("Seller: %(name)s") % {"name": customer.seller})
        notes += [
            f"{' '.join(part for part in (one.kind, one.brand, one.model, one.serial) if part)}: {one.notes}"
            for one in read.devices
            if one.notes
        ]
        text = "\n".join(note for note in notes if note)
        most = longest(Customer, "notes")
        if len(clean(text, multiline=True)) > most:
            ready.remark(
                "notes", _("The notes are longer than %(most)s characters: the rest is left out.") % {"most": most}
            )
            text = clean(text, multiline=True)[:most]
        kind = Customer.Kind.COMPANY if customer.is_company else Customer.Kind.PERSON
        return CustomerFacts(
            customer.name,
            kind,
            customer.trade_name,
            customer.document_kind if customer.document else "",
            customer.document,
            customer.phone,
            customer.email,
            self.language,
            text,
            customer.since,
        )

    def _seller(self, ready: Ready | None, name: str) -> User | None:
        if not name:
            return None
        seller = self.sellers.get(fold(name))
        if seller is None and ready is not None:
            ready.remark("seller", _("There is no active seller of this name: the name is in the notes."), name)
        return seller


def address_facts(read: AddressRead) -> AddressFacts | None:
    """An address needs a line: what is most exact of it stands there, where there is none."""
    line = read.line or read.landmark or read.district or read.city
    if not line:
        return None
    landmark = read.landmark if read.line else ""
    return AddressFacts(
        line,
        read.label,
        read.district if line != read.district else "",
        read.city if line != read.city else "",
        read.state,
        read.postcode,
        landmark,
    )


def vars_of(remark: Any) -> dict[str, str]:
    return {"field": remark.field, "old": str(remark.old), "new": str(remark.new), "why": str(remark.why)}


def _once(devices: Sequence[DeviceFacts]) -> list[DeviceFacts]:
    return list(dict.fromkeys(devices))
