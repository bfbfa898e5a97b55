"""A ticket goes to somebody else, is taken out of a position's queue, or given back to it."""

from faena.accounts.models import Position, User
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.values import In, Key, Label, Out
from faena.tickets import actions
from faena.tickets.actions.forwarding import give_back
from faena.tickets.api.room import TicketPlaceIn, place, receivers, routes, the_ticket
from faena.tickets.api.tickets import ticket


class TicketReceivers(Out):
    """people: for whom hands tickets on."""

    people: list[Label]
    positions: list[Label]


@routes.thing("/tickets/destinations", Perm.TICKET_OPEN)
def destinations(request: StaffRequest) -> TicketReceivers:
    """To whom a ticket can go now."""
    people, positions = receivers(request.user)
    return TicketReceivers(
        people=[Label(id=one.pk, label=str(one)) for one in people],
        positions=[Label(id=one.pk, label=str(one)) for one in positions],
    )


class TicketForwardingIn(In):
    to: TicketPlaceIn
    reason: str


@routes.event("/tickets/{int:ticket_id}/forwarding", Perm.TICKET_HANDLE, to=ticket, is_versioned=True)
def forward(request: StaffRequest, ticket_id: int, facts: TicketForwardingIn) -> int:
    """Somebody else gets it, or a position."""
    found = the_ticket(request, ticket_id, Perm.TICKET_HANDLE)
    to = place(facts.to, "to", User.objects.staff(), Position.objects.all())
    actions.forward(found, to=to, reason=facts.reason, version=version_of(request), by=request.user)
    return ticket_id


@routes.event("/tickets/{int:ticket_id}/taking", Perm.TICKET_TAKE, to=ticket)
def take(request: StaffRequest, ticket_id: int) -> int:
    """Whoever comes first gets what lies with a position."""
    actions.take(the_ticket(request, ticket_id, Perm.TICKET_TAKE), by=request.user)
    return ticket_id


class TicketGivingBackIn(In):
    """held: the key of one's own holding, as the ticket has it."""

    held: Key


@routes.event("/tickets/{int:ticket_id}/taking/undoing", Perm.TICKET_TAKE, to=ticket, is_versioned=True)
def undo_taking(request: StaffRequest, ticket_id: int, facts: TicketGivingBackIn) -> int:
    """What one has taken lies with the position again, as long as nothing followed."""
    found = the_ticket(request, ticket_id)
    give_back(found, held=facts.held, version=version_of(request), by=request.user)
    return ticket_id
