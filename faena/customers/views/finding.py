"""Finding customers: the list with its search and filters, the hits of the intake's search box, and a hint at who may
be registered already."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import views_of
from faena.company.exports import exported, page_or_file
from faena.customers.choosing import purpose_of
from faena.customers.guessing import guess
from faena.customers.lists import (
    CUSTOMERS,
    customer_columns,
    customer_fields,
    customer_views,
    customers_found,
    line_of,
    page_of,
    words_found,
)
from faena.customers.search import LONGEST_QUERY, alike, find
from faena.customers.states import states_of
from faena.customers.views.several import together
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import search_text
from faena.ui.called import called_on, opens_called
from faena.ui.listing import Filters, file_form


@requires(Perm.CUSTOMER_SEE, gives_file=True)
@page_or_file
@opens_called
def customer_list(request: StaffRequest) -> HttpResponseBase:
    """Customers by name, or those that a text finds, the best first (C1); the same rows as a file."""
    user, country, modules = request.user, request.company.country, request.company.modules
    filters, as_file = Filters(request, *customer_fields(user, modules)), file_form(request)
    found = words_found(user, filters, country)
    if as_file:
        rows = customers_found(user, filters, found)
        file = CUSTOMERS.file(request, rows, _("Customers"), lines=lambda row: [line_of(row, country)])
        return exported(request, file, filters)
    is_search, more = found is not None, found is not None and not found.is_all
    listing = page_of(request, found, filters, country)
    states = states_of([line.customer.pk for line in listing.rows], user=user, modules=modules)
    views = [*customer_views(), *views_of("customers:list", user)]
    columns = customer_columns(is_search=is_search, states=states)
    listing = replace(CUSTOMERS.with_columns(request, listing, columns), views=views)
    page = {"listing": listing, "is_search": is_search, "more": more, "together": together(request)}
    return render(request, "customers/list.html", page)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def hits(request: StaffRequest) -> HttpResponse:
    """The fragment under the intake's search box: customers, devices by their serial, "create …" last (W11)."""
    wanted = search_text(request, longest=LONGEST_QUERY)
    country = request.company.country
    found = find(wanted, user=request.user, limit=8, country=country)
    page = {"q": wanted, "called": called_on(request), "hits": found, "fresh": guess(wanted, country)}
    return render(request, "customers/_hits.html", page)


@requires(Perm.CUSTOMER_EDIT, repeatable=True)
@require_POST
def alike_customers(request: StaffRequest) -> HttpResponse:
    """The fragment beside a new customer's name and phone: who may be the same. It writes nothing and is a POST only so
    that names and numbers stand in no log."""
    name, phone = (str(request.POST.get(field, ""))[:LONGEST_QUERY] for field in ("name", "phone"))
    found = alike(name, phone, request.user, country=request.company.country)
    context = {"found": found, "for_order": request.GET.get("for") == "order", "purpose": purpose_of(request)}
    return render(request, "customers/_alike.html", context)
