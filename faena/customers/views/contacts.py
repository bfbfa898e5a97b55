"""Who else is spoken to: contacts of one customer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forms import ContactForm, EditContactForm, contact_written
from faena.customers.models import Contact
from faena.customers.views.common import customer_of, press, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page


@requires(Perm.CUSTOMER_EDIT)
def add_contact(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down somebody of the customer's (W29)."""
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    form = ContactForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        contact = actions.add_contact(customer, actions.ContactFacts(**data), by=request.user)
        messages.success(request, _("%(name)s was added.") % {"name": contact.name})
        return record_of(customer)

    return form_page(request, form, "customers/contact.html", {"customer": customer, "contact": None}, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit_contact(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """Correct what is written down about a contact (W29)."""
    contact, country = _contact(request, pk, contact_pk), request.company.country
    form = EditContactForm(request.POST or None, initial=contact_written(contact, country))

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_contact(contact, actions.ContactFacts(**data), version=version, by=request.user)
        messages.success(request, _("The contact was saved."))
        return record_of(contact.customer)

    return form_page(
        request,
        form,
        "customers/contact.html",
        {"customer": contact.customer, "contact": contact},
        act=act,
        saved=lambda now: contact_written(now, country),
    )


@requires(Perm.CUSTOMER_EDIT)
@require_POST
def remove_contact(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """Take a contact away (W29)."""
    contact = _contact(request, pk, contact_pk)
    record = record_of(contact.customer)
    said = _("%(name)s was removed.") % {"name": contact.name}
    return press(request, contact, actions.remove_contact, said=said, back=record, after=record)


def _contact(request: StaffRequest, pk: int, contact_pk: int) -> Contact:
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    return get_object_or_404(Contact.objects.select_related("customer"), customer=customer, pk=contact_pk)
