"""What every page of one ticket begins and ends with."""

from django.http import Http404
from django.urls import reverse

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, Scope, scope
from faena.tickets.models import Ticket


def the_ticket(request: StaffRequest, pk: int, perm: Perm = Perm.TICKET_SEE) -> Ticket:
    """In reach of the permission, else 404. Who had it until a moment ago and sends a form still is answered by the
    action's sentence, with what he typed."""
    if scope(request.user, perm) is not Scope.ALL and not _reaches(request, pk, perm):
        raise Http404
    try:
        return Ticket.shown(pk)
    except Ticket.DoesNotExist:
        raise Http404 from None


def _reaches(request: StaffRequest, pk: int, perm: Perm) -> bool:
    one = Ticket.objects.filter(pk=pk)
    if one.visible_to(request.user, perm).exists():
        return True
    return request.method == "POST" and one.visible_to(request.user).ever_with(request.user).exists()


def page_of(ticket: Ticket) -> str:
    return reverse("tickets:ticket", args=[ticket.pk])
