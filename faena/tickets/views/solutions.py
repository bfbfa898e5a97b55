"""What is known from closed tickets: the texts that say what solved them (C13), opened type × closed type (B3)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.lib.text import fold
from faena.lib.trigrams import containing
from faena.tickets.models import Closing, TicketType
from faena.ui.listing import DAYS, Choice, Columns, DayFilter, Filters, Listing, Sort, csv_answer, wants_csv

SOLUTIONS = Listing(
    Closing,
    newest=Sort(gettext_lazy("Newest first"), ("-at", "-id")),
    oldest=Sort(gettext_lazy("Oldest first"), ("at", "id")),
)
COLUMNS: Columns = [
    (gettext_lazy("Closed"), lambda closing: closing.at),
    (gettext_lazy("Protocol"), lambda closing: str(closing.ticket)),
    (gettext_lazy("Customer"), lambda closing: closing.ticket.customer.name),
    (gettext_lazy("Opened as"), lambda closing: str(closing.opened_type)),
    (gettext_lazy("Closed as"), lambda closing: str(closing.type)),
    (gettext_lazy("Outcome"), lambda closing: closing.get_outcome_display()),
    (gettext_lazy("Closing text"), lambda closing: closing.text),
    (gettext_lazy("Closed by"), lambda closing: closing.by.name),
]
PAIR_COLUMNS: Columns = [
    (gettext_lazy("Opened as"), lambda pair: str(pair.opened)),
    (gettext_lazy("Closed as"), lambda pair: str(pair.closed)),
    (gettext_lazy("Tickets"), lambda pair: pair.number),
]
MOST_WORDS = 8  # of a search


@requires(Perm.TICKET_SEE)
@require_GET
def solutions(request: StaffRequest) -> HttpResponseBase:
    """C13: searched by parts of words in any order, by closing type and outcome. `format=csv`: the same as a file."""
    kinds = [("", _("Any type")), *((one.pk, str(one)) for one in _closing_types())]
    outcomes = [("", _("Any outcome")), *Closing.Outcome.choices]
    filters = Filters(request, Choice("type", _("Closed as"), kinds), Choice("outcome", _("Outcome"), outcomes), *DAYS)
    rows = Closing.objects.visible_to(request.user).valid().filter(filters.within("at")).shown()
    rows = containing(rows, "text_key", fold(filters.q).split()[:MOST_WORDS])
    if filters["type"]:
        rows = rows.filter(type=int(filters["type"]))
    if filters["outcome"]:
        rows = rows.filter(outcome=filters["outcome"])
    if wants_csv(request):
        return SOLUTIONS.csv(request, rows, _("Solutions"), COLUMNS, allowed=may(request.user, Perm.LIST_EXPORT))
    return render(request, "tickets/solutions.html", {"listing": SOLUTIONS.show(request, rows, filters)})


def _closing_types() -> QuerySet[TicketType]:
    """That something was closed with, retired ones too."""
    used = Closing.objects.values("type")
    types = TicketType.objects.filter(pk__in=used).select_related("parent__parent")
    return types.order_by("position", "id")


# --- as what they were opened and closed (B3) ---------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """So many tickets were opened as one thing and closed as another, or as the same."""

    opened: TicketType
    closed: TicketType
    number: int

    @property
    def is_same(self) -> bool:
        return self.opened == self.closed


@requires(Perm.TICKET_SEE)
@require_GET
def types_report(request: StaffRequest) -> HttpResponseBase:
    """B3: opened type × closed type of what was closed from–to, of the last thirty days unless asked otherwise; to a
    technician, of what he closed himself."""
    first = (timezone.localdate() - timedelta(days=30)).isoformat()
    filters = Filters(request, DayFilter("from", DAYS[0].label, default=first), DAYS[1])
    pairs = _pairs(Closing.objects.reported_to(request.user).valid().filter(filters.within("at")))
    if wants_csv(request):
        return _file(request, pairs)
    total, same = sum(one.number for one in pairs), sum(one.number for one in pairs if one.is_same)
    page = {"pairs": pairs, "total": total, "same": same, "changed": total - same, "filters": filters}
    return render(request, "tickets/types_report.html", page)


def _pairs(closings: QuerySet[Any]) -> list[Pair]:
    """The most frequent first."""
    counted = closings.order_by().values("opened_type", "type").annotate(number=Count("pk"))
    rows = list(counted.order_by(F("number").desc(), "opened_type", "type"))
    keys = {row[name] for row in rows for name in ("opened_type", "type")}
    types = TicketType.objects.select_related("parent__parent").in_bulk(keys)
    return [Pair(types[row["opened_type"]], types[row["type"]], row["number"]) for row in rows]


def _file(request: StaffRequest, pairs: list[Pair]) -> HttpResponseBase:
    if not may(request.user, Perm.LIST_EXPORT):
        raise PermissionDenied
    return csv_answer(_("Ticket types opened and closed"), PAIR_COLUMNS, [pairs])
