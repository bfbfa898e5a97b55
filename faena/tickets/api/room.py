"""The routes of tickets, how a call names one, and how it names whom one goes to."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, may
from faena.lib.errors import RuleBroken
from faena.rest.routes import Routes, named
from faena.rest.values import In, Key
from faena.tickets.models import Ticket
from faena.tickets.reach import ticket_for

routes = Routes("tickets")


class TicketPlaceIn(In):
    """One of the two: somebody, or a position in which a ticket lies until somebody takes it."""

    user_id: Key | None = None
    position_id: Key | None = None


def place(
    sent: TicketPlaceIn | None, at: str, people: QuerySet[User], positions: QuerySet[Position]
) -> User | Position | None:
    """Raises RuleBroken for what is not among them."""
    if sent is None:
        return None
    if (sent.user_id is None) is (sent.position_id is None):
        raise RuleBroken(_("Choose who gets it."), at, "required")
    found: User | Position
    if sent.user_id is not None:
        found = named(people, sent.user_id, f"{at}.user_id")
    else:
        found = named(positions, sent.position_id, f"{at}.position_id")
    return found


def receivers(user: User) -> tuple[QuerySet[User], QuerySet[Position]]:
    """To whom a ticket can go. A seller reads no names of people who work here (W31)."""
    people = User.objects.receiving().order_by("sort_name", "id")
    return people if may(user, Perm.TICKET_HANDLE) else people.none(), Position.objects.receiving()


def the_ticket(request: StaffRequest, ticket_id: int, perm: Perm = Perm.TICKET_SEE) -> Ticket:
    """As its page reaches it, else 404."""
    if (found := ticket_for(request.user, ticket_id, perm, sends=request.method != "GET")) is None:
        raise Http404
    return found
