"""The owner's page, the accounts behind what is still to be received, and the goal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.accounts.requests import StaffRequest
from faena.cash.cases import page_of
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.summary.actions import set_ready_goal
from faena.summary.forms import GoalForm, initial_of
from faena.summary.lists import COLUMNS, RECEIVABLES, lines_of, receivable_fields, receivables_found
from faena.summary.models import ReadyGoal
from faena.summary.page import summary_page
from faena.summary.periods import read_period
from faena.ui.answers import form_page
from faena.ui.listing import DAYS, Filters, file_form, rows_file


@requires(Perm.SUMMARY_SEE, gives_file=True)
@page_or_file
def summary(request: StaffRequest) -> HttpResponseBase:
    """B21: money, work, what is open and who has it, of a period against the one before."""
    page = summary_page(request.user, request.company, read_period(request.GET, timezone.localdate()))
    if file_form(request):
        rows = list(lines_of([page.first, *page.others], page.extras))
        days = Filters(request, *DAYS, **page.period.shown.address)
        return exported(request, rows_file(request, _("Summary"), COLUMNS, rows), days)
    return render(request, "summary/summary.html", {"page": page})


@requires(Perm.SUMMARY_SEE, gives_file=True)
@page_or_file
def receivables(request: StaffRequest) -> HttpResponseBase:
    """Accounts of which something is left to pay, by how long they are overdue."""
    filters = Filters(request, *receivable_fields())
    rows = receivables_found(request.user, filters, request.company, timezone.localdate())
    if file_form(request):
        return exported(request, RECEIVABLES.file(request, rows, _("Accounts to be received")), filters)
    listing = RECEIVABLES.show(request, rows, filters)
    number = listing.count.number
    found = ngettext("%(num)s account", "%(num)s accounts", number) % {"num": listing.count}
    pages = {row.pk: page_of(row, request.company) for row in listing.rows}
    tabs = [
        (label, listing.url_with(age=value), filters["age"] == value, None)
        for value, label in receivable_fields()[0].options
    ]
    return render(
        request, "summary/receivables.html", {"listing": listing, "found": found, "pages": pages, "tabs": tabs}
    )


@requires(Perm.COMPANY_EDIT)
def goal(request: StaffRequest) -> HttpResponseBase:
    """Within how many days orders are to be ready."""
    form = GoalForm(request.POST or None, goal=ReadyGoal.objects.get(pk=1))

    def act(data: dict[str, Any]) -> str:
        set_ready_goal(days=data["days"], version=data["version"], by=request.user)
        messages.success(request, _("The goal was saved."))
        return reverse("summary:page")

    return form_page(request, form, "summary/goal.html", {}, act=act, saved=initial_of)
