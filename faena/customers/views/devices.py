"""What customers own. The page of one device shows its orders, so it is home's."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.company.exports import exported, page_or_file
from faena.customers import actions
from faena.customers.forms import DeviceForm, EditDeviceForm, device_written
from faena.customers.lists import DEVICES, devices_found
from faena.customers.models import Device
from faena.customers.views.common import customer_of, press, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page
from faena.ui.listing import Filters, file_form


@requires(Perm.CUSTOMER_SEE, gives_file=True)
@page_or_file
def device_list(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All devices of one customer, who may be a company with hundreds."""
    customer = customer_of(request, pk, Perm.CUSTOMER_SEE)
    filters = Filters(request)
    rows = devices_found(customer, request.user, filters)
    if file_form(request):
        name = f"{_('Devices')} {customer.name}"
        return exported(request, DEVICES.file(request, rows, name), filters)
    context = {"customer": customer, "listing": DEVICES.show(request, rows, filters)}
    return render(request, "customers/devices.html", context)


@requires(Perm.CUSTOMER_EDIT)
def add_device(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down a thing that the customer owns (W29)."""
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    form = DeviceForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        device = actions.add_device(customer, actions.DeviceFacts(**data), answers=form.answers, by=request.user)
        messages.success(request, _("%(device)s was added.") % {"device": device})
        return record_of(customer)

    return form_page(request, form, "customers/device.html", {"customer": customer, "device": None}, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit_device(request: StaffRequest, pk: int, device_pk: int) -> HttpResponseBase:
    """Correct what is written down about a device (W29)."""
    device = _device(request, pk, device_pk)
    form = EditDeviceForm(request.POST or None, initial=device_written(device))

    def act(data: dict[str, Any]) -> str:
        version, answers = data.pop("version"), form.answers
        facts = actions.DeviceFacts(**data)
        now = actions.edit_device(device, facts, version=version, answers=answers, by=request.user)
        messages.success(request, _("%(device)s was saved.") % {"device": now})
        return _page_of(now)

    context = {"customer": device.customer, "device": device}
    return form_page(request, form, "customers/device.html", context, act=act, saved=device_written)


@requires(Perm.CUSTOMER_EDIT)
@require_POST
def remove_device(request: StaffRequest, pk: int, device_pk: int) -> HttpResponseBase:
    """Take away a device without orders (W29)."""
    device = _device(request, pk, device_pk)
    said = _("%(device)s was removed.") % {"device": device}
    return press(
        request, device, actions.remove_device, said=said, back=_page_of(device), after=record_of(device.customer)
    )


def _device(request: StaffRequest, pk: int, device_pk: int) -> Device:
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    return get_object_or_404(Device.objects.select_related("customer"), customer=customer, pk=device_pk)


def _page_of(device: Device) -> str:
    return reverse("home:device", args=[device.pk])
