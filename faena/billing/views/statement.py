"""The statement of a customer: his invoices with what is left of them (C5), on the page, as a file and on paper."""

from datetime import date

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.billing.models import Invoice, InvoiceQuerySet
from faena.billing.paper import statement_paper
from faena.billing.statement import Statement, statement_of, with_last_payment
from faena.billing.views.common import the_customer
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.ui.listing import DAYS, Columns, Filters, Listing, Sort, decimal_amount, wants_csv
from faena.ui.printing import pdf_answer

STATEMENT = Listing(
    Invoice,
    newest=Sort(gettext_lazy("Newest first"), ("-period", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("period", "id")),
)
MOST_ON_PAPER = 500


@requires(Perm.BILLING_SEE)
@require_GET
def statement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Due, concept, amount, paid, balance and state of each, and the totals; `from` and `to` choose due days."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    whole = Invoice.objects.visible_to(request.user).filter(customer=customer)
    counted, rows = statement_of(whole, timezone.localdate()), _rows(whole, filters)
    if wants_csv(request):
        name, allowed = f"{_('Statement')} {customer}", may(request.user, Perm.LIST_EXPORT)
        return STATEMENT.csv(request, rows, name, _columns(counted), allowed=allowed)
    listing = STATEMENT.show(request, rows, filters)
    context = {"customer": customer, "listing": listing, "statement": counted}
    return render(request, "billing/statement.html", context)


@requires(Perm.BILLING_SEE)
@require_GET
def statement_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The same days on A4, the oldest first, in the customer's language."""
    customer, filters = the_customer(request, pk), Filters(request, *DAYS)
    whole = Invoice.objects.visible_to(request.user).filter(customer=customer)
    newest = _rows(whole, filters).order_by("-period", "-id")[:MOST_ON_PAPER]
    made = statement_paper(
        customer,
        sorted(newest, key=lambda invoice: (invoice.period, invoice.pk)),
        statement_of(whole, timezone.localdate()),
        request.company,
        days=(_day(filters["from"]), _day(filters["to"])),
    )
    return pdf_answer(made, f"{customer.code}-{timezone.localdate().isoformat()}")


def _rows(whole: InvoiceQuerySet, filters: Filters) -> InvoiceQuerySet:
    days = Q()
    if start := _day(filters["from"]):
        days &= Q(charge__due_on__gte=start)
    if end := _day(filters["to"]):
        days &= Q(charge__due_on__lte=end)
    return with_last_payment(whole.filter(days).with_paid())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _columns(counted: Statement) -> Columns:
    return [
        (_("Invoice"), str),
        (_("Due"), lambda row: row.account.due_on),
        (pgettext("money", "Concept"), lambda row: row.account.concept),
        (_("Amount"), lambda row: decimal_amount(row.account.amount, row.account.currency)),
        (_("Paid on"), lambda row: timezone.localdate(row.paid_at) if row.paid_at else None),
        (pgettext("money", "Paid"), lambda row: decimal_amount(row.received, row.account.currency)),
        (_("Left to pay"), lambda row: decimal_amount(row.balance, row.account.currency)),
        (_("Balance so far"), lambda row: decimal_amount(counted.running.get(row.pk, 0), row.account.currency)),
        (_("Currency"), lambda row: row.account.currency),
        (_("State"), lambda row: row.state_label),
    ]
