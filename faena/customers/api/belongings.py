"""Who else is spoken to, and where a customer is."""

from typing import Any

from django.db.models import QuerySet

from faena.accounts.requests import StaffRequest
from faena.company.api.values import Email
from faena.customers import actions
from faena.customers.api.customers import customer
from faena.customers.api.room import routes
from faena.customers.api.shapes import AddressOut, ContactOut, address_of, contact_of
from faena.customers.models import Address, Contact, Customer
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.routes import the
from faena.rest.values import In


def within(request: StaffRequest, rows: QuerySet[Any], perm: Perm) -> QuerySet[Any]:
    """Those that hang on customers within reach."""
    return rows.filter(customer__in=Customer.objects.visible_to(request.user, perm)).select_related("customer")


# --- contacts -------------------------------------------------------------------------------------------------


@routes.thing("/contacts/{int:contact_id}", Perm.CUSTOMER_SEE)
def contact(request: StaffRequest, contact_id: int) -> ContactOut:
    """One contact of a customer."""
    return contact_of(the(within(request, Contact.objects.all(), Perm.CUSTOMER_SEE), contact_id))


class ContactIn(In):
    """kind: kinship or department, in free words."""

    name: str
    kind: str = ""
    phone: str = ""
    other_phone: str = ""
    email: Email = ""
    receives_invoices: bool = False
    receives_notices: bool = False


class ContactEditIn(In):
    """What is left out stays as it is."""

    name: str | None = None
    kind: str | None = None
    phone: str | None = None
    other_phone: str | None = None
    email: Email | None = None
    receives_invoices: bool | None = None
    receives_notices: bool | None = None


@routes.event("/customers/{int:customer_id}/contacts", Perm.CUSTOMER_EDIT, to=contact)
def add_contact(request: StaffRequest, customer_id: int, facts: ContactIn) -> int:
    """Somebody of the customer's is written down."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_EDIT), customer_id)
    return actions.add_contact(found, actions.ContactFacts(**facts.model_dump()), by=request.user).pk


@routes.change("/contacts/{int:contact_id}", Perm.CUSTOMER_EDIT, to=contact)
def edit_contact(request: StaffRequest, contact_id: int, facts: ContactEditIn) -> int:
    """What is written down of a contact is corrected."""
    found = the(within(request, Contact.objects.all(), Perm.CUSTOMER_EDIT), contact_id)
    data = facts_of(found, facts)
    actions.edit_contact(found, actions.ContactFacts(**data), version=version_of(request), by=request.user)
    return contact_id


class ContactSendingIn(In):
    """what: receives_invoices, receives_notices."""

    what: str
    on: bool


@routes.event("/contacts/{int:contact_id}/sending", Perm.CUSTOMER_EDIT, to=contact, is_versioned=True)
def switch_sending(request: StaffRequest, contact_id: int, facts: ContactSendingIn) -> int:
    """Whether the contact is sent invoices, or notices."""
    found = the(within(request, Contact.objects.all(), Perm.CUSTOMER_EDIT), contact_id)
    what: Any = Contact.Sent(facts.what) if facts.what in Contact.Sent.values else facts.what
    actions.switch_sending(found, what, on=facts.on, version=version_of(request), by=request.user)
    return contact_id


@routes.removal("/contacts/{int:contact_id}", Perm.CUSTOMER_EDIT, to=customer, is_versioned=True)
def remove_contact(request: StaffRequest, contact_id: int) -> int:
    """Somebody who is not spoken to any more is taken away; answered with the customer."""
    found = the(within(request, Contact.objects.all(), Perm.CUSTOMER_EDIT), contact_id)
    actions.remove_contact(found, version=version_of(request), by=request.user)
    return int(found.customer_id)


# --- addresses ------------------------------------------------------------------------------------------------


@routes.thing("/addresses/{int:address_id}", Perm.CUSTOMER_SEE)
def address(request: StaffRequest, address_id: int) -> AddressOut:
    """One address of a customer."""
    return address_of(the(within(request, Address.objects.all(), Perm.CUSTOMER_SEE), address_id))


class AddressIn(In):
    """line: street, building, number. label: what people call the place."""

    line: str
    label: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    landmark: str = ""


class AddressEditIn(In):
    """What is left out stays as it is."""

    line: str | None = None
    label: str | None = None
    district: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    landmark: str | None = None


@routes.event("/customers/{int:customer_id}/addresses", Perm.CUSTOMER_EDIT, to=address)
def add_address(request: StaffRequest, customer_id: int, facts: AddressIn) -> int:
    """A place of the customer's is written down."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_EDIT), customer_id)
    return actions.add_address(found, actions.AddressFacts(**facts.model_dump()), by=request.user).pk


@routes.change("/addresses/{int:address_id}", Perm.CUSTOMER_EDIT, to=address)
def edit_address(request: StaffRequest, address_id: int, facts: AddressEditIn) -> int:
    """What is written down of a place is corrected."""
    found = the(within(request, Address.objects.all(), Perm.CUSTOMER_EDIT), address_id)
    data = facts_of(found, facts)
    actions.edit_address(found, actions.AddressFacts(**data), version=version_of(request), by=request.user)
    return address_id


@routes.removal("/addresses/{int:address_id}", Perm.CUSTOMER_EDIT, to=customer, is_versioned=True)
def remove_address(request: StaffRequest, address_id: int) -> int:
    """A place where the customer is no longer is taken away; answered with the customer."""
    found = the(within(request, Address.objects.all(), Perm.CUSTOMER_EDIT), address_id)
    actions.remove_address(found, version=version_of(request), by=request.user)
    return int(found.customer_id)


def facts_of(row: Any, sent: In) -> dict[str, Any]:
    """What stands there, with what was sent in its place."""
    told = sent.model_dump(exclude_none=True, exclude={"answers"})
    names = set(type(sent).model_fields) - {"answers"}
    return {name: told.get(name, getattr(row, name)) for name in names}
