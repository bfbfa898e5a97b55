"""Data of this person: what is known of a customer, handed over as an archive, and erased for good."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.confirming import asked_of, confirm, confirmed
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forgetting import what_is_his, why_not_forget
from faena.customers.forms import ForgetForm
from faena.customers.giving import data_file
from faena.customers.models import Customer
from faena.customers.open_matters import open_matters
from faena.customers.views.common import customer_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.personal import kept
from faena.ui.answers import form_page


@requires(Perm.CUSTOMER_FORGET, repeatable=True)
@throttled
def data(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What would be erased, what stays and until when, what is open and prevents it; and the form that erases."""
    customer = customer_of(request, pk, Perm.CUSTOMER_FORGET)
    form = ForgetForm(request.POST or None, initial={"version": customer.version}, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        actions.forget_customer(customer, reason=facts["reason"], version=facts["version"], by=request.user)
        messages.success(request, _("Everything personal of this customer is erased."))
        return request.path

    return form_page(request, form, "customers/data.html", _whole(customer), act=act)


@requires(Perm.CUSTOMER_FORGET, repeatable=True)
def taken(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Everything that is known of a customer, as one archive in his language; the password comes first."""
    return _given(request, customer_of(request, pk, Perm.CUSTOMER_FORGET))


@confirmed
@require_GET
def _given(request: StaffRequest, customer: Customer) -> HttpResponseBase:
    return data_file(request, customer)


def _whole(customer: Customer) -> dict[str, Any]:
    """What the page tells before anything is done."""
    gone = customer.is_forgotten
    goes, stays = what_is_his(customer)
    return {
        "customer": customer,
        "why": why_not_forget(customer),
        "still": [] if gone else open_matters(customer),
        "goes": [] if gone else goes,
        "stays": stays,
        "kept": kept(),
    }
