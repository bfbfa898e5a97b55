"""The invoices of everybody, one of them with everything about it (C6), and what happens to it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import views_of
from faena.billing import actions
from faena.billing.forms import CancelForm
from faena.billing.lists import INVOICES, invoice_fields, invoice_views, invoices_found, why_found
from faena.billing.models import Invoice
from faena.billing.offers import invoice_offers
from faena.billing.on_invoice import invoice_within_reach, lines_of, payments_of
from faena.billing.paper import invoice_paper
from faena.billing.pix import Pix, pix_doubt, pix_of
from faena.billing.views.common import history_of
from faena.cash.left import left_to_pay
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.dates import format_day
from faena.lib.money import format_money
from faena.lib.phones import whatsapp_link
from faena.lib.refs import Ref
from faena.notifications.models import Message
from faena.ui.answers import form_page, see_other
from faena.ui.called import opens_called
from faena.ui.listing import Filters, file_form
from faena.ui.printing import pdf_answer


@requires(Perm.BILLING_SEE, gives_file=True)
@page_or_file
@opens_called
def invoices(request: StaffRequest) -> HttpResponseBase:
    """Found by number or customer, by state and month; the same as a file."""
    filters = Filters(request, *invoice_fields())
    rows = invoices_found(request.user, filters)
    if file_form(request):
        return exported(request, INVOICES.file(request, rows, _("Invoices")), filters)
    views = [*invoice_views(), *views_of("billing:invoices", request.user)]
    listing = INVOICES.show(request, rows, filters, views=views)
    listing = replace(listing, sum=left_to_pay(rows, listing.count, request.company))
    reasons = why_found(listing.rows, filters.q, request.user, request.company.country)
    return render(request, "billing/invoices.html", {"listing": listing, "reasons": reasons})


@requires(Perm.BILLING_SEE)
@require_GET
def invoice(request: StaffRequest, invoice_pk: int) -> HttpResponse:
    """Number, issue, due, month, lines, payments, who issued it, what is left, and in Brazil how to pay it by PIX."""
    found = the_invoice(request, invoice_pk)
    pix = pix_of(found, request.company)
    chat = _whatsapp(found, pix)
    context = {
        "invoice": found,
        "offers": invoice_offers(found, request.user, request.company.modules, whatsapp=chat),
        "customer": found.customer,
        "lines": lines_of(found),
        "pix": pix,
        "pix_doubt": pix_doubt(found, request.company),
        **_so_far(found, request.user),
    }
    return render(request, "billing/invoice.html", context)


def _so_far(invoice: Invoice, user: User) -> dict[str, Any]:
    """What was paid on it, what was mailed about it, how it ended, and its history."""
    charge, payments = invoice.account, payments_of(invoice)
    prefetch_related_objects(payments, "tenders")
    mails = Message.objects.visible_to(user).filter(ref_kind=invoice.ref_kind_name, ref_id=invoice.pk)
    return {
        "charge": charge,
        "cancellation": getattr(invoice, "cancellation", None),
        "replaced_by": getattr(invoice, "replaced_by", None),
        "payments": payments,
        "mails": list(mails.order_by("id")),
        "history": history_of(invoice.as_ref, Ref("charge", charge.pk)),
    }


@requires(Perm.BILLING_SEE)
@require_GET
def invoice_pdf(request: StaffRequest, invoice_pk: int) -> HttpResponse:
    """The invoice on A4, in the customer's language."""
    found = the_invoice(request, invoice_pk)
    note_seen(request, Access.Kind.PRINT, found.as_ref, person=request.user)
    shows_billed = may(request.user, Perm.CUSTOMER_FORGET)
    return pdf_answer(invoice_paper(found, request.company, shows_billed=shows_billed), str(found))


@requires(Perm.BILLING_MANAGE)
def cancel(request: StaffRequest, invoice_pk: int) -> HttpResponseBase:
    """An invoice is not owed any more, with the reason (C6)."""
    found = the_invoice(request, invoice_pk, Perm.BILLING_MANAGE)
    if request.method != "POST" and (why := actions.why_not_cancel(found.account)):
        messages.error(request, why)
        return see_other(found.as_ref.url)
    form = CancelForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.cancel_invoice(found, reason=data["reason"], by=request.user)
        messages.success(request, _("%(invoice)s is cancelled.") % {"invoice": found})
        return found.as_ref.url

    return form_page(request, form, "billing/cancel.html", {"invoice": found, "customer": found.customer}, act=act)


# --- helpers ----------------------------------------------------------------------------------------------------


def the_invoice(request: StaffRequest, pk: int, perm: Perm = Perm.BILLING_SEE) -> Invoice:
    found = invoice_within_reach(pk, request.user, perm)
    if found is None:
        raise Http404
    return found


def _whatsapp(invoice: Invoice, pix: Pix | None) -> str:
    """A chat with the customer in the customer's language that says what is owed, ready to be sent; "" without a phone
    or where nothing is owed."""
    charge, customer = invoice.account, invoice.customer
    if not customer.phone or not invoice.balance or charge.due_on is None:
        return ""
    with translation.override(customer.language):
        language = translation.get_language() or "es"
        text = _("Hello %(name)s, your invoice %(invoice)s (%(concept)s): %(amount)s to pay, due on %(day)s.") % {
            "name": customer.name,
            "invoice": invoice,
            "concept": charge.concept,
            "amount": format_money(invoice.balance, charge.currency, language),
            "day": format_day(charge.due_on, language),
        }
        if pix:
            text += f"\n{pix.told}" if pix.told else ""
            text += "\n" + _("PIX copy and paste") + ":\n" + pix.text
    return whatsapp_link(customer.phone, text)
