"""What every page of one order begins and ends with."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.orders.models import ServiceOrder


def the_order(request: StaffRequest, pk: int) -> ServiceOrder:
    order: ServiceOrder = get_object_or_404(ServiceOrder.objects.visible_to(request.user).on_sheet(), pk=pk)
    return order


def sheet_of(order: ServiceOrder) -> str:
    return reverse("orders:sheet", args=[order.pk])
