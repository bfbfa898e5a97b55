"""Who else is spoken to: contacts of one customer, in a list and one by one (C7, C8)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.forms import ContactForm, EditContactForm, SendingForm, contact_written
from faena.customers.hints import kinds_for
from faena.customers.lists import CONTACTS
from faena.customers.models import Contact, Customer
from faena.customers.views.common import customer_of, press, record_of
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, pressed, see_other


@requires(Perm.CUSTOMER_SEE)
@require_GET
def contact_list(request: StaffRequest, pk: int) -> HttpResponse:
    """All contacts of one customer (C7): never more than one page holds."""
    customer = customer_of(request, pk, Perm.CUSTOMER_SEE)
    prefetch_related_objects([customer], Prefetch("contacts", Contact.objects.order_by("name", "id")))
    context = {"customer": customer, "contacts": customer.contacts.all(), "columns": CONTACTS}
    return render(request, "customers/contacts.html", context)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def contact_page(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Everything about one contact, each number one touch from a call (C8)."""
    contact = _contact(request, pk, contact_pk, Perm.CUSTOMER_SEE)
    return render(request, "customers/contact.html", {"customer": contact.customer, "contact": contact})


@requires(Perm.CUSTOMER_EDIT)
def add_contact(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down somebody of the customer's (W29). Who came from the record goes back to it, else to the list."""
    customer = customer_of(request, pk, Perm.CUSTOMER_EDIT)
    form, back = ContactForm(request.POST or None), _list_of(customer)
    if request.GET.get("from") == "record":
        back = record_of(customer)

    def act(data: dict[str, Any]) -> str:
        contact = actions.add_contact(customer, actions.ContactFacts(**data), by=request.user)
        messages.success(request, _("%(name)s was added.") % {"name": contact.name})
        return back

    context = {"customer": customer, "contact": None, "back": back, "kinds": kinds_for(customer)}
    return form_page(request, form, "customers/contact_form.html", context, act=act)


@requires(Perm.CUSTOMER_EDIT)
def edit_contact(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """Correct what is written down about a contact (W29)."""
    contact, written = _contact(request, pk, contact_pk), partial(contact_written, country=request.company.country)
    form, back = EditContactForm(request.POST or None, initial=written(contact)), _page_of(contact)

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.edit_contact(contact, actions.ContactFacts(**data), version=version, by=request.user)
        messages.success(request, _("The contact was saved."))
        return back

    customer = contact.customer
    context = {"customer": customer, "contact": contact, "back": back, "kinds": kinds_for(customer)}
    return form_page(request, form, "customers/contact_form.html", context, act=act, saved=written)


@requires(Perm.CUSTOMER_EDIT)
@require_POST
def switch_sending(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """Whether the contact is sent invoices, or notices: one press (C8)."""
    contact = _contact(request, pk, contact_pk)
    form, back = SendingForm(request.POST), _page_of(contact)
    if not form.is_valid():
        messages.error(request, _("Open the page anew and press the button again."))
        return see_other(back)
    sent = form.cleaned_data
    what, on, version = Contact.Sent(sent["what"]), sent["on"], sent["version"]
    return pressed(
        request,
        lambda: actions.switch_sending(contact, what, on=on, version=version, by=request.user),
        said=_("The contact was saved."),
        back=back,
    )


@requires(Perm.CUSTOMER_EDIT)
@require_POST
def remove_contact(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponseBase:
    """Take a contact away (W29)."""
    contact = _contact(request, pk, contact_pk)
    said = _("%(name)s was removed.") % {"name": contact.name}
    back, after = _page_of(contact), _list_of(contact.customer)
    return press(request, contact, actions.remove_contact, said=said, back=back, after=after)


def _contact(request: StaffRequest, pk: int, contact_pk: int, perm: Perm = Perm.CUSTOMER_EDIT) -> Contact:
    customer = customer_of(request, pk, perm)
    return get_object_or_404(Contact.objects.select_related("customer"), customer=customer, pk=contact_pk)


def _list_of(customer: Customer) -> str:
    return reverse("customers:contacts", args=[customer.pk])


def _page_of(contact: Contact) -> str:
    return reverse("customers:contact", args=[contact.customer_id, contact.pk])
