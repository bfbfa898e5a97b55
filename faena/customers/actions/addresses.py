"""Where customers are: at home, in their branches, where something is installed."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions.common import MOST_OF_A_KIND, gone, held, locked_customer, record_hanging
from faena.customers.models import Address, Customer
from faena.gate.grants import Perm
from faena.journal.actions import changed
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.text import clean


@dataclass(frozen=True)
class AddressFacts:
    """label: what people call the place ("Home", "Warehouse"); line: street, building, number."""

    line: str
    label: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    landmark: str = ""


@action(Perm.CUSTOMER_EDIT)
def add_address(customer: Customer, facts: AddressFacts, *, by: User) -> Address:
    """Write down a place of the customer's (W29). Raises RuleBroken beside "line"."""
    locked_customer(customer.pk, by)
    if customer.addresses.count() >= MOST_OF_A_KIND:
        raise RuleBroken(_("A customer has %(most)s addresses at most. Remove one first.") % {"most": MOST_OF_A_KIND})
    address = Address(customer=customer)
    write_down(address, facts)
    address.save(force_insert=True)
    search.write_terms(customer, "address", address.pk, search.terms_of_address(address))
    record_hanging(address, "address.added", {"address": str(address)}, by)
    return address


@action(Perm.CUSTOMER_EDIT)
def edit_address(address: Address, facts: AddressFacts, *, version: int, by: User) -> Address:
    """Correct what is written down. Raises Stale, or RuleBroken as add_address does."""
    address = held(address, version, by)
    before, was = _recorded(address), str(address)
    write_down(address, facts)
    if not (changes := changed(before, _recorded(address))):
        return address
    address.save_changes(*asdict(facts))
    search.write_terms(address.customer, "address", address.pk, search.terms_of_address(address))
    record_hanging(address, "address.edited", {"address": was, "changes": changes}, by)
    return address


@action(Perm.CUSTOMER_EDIT)
def remove_address(address: Address, *, version: int, by: User) -> None:
    """Take a place away where the customer is no longer; what was written down stays in the history."""
    address = held(address, version, by)
    search.write_terms(address.customer, "address", address.pk, {})
    lost = gone(_recorded(address), "line", "district", "city")
    record_hanging(address, "address.removed", {"address": str(address), "changes": lost}, by)
    address.delete()


def write_down(address: Address, facts: AddressFacts) -> None:
    for name in AddressFacts.__dataclass_fields__:
        setattr(address, name, clean(getattr(facts, name)))
    if not address.line:
        raise RuleBroken(_("Write the address."), "line")


def _recorded(address: Address) -> dict[str, Any]:
    names = [name for name in AddressFacts.__dataclass_fields__ if name != "label"]
    return {name: getattr(address, name) for name in names} | {"place": address.label}  # a fact's "label" is a word's
