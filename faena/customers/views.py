"""Pages of the customers' room: the list with its search, registering and correcting, and the hits of the intake's
search box. The record of one customer stands on several rooms, so it is home's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forms import (
    DeviceForm,
    EditCustomerForm,
    NewCustomerForm,
    SellerForm,
    VersionForm,
    written,
)
from faena.customers.models import Customer
from faena.customers.search import FIELDS, LONGEST_QUERY, SHORTEST_QUERY, Hit, find
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.errors import RuleBroken
from faena.lib.pages import PAGE_SIZE, Page, capped_count, keyset_page
from faena.ui.answers import asked, form_page, see_other


@requires(Perm.CUSTOMER_SEE)
@require_GET
def customer_list(request: StaffRequest) -> HttpResponse:
    """Customers by name, or those that a text finds (C1)."""
    wanted, field = asked(request, longest=LONGEST_QUERY), request.GET.get("field", "")
    field = field if field in FIELDS else "any"
    retired = request.GET.get("state") == "retired"
    context: dict[str, Any] = {"q": wanted, "field": field, "fields": FIELDS, "retired": retired}
    if len(wanted) >= SHORTEST_QUERY:
        country = request.company.country
        hits = find(wanted, user=request.user, field=field, limit=PAGE_SIZE + 1, retired=retired, country=country)
        context |= {"rows": hits[:PAGE_SIZE], "page": Page([]), "count": len(hits), "capped": len(hits) > PAGE_SIZE}
    else:
        rows = Customer.objects.visible_to(request.user).filter(retired_at__isnull=not retired)
        count, capped = capped_count(rows)
        page = keyset_page(rows.select_related("seller"), ("sort_name", "id"), request.GET.get("page"))
        context |= {"rows": [Hit(row) for row in page.rows], "page": page, "count": count, "capped": capped}
    return render(request, "customers/list.html", context)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def hits(request: StaffRequest) -> HttpResponse:
    """The fragment under the intake's search box: customers, devices by their serial, "create …" last (W11)."""
    wanted = asked(request, longest=LONGEST_QUERY)
    country = request.company.country
    found = find(wanted, user=request.user, limit=8, country=country)
    return render(request, "customers/_hits.html", {"q": wanted, "hits": found})


@requires(Perm.CUSTOMER_EDIT)
def new(request: StaffRequest) -> HttpResponseBase:
    """Register a customer (W29)."""
    company = request.company
    form = NewCustomerForm(
        request.POST or None,
        country=company.country,
        may_assign=may(request.user, Perm.CUSTOMER_ASSIGN),
        initial={"kind": Customer.Kind.PERSON, "language": company.language, "name": request.GET.get("name", "")[:120]},
    )

    def act(data: dict[str, Any]) -> str:
        seller = data.pop("seller", None)
        customer = actions.create_customer(actions.CustomerFacts(**data), seller=seller, by=request.user)
        messages.success(request, _("%(name)s is registered.") % {"name": customer.name})
        return _record(customer)

    return form_page(request, form, "customers/form.html", {"customer": None}, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Correct what is written down about a customer (W29)."""
    customer = _customer(request, pk, Perm.CUSTOMER_EDIT)
    country = request.company.country
    form = EditCustomerForm(request.POST or None, country=country, initial=written(customer, country))

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_customer(customer, actions.CustomerFacts(**data), version=version, by=request.user)
        messages.success(request, _("The customer's data was saved."))
        return _record(customer)

    return form_page(
        request,
        form,
        "customers/form.html",
        {"customer": customer},
        act=act,
        saved=lambda now: written(now, country),
    )


@requires(Perm.CUSTOMER_EDIT)
def add_device(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down a thing that the customer owns."""
    customer = _customer(request, pk, Perm.CUSTOMER_EDIT)
    form = DeviceForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        device = actions.add_device(customer, actions.DeviceFacts(**data), by=request.user)
        messages.success(request, _("%(device)s was added.") % {"device": device})
        return _record(customer)

    return form_page(request, form, "customers/device.html", {"customer": customer}, act=act)


@requires(Perm.CUSTOMER_ASSIGN)
def seller(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Say whose customer it is (W31)."""
    customer = _customer(request, pk, Perm.CUSTOMER_ASSIGN)
    form = SellerForm(request.POST or None, initial={"seller": customer.seller_id, "version": customer.version})

    def act(data: dict[str, Any]) -> str:
        now = actions.assign_seller(customer, data["seller"], version=data["version"], by=request.user)
        messages.success(
            request,
            _("%(seller)s now sees %(name)s.") % {"seller": now.seller.name, "name": now.name}
            if now.seller
            else _("No seller sees %(name)s any more.") % {"name": now.name},
        )
        return _record(customer)

    return form_page(
        request,
        form,
        "customers/seller.html",
        {"customer": customer},
        act=act,
        saved=lambda now: {"seller": now.seller_id},
    )


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def retirement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Retire a customer with history (W29)."""
    return _press(
        request, pk, actions.retire_customer, _("%(name)s is retired: gone from the lists, kept in the history.")
    )


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def restoration(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Bring a retired customer back (W29)."""
    return _press(request, pk, actions.restore_customer, _("%(name)s is back in the lists."))


@requires(Perm.CUSTOMER_RETIRE)
@require_POST
def deletion(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Delete a customer without history (W29)."""
    return _press(request, pk, actions.delete_customer, _("%(name)s was deleted."))


def _customer(request: StaffRequest, pk: int, perm: Perm) -> Customer:
    rows = Customer.objects.visible_to(request.user, perm).select_related("seller")
    customer: Customer = get_object_or_404(rows, pk=pk)
    return customer


def _record(customer: Customer) -> str:
    return reverse("home:record", args=[customer.pk])


def _press(request: StaffRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponseBase:
    """A button without a form of its own: do it and say so, or say why not; then back to the record."""
    customer = _customer(request, pk, Perm.CUSTOMER_RETIRE)
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the customer anew and press the button again."))
        return see_other(_record(customer))
    try:
        gone = act(customer, version=form.cleaned_data["version"], by=request.user) is None
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return see_other(_record(customer))
    messages.success(request, said % {"name": customer.name})
    return see_other(reverse("customers:list") if gone else _record(customer))
