"""The record of one customer: who it is, how to reach, and everything that happened with all rooms, in one place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.pages import capped_count
from faena.orders.models import ServiceOrder

NEWEST = 25
FEW = 8


@requires(Perm.CUSTOMER_SEE)
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer (C2): facts, devices, orders and the one timeline, newest first."""
    rows = Customer.objects.visible_to(request.user).select_related("seller")
    customer: Customer = get_object_or_404(rows, pk=pk)
    orders = ServiceOrder.objects.visible_to(request.user).filter(customer=customer)
    events = Event.objects.filter(customer_id=customer.pk).select_related("author")
    return render(
        request,
        "home/record.html",
        {
            "customer": customer,
            "devices": customer.devices.order_by("-id")[:FEW],
            "device_count": capped_count(customer.devices.all()),
            "orders": orders.select_related("device", "charge").order_by("-id")[:FEW],
            "order_count": capped_count(orders),
            "history": [tell(event) for event in events.order_by("-id")[:NEWEST]],
        },
    )
