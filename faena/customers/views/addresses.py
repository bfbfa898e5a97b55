"""Where customers are: addresses of one customer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forms import AddressForm, EditAddressForm, address_written
from faena.customers.models import Address
from faena.customers.views.common import customer_of, press, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page


@requires(Perm.CUSTOMER_EDIT)
def add_address(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down a place of the customer's (W29)."""
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    form = AddressForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.add_address(customer, actions.AddressFacts(**data), by=request.user)
        messages.success(request, _("The address was added."))
        return record_of(customer)

    return form_page(request, form, "customers/address.html", {"customer": customer, "address": None}, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit_address(request: StaffRequest, pk: int, address_pk: int) -> HttpResponseBase:
    """Correct what is written down about a place (W29)."""
    address = _address(request, pk, address_pk)
    form = EditAddressForm(request.POST or None, initial=address_written(address))

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_address(address, actions.AddressFacts(**data), version=version, by=request.user)
        messages.success(request, _("The address was saved."))
        return record_of(address.customer)

    context = {"customer": address.customer, "address": address}
    return form_page(request, form, "customers/address.html", context, act=act, saved=address_written)


@requires(Perm.CUSTOMER_EDIT)
@require_POST
def remove_address(request: StaffRequest, pk: int, address_pk: int) -> HttpResponseBase:
    """Take a place away (W29)."""
    address = _address(request, pk, address_pk)
    record = record_of(address.customer)
    return press(
        request, address, actions.remove_address, said=_("The address was removed."), back=record, after=record
    )


def _address(request: StaffRequest, pk: int, address_pk: int) -> Address:
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    return get_object_or_404(Address.objects.select_related("customer"), customer=customer, pk=address_pk)
