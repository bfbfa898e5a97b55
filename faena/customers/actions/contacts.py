"""Who else is spoken to: a customer's kin, or the people of a company."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions.common import MOST_OF_A_KIND, gone, held, home_country, locked_customer, record_hanging
from faena.customers.models import Contact, Customer
from faena.gate.grants import Perm
from faena.journal.actions import changed, yes_no
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.phones import format_phone, kept_phone
from faena.lib.text import clean


@dataclass(frozen=True)
class ContactFacts:
    """kind: kinship or department, in free words: "Mother", "Purchasing"."""

    name: str
    kind: str = ""
    phone: str = ""
    other_phone: str = ""
    email: str = ""
    receives_invoices: bool = False
    receives_notices: bool = False


@action(Perm.CUSTOMER_EDIT)
def add_contact(customer: Customer, facts: ContactFacts, *, by: User) -> Contact:
    """Write down somebody of the customer's (W29). Raises RuleBroken beside "name", "phone" or "other_phone"."""
    locked_customer(customer.pk, by)
    if customer.contacts.count() >= MOST_OF_A_KIND:
        raise RuleBroken(_("A customer has %(most)s contacts at most. Remove one first.") % {"most": MOST_OF_A_KIND})
    contact, country = Contact(customer=customer), home_country()
    write_down(contact, facts, country)
    contact.save(force_insert=True)
    search.write_terms(customer, "contact", contact.pk, search.terms_of_contact(contact, country))
    record_hanging(contact, "contact.added", {"name": contact.name}, by)
    return contact


@action(Perm.CUSTOMER_EDIT)
def edit_contact(contact: Contact, facts: ContactFacts, *, version: int, by: User) -> Contact:
    """Correct what is written down. Raises Stale, or RuleBroken as add_contact does."""
    contact, country = held(contact, version, by), home_country()
    before = _recorded(contact, country)
    write_down(contact, facts, country)
    if not (changes := changed(before, _recorded(contact, country))):
        return contact
    contact.save_changes(*asdict(facts))
    search.write_terms(contact.customer, "contact", contact.pk, search.terms_of_contact(contact, country))
    record_hanging(contact, "contact.edited", {"name": before["name"], "changes": changes}, by)
    return contact


@action(Perm.CUSTOMER_EDIT)
def switch_sending(contact: Contact, what: Contact.Sent, *, on: bool, version: int, by: User) -> Contact:
    """From now on the contact is sent invoices, or notices, or not any more (C8). Raises Stale."""
    contact = held(contact, version, by)
    if what not in Contact.Sent:
        raise RuleBroken(_("Pick one from the list."), "what", "not-offered")
    before = yes_no(getattr(contact, what))
    if not (changes := changed({what.value: before}, {what.value: yes_no(on)})):
        return contact
    setattr(contact, what, on)
    contact.save_changes(what)
    record_hanging(contact, "contact.edited", {"name": contact.name, "changes": changes}, by)
    return contact


@action(Perm.CUSTOMER_EDIT)
def remove_contact(contact: Contact, *, version: int, by: User) -> None:
    """Take somebody away who is not spoken to any more; what was written down stays in the history."""
    contact = held(contact, version, by)
    search.write_terms(contact.customer, "contact", contact.pk, {})
    lost = gone(_recorded(contact, home_country()), "name")
    record_hanging(contact, "contact.removed", {"name": contact.name, "changes": lost}, by)
    contact.delete()


def check_contact(customer: Customer, contact: Contact | None) -> None:
    """Raises RuleBroken beside "contact" where it is another customer's, or was removed."""
    if contact is not None and not customer.contacts.filter(pk=contact.pk).exists():
        raise RuleBroken(_("This contact is not this customer's. Choose another one."), "contact")


def write_down(contact: Contact, facts: ContactFacts, country: str) -> None:
    """Put the facts on the row in the one spelling in which they are kept."""
    contact.name = clean(facts.name)
    if not contact.name:
        raise RuleBroken(_("Write the contact's name."), "name")
    contact.kind = clean(facts.kind)
    contact.phone = kept_phone(facts.phone, country, before=contact.phone)
    contact.other_phone = kept_phone(facts.other_phone, country, "other_phone", before=contact.other_phone)
    contact.email = clean(facts.email)
    contact.receives_invoices = facts.receives_invoices
    contact.receives_notices = facts.receives_notices


def _recorded(contact: Contact, country: str) -> dict[str, Any]:
    """Everything written down as the history keeps it."""
    return {
        "name": contact.name,
        "kind": contact.kind,
        "phone": format_phone(contact.phone, country),
        "other_phone": format_phone(contact.other_phone, country),
        "email": contact.email,
        "receives_invoices": yes_no(contact.receives_invoices),
        "receives_notices": yes_no(contact.receives_notices),
    }
