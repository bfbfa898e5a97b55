"""The queue of tickets and the tickets of one customer: by type, status, city, priority, date and destination."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import Position, User
from faena.accounts.offering import everybody
from faena.company.models import Branch
from faena.customers import search
from faena.customers.models import Address, Customer
from faena.customers.places import cities
from faena.customers.search import Reason, matching
from faena.gate.grants import Perm, Scope, scope
from faena.lib.pages import Count, capped_count
from faena.tickets import needs
from faena.tickets.models import (
    TICKET_NUMBERS,
    Holding,
    Priority,
    Ticket,
    TicketQuerySet,
    TicketStatus,
    TicketType,
)
from faena.ui.columns import Column
from faena.ui.jinja import day
from faena.ui.listing import Choice, Filters, Listing, Sort

COLUMNS = [
    Column("protocol", _("Protocol"), str, at="title", link="tickets:ticket"),
    Column("customer", _("Customer"), lambda ticket: ticket.customer.name, at="sub", width=32),
    Column("opened", _("Opened"), lambda ticket: ticket.opened_at),
    Column("type", _("Type"), lambda ticket: str(ticket.type), at="meta", look="is-long"),
    Column("state", _("State"), lambda ticket: ticket.get_state_display()),
    Column("status", _("Status"), lambda ticket: ticket.status.name, at="status"),
    Column("priority", _("Priority"), lambda ticket: ticket.get_priority_display()),
    Column(
        "destination",
        _("Destination"),
        lambda ticket: ticket.holding and ticket.holding.destination.name,
        at="meta",
        look="is-long",
    ),
    Column("due", pgettext_lazy("ticket", "Due"), lambda ticket: ticket.due_at, at="meta", look="is-due"),
    Column("channel", _("Channel"), lambda ticket: ticket.get_channel_display()),
    Column("contact", _("Contact"), lambda ticket: ticket.contact and ticket.contact.name),
    Column("plan", _("Plan"), lambda ticket: ticket.subscription and str(ticket.subscription)),
    Column("description", _("Description"), lambda ticket: ticket.description, width=48),
    Column("opened_by", _("Opened by"), lambda ticket: ticket.opened_by.name),
    Column("closed", _("Closed"), lambda ticket: ticket.closed_at, at="meta", look="is-due"),
    Column("closed_as", _("Closed as"), at="meta", look="is-long", is_named=True),
    Column("ways", at="ways"),
]
QUEUE = Listing(
    Ticket,
    COLUMNS,
    page=("protocol", "status", "customer", "type", "destination", "due", "ways"),
    due=Sort(_("Due soonest"), ("state", *needs.SOONEST)),
    newest=Sort(_("Newest first"), ("-state", "-id")),
    priority=Sort(_("Most urgent first"), ("state", "-priority", *needs.SOONEST)),
)
CLOSED_ONES = Listing(
    Ticket,
    COLUMNS,
    page=("protocol", "status", "customer", "type", "closed_as", "closed", "ways"),
    closed=Sort(_("Closed last"), ("-state", "-closed_at", "-id"), having=Q(state="closed", closed_at__isnull=False)),
    newest=QUEUE.sorts["newest"],
)
# Of one customer, so that his index walks them: the customer leads the order. There is room for more words.
WORDY: dict[str, dict[str, Any]] = {
    "type": {"at": "sub", "look": "", "on_page": lambda ticket: ticket.type.name},
    "opened": {"at": "meta", "is_named": True, "on_page": lambda ticket: day(ticket.opened_at)},
    "priority": {"at": "meta", "is_named": True},
    "destination": {"look": "", "is_named": True},
    "due": {"is_named": True},
}
OF_CUSTOMER = Listing(
    Ticket,
    [replace(one, **WORDY.get(one.name, {})) for one in COLUMNS if one.name not in ("customer", "closed")],
    page=("protocol", "status", "type", "opened", "priority", "destination", "due"),
    open_first=Sort(_("Open ones first"), ("-customer_id", "-state", "-id")),
)
OPEN, CLOSED = Ticket.State.OPEN.value, Ticket.State.CLOSED.value
DUE = {"late": needs.late, "today": needs.due_today, "week": needs.due_this_week}
IDLE = "idle"  # nobody active has it
Types = list[tuple[int, str, set[int]]]


def ticket_fields(user: User, types: Types) -> list[Choice]:
    """What the queue is filtered by; closed ones are a filter too."""
    kinds = [("", _("Any type")), *((pk, name) for pk, name, _below in types)]
    statuses = TicketStatus.objects.order_by("position", "id").values_list("pk", "name")
    dates = [
        ("", _("Any due date")),
        ("late", pgettext_lazy("due", "Overdue")),
        ("today", _("Due today")),
        ("week", _("This week")),
    ]
    states = [(OPEN, pgettext_lazy("tickets", "Open")), (CLOSED, pgettext_lazy("tickets", "Closed"))]
    fields = [
        Choice("state", _("State"), states, default=OPEN),
        Choice("type", _("Type"), kinds),
        Choice("status", _("Status"), [("", _("Any status")), *statuses]),
        Choice("due", pgettext_lazy("ticket", "Due"), dates),
        Choice("priority", _("Priority"), [("", _("Any priority")), *reversed(Priority.choices)]),
        Choice("city", _("City"), [("", _("Any city")), *((city, city) for city in cities(user))]),
        Choice("channel", _("Channel"), [("", _("Any channel")), *Ticket.Channel.choices]),
    ]
    if scope(user, Perm.TICKET_SEE) is Scope.ALL:  # a seller reads no names of people who work here (W31)
        fields.insert(6, Choice("destination", _("Destination"), _destinations()))
    return fields


def _destinations() -> list[tuple[str, Any]]:
    positions = [(f"position-{one.pk}", one.name) for one in Position.objects.order_by("position", "id")]
    people = [(f"user-{pk}", name) for pk, name in everybody()]
    return [("", _("Any destination")), (IDLE, _("No active assignee")), *positions, *people]


def all_types() -> Types:
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


def tickets_found(user: User, filters: Filters, types: Types) -> TicketQuerySet:
    """Under all filters but the tab."""
    rows = _matching(filters.q, user) if filters.q else Ticket.objects.visible_to(user)
    number = None if "state" in filters.chosen else TICKET_NUMBERS.read(filters.q)
    called = Q(pk=None) if number is None else Q(number=number)  # found whatever its state
    rows = rows.filter(Q(state=filters["state"]) | called)
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


def _with(rows: TicketQuerySet, destination: str) -> TicketQuerySet:
    """Those that a person or a position has, or nobody who is active."""
    if destination == IDLE:
        return needs.without_holder(rows)
    kind, _dash, pk = destination.partition("-")
    return rows.filter(pk__in=Holding.objects.current().filter(**{kind: int(pk)}).values("ticket"))


def _matching(wanted: str, user: User) -> TicketQuerySet:
    """By protocol ("A-000014", "14") or by what the customer is found by; another ticket's protocol finds only that
    one. One query for each, so that each has its index."""
    seen = Ticket.objects.visible_to(user).order_by()
    customers = matching(wanted, user).exclude(field="protocol").values("customer")
    rows = seen.filter(customer__in=customers).values("pk")
    if (number := TICKET_NUMBERS.read(wanted)) is not None:
        rows = rows.union(seen.filter(branch__in=Branch.objects.values("pk"), number=number).values("pk"))
    return Ticket.objects.filter(pk__in=rows)


def why_found(rows: Sequence[Ticket], wanted: str, user: User, country: str) -> dict[int, Reason]:
    """Of those of a page that show neither the protocol nor the name that was looked for."""
    number = TICKET_NUMBERS.read(wanted)
    asked = {row.pk: (row.customer, None) for row in rows if row.number != number}
    return search.why_found(wanted, asked, user, without=("protocol",), country=country)


# --- piles of the queue -------------------------------------------------------------------------------------

MINE, THEIRS, ALL = "mine", "positions", "all"


@dataclass(frozen=True)
class Pile:
    """One of three, as a tab, with how much lies on it under the same filters."""

    name: str
    label: Any
    count: Count


def piles_of(found: TicketQuerySet, user: User) -> list[Pile]:
    words = {
        MINE: pgettext_lazy("tickets", "Mine"),
        THEIRS: _("My positions'"),
        ALL: pgettext_lazy("tickets", "All of them"),
    }
    return [Pile(name, label, capped_count(on_pile(name, found, user))) for name, label in words.items()]


def on_pile(name: str, found: TicketQuerySet, user: User) -> TicketQuerySet:
    if name == MINE:
        return needs.held_by(found, user)
    return needs.waiting_for(found, user) if name == THEIRS else found


def pile_field(piles: list[Pile]) -> Choice:
    """The pile as a field without a default, told in every address: where one stands must not change with what lies on
    the piles."""
    return Choice("whose", _("Whose tickets"), [(one.name, one.label) for one in piles], in_tabs=True, is_location=True)


# --- of one customer ----------------------------------------------------------------------------------------

OF_ANY_STATE = "all"
STATE = Choice(
    "state",
    _("State"),
    [(OF_ANY_STATE, pgettext_lazy("tickets", "All of them")), (OPEN, pgettext_lazy("tickets", "Open"))],
    default=OF_ANY_STATE,
    in_tabs=True,
)


def of_customer_found(customer: Customer, user: User, filters: Filters) -> TicketQuerySet:
    rows = Ticket.objects.visible_to(user).filter(customer=customer).shown()
    return rows.open() if filters["state"] == OPEN else rows
