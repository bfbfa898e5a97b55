"""How a ticket ends, and how it begins again."""

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.routes import named
from faena.rest.values import In, Key
from faena.tickets import actions
from faena.tickets.api.room import TicketPlaceIn, place, receivers, routes, the_ticket
from faena.tickets.api.tickets import ticket
from faena.tickets.models import TicketType


class TicketClosingIn(In):
    """outcome: done, no_solution. type_id: of which type it really was. is_visible: the customer is told how it ended.
    cancels_visits: those that are still to come."""

    outcome: str
    type_id: Key
    text: str
    cancels_visits: bool = False
    is_visible: bool = False


@routes.event("/tickets/{int:ticket_id}/closing", Perm.TICKET_HANDLE, to=ticket, is_versioned=True)
def close_ticket(request: StaffRequest, ticket_id: int, facts: TicketClosingIn) -> int:
    """Solved, or without a solution, and why."""
    found = the_ticket(request, ticket_id, Perm.TICKET_HANDLE)
    kind = named(TicketType.objects.for_closing(), facts.type_id, "type_id")
    closing = actions.ClosingFacts(**facts.model_dump(exclude={"type_id"}), type=kind)
    actions.close_ticket(found, closing, version=version_of(request), by=request.user)
    return ticket_id


class TicketReopeningIn(In):
    """to: None for whoever had it last."""

    reason: str
    to: TicketPlaceIn | None = None


@routes.event("/tickets/{int:ticket_id}/reopening", Perm.TICKET_REOPEN, to=ticket, is_versioned=True)
def reopen_ticket(request: StaffRequest, ticket_id: int, facts: TicketReopeningIn) -> int:
    """It is open again; what it was closed with stays known."""
    found = the_ticket(request, ticket_id, Perm.TICKET_REOPEN)
    to = place(facts.to, "to", *receivers(request.user))
    actions.reopen_ticket(found, reason=facts.reason, to=to, version=version_of(request), by=request.user)
    return ticket_id
