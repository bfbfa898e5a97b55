"""What a row brings to a customer who is here already: empty fields, and what hangs on him and is not there yet. By the
actions of each, so by their rules."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from faena.accounts.models import User
from faena.customers.actions import (
    AddressFacts,
    ContactFacts,
    CustomerFacts,
    DeviceFacts,
    add_address,
    add_contact,
    add_device,
    edit_customer,
)
from faena.customers.models import Address, Contact, Customer, Device
from faena.customers.serials import serial_key
from faena.journal.unit_of_work import step
from faena.lib.errors import Question, RuleBroken
from faena.lib.text import fold
from faena.moving.models import ImportRow
from faena.moving.preparing import Ready

Outcome = ImportRow.Outcome
_MOST_QUESTIONS = 10


@dataclass
class Here:
    """What hangs on the customers of a chunk, as it is compared."""

    contacts: set[tuple[int, str]] = field(default_factory=set)
    phones: set[tuple[int, str]] = field(default_factory=set)
    addresses: set[tuple[int, str]] = field(default_factory=set)
    devices: set[tuple[int, str]] = field(default_factory=set)

    def have(self, customer: int, facts: ContactFacts | AddressFacts | DeviceFacts) -> bool:
        """Whether he has it already; from now on he has."""
        match facts:
            case ContactFacts():
                own, key = self.contacts, fold(facts.name)
            case AddressFacts():
                own, key = self.addresses, fold(f"{facts.line} {facts.district} {facts.city}")
            case DeviceFacts():
                own, key = self.devices, _device_key(facts.kind, facts.brand, facts.model, facts.serial)
        if (customer, key) in own:
            return True
        own.add((customer, key))
        return False


def what_hangs(customers: Sequence[int]) -> Here:
    """Three queries."""
    if not customers:
        return Here()
    contacts = Contact.objects.filter(customer__in=customers).values_list("customer", "name")
    addresses = Address.objects.filter(customer__in=customers).values_list("customer", "line", "district", "city")
    devices = Device.objects.filter(customer__in=customers).values_list("customer", "kind", "brand", "model", "serial")
    return Here(
        contacts={(pk, fold(name)) for pk, name in contacts},
        addresses={(pk, fold(" ".join(parts))) for pk, *parts in addresses},
        devices={(pk, _device_key(*parts)) for pk, *parts in devices},
    )


def missing(ready: Ready, customer: int, here: Here) -> Iterator[ContactFacts | AddressFacts | DeviceFacts]:
    """What the row brings and the customer has not."""
    if ready.facts is None:
        return
    hanging: list[ContactFacts | AddressFacts | DeviceFacts] = [*ready.facts.contacts, *ready.facts.addresses]
    for one in (*hanging, *ready.facts.devices):
        if not here.have(customer, one):
            yield one


def filled(ready: Ready, customer: Customer) -> CustomerFacts | None:
    """The customer with what was empty filled by the row; None where nothing is."""
    draft = ready.draft
    if draft is None:
        return None
    kept, new = CustomerFacts(**_facts(customer)), CustomerFacts(**_facts(draft.customer))
    changes = {
        name: getattr(new, name)
        for name in ("trade_name", "phone", "email", "notes")
        if not getattr(kept, name) and getattr(new, name)
    }
    if not kept.document and new.document:
        changes |= {"document": new.document, "document_kind": new.document_kind}
    return CustomerFacts(**{**asdict(kept), **changes}) if changes else None


@step
def attach(ready: Ready, customer: Customer, here: Here, *, fills: bool, by: User) -> None:
    """Write it; a thing that is refused is told in the row and the rest goes on."""
    ready.customer, ready.outcome = customer.pk, Outcome.SAME
    facts = filled(ready, customer) if fills else None
    if facts is not None:
        before = {name: value for name, value in _facts(customer).items() if value != getattr(facts, name)}
        try:
            with transaction.atomic():
                edit_customer(customer, facts, version=customer.version, by=by)
            ready.before, ready.outcome = {**before, "version": customer.version + 1}, Outcome.FILLED
        except RuleBroken as broken:
            ready.remark(broken.at, broken.sentence)
    for one in missing(ready, customer.pk, here):
        try:
            with transaction.atomic():
                kind, pk = _add(customer, one, by)
        except RuleBroken as broken:
            ready.remark(broken.at, broken.sentence)
            continue
        ready.add(kind, pk)
        if ready.outcome == Outcome.SAME:
            ready.outcome = Outcome.ADDED


def _add(customer: Customer, facts: ContactFacts | AddressFacts | DeviceFacts, by: User) -> tuple[str, int]:
    match facts:
        case ContactFacts():
            return "contact", add_contact(customer, facts, by=by).pk
        case AddressFacts():
            return "address", add_address(customer, facts, by=by).pk
    answers: set[str] = set()
    for _turn in range(_MOST_QUESTIONS):
        try:
            with transaction.atomic():
                return "device", add_device(customer, facts, answers=answers, by=by).pk
        except Question as question:  # it is registered with somebody else: both stay, as nobody can be asked here
            answers |= {answer for answer in question.answers if answer.startswith("apart-")}
    return "device", add_device(customer, facts, answers=answers, by=by).pk


def _facts(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in CustomerFacts.__dataclass_fields__}


def _device_key(kind: str, brand: str, model: str, serial: str) -> str:
    return serial_key(serial) or f" {fold(f'{kind} {brand} {model}')}"
