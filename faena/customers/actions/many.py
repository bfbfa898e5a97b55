"""Many customers registered at once, each with contacts, addresses and devices: the same rules, rows, terms and events
as one by one, in some dozen statements.

First each of them is drafted, which asks the database nothing, so that it can be done before the transaction begins;
then they are registered together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.actions import next_numbers
from faena.company.models import Branch
from faena.customers import search
from faena.customers.actions import addresses, contacts, devices
from faena.customers.actions.addresses import AddressFacts
from faena.customers.actions.common import MOST_OF_A_KIND
from faena.customers.actions.contacts import ContactFacts
from faena.customers.actions.customers import CustomerFacts, born_with, checked_seller, write_down
from faena.customers.actions.devices import DeviceFacts
from faena.customers.models import Address, Contact, Customer, Device
from faena.gate.grants import Perm, Scope, scope
from faena.gate.rights import need
from faena.journal.actions import Birth, Told, record_births
from faena.journal.unit_of_work import step
from faena.lib.errors import RuleBroken, refused, within
from faena.lib.limits import check_columns
from faena.lib.many import insert, new_keys

Hanging = Contact | Address | Device
Hung = TypeVar("Hung", Contact, Address, Device)


@dataclass(frozen=True)
class NewcomerFacts:
    """A customer with all that is known of him at once."""

    customer: CustomerFacts
    contacts: Sequence[ContactFacts] = ()
    addresses: Sequence[AddressFacts] = ()
    devices: Sequence[DeviceFacts] = ()
    seller: User | None = None


@dataclass(frozen=True)
class Draft:
    """Rows that hold every rule that a row can be asked by itself, not saved yet."""

    customer: Customer
    contacts: list[Contact]
    addresses: list[Address]
    devices: list[Device]

    @property
    def hanging(self) -> Iterator[Hanging]:
        """In the order in which they are written down."""
        yield from self.contacts
        yield from self.addresses
        yield from self.devices


def draft_customer(facts: NewcomerFacts, country: str) -> Draft:
    """The rows of one of many. `country`: where a number without + is dialled. Raises RuleBroken as the actions for
    each do, beside "name" …, "contacts.0.phone", "addresses.0.line", "devices.0.kind"."""
    customer = Customer.fresh()
    write_down(customer, facts.customer, country)
    customer.seller = checked_seller(facts.seller)
    draft = Draft(customer, [], [], [])
    for place, contact in enumerate(facts.contacts):
        draft.contacts.append(row := _hung(Contact, customer))
        with within(f"contacts.{place}"):
            contacts.write_down(row, contact, country)
            check_columns(row)
    for place, address in enumerate(facts.addresses):
        draft.addresses.append(where := _hung(Address, customer))
        with within(f"addresses.{place}"):
            addresses.write_down(where, address)
            check_columns(where)
    for place, device in enumerate(facts.devices):
        draft.devices.append(thing := _hung(Device, customer))
        with within(f"devices.{place}"):
            devices.write_down(thing, device)
            check_columns(thing)
    for name in ("contacts", "addresses"):
        if len(getattr(draft, name)) > MOST_OF_A_KIND:
            most = {"most": MOST_OF_A_KIND}
            raise RuleBroken(_("A customer has %(most)s of these at most.") % most, name)
    return draft


def _hung(model: type[Hung], customer: Customer) -> Hung:
    row = model.fresh()
    row.customer = customer
    return row


@step
def register_many(drafts: Sequence[Draft], country: str, *, by: User) -> list[int]:
    """Register them under the next codes, in this order; gives their keys. As create_customer, add_contact, add_address
    and add_device would one after the other, but that a serial that is known with somebody else asks nothing: both have
    a device of that serial. The caller has looked whether a document is somebody's already; one that was registered a
    moment ago raises RuleBroken beside "document", and nothing of all is written."""
    if not drafts:
        return []
    need(by, Perm.CUSTOMER_EDIT)
    if scope(by, Perm.CUSTOMER_EDIT) is Scope.OWN:
        for draft in drafts:
            draft.customer.seller = by
    elif any(draft.customer.seller for draft in drafts):
        need(by, Perm.CUSTOMER_ASSIGN, "seller")
    numbers = next_numbers("customer", Branch.default(), len(drafts))
    keys = new_keys(Customer, len(drafts))
    for draft, number, key in zip(drafts, numbers, keys, strict=True):
        draft.customer.code, draft.customer.pk = number, key
    with refused():
        _insert([draft.customer for draft in drafts])
    groups: list[list[Hanging]] = [
        [row for draft in drafts for row in draft.contacts],
        [row for draft in drafts for row in draft.addresses],
        [row for draft in drafts for row in draft.devices],
    ]
    for hanging in groups:
        if hanging:
            for row, key in zip(hanging, new_keys(type(hanging[0]), len(hanging)), strict=True):
                row.pk, row.customer_id = key, row.customer.pk
            with refused():
                _insert(hanging)
    search.write_new_terms(_terms(drafts, country))
    record_births("customer.created", map(_birth, drafts), by=by)
    return list(keys)


def _insert(rows: Sequence[Any]) -> None:
    names = [field.attname for field in rows[0]._meta.local_concrete_fields]
    insert(type(rows[0]), names, list(map(attrgetter(*names), rows)))


def _terms(drafts: Sequence[Draft], country: str) -> Iterator[tuple[int, str, int, dict[str, list[str]]]]:
    for draft in drafts:
        pk = draft.customer.pk
        yield pk, "customer", pk, search.terms_of_customer(draft.customer, country)
        for contact in draft.contacts:
            yield pk, "contact", contact.pk, search.terms_of_contact(contact, country)
        for address in draft.addresses:
            yield pk, "address", address.pk, search.terms_of_address(address)
        for device in draft.devices:
            yield pk, "device", device.pk, search.terms_of_device(device)


def _birth(draft: Draft) -> Birth:
    """The life of a customer so far: registered, then what hangs on him."""
    customer = draft.customer
    then = [
        *(Told("contact.added", {"contact_id": one.pk}, {"name": one.name}) for one in draft.contacts),
        *(Told("address.added", {"address_id": one.pk}, {"address": str(one)}) for one in draft.addresses),
        *(
            Told("device.added", {"device_id": one.pk}, {"device": str(one), "serial": one.serial})
            for one in draft.devices
        ),
    ]
    return Birth(customer.as_ref, born_with(customer), customer.pk, {"name": customer.name}, then)
