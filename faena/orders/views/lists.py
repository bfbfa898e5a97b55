"""The lists of the workshop: orders."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.actions import serial_key
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.pages import capped_count, keyset_page
from faena.lib.text import digits, fold
from faena.orders.models import OPEN_STAGES, ServiceOrder, Stage
from faena.ui.answers import asked


@requires(Perm.ORDER_SEE)
@require_GET
def order_list(request: StaffRequest) -> HttpResponse:
    """Orders, newest first; open ones unless asked otherwise."""
    wanted, stage = asked(request), request.GET.get("stage", "open")
    rows = ServiceOrder.objects.visible_to(request.user).select_related("customer", "device", "technician", "charge")
    rows = _of_stage(rows, stage)
    if wanted:
        rows = rows.filter(_matches(wanted))
    page = keyset_page(rows, ("-id",), request.GET.get("page"))
    count, capped = capped_count(rows)
    return render(
        request,
        "orders/list.html",
        {"page": page, "q": wanted, "stage": stage, "stages": Stage.choices, "count": count, "capped": capped},
    )


def _of_stage(rows: Any, stage: str) -> Any:
    if stage == "open":
        return rows.filter(stage__in=OPEN_STAGES)
    return rows.filter(stage=stage) if stage in Stage.values else rows


def _matches(wanted: str) -> Q:
    """By number ("OS-000123", "123"), customer, or serial."""
    found = Q(pk=None)
    if name := fold(wanted):
        found |= Q(customer__sort_name__contains=name)
    if serial := serial_key(wanted):
        found |= Q(device__serial_key=serial)
    if (number := digits(wanted)) and len(number) < 16:
        found |= Q(number=int(number))
    return found
