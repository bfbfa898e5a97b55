"""What is known from closed tickets: the texts that say what solved them (C13), opened type × closed type (B3).
`format=csv` or `xlsx`: the same as a file."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.company.exports import exported, page_or_file
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.pages import COUNT_CAP
from faena.tickets.lists.in_time import COLUMNS, KINDS, punctuality
from faena.tickets.lists.solutions import (
    PAIRS,
    SOLUTIONS,
    by_words,
    pair_fields,
    pairs_found,
    solution_fields,
    solutions_found,
)
from faena.ui.listing import Filters, file_form, rows_file


@requires(Perm.TICKET_SEE, gives_file=True)
@page_or_file
def solutions(request: StaffRequest) -> HttpResponseBase:
    """C13: searched by parts of words in any order, by closing type and outcome."""
    user, filters = request.user, Filters(request, *solution_fields())
    if file_form(request):
        rows = solutions_found(user, filters).shown()
        return exported(request, SOLUTIONS.file(request, rows, _("Solutions")), filters)
    rows = solutions_found(user, filters, newest=COUNT_CAP + 1).listed()
    ways = by_words(rows, SOLUTIONS.sorts[SOLUTIONS.sorted_by(request)].order) if filters.q else None
    return render(request, "tickets/solutions.html", {"listing": SOLUTIONS.show(request, rows, filters, ways)})


@requires(Perm.TICKET_SEE, gives_file=True)
@page_or_file
def types_report(request: StaffRequest) -> HttpResponseBase:
    """B3: opened type × closed type."""
    filters = Filters(request, *pair_fields())
    pairs = pairs_found(request.user, filters)
    if file_form(request):
        file = rows_file(request, _("Ticket types opened and closed"), PAIRS, pairs)
        return exported(request, file, filters)
    total, same = sum(one.number for one in pairs), sum(one.number for one in pairs if one.is_same)
    page = {"pairs": pairs, "total": total, "same": same, "changed": total - same}
    return render(request, "tickets/types_report.html", {**page, "columns": PAIRS, "filters": filters})


@requires(Perm.TICKET_SEE, gives_file=True)
@page_or_file
def in_time(request: StaffRequest) -> HttpResponseBase:
    """In time or overdue, by type, position and person."""
    filters = Filters(request, *pair_fields())
    rows = punctuality(request.user, filters)
    if file_form(request):
        return exported(request, rows_file(request, _("Tickets in time or overdue"), COLUMNS, rows), filters)
    parts = [(label, [one for one in rows if one.of == of]) for of, label in KINDS.items()]
    sums = {name: sum(getattr(one, name) for one in parts[0][1]) for name in ("in_time", "late")}
    page = {"rows": rows, "parts": parts, "columns": COLUMNS[1:], "filters": filters}
    return render(request, "tickets/in_time.html", {**page, **sums})
