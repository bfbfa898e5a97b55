"""What can be taken back of a ticket from the notice that says that it was done (ui/undoing.py)."""

from typing import Any

from django.shortcuts import get_object_or_404

from faena.accounts.models import User
from faena.tickets.actions.forwarding import give_back
from faena.tickets.models import Holding, Ticket
from faena.ui import undoing
from faena.ui.undoing import Undo

TAKEN = "ticket.taken"


def announce() -> None:
    undoing.register(TAKEN, _give_back)


def of_taking(held: Holding) -> Undo:
    return Undo(TAKEN, {"ticket": held.ticket_id, "held": held.pk, "version": held.ticket.version})


def _give_back(user: User, *, ticket: int, held: int, version: int) -> Any:
    found = get_object_or_404(Ticket.objects.visible_to(user), pk=ticket)
    return give_back(found, held=held, version=version, by=user)
