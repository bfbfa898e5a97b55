"""What tickets are about, and where they may stand, in the company's words."""

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.rest.values import Label, Out
from faena.tickets.api.room import routes
from faena.tickets.models import TicketStatus, TicketType


class TicketTypeRow(Out):
    """path: from the root of its branch. is_heading: others stand under it, so it is no ticket's type. hours: until it
    is due; script: what the agent reads."""

    id: int
    name: str
    path: str
    parent_id: int | None
    is_heading: bool
    is_for_opening: bool
    is_for_closing: bool
    hours: int
    priority: int
    goes_to: Label | None
    script: str


class TicketTypes(Out):
    items: list[TicketTypeRow]


@routes.thing("/ticket-types", Perm.TICKET_SEE)
def ticket_types(request: StaffRequest) -> TicketTypes:
    """The types that are offered, in their order; the ends of the tree can be a ticket's."""
    rows = TicketType.objects.offered().in_tree()
    return TicketTypes(items=[_type(row) for row in rows])


def _type(row: TicketType) -> TicketTypeRow:
    return TicketTypeRow(
        id=row.pk,
        name=row.name,
        path=str(row),
        parent_id=row.parent_id,
        is_heading=row.is_heading,  # type: ignore[attr-defined]  # in_tree annotates it
        is_for_opening=row.is_for_opening,
        is_for_closing=row.is_for_closing,
        hours=row.hours,
        priority=row.priority,
        goes_to=Label.of(row.goes_to),
        script=row.script,
    )


class TicketStatusRow(Out):
    """stops_clock: one waits for the customer meanwhile."""

    id: int
    name: str
    tone: str
    stops_clock: bool


class TicketStatuses(Out):
    items: list[TicketStatusRow]


@routes.thing("/ticket-statuses", Perm.TICKET_SEE)
def ticket_statuses(request: StaffRequest) -> TicketStatuses:
    """Where an open ticket may stand; a new one gets the first."""
    return TicketStatuses(
        items=[
            TicketStatusRow(id=one.pk, name=one.name, tone=one.tone, stops_clock=one.stops_clock)
            for one in TicketStatus.objects.offered()
        ]
    )
