"""The statement of a customer: what he owed before the program and his invoices, with what is left of them (C5), on the
page, as a file and on paper."""

from dataclasses import replace
from datetime import date
from itertools import chain

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.billing.lists import statement_found, statement_list
from faena.billing.models import Invoice, InvoiceQuerySet
from faena.billing.offers import issuing
from faena.billing.paper import statement_paper
from faena.billing.statement import Statement, counted_of, statement_of, with_last_payment, with_payments
from faena.billing.views.common import the_customer
from faena.cash.lists import BALANCES
from faena.cash.models import OpeningBalance
from faena.cash.offers import collecting_several
from faena.company.exports import exported, page_or_file
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.refs import Ref
from faena.ui.listing import DAYS, Filters, file_form
from faena.ui.printing import pdf_answer

MOST_ON_PAPER = 500


@requires(Perm.BILLING_SEE, gives_file=True)
@page_or_file
def statement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Due, concept, amount, paid, balance and state of each, and the totals; `from` and `to` choose due days."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    rows, counted = _invoices(request, customer, filters), _counted(request, customer)
    invoices = statement_list(counted)
    if file_form(request):
        shown = with_last_payment(rows.with_paid())
        file = invoices.file(request, shown, f"{_('Statement')} {customer}")
        return exported(request, replace(file, rows=chain([_balances(request, customer, filters)], file.rows)), filters)
    ways = [issuing(customer), collecting_several(customer)]
    offers = Offers(request.user, ways, header=("collect", "issue"), bar=("collect", "issue"))
    listing = invoices.show(request, rows, filters)
    listing = replace(listing, rows=with_payments(listing.rows))
    context = {"customer": customer, "listing": listing, "statement": counted, "offers": offers}
    before = {"balances": _balances(request, customer, filters), "balance_columns": BALANCES.on_page()}
    return render(request, "billing/statement.html", {**context, **before})


@requires(Perm.BILLING_SEE)
@require_GET
def statement_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The same days on A4, the oldest first, in the customer's language."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    rows = with_last_payment(_invoices(request, customer, filters).with_paid())
    newest = rows.order_by("-period", "-id")[:MOST_ON_PAPER]
    made = statement_paper(
        customer,
        [
            *_balances(request, customer, filters),
            *sorted(newest, key=lambda invoice: (invoice.period, invoice.pk)),
        ],
        _counted(request, customer),
        request.company,
        days=(_day(filters["from"]), _day(filters["to"])),
    )
    note_seen(request, Access.Kind.PRINT, Ref("customer", customer.pk, str(customer.code)), person=request.user)
    return pdf_answer(made, f"{customer.code}-{timezone.localdate().isoformat()}")


def _invoices(request: StaffRequest, customer: Customer, filters: Filters) -> InvoiceQuerySet:
    return statement_found(Invoice.objects.visible_to(request.user).filter(customer=customer), filters)


def _balances(request: StaffRequest, customer: Customer, filters: Filters) -> list[OpeningBalance]:
    """In the order in which the statement counts them. No more than a customer has when he comes to the program."""
    rows = OpeningBalance.objects.visible_to(request.user, Perm.BILLING_SEE).filter(customer=customer)
    rows = with_last_payment(statement_found(rows, filters).with_received())
    return list(rows.order_by(F("charge__due_on").asc(nulls_first=True), "id")[:MOST_ON_PAPER])


def _counted(request: StaffRequest, customer: Customer) -> Statement:
    return statement_of(counted_of(customer, request.user), timezone.localdate())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
