"""Invoices outside the monthly run: a cancelled month issued again, and an invoice with lines of its own."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.forms import ItemsForm, ReissueForm
from faena.billing.months import due_on
from faena.billing.views.common import the_customer
from faena.billing.views.invoices import the_invoice
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, see_other


@requires(Perm.BILLING_MANAGE)
def reissue(request: StaffRequest, invoice_pk: int) -> HttpResponseBase:
    """What the month would cost now, and the press that issues it again under a new number."""
    found = the_invoice(request, invoice_pk, Perm.BILLING_MANAGE)
    share = actions.replacement_share(found, request.company)
    if request.method != "POST" and (why := actions.why_not_reissue(found, share)):
        messages.error(request, why)
        return see_other(found.as_ref.url)

    def act(data: dict[str, Any]) -> str:
        issued = actions.reissue_invoice(found, by=request.user)
        messages.success(request, _("%(invoice)s was issued.") % {"invoice": issued})
        return issued.as_ref.url

    today, least = timezone.localdate(), request.company.least_due_days
    due = due_on(found.period, found.subscription.due_day, today, least) if found.subscription else today
    context = {"invoice": found, "customer": found.customer, "share": share, "due": due}
    return form_page(request, ReissueForm(request.POST or None), "billing/reissue.html", context, act=act)


@requires(Perm.BILLING_MANAGE)
def issue(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Something that no plan bills: an installation, a lost router, a visit."""
    customer = the_customer(request, pk, Perm.BILLING_MANAGE)
    due = timezone.localdate() + timedelta(days=request.company.least_due_days)
    form = ItemsForm(request.POST or None, currency=request.company.currency, due_on=due)

    def act(data: dict[str, Any]) -> str:
        items = list(form.items().values())
        issued = actions.issue_invoice(customer, items=items, due_on=data["due_on"], by=request.user)
        messages.success(request, _("%(invoice)s was issued.") % {"invoice": issued})
        return issued.as_ref.url

    return form_page(request, form, "billing/issue.html", {"customer": customer}, act=act)
