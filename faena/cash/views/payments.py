"""Everything that was collected (W33): found by account number or customer, by day, method, cashier and currency, with
the totals of the days; and one payment."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.offering import named
from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import accounts_called, page_of, reversing_of
from faena.cash.models import (
    RECEIPT_NUMBERS,
    Charge,
    ExchangeRate,
    Payment,
    PaymentMethod,
    PaymentQuerySet,
    Reversal,
    Tender,
)
from faena.cash.paper import PREVIEW, receipt
from faena.cash.payment_options import rate_of_the_day
from faena.cash.totals import CashTotals, totals
from faena.company.models import Company, SlipPaper
from faena.customers.search import matching
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.money import RATE_DECIMALS, format_money
from faena.lib.phones import whatsapp_link
from faena.ui.listing import Choice, Columns, DayFilter, Filters, Listing, ShownList, Sort, decimal_amount, wants_csv
from faena.ui.printing import pictures_of

PAYMENTS = Listing(
    Payment,
    newest=Sort(gettext_lazy("Newest first"), ("-at", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("at", "id")),
)
NOT_REVERSED, REVERSED = "standing", "reversed"
MOST_DAYS = timedelta(days=366)  # summed on one page


@requires(Perm.PAYMENT_SEE)
@require_GET
def payment_list(request: StaffRequest) -> HttpResponseBase:
    """Today's unless asked otherwise. `format=csv`: the same as a file, a line for each tender."""
    filters = Filters(request, *_fields(request.user, request.company))
    by_number = _is_number(filters.q)
    rows = _found(request.user, filters)
    rows = rows if by_number else _of_days(rows, filters)
    rows = rows.select_related("charge__customer", "cashier", "reversal__by").prefetch_related(_tenders())
    if wants_csv(request):
        allowed = may(request.user, Perm.LIST_EXPORT)
        return PAYMENTS.csv(request, rows, _("Collections"), _columns(), allowed=allowed, lines=_lines)
    listing = PAYMENTS.show(request, rows, filters)
    rate = rate_of_the_day(request.company)
    today = timezone.localdate()
    return render(
        request,
        "cash/list.html",
        {
            "listing": listing,
            "pages": {row.pk: page_of(row.charge, request.company) for row in listing.rows},
            "totals": None if by_number else _totals(request.user, filters),
            "by_number": by_number,
            "days": _days(listing, today),
            "rate": rate,
            "two_currencies": len(request.company.currencies) > 1,
            "today": today,
        },
    )


@requires(Perm.PAYMENT_SEE)
@require_GET
def payment(request: StaffRequest, pk: int) -> HttpResponse:
    """One payment: how it came, for what, its receipt as it will be printed (W35), and whether it was reversed."""
    shown = the_payment(request, pk)
    sizes = dict(sorted(SlipPaper.choices, key=lambda size: size[0] != request.company.slip_paper))
    size = request.GET.get("paper", "")
    size = size if size in sizes else next(iter(sizes))
    prints = list(shown.prints.select_related("by").order_by("number"))
    reverses = may(request.user, Perm.PAYMENT_REVERSE) and not shown.is_reversed
    return render(
        request,
        "cash/payment.html",
        {
            "payment": shown,
            "charge": shown.charge,
            "about": page_of(shown.charge, request.company),
            "whatsapp": _whatsapp(shown),
            "customer": shown.charge.customer,
            "tenders": list(shown.tenders.all()),
            "prints": prints,
            "sizes": sizes,
            "size": size,
            "pictures": pictures_of(receipt(shown, request.company, size, copy=PREVIEW)),
            "reverses": reverses and reversing_of(shown, request.company) is not None,
            "collects": may(request.user, Perm.PAYMENT_REGISTER) and not actions.why_not_collect(shown.charge),
        },
    )


def the_payment(request: StaffRequest, pk: int) -> Payment:
    """With everything that its page and its receipt say."""
    seen = Payment.objects.visible_to(request.user).select_related("charge__customer", "cashier", "reversal__by")
    return get_object_or_404(seen.prefetch_related(_tenders()), pk=pk)


def _whatsapp(payment: Payment) -> str:
    """A chat with the customer in the customer's language that says what was received; ready to be sent."""
    charge, customer = payment.charge, payment.charge.customer
    with translation.override(customer.language):
        language = translation.get_language() or "es"
        text = _("Hello %(name)s, we received %(amount)s for %(account)s (%(concept)s). Receipt %(receipt)s.") % {
            "name": customer.name,
            "amount": format_money(payment.amount, charge.currency, language),
            "account": charge.account,
            "concept": charge.concept,
            "receipt": payment,
        }
        if payment.left is not None:
            text += " " + _("Left to pay: %(amount)s.") % {
                "amount": format_money(payment.left, charge.currency, language)
            }
    return whatsapp_link(customer.phone, text)


# --- what the list is asked for -------------------------------------------------------------------------------


def _fields(user: User, company: Company) -> list[Choice | DayFilter]:
    today = timezone.localdate().isoformat()
    cashiers = named(User.objects.staff(), Payment.objects, "cashier", user, Perm.PAYMENT_SEE)
    methods = PaymentMethod.objects.order_by("position", "id").values_list("pk", "name")
    earlier = ExchangeRate.objects.order_by().values_list("unit", "other").distinct()
    fields: list[Choice | DayFilter] = [
        DayFilter("from", pgettext("days", "From"), today),
        DayFilter("to", pgettext("days", "to")),
        Choice("method", _("Payment method"), [("", _("Any method")), *methods]),
        Choice("cashier", _("Cashier"), [("", _("Any cashier")), *cashiers]),
    ]
    if len(codes := sorted({*company.currencies, *chain(*earlier)})) > 1:
        fields.append(Choice("currency", _("Currency"), [("", _("Any currency")), *((code, code) for code in codes)]))
    states = [
        ("", _("Reversed: included")),
        (NOT_REVERSED, _("Without reversed")),
        (REVERSED, _("Only reversed")),
    ]
    return [*fields, Choice("state", pgettext("payments", "Reversed"), states)]


def _found(user: User, filters: Filters) -> PaymentQuerySet:
    """By everything but the days."""
    rows = Payment.objects.visible_to(user)
    if filters.q:
        rows = rows.filter(_matching(filters.q, user))
    if filters["cashier"]:
        rows = rows.filter(cashier=int(filters["cashier"]))
    if tenders := _of_tenders(filters):
        rows = rows.filter(pk__in=Tender.objects.filter(**tenders).values("payment"))
    if filters["state"]:
        rows = rows.filter(reversal__isnull=filters["state"] == NOT_REVERSED)
    return rows


def _of_tenders(filters: Filters) -> dict[str, Any]:
    chosen = {"method": int(filters["method"])} if filters["method"] else {}
    return chosen | ({"currency": filters["currency"]} if filters.get("currency") else {})


def _of_days(rows: PaymentQuerySet, filters: Filters) -> PaymentQuerySet:
    """Those of the days; only reversed ones, by the day on which they were reversed."""
    return rows.filter(filters.within("reversal__at" if filters["state"] == REVERSED else "at"))


def _matching(wanted: str, user: User) -> Q:
    """By account number ("OS-000123", "123"), by receipt ("R-000012", "12"), by the reference of a tender, or by what
    the customer is found by."""
    found = Q(charge__in=_charges(wanted, user)) | Q(pk__in=_referred(wanted))
    if (number := RECEIPT_NUMBERS.read(wanted)) is not None:
        found |= Q(receipt=number)
    return found


def _is_number(wanted: str) -> bool:
    """Whoever types a whole number means that account, receipt or operation, on whatever day it was."""
    return bool(accounts_called(wanted)) or RECEIPT_NUMBERS.read(wanted) is not None


def _referred(wanted: str) -> QuerySet[Tender, Any]:
    """Payments with a tender of this reference; people leave the zeros at its beginning out."""
    spelt = {wanted, wanted.upper(), *(wanted.zfill(length) for length in range(4, 13))}
    return Tender.objects.filter(reference__in=spelt).values("payment")


def _charges(wanted: str, user: User) -> QuerySet[Charge, Any]:
    customers = matching(wanted, user).values("customer")
    return Charge.objects.filter(Q(account__in=accounts_called(wanted)) | Q(customer__in=customers)).values("pk")


def _totals(user: User, filters: Filters) -> CashTotals | None:
    """Of the days that are shown; None for all days or for more than a year, which nobody waits for."""
    start = date.fromisoformat(filters["from"]) if filters["from"] else None
    end = date.fromisoformat(filters["to"]) if filters["to"] else timezone.localdate()
    if start is None or end - start > MOST_DAYS:
        return None
    rows = _found(user, filters)
    came = rows.none() if filters["state"] == REVERSED else rows.filter(filters.within("at"))
    return totals(came, rows.filter(filters.within("reversal__at")), **_of_tenders(filters))


def _days(listing: ShownList, today: date) -> list[tuple[Any, str, bool, None]]:
    """The spans that are asked for most, as tabs."""
    yesterday, week = today - timedelta(days=1), today - timedelta(days=6)
    spans = [
        (_("Today"), today.isoformat(), ""),
        (_("Yesterday"), yesterday.isoformat(), yesterday.isoformat()),
        (_("7 days"), week.isoformat(), ""),
        (_("This month"), today.replace(day=1).isoformat(), ""),
        (_("All days"), "", ""),
    ]
    days = (listing.filters["from"], listing.filters["to"])
    return [
        (label, listing.url_with(**{"from": start, "to": end}), days == (start, end), None)
        for label, start, end in spans
    ]


def _tenders() -> Prefetch:
    return Prefetch("tenders", Tender.objects.select_related("method").order_by("id"))


# --- the file -------------------------------------------------------------------------------------------------


def _lines(payment: Payment) -> list[Tender]:
    lines = list(payment.tenders.all())
    for tender in lines:
        tender.payment = payment
    return lines


def _undone(tender: Tender) -> Reversal | None:
    return tender.payment.reversal if tender.payment.is_reversed else None


def _rate(tender: Tender) -> Decimal | None:
    return Decimal(tender.rate).scaleb(-RATE_DECIMALS).normalize() if tender.rate_unit else None


def _own(tender: Tender) -> str:
    return tender.payment.charge.currency


def _columns() -> Columns:
    """What the file says of a tender."""
    return [
        (_("Receipt"), lambda tender: str(tender.payment)),
        (_("Date and time"), lambda tender: tender.payment.at),
        (_("Account"), lambda tender: tender.payment.charge.account),
        (_("Concept"), lambda tender: tender.payment.charge.concept),
        (_("Customer"), lambda tender: tender.payment.charge.customer.name),
        (_("Payment method"), lambda tender: tender.name),
        (_("Amount"), lambda tender: decimal_amount(tender.amount, tender.currency)),
        (_("Currency"), lambda tender: tender.currency),
        (_("Rate"), _rate),
        (_("Quoted currency"), lambda tender: tender.rate_unit),
        (_("Rate of the day"), lambda tender: tender.rate_on if tender.rate_unit else None),
        (_("Amount on the account"), lambda tender: decimal_amount(tender.amount_in_charge_currency, _own(tender))),
        (_("Currency of the account"), _own),
        (_("Reference"), lambda tender: tender.reference),
        (_("Cashier"), lambda tender: tender.payment.cashier.name),
        (_("Note"), lambda tender: tender.payment.note),
        (pgettext("payment", "Reversed"), lambda tender: undone.at if (undone := _undone(tender)) else None),
        (_("Reversed by"), lambda tender: undone.by.name if (undone := _undone(tender)) else None),
        (_("Reason"), lambda tender: undone.reason if (undone := _undone(tender)) else None),
    ]
