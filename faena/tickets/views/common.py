"""What every page of one ticket begins and ends with."""

from django.http import Http404
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, Scope, scope
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
