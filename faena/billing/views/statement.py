"""The statement of a customer: what he owed before the program and his invoices, with what is left of them (C5), on the
page, as a file and on paper."""

from dataclasses import replace
from itertools import chain

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.billing.lists import statement_list
from faena.billing.offers import issuing
from faena.billing.statement import with_last_payment, with_payments
from faena.billing.statement_parts import balances_of, counted, invoices_of, on_paper
from faena.billing.views.common import the_customer
from faena.cash.lists import BALANCES
from faena.cash.offers import collecting_several
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.refs import Ref
from faena.ui.listing import DAYS, Filters, file_form
from faena.ui.printing import pdf_answer


@requires(Perm.BILLING_SEE, gives_file=True)
@page_or_file
def statement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Due, concept, amount, paid, balance and state of each, and the totals; `from` and `to` choose due days."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    rows, told = invoices_of(customer, request.user, filters), counted(customer, request.user)
    invoices, balances = statement_list(told), balances_of(customer, request.user, filters)
    if file_form(request):
        shown = with_last_payment(rows.with_paid())
        file = invoices.file(request, shown, f"{_('Statement')} {customer}")
        return exported(request, replace(file, rows=chain([balances], file.rows)), filters)
    ways = [issuing(customer), collecting_several(customer)]
    offers = Offers(request.user, ways, header=("collect", "issue"), bar=("collect", "issue"))
    listing = invoices.show(request, rows, filters)
    listing = replace(listing, rows=with_payments(listing.rows))
    context = {"customer": customer, "listing": listing, "statement": told, "offers": offers}
    before = {"balances": balances, "balance_columns": BALANCES.on_page()}
    return render(request, "billing/statement.html", {**context, **before})


@requires(Perm.BILLING_SEE)
@require_GET
def statement_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The same days on A4, the oldest first, in the customer's language."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    made = on_paper(customer, request.user, request.company, filters)
    note_seen(request, Access.Kind.PRINT, Ref("customer", customer.pk, str(customer.code)), person=request.user)
    return pdf_answer(made, f"{customer.code}-{timezone.localdate().isoformat()}")
