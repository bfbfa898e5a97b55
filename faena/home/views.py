"""Home: what needs me now, and the record of one customer with everything that happened in all rooms."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.home.attention import heaps
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.pages import capped_count
from faena.orders.models import ServiceOrder

LAST_EVENTS = 25
FEW = 8


@requires(Perm.SELF)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    shows_orders = request.company.has_workshop and may(request.user, Perm.ORDER_SEE)
    return render(request, "home/home.html", {"heaps": heaps(request.user) if shows_orders else []})


@requires(Perm.CUSTOMER_SEE)
@require_GET
def record(request: StaffRequest, pk: int) -> HttpResponse:
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
            "history": [tell(event) for event in events.order_by("-id")[:LAST_EVENTS]],
        },
    )
