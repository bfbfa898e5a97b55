"""What a ticket needs of others: somebody who goes out, the workshop."""

from django.http import Http404

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.agenda.api.booking import VisitIn, booked_facts
from faena.agenda.api.visits import VisitRow, visit, visit_facts
from faena.agenda.models import Visit
from faena.customers.actions import DeviceFacts
from faena.gate.grants import Perm
from faena.gate.rights import need
from faena.orders.actions import IntakeFacts
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Out
from faena.tickets import actions
from faena.tickets.actions.visits import book_ticket_visit
from faena.tickets.api.room import routes, the_ticket
from faena.tickets.api.tickets import ticket
from faena.tickets.models import Ticket


class TicketVisits(Out):
    items: list[VisitRow]


@routes.thing("/tickets/{int:ticket_id}/visits", Perm.AGENDA_SEE)
def ticket_visits(request: StaffRequest, ticket_id: int) -> TicketVisits:
    """The visits that were booked for it, the last day first."""
    booked = the_ticket(request, ticket_id).visits.values("visit")
    rows = Visit.objects.visible_to(request.user).filter(pk__in=booked).shown().order_by("-on", "-id")
    return TicketVisits(items=[VisitRow.model_validate(visit_facts(one)) for one in rows])


@routes.event("/tickets/{int:ticket_id}/visits", Perm.TICKET_HANDLE, to=visit)
def book_visit(request: StaffRequest, ticket_id: int, facts: VisitIn) -> int:
    """Somebody will go to its customer for it."""
    found: Ticket = the(Ticket.objects.visible_to(request.user, Perm.TICKET_HANDLE).shown(), ticket_id)
    return book_ticket_visit(found, booked_facts(found.customer, facts, request.user), by=request.user).pk


class TicketDeviceIn(In):
    """Something new that the customer sends."""

    kind: str
    brand: str = ""
    model: str = ""
    serial: str = ""


class TicketOrderIn(In):
    """device_id or device. answers: what was said to the questions of a 409."""

    device_id: Key | None = None
    device: TicketDeviceIn | None = None
    reason: str
    technician_id: Key | None = None
    answers: list[str] = []


@routes.event("/tickets/{int:ticket_id}/order", Perm.TICKET_HANDLE, to=ticket)
def send_to_workshop(request: StaffRequest, ticket_id: int, facts: TicketOrderIn) -> int:
    """An order is opened for it, once; the ticket stays open itself."""
    if "workshop" not in request.company.modules:
        raise Http404
    need(request.user, Perm.ORDER_OPEN)
    found = the_ticket(request, ticket_id, Perm.TICKET_HANDLE)
    device = (
        DeviceFacts(**facts.device.model_dump())
        if facts.device
        else named(found.customer.devices.all(), facts.device_id or 0, "device_id")
    )
    intake = IntakeFacts(
        reason=facts.reason,
        technician=named(User.objects.technicians(), facts.technician_id, "technician_id"),
        answers=frozenset(facts.answers),
    )
    actions.send_to_workshop(found, device, intake, by=request.user)
    return ticket_id
