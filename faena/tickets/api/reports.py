"""What is known from closed tickets: what solved them, as what they were opened and closed, whether in time."""

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.rest.lists import listing
from faena.rest.values import Label, Moment, Out
from faena.tickets.api.room import routes
from faena.tickets.api.tickets import type_label
from faena.tickets.lists.in_time import punctuality
from faena.tickets.lists.solutions import SOLUTIONS, pair_fields, pairs_found, solution_fields, solutions_found
from faena.tickets.models import TicketClosing
from faena.ui.listing import Filters
from faena.ui.problems import Problem


class TicketSolution(Out):
    id: int
    ticket: Label
    customer: Label
    outcome: str
    opened_type: Label
    type: Label
    text: str
    at: Moment
    by: Label
    reopened_at: Moment | None


@listing(
    routes,
    "/tickets/solutions",
    Perm.TICKET_SEE,
    SOLUTIONS,
    fields=lambda _user: solution_fields(),
    found=lambda user, filters: solutions_found(user, filters).shown(),
    parameters=("type", "outcome", "from", "to"),
)
def solutions(closing: TicketClosing) -> TicketSolution:
    """What solved tickets, or why nothing did; searched by parts of words."""
    return TicketSolution(
        id=closing.pk,
        ticket=Label(id=closing.ticket_id, label=str(closing.ticket)),
        customer=Label(id=closing.ticket.customer_id, label=str(closing.ticket.customer)),
        outcome=closing.outcome,
        opened_type=type_label(closing.opened_type),
        type=type_label(closing.type),
        text=closing.text,
        at=closing.at,
        by=Label(id=closing.by_id, label=str(closing.by)),
        reopened_at=closing.reopened_at,
    )


class TicketTypePair(Out):
    """So many tickets were opened as one thing and closed as another, or as the same."""

    opened: Label
    closed: Label
    number: int


class TicketTypePairs(Out):
    items: list[TicketTypePair]


@routes.thing("/tickets/types-report", Perm.TICKET_SEE, parameters=("from", "to"))
def types_report(request: StaffRequest) -> TicketTypePairs:
    """As what tickets were opened and closed, of the last thirty days unless `from` and `to` say otherwise."""
    pairs = pairs_found(request.user, _days(request))
    return TicketTypePairs(
        items=[
            TicketTypePair(opened=type_label(one.opened), closed=type_label(one.closed), number=one.number)
            for one in pairs
        ]
    )


class TicketsInTimeRow(Out):
    """of: type, position or person."""

    of: str
    name: str
    in_time: int
    late: int


class TicketsInTime(Out):
    items: list[TicketsInTimeRow]


@routes.thing("/tickets/in-time", Perm.TICKET_SEE, parameters=("from", "to"))
def in_time(request: StaffRequest) -> TicketsInTime:
    """How many were closed in time or overdue, by type, position and person."""
    rows = punctuality(request.user, _days(request))
    return TicketsInTime(
        items=[TicketsInTimeRow(of=one.of, name=one.name, in_time=one.in_time, late=one.late) for one in rows]
    )


def _days(request: StaffRequest) -> Filters:
    """Raises Problem for what is no day."""
    fields = pair_fields()
    for field in fields:
        if (told := request.GET.get(field.name)) and field.read(told) != told:
            raise Problem(422, "invalid", errors=[{"parameter": field.name, "detail": "A day: 2026-11-22."}])
    return Filters(request, *fields)
