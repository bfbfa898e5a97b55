"""The customers themselves: registered, corrected, given to a seller, retired, deleted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.actions import next_number, recorded_document_kind, recorded_language
from faena.company.models import Branch
from faena.customers import search
from faena.customers.actions.common import home_country, locked_customer
from faena.customers.models import Customer, Device
from faena.customers.open_matters import open_matters
from faena.gate.grants import Perm, Scope, scope
from faena.gate.rights import need
from faena.gate.roles import Role
from faena.journal.actions import changed, kept_label, record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken, refused
from faena.lib.limits import check_columns
from faena.lib.phones import format_phone, kept_phone
from faena.lib.taxid import TaxIdError, check, document_key
from faena.lib.text import clean, sort_key


@dataclass(frozen=True)
class CustomerFacts:
    """What is written down about a customer, as it was typed. A walk-in needs only a name (W30). since: the day on
    which he became a customer; None: today, or as it is."""

    name: str
    kind: str = Customer.Kind.PERSON
    trade_name: str = ""
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    email: str = ""
    language: str = "es"
    notes: str = ""
    since: date | None = None


@action(Perm.CUSTOMER_EDIT)
def create_customer(facts: CustomerFacts, *, seller: User | None = None, by: User) -> Customer:
    """Register a customer under the next code (W29). A Seller who registers one becomes its seller (W31);
    others may name one. Raises RuleBroken beside "name", "document", "phone" or "seller"."""
    customer = Customer()
    country = home_country()
    write_down(customer, facts, country)
    _refuse_duplicate(customer, by)
    own = scope(by, Perm.CUSTOMER_EDIT) is Scope.OWN
    if seller is not None and not own:
        need(by, Perm.CUSTOMER_ASSIGN, "seller")
    customer.seller = by if own else checked_seller(seller)
    customer.code = next_number("customer", Branch.default())
    _insert_or_update(customer, by)
    search.write_terms(customer, "customer", customer.pk, search.terms_of_customer(customer, country), is_new=True)
    record(
        "customer.created",
        customer.as_ref,
        facts=born_with(customer),
        said={"name": customer.name},
        customer_id=customer.pk,
        is_birth=True,
        by=by,
    )
    return customer


@action(Perm.CUSTOMER_EDIT)
def edit_customer(customer: Customer, facts: CustomerFacts, *, version: int, by: User) -> Customer:
    """Correct what is written down. Raises Stale, or RuleBroken as create_customer does."""
    customer = locked_customer(customer.pk, by, version)
    country = home_country()
    before = recorded(customer, country)
    write_down(customer, facts, country)
    if customer.document_key:  # what he had under another code is his
        Customer.objects.filter(merged_into=customer, document_key=customer.document_key).update(document_key=None)
    _refuse_duplicate(customer, by)
    if not (changes := changed(before, recorded(customer, country))):
        return customer
    _insert_or_update(customer, by, *asdict(facts), "sort_name", "document_key")
    search.write_terms(customer, "customer", customer.pk, search.terms_of_customer(customer, country))
    record("customer.edited", customer.as_ref, said={"changes": changes}, customer_id=customer.pk, by=by)
    return customer


@action(Perm.CUSTOMER_ASSIGN)
def assign_seller(customer: Customer, seller: User | None, *, version: int, by: User) -> Customer:
    """Give the customer to a seller, or to nobody: then no seller sees it (W31)."""
    customer = Customer.locked(customer.pk, version)
    if why := customer.why_settled:
        raise RuleBroken(why)
    if customer.seller == seller:
        return customer
    old, customer.seller = customer.seller, checked_seller(seller)
    customer.save_changes("seller")
    record(
        "customer.assigned" if seller else "customer.unassigned",
        customer.as_ref,
        facts={"old_id": old.pk if old else None, "new_id": seller.pk if seller else None},
        said={"old": old.name if old else "", "new": seller.name if seller else ""},
        customer_id=customer.pk,
        by=by,
    )
    return customer


@action(Perm.CUSTOMER_RETIRE)
def retire_customer(customer: Customer, *, version: int, by: User) -> Customer:
    """Take a customer with history out of the lists; everything about it stays (W29). Raises RuleBroken while something
    of the customer is open."""
    customer = Customer.locked(customer.pk, version)
    if why := why_not_retire(customer):
        raise RuleBroken(why)
    if still := open_matters(customer):
        what = ", ".join(f"{one.label}: {one.count}" for one in still)
        raise RuleBroken(
            _("%(name)s has open things: %(what)s. End them first.") % {"name": customer.name, "what": what}
        )
    customer.retired_at = timezone.now()
    customer.save_changes("retired_at")
    record("customer.retired", customer.as_ref, customer_id=customer.pk, by=by)
    return customer


@action(Perm.CUSTOMER_RETIRE)
def restore_customer(customer: Customer, *, version: int, by: User) -> Customer:
    """Bring a retired customer back into the lists."""
    customer = Customer.locked(customer.pk, version)
    if why := why_not_restore(customer):
        raise RuleBroken(why)
    customer.retired_at = None
    customer.save_changes("retired_at")
    record("customer.restored", customer.as_ref, customer_id=customer.pk, by=by)
    return customer


@action(Perm.CUSTOMER_RETIRE)
def delete_customer(customer: Customer, *, version: int, by: User) -> None:
    """Delete a customer that was registered by mistake. One with history is refused: it can be retired (W29)."""
    customer = Customer.locked(customer.pk, version)
    try:
        unregister_customers([customer], by=by)
    except ProtectedError as error:
        raise RuleBroken(
            _(
                "%(name)s has history and cannot be deleted. Retire the customer instead: "
                "it leaves the lists and the history stays."
            )
            % {"name": customer.name}
        ) from error


@step
def unregister_customers(customers: Sequence[Customer], *, by: User) -> None:
    """Customers whom the caller has locked are gone, with what only describes them. Raises ProtectedError when one of
    them has history."""
    keys = [customer.pk for customer in customers]
    Device.objects.filter(customer__in=keys).delete()
    Customer.objects.filter(pk__in=keys).delete()
    for customer in customers:
        about = customer.as_ref
        record("customer.deleted", about, said={"name": about.label}, customer_id=about.id, by=by)


def why_not_retire(customer: Customer) -> str:
    """What holds a customer back from being retired; "" when nothing does."""
    return customer.why_settled or (_("This customer is already retired.") if customer.is_retired else "")


def why_not_restore(customer: Customer) -> str:
    return customer.why_settled if customer.is_retired else _("This customer is not retired.")


def born_with(customer: Customer) -> dict[str, Any]:
    """The facts of a customer's first event."""
    return {"code": customer.code, "seller_id": customer.seller_id}


def recorded(customer: Customer, country: str) -> dict[str, Any]:
    """Everything written down as the history keeps it: labels are msgids, so that each reader gets their own words."""
    return {
        "name": customer.name,
        "kind": kept_label(Customer.Kind(customer.kind).label, "kind of customer"),
        "trade_name": customer.trade_name,
        "document_kind": recorded_document_kind(customer.document_kind),
        "document": customer.document_shown,
        "phone": format_phone(customer.phone, country),
        "email": customer.email,
        "language": recorded_language(customer.language),
        "notes": customer.notes,
        "since": {"day": customer.since.isoformat()},
    }


def write_down(customer: Customer, facts: CustomerFacts, country: str) -> None:
    """Put the facts on the row in the one spelling in which they are kept. Whether somebody has the document already is
    not asked."""
    customer.name = clean(facts.name)
    if not customer.name:
        raise RuleBroken(_("Write the customer's name."), "name")
    customer.sort_name = sort_key(customer.name)[:160]
    customer.kind = facts.kind
    customer.trade_name = clean(facts.trade_name)
    customer.email = clean(facts.email)
    customer.language = facts.language
    customer.notes = clean(facts.notes, multiline=True)
    customer.since = _since(facts.since) or customer.since
    customer.phone = kept_phone(facts.phone, country, before=customer.phone)
    customer.document_kind, customer.document, customer.document_key = _document(facts)
    check_columns(customer, CustomerFacts.__dataclass_fields__)


def _since(day: date | None) -> date | None:
    """Nobody is a customer from a day to come."""
    if day is not None and day > timezone.localdate():
        raise RuleBroken(_("That day is still to come. Type the day on which the customer came."), "since")
    return day


def _document(facts: CustomerFacts) -> tuple[str, str, str | None]:
    """(kind, document, key); nothing at all when no document was given."""
    if not clean(facts.document):
        return "", "", None
    try:
        value = check(facts.document_kind, facts.document)
    except TaxIdError as error:
        raise RuleBroken(str(error), "document") from error
    except ValueError as error:
        raise RuleBroken(_("Pick the kind of document."), "document_kind") from error
    return facts.document_kind, value, document_key(facts.document_kind, value)[:60]


def _refuse_duplicate(customer: Customer, by: User) -> None:
    """Two customers with one document are one customer written twice (W30). Who may not see the other one
    learns only that there is one (W31)."""
    if customer.document_key is None:
        return
    same = Customer.objects.filter(document_key=customer.document_key).exclude(pk=customer.pk)
    if not (other := same.first()):
        return
    other = other.merged_into or other
    if not Customer.objects.filter(pk=other.pk).visible_to(by).exists():
        raise RuleBroken(
            _("This document is already registered. Ask an administrator to assign the customer to you."),
            "document",
            "duplicate",
        )
    raise RuleBroken(
        _("This document is already registered: %(name)s (%(code)s).") % {"name": other.name, "code": other.code},
        "document",
        "duplicate",
    )


def _insert_or_update(customer: Customer, by: User, *fields: str) -> None:
    """Save; whoever registered the same document a moment ago is told as in _refuse_duplicate."""
    if customer.document_key is None and not fields:  # nothing that somebody else could have
        customer.save(force_insert=True)
        return
    try:
        with refused(reads_on=True):
            if fields:
                customer.save_changes(*fields)
            else:
                customer.save(force_insert=True)
    except RuleBroken:
        _refuse_duplicate(customer, by)
        raise


def checked_seller(seller: User | None) -> User | None:
    if seller and not (seller.is_active and seller.role == Role.SELLER):
        raise RuleBroken(_("%(name)s is not an active seller. Pick another.") % {"name": seller.name}, "seller")
    return seller
