"""Everything that was collected (W33), with the totals of the days; and one payment."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.accounts.saved_views import views_of
from faena.cash.cases import page_of
from faena.cash.days import came_and_reversed, span, totals_of
from faena.cash.drawn import bars_of, ways_of
from faena.cash.lists import (
    PAYMENTS,
    TOTALS,
    Line,
    in_full,
    is_number,
    lines_of,
    of_days,
    of_tenders,
    payment_fields,
    payments_found,
    why_found,
)
from faena.cash.models import Payment, PaymentQuerySet
from faena.cash.offers import offers_of
from faena.cash.paper import PREVIEW, receipt
from faena.cash.payment_options import rate_of_the_day
from faena.cash.totals import CashTotals, DaySum, by_day
from faena.company.exports import exported, page_or_file
from faena.company.models import Company, SlipPaper
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.dates import day_span
from faena.lib.money import format_money
from faena.lib.phones import whatsapp_link
from faena.ui.listing import Filters, ShownList, View, file_form
from faena.ui.printing import pictures_of

MOST_BARS = timedelta(days=62)  # drawn side by side
A_WEEK = timedelta(days=6)


@requires(Perm.PAYMENT_SEE, gives_file=True)
@page_or_file
def payment_list(request: StaffRequest) -> HttpResponseBase:
    """Today's unless asked otherwise. `format=csv`: the same as a file, a line for each tender."""
    filters = Filters(request, *payment_fields(request.user, request.company))
    found, by_number = payments_found(request.user, filters), is_number(filters.q)
    rows = in_full(found if by_number else of_days(found, filters))
    if file_form(request):
        return exported(request, PAYMENTS.file(request, rows, _("Collections"), lines=lines_of), filters)
    views = [View(pgettext("payments", "All"), {}), *views_of("cash:list", request.user)]
    listing = PAYMENTS.show(request, rows, filters, views=views)
    sums = None if by_number else totals_of(found, filters)
    days = _each_day(found, filters, request.company) if sums else []
    context = {"listing": listing, "totals": sums, "total_columns": TOTALS, "by_number": by_number}
    return render(request, "cash/list.html", {**context, **_page(request, listing, sums, days)})


def _page(request: StaffRequest, listing: ShownList, sums: CashTotals | None, days: list[DaySum]) -> dict[str, Any]:
    """What stands around the list, and where each account leads."""
    today, rate = timezone.localdate(), rate_of_the_day(request.company)
    start, end = span(listing.filters)
    shown = [one for one in days if start and start <= one.day <= end]
    return {
        "lines": [Line(row) for row in listing.rows],
        "reasons": why_found(listing.rows, listing.filters.q, request.user, request.company.country),
        "pages": {row.pk: page_of(row.charge, request.company) for row in listing.rows},
        "days": _days(listing, today),
        "rate": rate,
        "one_sum": _one_sum(sums, shown),
        "one_rate": shown[0].rate if len(shown) == 1 else None,
        "bars": bars_of(days, shown, request.company.currency, listing),
        "tiles": ways_of(sums, listing) if sums else [],
        "two_currencies": len(request.company.currencies) > 1,
        "today": today,
    }


@requires(Perm.PAYMENT_SEE)
@require_GET
def payment(request: StaffRequest, pk: int) -> HttpResponse:
    """One payment: how it came, for what, its receipt as it will be printed (W35), and whether it was reversed."""
    shown = the_payment(request, pk)
    context = {
        "payment": shown,
        "charge": shown.charge,
        "about": page_of(shown.charge, request.company),
        "offers": offers_of(shown, request.user, request.company, whatsapp=_whatsapp(shown)),
        "customer": shown.charge.customer,
        "tenders": list(shown.tenders.all()),
        "prints": list(shown.prints.select_related("by").order_by("number")),
        **_preview(request, shown),
    }
    return render(request, "cash/payment.html", context)


def _preview(request: StaffRequest, payment: Payment) -> dict[str, Any]:
    """The receipt on the paper that was chosen, and the other papers; the company's own comes first."""
    sizes, size = sizes_of(request)
    preview = receipt(payment, request.company, size, copy=PREVIEW)
    url = f"{reverse('cash:receipt_picture', args=[payment.pk])}?paper={size}"
    return {"sizes": sizes, "size": size, "pictures": pictures_of(preview, url)}


def sizes_of(request: StaffRequest) -> tuple[dict[str, Any], str]:
    """The papers, the company's own first, and the one that is chosen."""
    sizes = dict(sorted(SlipPaper.choices, key=lambda size: size[0] != request.company.slip_paper))
    size = request.GET.get("paper", "")
    return sizes, size if size in sizes else next(iter(sizes))


def the_payment(request: StaffRequest, pk: int) -> Payment:
    """With everything that its page and its receipt say."""
    return get_object_or_404(in_full(Payment.objects.visible_to(request.user)), pk=pk)


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


# --- around the list ----------------------------------------------------------------------------------------


def _each_day(rows: PaymentQuerySet, filters: Filters, company: Company) -> list[DaySum]:
    """The days that are shown, one by one; where that is a single one, with the six before it. None of more days than
    can be drawn."""
    start, end = span(filters)
    if start is None or start > end or end - start >= MOST_BARS:
        return []
    first = end - A_WEEK if start == end else start
    days = [first + timedelta(days=place) for place in range((end - first).days + 1)]
    zone = timezone.get_current_timezone()
    since, until = day_span(first, zone)[0], day_span(end, zone)[1]

    def within(column: str) -> Q:
        return Q(**{f"{column}__gte": since, f"{column}__lt": until})

    return by_day(*came_and_reversed(rows, filters, within), days, company, **of_tenders(filters))


def _one_sum(sums: CashTotals | None, days: list[DaySum]) -> int | None:
    """Both currencies in the company's own, each day by its rate; None where one currency says it all, or where no
    rate says how much it is."""
    if (
        sums is None
        or len(sums.by_currency) < 2
        or not days
        or any(amount for one in days for amount in one.rest.values())
    ):
        return None
    return sum(one.total for one in days)


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
