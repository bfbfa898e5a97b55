"""The queue of tickets and the tickets of one customer: by type, status, city, priority, date and destination."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet, Value
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from faena.accounts.models import Position, User
from faena.accounts.offering import everybody
from faena.customers import search
from faena.customers.models import Customer
from faena.customers.places import cities
from faena.customers.search import Reason
from faena.gate.grants import Perm, Scope, scope
from faena.lib.named import NamedValues
from faena.lib.pages import Count
from faena.tickets import needs
from faena.tickets.lists.found import ALL, IDLE, MINE, THEIRS, Found
from faena.tickets.models import TICKET_NUMBERS, Priority, Ticket, TicketQuerySet, TicketStatus, TicketType
from faena.ui.columns import Column
from faena.ui.jinja import day
from faena.ui.listing import Choice, Filters, Listing, ShownList, Sort, View


def destination_of(ticket: Ticket) -> str:
    """The person or position that has it; "" while nobody does."""
    return ticket.holding.destination.name if ticket.holding else ""


COLUMNS = [
    Column(
        "protocol",
        _("Protocol"),
        str,
        at="title",
        link="tickets:ticket",
        second=lambda ticket: ticket.title,
        sorts=("newest",),
    ),
    Column("customer", _("Customer"), lambda ticket: ticket.customer.name, at="sub", width=32),
    Column("opened", _("Opened"), lambda ticket: ticket.opened_at),
    Column("type", _("Type"), lambda ticket: str(ticket.type), at="meta", look="is-long"),
    Column("state", _("State"), lambda ticket: ticket.get_state_display()),
    Column("status", _("Status"), lambda ticket: ticket.status.name, at="status"),
    Column("state_of", _("Status"), at="status", second=lambda ticket: destination_of(ticket), in_file=False),
    Column("priority", _("Priority"), lambda ticket: ticket.get_priority_display()),
    Column(
        "destination",
        _("Destination"),
        lambda ticket: ticket.holding and ticket.holding.destination.name,
        at="meta",
        look="is-long",
    ),
    Column(
        "due", pgettext_lazy("ticket", "Due"), lambda ticket: ticket.due_at, at="meta", look="is-due", sorts=("due",)
    ),
    Column("channel", _("Channel"), lambda ticket: ticket.get_channel_display()),
    Column("contact", _("Contact"), lambda ticket: ticket.contact and ticket.contact.name),
    Column("plan", _("Plan"), lambda ticket: ticket.subscription and str(ticket.subscription)),
    Column("subject", _("Subject"), lambda ticket: ticket.subject, width=32),
    Column("description", _("Description"), lambda ticket: ticket.description, width=48),
    Column("opened_by", _("Opened by"), lambda ticket: ticket.opened_by.name),
    Column("closed", _("Closed"), lambda ticket: ticket.closed_at, at="meta", look="is-due"),
    Column("closed_as", _("Closed as"), at="meta", look="is-long", is_named=True),
    Column("ways", at="ways"),
]
QUEUE = Listing(
    Ticket,
    COLUMNS,
    page=("protocol", "customer", "state_of", "due", "ways"),
    more=("type", "priority", "channel", "opened"),
    due=Sort(_("Due soonest"), ("state", *needs.SOONEST)),
    newest=Sort(_("Newest first"), ("-state", "-id")),
    priority=Sort(_("Most urgent first"), ("state", "-priority", *needs.SOONEST)),
)
CLOSED_ONES = Listing(
    Ticket,
    COLUMNS,
    page=("protocol", "customer", "status", "closed_as", "closed", "ways"),
    more=("priority", "channel", "opened"),
    closed=Sort(_("Closed last"), ("-state", "-closed_at", "-id"), having=Q(state="closed", closed_at__isnull=False)),
    newest=QUEUE.sorts["newest"],
)
# For programs, which ask for the pile and the state as they ask for anything else.
ANY_STATE = Listing(Ticket, COLUMNS, page=QUEUE.page, more=(), **(QUEUE.sorts | CLOSED_ONES.sorts))
# Of one customer, so that his index walks them: the customer leads the order. There is room for more words.
WORDY: dict[str, dict[str, Any]] = {
    "protocol": {"second": None, "sorts": ()},
    "type": {"at": "sub", "look": "", "on_page": lambda ticket: ticket.type.name},
    "opened": {"at": "meta", "is_named": True, "on_page": lambda ticket: day(ticket.opened_at)},
    "priority": {"at": "meta", "is_named": True},
    "destination": {"look": "", "is_named": True},
    "due": {"is_named": True, "sorts": ()},
}
OF_CUSTOMER = Listing(
    Ticket,
    [replace(one, **WORDY.get(one.name, {})) for one in COLUMNS if one.name not in ("customer", "closed", "state_of")],
    page=("protocol", "status", "type", "opened", "priority", "destination", "due"),
    open_first=Sort(_("Open ones first"), ("-customer_id", "-state", "-id")),
)
OPEN, CLOSED = Ticket.State.OPEN.value, Ticket.State.CLOSED.value
Offered = tuple[int, str, int | None]  # key, name, what it stands under


def ticket_fields(user: User) -> list[Choice]:
    """What the queue is filtered by; closed ones are a filter too."""
    sees_names = scope(user, Perm.TICKET_SEE) is Scope.ALL  # a seller reads none of people who work here (W31)
    offered = _offered(sees_names)
    dates = [
        ("", _("Any due date")),
        ("late", pgettext_lazy("due", "Overdue")),
        ("today", _("Due today")),
        ("week", _("This week")),
    ]
    states = [(OPEN, pgettext_lazy("tickets", "Open")), (CLOSED, pgettext_lazy("tickets", "Closed"))]
    fields = [
        Choice("state", _("State"), states, default=OPEN),
        Choice("type", _("Type"), [("", _("Any type")), *_as_a_tree(offered["type"])]),
        Choice("status", _("Status"), [("", _("Any status")), *((pk, name) for pk, name, _up in offered["status"])]),
        Choice("due", pgettext_lazy("ticket", "Due"), dates),
        Choice("priority", _("Priority"), [("", _("Any priority")), *reversed(Priority.choices)]),
        Choice("city", _("City"), [("", _("Any city")), *((city, city) for city in cities(user))]),
        Choice("channel", _("Channel"), [("", _("Any channel")), *Ticket.Channel.choices]),
    ]
    if sees_names:
        positions = [(f"position-{pk}", name) for pk, name, _up in offered["position"]]
        people = [(f"user-{pk}", name) for pk, name in everybody()]
        anybody = [("", _("Any destination")), (IDLE, _("No active assignee"))]
        fields.insert(6, Choice("destination", _("Destination"), [*anybody, *positions, *people]))
    return fields


def fields_of_any(user: User) -> list[Choice]:
    """The same for programs, with the pile; a destination stands among them for everybody, so that whoever may not
    choose one is refused it."""
    fields = ticket_fields(user)
    if all(field.name != "destination" for field in fields):
        fields.append(Choice("destination", _("Destination"), [("", _("Any destination"))]))
    return [*fields, Choice("whose", _("Whose tickets"), list(PILE_NAMES.items()), default=ALL)]


def _offered(sees_names: bool) -> dict[str, list[Offered]]:
    """Every type, status and, for who may read them, position, retired ones too, in their order: one question."""
    found: dict[str, list[Offered]] = {"type": [], "status": [], "position": []}
    for kind, _place, pk, name, above in sorted(_catalogues.rows(sees_names), key=lambda row: row[:3]):
        found[kind].append((pk, name, above))
    return found


def _all_offered(_ask: Any, sees_names: bool) -> "QuerySet[Any, Any]":
    """(kind, place, key, name, what it stands under)"""
    nothing = Value(None, BigIntegerField())

    def of(model: Any, kind: str, above: Any = nothing) -> "QuerySet[Any, Any]":
        return model.objects.order_by().values_list(Value(kind, CharField()), "position", "pk", "name", above)

    names = [of(Position, "position")] if sees_names else []
    return of(TicketType, "type", "parent").union(of(TicketStatus, "status"), *names, all=True)


_catalogues = NamedValues(_all_offered)


def _as_a_tree(types: list[Offered], above: int | None = None, level: int = 0) -> list[tuple[int, str]]:
    """Every type under its heading, its name set in by its level."""
    rows = []
    for pk, name, parent in types:
        if parent == above:
            rows += [(pk, "\N{EM SPACE}" * level + name), *_as_a_tree(types, pk, level + 1)]
    return rows


def why_found(rows: Sequence[Ticket], wanted: str, user: User, country: str) -> dict[int, Reason]:
    """Of those of a page that show neither the protocol nor the name that was looked for."""
    number = TICKET_NUMBERS.read(wanted)
    asked = {row.pk: (row.customer, None) for row in rows if row.number != number}
    return search.why_found(wanted, asked, user, without=("protocol",), country=country)


# --- piles of the queue -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pile:
    """One of three, as a tab, with how much lies on it under the same filters."""

    name: str
    label: Any
    count: Count


PILE_NAMES = {
    MINE: pgettext_lazy("tickets", "Mine"),
    THEIRS: _("My positions'"),
    ALL: pgettext_lazy("tickets", "All of them"),
}


def queue_views(piles: list[Pile], shown: ShownList) -> list[View]:
    """The tabs that everybody has: the piles, each under what is chosen otherwise, with its number; and what is
    closed, beside which the piles have none."""
    closed = View(pgettext("tickets", "Closed"), {"state": CLOSED}, unless=("whose",))
    if not piles:
        return [*(View(label, {"whose": name}) for name, label in PILE_NAMES.items()), closed]
    counted = (
        View(
            one.label,
            {"whose": one.name},
            count=format_html('<span id="pile-{}">{}</span>', one.name, one.count),
            url=shown.url_with(whose=one.name),
        )
        for one in piles
    )
    return [*counted, closed]


def piles_of(found: Found) -> list[Pile]:
    return [Pile(name, label, found.counts[name]) for name, label in PILE_NAMES.items()]


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
    rows = Ticket.objects.visible_to(user).filter(customer=customer)
    return rows.open() if filters["state"] == OPEN else rows
