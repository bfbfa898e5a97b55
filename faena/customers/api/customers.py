"""The customers themselves: found, registered, corrected, given to a seller, retired, deleted."""

from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.company.api.values import Email
from faena.company.models import Company
from faena.customers import actions
from faena.customers.api.room import routes
from faena.customers.api.shapes import CustomerOut, CustomerRow, address_of, contact_of, row_of
from faena.customers.forms import sellers
from faena.customers.lists import CUSTOMERS, customer_fields, customers_found, words_found
from faena.customers.models import Contact, Customer, Merge
from faena.customers.offers import offers_of
from faena.customers.search import LONGEST_QUERY, alike, find
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.lib.errors import RuleBroken
from faena.lib.taxid import kinds_for
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Label, Out
from faena.ui.answers import search_text
from faena.ui.listing import Choice, Filters

# What each offer of the page is here.
ACTIONS = {
    "edit": "PATCH /customers/{customer_id}",
    "contact": "POST /customers/{customer_id}/contacts",
    "address": "POST /customers/{customer_id}/addresses",
    "device": "POST /customers/{customer_id}/devices",
    "merge": "POST /customers/{customer_id}/merging",
    "seller": "POST /customers/{customer_id}/seller",
    "restore": "POST /customers/{customer_id}/restoration",
    "retire": "POST /customers/{customer_id}/retirement",
    "data": "POST /customers/{customer_id}/forgetting",
    "delete": "DELETE /customers/{customer_id}",
}
MOST_FOUND = 12


def _fields(user: User) -> list[Choice]:
    return customer_fields(user, Company.here().modules)


def _found(user: User, filters: Filters) -> QuerySet[Customer]:
    """As the list finds them, but in the order of the list: the best first are those of the search."""
    return customers_found(user, filters, words_found(user, filters, Company.here().country))


@listing(
    routes,
    "/customers",
    Perm.CUSTOMER_SEE,
    CUSTOMERS,
    fields=_fields,
    found=_found,
    parameters=("field", "kind", "state", "seller"),
)
def customers(customer: Customer) -> CustomerRow:
    """Customers, as their list shows them: the current ones unless `state` says otherwise."""
    return CustomerRow.model_validate(row_of(customer))


class CustomerHit(Out):
    """field, value: what he was found by. device: the one that was found, else his last one."""

    customer: CustomerRow
    field: str
    value: str
    device: Label | None


class CustomerHits(Out):
    items: list[CustomerHit]


@routes.thing("/customers/search", Perm.CUSTOMER_SEE, parameters=("q",))
def search_customers(request: StaffRequest) -> CustomerHits:
    """The best of what a text finds: name, phone, document, serial, login. Less than two signs find nothing."""
    return _hits(request, search_text(request, longest=LONGEST_QUERY))


class CustomerSearchIn(In):
    q: str


@routes.question("/customers/search", Perm.CUSTOMER_SEE)
def search_customers_unlogged(request: StaffRequest, facts: CustomerSearchIn) -> CustomerHits:
    """The same, with the text in the body: addresses stand in logs."""
    return _hits(request, facts.q[:LONGEST_QUERY])


def _hits(request: StaffRequest, text: str) -> CustomerHits:
    found = find(text, user=request.user, limit=MOST_FOUND, country=request.company.country)
    return CustomerHits(
        items=[
            CustomerHit(
                customer=CustomerRow.model_validate(row_of(hit.customer)),
                field=hit.field,
                value=hit.value,
                device=Label.of(hit.device),
            )
            for hit in found
        ]
    )


class CustomerAlikeIn(In):
    name: str = ""
    phone: str = ""


class CustomersAlike(Out):
    items: list[Label]


@routes.question("/customers/alike", Perm.CUSTOMER_EDIT)
def alike_customers(request: StaffRequest, facts: CustomerAlikeIn) -> CustomersAlike:
    """Who may be the one that is about to be registered: of the same name or phone."""
    name, phone = facts.name[:LONGEST_QUERY], facts.phone[:LONGEST_QUERY]
    found = alike(name, phone, request.user, country=request.company.country)
    return CustomersAlike(items=[Label(id=one.pk, label=f"{one.name} · {one.code}") for one in found])


@routes.thing("/customers/{int:customer_id}", Perm.CUSTOMER_SEE, kind="customer")
def customer(request: StaffRequest, customer_id: int) -> CustomerOut:
    """One customer with contacts and addresses, and what can be done with him now."""
    found = the(Customer.objects.visible_to(request.user).select_related("seller"), customer_id)
    prefetch_related_objects([found], Prefetch("contacts", Contact.objects.order_by("name", "id")), "addresses")
    merges = Merge.objects.within(found).select_related("kept", "gone")
    has_workshop = request.company.has_workshop
    own = [one for one in offers_of(found) if one.name != "device" or has_workshop]
    offers = Offers(request.user, own, modules=request.company.modules)
    return CustomerOut.model_validate(
        row_of(found)
        | {
            "language": found.language,
            "notes": found.notes,
            "forgotten_at": found.forgotten_at,
            "merges": [Label(id=one.pk, label=str(one)) for one in merges],
            "contacts": [contact_of(one) for one in found.contacts.all()],
            "addresses": [address_of(one) for one in found.addresses.all()],
            "actions": actions_of(offers, ACTIONS, customer_id=customer_id),
        }
    )


class CustomerNewIn(In):
    """A walk-in needs only a name. language: the company's unless told. seller_id: for who may assign sellers."""

    name: str
    kind: str = Customer.Kind.PERSON.value
    trade_name: str = ""
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    email: Email = ""
    language: str = ""
    notes: str = ""
    seller_id: Key | None = None


def _check_kind(request: StaffRequest, kind: str, kept: str = "") -> None:
    """Raises RuleBroken for a document of another country than the company's, unless it is there already."""
    if kind not in ("", kept, *dict(kinds_for(request.company.country))):
        raise RuleBroken(_("Pick the kind of document."), "document_kind", "not-offered")


@routes.event("/customers", Perm.CUSTOMER_EDIT, to=customer)
def create_customer(request: StaffRequest, facts: CustomerNewIn) -> int:
    """Somebody new is registered."""
    _check_kind(request, facts.document_kind)
    data = facts.model_dump(exclude={"seller_id"})
    data["language"] = facts.language or request.company.language
    seller = named(sellers(), facts.seller_id, "seller")
    return actions.create_customer(actions.CustomerFacts(**data), seller=seller, by=request.user).pk


class CustomerEditIn(In):
    """What is left out stays as it is. since: the day on which he became a customer."""

    name: str | None = None
    kind: str | None = None
    trade_name: str | None = None
    document_kind: str | None = None
    document: str | None = None
    phone: str | None = None
    email: Email | None = None
    language: str | None = None
    notes: str | None = None
    since: date | None = None


@routes.change("/customers/{int:customer_id}", Perm.CUSTOMER_EDIT, to=customer)
def edit_customer(request: StaffRequest, customer_id: int, facts: CustomerEditIn) -> int:
    """What is written down of him is corrected."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_EDIT), customer_id)
    sent = facts.model_dump(exclude_none=True)
    _check_kind(request, facts.document_kind or "", found.document_kind)
    data = {name: sent.get(name, getattr(found, name)) for name in CustomerEditIn.model_fields}
    actions.edit_customer(found, actions.CustomerFacts(**data), version=version_of(request), by=request.user)
    return customer_id


class CustomerSellerIn(In):
    """seller_id: null for nobody."""

    seller_id: Key | None


@routes.event("/customers/{int:customer_id}/seller", Perm.CUSTOMER_ASSIGN, to=customer, is_versioned=True)
def assign_seller(request: StaffRequest, customer_id: int, facts: CustomerSellerIn) -> int:
    """The customer is given to a seller, or to nobody."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_ASSIGN), customer_id)
    seller = named(sellers(), facts.seller_id, "seller")
    actions.assign_seller(found, seller, version=version_of(request), by=request.user)
    return customer_id


@routes.event("/customers/{int:customer_id}/retirement", Perm.CUSTOMER_RETIRE, to=customer, is_versioned=True)
def retire_customer(request: StaffRequest, customer_id: int) -> int:
    """He leaves the lists; his history stays."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE), customer_id)
    actions.retire_customer(found, version=version_of(request), by=request.user)
    return customer_id


@routes.event("/customers/{int:customer_id}/restoration", Perm.CUSTOMER_RETIRE, to=customer, is_versioned=True)
def restore_customer(request: StaffRequest, customer_id: int) -> int:
    """He is back in the lists."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE), customer_id)
    actions.restore_customer(found, version=version_of(request), by=request.user)
    return customer_id


@routes.removal("/customers/{int:customer_id}", Perm.CUSTOMER_RETIRE, is_versioned=True)
def delete_customer(request: StaffRequest, customer_id: int) -> None:
    """One without history, registered by mistake, goes for good."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE), customer_id)
    actions.delete_customer(found, version=version_of(request), by=request.user)
