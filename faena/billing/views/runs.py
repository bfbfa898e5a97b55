"""The monthly run (C19): who would be invoiced, the press that does it, and how far it came."""

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.active_days import sums_of
from faena.billing.jobs import issue_month
from faena.billing.lists import run_fields, run_list
from faena.billing.models import InvoiceRun
from faena.billing.months import month_of, read_month
from faena.billing.to_issue import issued_of, left_out_of
from faena.company.exports import exported, page_or_file
from faena.company.models import Company
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.dates import format_month
from faena.lib.locales import active_language
from faena.ui.answers import pressed
from faena.ui.listing import Filters, file_form


@requires(Perm.BILLING_MANAGE, gives_file=True)
@page_or_file
def run(request: StaffRequest) -> HttpResponseBase:
    """What a month's run would issue now, line by line and in all; the run itself while it is at work."""
    today = timezone.localdate()
    filters = Filters(request, *run_fields(today))
    period = read_month(filters["month"]) or month_of(today)
    rows = actions.billable(period).select_related("customer", "plan").prefetch_related("suspensions")
    lines = run_list(period, today, request.company)
    if file_form(request):
        return exported(request, lines.file(request, rows, f"{_('Invoices')} {period:%Y-%m}"), filters)
    listing = lines.show(request, rows, filters)
    return render(
        request, "billing/run.html", {"listing": listing, "period": period, **_about(period, request.company)}
    )


@requires(Perm.BILLING_MANAGE)
@require_POST
def start(request: StaffRequest) -> HttpResponseBase:
    """The invoices of a month are issued, by a job."""
    period = read_month(request.POST.get("month", "")) or date.min

    def act() -> None:
        started = actions.start_run(period, by=request.user)
        issue_month.enqueue(started.pk)

    month = format_month(period, active_language())
    back = f"{reverse('billing:run')}?month={period:%Y-%m}"
    return pressed(request, act, said=_("The invoices of %(month)s are being issued.") % {"month": month}, back=back)


def _about(period: date, company: Company) -> dict[str, Any]:
    """What stands around the lines: their sums, who gets none, and the run while it is at work."""
    return {
        "month": format_month(period, active_language()),
        "sums": sums_of(actions.billable(period), period, prorates=company.prorates),
        "left_out": left_out_of(period),
        **issued_of(period),
        "run": InvoiceRun.objects.filter(period=period).select_related("by").first(),
    }
