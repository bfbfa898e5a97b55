"""What every page of one order begins and ends with."""

from urllib.parse import parse_qsl, urlencode

from django.http import Http404
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.orders.models import ServiceOrder
from faena.orders.on_order import order_within_reach


def the_order(request: StaffRequest, pk: int, perm: Perm = Perm.ORDER_SEE) -> ServiceOrder:
    order = order_within_reach(pk, request.user, perm)
    if order is None:
        raise Http404
    return order


def be_open(request: StaffRequest) -> None:
    """For a page whose permission belongs to no module: without the workshop it is not there."""
    if "workshop" not in request.company.modules:
        raise Http404


def sheet_of(order: ServiceOrder) -> str:
    return reverse("orders:sheet", args=[order.pk])


def return_url(request: StaffRequest, order: ServiceOrder, list_route: str) -> str:
    """Where a form was opened: the list, asked as its address says (`?back=`), else the sheet."""
    question = request.GET.get("back")
    return sheet_of(order) if question is None else f"{reverse(list_route)}?{urlencode(parse_qsl(question))}"
