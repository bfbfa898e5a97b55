"""What every page of one ticket begins and ends with: finding it, and what its reader may do with it now."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, Scope, may, scope
from faena.tickets.models import Ticket


def the_ticket(request: StaffRequest, pk: int, perm: Perm = Perm.TICKET_SEE) -> Ticket:
    """In reach of the permission, else 404. Who had it until a moment ago and sends a form still is answered by the
    action's sentence, with what he typed."""
    one = Ticket.objects.filter(pk=pk)
    if scope(request.user, perm) is not Scope.ALL and not one.visible_to(request.user, perm).exists():
        had = one.visible_to(request.user).ever_with(request.user)
        if request.method != "POST" or not had.exists():
            raise Http404
    try:
        return Ticket.shown(pk)
    except Ticket.DoesNotExist:
        raise Http404 from None


def page_of(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.pk])


@dataclass(frozen=True)
class AllowedActions:
    """What a reader may do with a ticket now."""

    take: bool
    handle: bool
    comment: bool
    date: bool
    reopen: bool


def allowed_actions(ticket: Ticket, user: User) -> AllowedActions:
    """By §4, as the doors and actions have it; what is closed is only reopened."""
    is_open, supervises = ticket.is_open, may(user, Perm.TICKET_REOPEN)
    in_queue = ticket.holding is not None and ticket.holding.user_id is None
    return AllowedActions(
        take=is_open and in_queue and user.receives_tickets and _reaches(ticket, user, Perm.TICKET_TAKE),
        handle=is_open and _reaches(ticket, user, Perm.TICKET_HANDLE),
        comment=is_open and may(user, Perm.TICKET_COMMENT),
        date=is_open and supervises,
        reopen=not is_open and supervises,
    )


def _reaches(ticket: Ticket, user: User, perm: Perm) -> bool:
    return bool(may(user, perm) and Ticket.objects.visible_to(user, perm).filter(pk=ticket.pk).exists())
