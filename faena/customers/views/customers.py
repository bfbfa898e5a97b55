"""Registering a customer, correcting, giving to a seller, retiring, deleting. The record of one customer stands on
several rooms, so it is home's."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.choosing import purpose_of
from faena.customers.forms import EditCustomerForm, NewCustomerForm, SellerForm, customer_written, seller_written
from faena.customers.models import Customer
from faena.customers.open_matters import open_matters
from faena.customers.undoing import of_assigning, of_retiring
from faena.customers.views.common import customer_of, press, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.limits import longest
from faena.ui.answers import form_page
from faena.ui.undoing import Undo, say


@requires(Perm.CUSTOMER_EDIT)
def new(request: StaffRequest) -> HttpResponseBase:
    """Register a customer (W29), and go on with what he was looked for (`?then=`)."""
    purpose, assigns = purpose_of(request), may(request.user, Perm.CUSTOMER_ASSIGN)
    initial, country = _known(request), request.company.country
    form = NewCustomerForm(request.POST or None, country=country, may_assign=assigns, initial=initial)

    def act(data: dict[str, Any]) -> str:
        seller = data.pop("seller", None)
        customer = actions.create_customer(actions.CustomerFacts(**data), seller=seller, by=request.user)
        messages.success(request, _("%(name)s is registered.") % {"name": customer.name})
        return purpose.leads_to(customer, request.GET) if purpose else record_of(customer)

    return form_page(request, form, "customers/form.html", {"customer": None, "purpose": purpose}, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Correct what is written down about a customer (W29)."""
    customer, country = customer_of(request, pk, Perm.CUSTOMER_EDIT), request.company.country
    kept = partial(customer_written, country=country)
    form = EditCustomerForm(request.POST or None, country=country, initial=kept(customer))

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_customer(customer, actions.CustomerFacts(**data), version=version, by=request.user)
        messages.success(request, _("The customer's data was saved."))
        return record_of(customer)

    return form_page(request, form, "customers/form.html", {"customer": customer, "purpose": None}, act=act, saved=kept)


@requires(Perm.CUSTOMER_ASSIGN)
def seller(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say whose customer it is (W31)."""
    customer = customer_of(request, pk, Perm.CUSTOMER_ASSIGN)
    form = SellerForm(request.POST or None, initial=seller_written(customer))

    def act(data: dict[str, Any]) -> str:
        now = actions.assign_seller(customer, data["seller"], version=data["version"], by=request.user)
        undo = of_assigning(now, customer.seller) if now.version != customer.version else None
        say(request, _who_sees(now), undo)
        return record_of(customer)

    return form_page(request, form, "customers/seller.html", {"customer": customer}, act=act, saved=seller_written)


@requires(Perm.CUSTOMER_RETIRE)
def retirement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Retire a customer with history (W29). What is open still stands on this page, each thing with the way to it."""
    if request.method == "POST":
        said = _("%(name)s is retired: gone from the lists, kept in the history.")
        return _press(request, pk, actions.retire_customer, said, back=request.path, undo=of_retiring)
    customer = customer_of(request, pk, Perm.CUSTOMER_RETIRE)
    context = {"customer": customer, "why": actions.why_not_retire(customer), "still": open_matters(customer)}
    return render(request, "customers/retirement.html", context)


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def restoration(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Bring a retired customer back (W29)."""
    return _press(request, pk, actions.restore_customer, _("%(name)s is back in the lists."))


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def deletion(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Delete a customer without history (W29)."""
    return _press(request, pk, actions.delete_customer, _("%(name)s was deleted."), after=reverse("customers:list"))


def _known(request: StaffRequest) -> dict[str, str]:
    """A person of the company's language, and what was typed in a search box before (customers.guessing)."""
    fields = ("name", "phone", "document", "document_kind")
    known = {name: request.GET[name][: longest(Customer, name)] for name in fields if request.GET.get(name)}
    return {"kind": Customer.Kind.PERSON, "language": request.company.language, **known}


def _who_sees(customer: Customer) -> str:
    if customer.seller is None:
        return _("No seller sees %(name)s any more.") % {"name": customer.name}
    return _("%(seller)s now sees %(name)s.") % {"seller": customer.seller.name, "name": customer.name}


def _press(
    request: StaffRequest,
    pk: int,
    act: Callable[..., Any],
    said: str,
    *,
    back: str = "",
    after: str = "",
    undo: Callable[[Any], Undo | None] = lambda _done: None,
) -> HttpResponseBase:
    customer = customer_of(request, pk, Perm.CUSTOMER_RETIRE)
    record, said = record_of(customer), said % {"name": customer.name}
    return press(request, customer, act, said=said, back=back or record, after=after or record, undo=undo)
