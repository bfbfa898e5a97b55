"""The visits of a ticket that are still to come: closing looks at them (C13)."""

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.models import Visit, VisitQuerySet
from faena.tickets.models import Ticket


def pending_visits(ticket: Ticket) -> VisitQuerySet:
    """Booked, on the way or at the place, in the order of their numbers."""
    return Visit.objects.filter(pk__in=ticket.visits.values("visit")).pending().order_by("number")


def cancel_pending(ticket: Ticket, *, reason: str, by: User) -> None:
    """Each of them is cancelled in the step that closes the ticket."""
    for visit in pending_visits(ticket):
        agenda.cancel_visit(visit, reason=reason, by=by)
