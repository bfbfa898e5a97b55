"""The queue (C19): what I have, what lies with my positions until somebody takes it, and everything in my reach; by
type, status, city, priority, date and destination, the overdue first. While it stands open it refreshes its rows where
they stand and says how many have come since, so that nothing moves under a finger."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.models import Position, User
from faena.accounts.requests import StaffRequest
from faena.company.models import Branch
from faena.customers.models import Address
from faena.customers.places import cities
from faena.customers.search import matching
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.gate.roles import Role
from faena.lib.pages import PAGE_SIZE, Count, capped_count
from faena.tickets import needs
from faena.tickets.models import (
    TICKET_NUMBERS,
    Closing,
    Holding,
    Priority,
    Ticket,
    TicketQuerySet,
    TicketStatus,
    TicketType,
)
from faena.tickets.views.opening import COLUMNS
from faena.ui.listing import Choice, Columns, Filters, Listing, ShownList, Sort, wants_csv

QUEUE = Listing(
    Ticket,
    due=Sort(gettext_lazy("Due soonest"), ("state", "due_at", "id")),
    newest=Sort(gettext_lazy("Newest first"), ("-state", "-id")),
    priority=Sort(gettext_lazy("Most urgent first"), ("state", "-priority", "due_at", "id")),
)
CLOSED_ONES = Listing(
    Ticket,
    closed=Sort(
        gettext_lazy("Closed last"), ("-state", "-closed_at", "-id"), having=Q(state="closed", closed_at__isnull=False)
    ),
    newest=QUEUE.sorts["newest"],
)
MINE, THEIRS, ALL = "mine", "positions", "all"
OPEN, CLOSED = Ticket.State.OPEN.value, Ticket.State.CLOSED.value
DUE = {"late": needs.late, "today": needs.due_today, "week": needs.due_this_week}
IDLE = "idle"  # nobody active has it
SLACK = timedelta(minutes=1)  # what was being written when the page was read
HANDLERS = (Role.OPERATOR, Role.TECHNICIAN)  # who begin with what is theirs
Types = list[tuple[int, str, set[int]]]


@dataclass(frozen=True)
class Tab:
    """One of the three piles, with how much lies on it under the same filters."""

    name: str
    label: Any
    count: Count


@requires(Perm.TICKET_SEE)
@require_GET
def queue(request: StaffRequest) -> HttpResponseBase:
    """Tickets in the reader's reach; those that are closed under a filter. `format=csv`: the same as a file. `seen`:
    the page is open already, with these rows."""
    user, types = request.user, _types()
    fields = Filters(request, *_fields(user, types))
    found = _found(user, fields, types)
    if fields["state"] == CLOSED:
        listing, tabs, rows, whose = CLOSED_ONES, [], found, ALL
    else:
        listing, tabs = QUEUE, _tabs(user, found)
        whose = _whose(request, user, tabs)
        rows = _of(found, whose, user)
    filters = Filters(request, *fields.fields, _choice_of(tabs), whose=whose if tabs else "")
    if wants_csv(request):
        rows = rows.shown()
        return listing.csv(request, rows, _("Tickets"), _columns(), allowed=may(user, Perm.LIST_EXPORT))
    shown, now = listing.show(request, rows.shown(), filters), timezone.now()
    there, gone, news = _seen(request, shown, rows)
    context = {
        "listing": replace(shown, rows=there),
        "endings": _endings(there) if fields["state"] == CLOSED else {},
        "tabs": tabs,
        "whose": whose,
        "takes": needs.taking(user),
        "gone": gone,
        "news": news,
        "again_url": _again_url(request, shown, whose, there, now),
    }
    return render(request, "tickets/queue.html", context)


# --- what is asked ------------------------------------------------------------------------------------------


def _fields(user: User, types: Types) -> list[Choice]:
    kinds = [("", _("Any type")), *((pk, name) for pk, name, _below in types)]
    statuses = TicketStatus.objects.order_by("position", "id").values_list("pk", "name")
    dates = [
        ("", _("Any due date")),
        ("late", pgettext("due", "Overdue")),
        ("today", _("Due today")),
        ("week", _("This week")),
    ]
    states = [(OPEN, pgettext("tickets", "Open")), (CLOSED, pgettext("tickets", "Closed"))]
    fields = [
        Choice("state", _("State"), states, default=OPEN),
        Choice("type", _("Type"), kinds),
        Choice("status", _("Status"), [("", _("Any status")), *statuses]),
        Choice("due", pgettext("ticket", "Due"), dates),
        Choice("priority", _("Priority"), [("", _("Any priority")), *reversed(Priority.choices)]),
        Choice("city", _("City"), [("", _("Any city")), *((city, city) for city in cities(user))]),
        Choice("channel", _("Channel"), [("", _("Any channel")), *Ticket.Channel.choices]),
    ]
    if scope(user, Perm.TICKET_SEE) is Scope.ALL:  # a seller reads no names of people who work here (W31)
        fields.insert(6, Choice("destination", _("Destination"), _destinations()))
    return fields


def _destinations() -> list[tuple[str, Any]]:
    positions = [(f"position-{one.pk}", one.name) for one in Position.objects.order_by("position", "id")]
    people = User.objects.staff().order_by("sort_name", "id").values_list("pk", "name")
    named = [*positions, *((f"user-{pk}", name) for pk, name in people)]
    return [("", _("Any destination")), (IDLE, _("No active assignee")), *named]


def _types() -> Types:
    """Every type under its heading, retired ones too: its key, its name set in by its level, and all keys below it."""
    types = list(TicketType.objects.order_by("position", "id"))
    rows: Types = []

    def walk(parent: int | None, level: int) -> set[int]:
        below: set[int] = set()
        for one in types:
            if one.parent_id == parent:
                place = len(rows)
                rows.append((one.pk, "\N{EM SPACE}" * level + one.name, set()))
                rows[place][2].update(walk(one.pk, level + 1))
                below |= {one.pk} | rows[place][2]
        return below

    walk(None, 0)
    return rows


def _tabs(user: User, found: TicketQuerySet) -> list[Tab]:
    words = {MINE: pgettext("tickets", "Mine"), THEIRS: _("My positions'"), ALL: pgettext("tickets", "All of them")}
    return [Tab(name, label, capped_count(_of(found, name, user))) for name, label in words.items()]


def _whose(request: StaffRequest, user: User, tabs: list[Tab]) -> str:
    """The tab that was asked for; else who handles tickets begins with his own if he has any, then with those of his
    positions, and everybody else with all."""
    if (filters := request.GET.get("whose", "")) in {tab.name for tab in tabs}:
        return filters
    piles = {tab.name: tab.count.number for tab in tabs}
    if user.role not in HANDLERS:
        return ALL
    return MINE if piles[MINE] else THEIRS if piles[THEIRS] else ALL


def _choice_of(tabs: list[Tab]) -> Choice:
    """The tab as a field without a default, told in every address: where one stands must not change with what lies on
    the piles."""
    return Choice("whose", _("Whose tickets"), [(tab.name, tab.label) for tab in tabs], in_tabs=True, is_location=True)


# --- what is found ------------------------------------------------------------------------------------------


def _found(user: User, filters: Filters, types: Types) -> TicketQuerySet:
    """Under all filters but the tab."""
    rows = _matching(filters.q, user) if filters.q else Ticket.objects.visible_to(user)
    rows = rows.filter(state=filters["state"])
    if filters["type"]:
        wanted = int(filters["type"])
        below = next(under for pk, _name, under in types if pk == wanted)
        rows = rows.filter(type__in=[wanted, *below])
    rows = rows.filter(**{name: value for name in ("status", "priority", "channel") if (value := filters[name])})
    if filters["city"]:
        rows = rows.filter(customer__in=Address.objects.filter(city=filters["city"]).values("customer"))
    if filters.get("destination"):
        rows = _with(rows, filters["destination"])
    return DUE[filters["due"]](rows) if filters["due"] else rows


def _of(found: TicketQuerySet, whose: str, user: User) -> TicketQuerySet:
    if whose == MINE:
        return needs.held_by(found, user)
    return needs.waiting_for(found, user) if whose == THEIRS else found


def _with(rows: TicketQuerySet, destination: str) -> TicketQuerySet:
    """Those that a person or a position has, or nobody who is active."""
    if destination == IDLE:
        return needs.without_holder(rows)
    kind, _dash, pk = destination.partition("-")
    return rows.filter(pk__in=Holding.objects.current().filter(**{kind: int(pk)}).values("ticket"))


def _endings(rows: list[Ticket]) -> dict[int, Closing]:
    """How each of them was closed."""
    return {one.ticket_id: one for one in Closing.objects.valid().filter(ticket__in=rows).select_related("type")}


def _matching(wanted: str, user: User) -> TicketQuerySet:
    """By protocol ("A-000014", "14") or by what the customer is found by; another ticket's protocol finds only that
    one. One query for each, so that each has its index."""
    seen = Ticket.objects.visible_to(user).order_by()
    customers = matching(wanted, user).exclude(field="protocol").values("customer")
    rows = seen.filter(customer__in=customers).values("pk")
    if (number := TICKET_NUMBERS.read(wanted)) is not None:
        rows = rows.union(seen.filter(branch__in=Branch.objects.values("pk"), number=number).values("pk"))
    return Ticket.objects.filter(pk__in=rows)


def _columns() -> Columns:
    return [COLUMNS[0], (gettext_lazy("Customer"), lambda ticket: ticket.customer.name), *COLUMNS[1:], CLOSED_AT]


CLOSED_AT = (gettext_lazy("Closed"), lambda ticket: ticket.closed_at)


# --- while the page stands open -----------------------------------------------------------------------------


def _seen(request: HttpRequest, shown: ShownList, rows: TicketQuerySet) -> tuple[list[Ticket], set[int], int]:
    """The rows that the open page has, as they are now and where they stood; which of them do not belong to this list
    any more; and how many have come to its page since. Of a page that is opened: its own rows."""
    since = _moment(request.GET.get("at", ""))
    if since is None:
        return shown.rows, set(), 0
    keys = [int(key) for key in request.GET.get("seen", "").split(".")[:PAGE_SIZE] if key.isdecimal() and len(key) < 19]
    now = rows.filter(pk__in=keys).shown().in_bulk() if keys else {}
    left = [key for key in keys if key not in now]
    there = now | Ticket.objects.visible_to(request.user).filter(pk__in=left).shown().in_bulk() if left else now
    came = [row for row in shown.rows if row.pk not in keys and row.holding and row.holding.since >= since - SLACK]
    return [there[key] for key in keys if key in there], set(left), len(came)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() else None
    except (ValueError, OverflowError, OSError):
        return None


def _again_url(request: HttpRequest, shown: ShownList, whose: str, rows: list[Ticket], now: datetime) -> str:
    """Where the open page asks for its rows once more: what it shows, and since when."""
    asks = shown.question | {"whose": whose, "at": request.GET.get("at") or str(int(now.timestamp()))}
    asks |= {"page": request.GET["page"]} if "page" in request.GET else {}
    return f"{shown.path}?{urlencode(asks | {'seen': '.'.join(str(row.pk) for row in rows)})}"
