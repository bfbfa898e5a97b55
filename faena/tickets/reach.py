"""Which ticket somebody may see or change, for pages and programs."""

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope
from faena.tickets.models import Ticket


def ticket_for(user: User, pk: int, perm: Perm = Perm.TICKET_SEE, *, sends: bool) -> Ticket | None:
    """In reach of the permission. Who had it until a moment ago and `sends` something still is answered by the action's
    sentence."""
    if scope(user, perm) is not Scope.ALL and not _reaches(user, pk, perm, sends=sends):
        return None
    try:
        return Ticket.shown(pk)
    except Ticket.DoesNotExist:
        return None


def _reaches(user: User, pk: int, perm: Perm, *, sends: bool) -> bool:
    one = Ticket.objects.filter(pk=pk)
    if one.visible_to(user, perm).exists():
        return True
    return sends and one.visible_to(user).ever_with(user).exists()
