"""What a customer owns."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forms import DeviceForm
from faena.customers.views.common import customer_of, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page


@requires(Perm.CUSTOMER_EDIT)
def add_device(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down a thing that the customer owns."""
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    form = DeviceForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        device = actions.add_device(customer, actions.DeviceFacts(**data), by=request.user)
        messages.success(request, _("%(device)s was added.") % {"device": device})
        return record_of(customer)

    return form_page(request, form, "customers/device.html", {"customer": customer}, act=act)
