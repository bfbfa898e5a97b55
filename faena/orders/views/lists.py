"""The three lists of the workshop: orders, what customers were told (W32), parts (W20). `format=csv`: the same as a
file."""

from dataclasses import replace
from functools import partial
from urllib.parse import quote

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import views_of
from faena.cash.left import left_to_pay
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.orders.lists.orders import (
    ORDERS,
    listed,
    order_fields,
    order_views,
    orders_found,
    who_and_how_long,
    why_found,
)
from faena.orders.lists.parts import PARTS, part_fields, parts_found
from faena.orders.lists.statuses import ENTRIES, entries_found, entry_fields
from faena.orders.needs import with_money
from faena.orders.offers import offers_of_part, offers_of_status
from faena.orders.views.as_chosen import as_chosen
from faena.orders.views.several import together
from faena.ui.called import opens_called
from faena.ui.listing import Filters, ShownList, file_form


@requires(Perm.ORDER_SEE, gives_file=True)
@page_or_file
@opens_called
@as_chosen
def order_list(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request, *order_fields(request.user))
    rows = orders_found(request.user, filters)
    if file_form(request):
        return exported(request, ORDERS.file(request, with_money(rows), _("Orders")), filters)
    country = request.company.country
    views = [*order_views(request.user), *views_of("orders:list", request.user)]
    read = partial(listed, country=country)
    listing = ORDERS.show(request, rows, filters, read=read, views=views)
    listing = replace(listing, sum=left_to_pay(rows, listing.count, request.company))
    reasons = why_found(listing.rows, filters.q, request.user, country)
    page = {"listing": listing, "reasons": reasons, "together": together(request), "who": who_and_how_long}
    return render(request, "orders/list.html", page)


@requires(Perm.ORDER_SEE, gives_file=True)
@page_or_file
def status_list(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request, *entry_fields(request.user))
    rows = entries_found(request.user, filters)
    if file_form(request):
        return exported(request, ENTRIES.file(request, rows, _("Statuses")), filters)
    listing = ENTRIES.show(request, rows, filters)
    offers_of = {one.pk: offers_of_status(one, request.user, back=_back(listing)) for one in listing.rows}
    return render(request, "orders/statuses_all.html", {"listing": listing, "offers_of": offers_of})


@requires(Perm.ORDER_SEE, gives_file=True)
@page_or_file
def part_list(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request, *part_fields(request.user))
    rows = parts_found(request.user, filters)
    if file_form(request):
        return exported(request, PARTS.file(request, rows, _("Parts")), filters)
    listing = PARTS.show(request, rows, filters)
    offers = {one.pk: offers_of_part(one, request.user, back=_back(listing)) for one in listing.rows}
    return render(request, "orders/parts_all.html", {"listing": listing, "part_offers": offers})


def _back(listing: ShownList) -> str:
    """Leads what is done with a row back to this list."""
    return f"?back={quote(listing.here)}"
