"""With whom a ticket is: somebody who receives tickets, or a position that such a one has (C11)."""

from datetime import datetime

from django.utils.translation import gettext as _

from faena.accounts.models import Position, User
from faena.lib.errors import RuleBroken
from faena.lib.named import NamedValues
from faena.tickets.models import Holding, Ticket, TicketType


def receives(wanted: User | Position) -> bool:
    """Whether a ticket can go there now."""
    return bool(_receiving.keys(User if isinstance(wanted, User) else Position, pk=wanted.pk))


_receiving = NamedValues(
    lambda ask, kind: kind.objects.receiving().filter(pk=ask("pk", kind._meta.pk)).order_by().values_list("pk")
)


def goes_to(kind: TicketType, by: User) -> User | Position:
    """Where a ticket of this type goes unless somewhere else is chosen: the position of the type, else that of what the
    type stands under, the nearest first; else whoever opens it, if he receives tickets; else the first position of the
    list that receives them; else whoever is here longest and receives them, at last a Master: no ticket is refused for
    want of a place."""
    for one in [kind, *reversed(kind.above)]:
        if one.goes_to_id is not None and (position := Position.objects.receiving().filter(pk=one.goes_to_id).first()):
            return position
    if receives(by):
        return by
    if position := Position.objects.receiving().first():
        return position
    return User.objects.receiving().order_by("id").first() or User.objects.masters().order_by("id")[0]


def check_receives(wanted: User | Position, at: str) -> None:
    if receives(wanted):
        return
    sentence = (
        _("%(name)s receives no tickets now. Choose somebody else.")
        if isinstance(wanted, User)
        else _("Nobody of “%(name)s” receives tickets now. Choose another destination.")
    )
    raise RuleBroken(sentence % {"name": wanted.name}, at, "not-offered")


def hand_to(ticket: Ticket, destination: User | Position, *, reason: str = "", since: datetime, by: User) -> Holding:
    """From this moment on it is there and nowhere else; to a position: with nobody until somebody takes it."""
    end_holding(ticket, since)
    has_it = {"user": destination} if isinstance(destination, User) else {"position": destination}
    ticket.current = Holding.objects.create(ticket=ticket, since=since, reason=reason, by=by, **has_it)
    return ticket.current


def end_holding(ticket: Ticket, until: datetime) -> None:
    """Whoever had it has it no more. The caller holds the ticket's lock."""
    if held := ticket.current:
        held.until = until
        held.save(update_fields=["until"])
        ticket.current = None


def named(destination: User | Position, word: str = "") -> dict[str, int]:
    """Where it is as a fact: "user_id" or "position_id", after `word`."""
    return {f"{word}{destination.as_ref.kind.rpartition(':')[2]}_id": destination.pk}
