"""What every change of a ticket begins with: its lock, whether it is open still, and whether it is in reach."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import check_version, locked
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.tickets.models import Ticket


def locked_ticket(
    ticket: Ticket, perm: Perm, *, version: int | None = None, notifies: bool = False, by: User
) -> Ticket:
    """An open ticket read again under its lock. `notifies`: the customer will be told, so he is locked first, as
    everywhere: his link may be made. Raises RuleBroken when it is closed or out of reach; Stale on an old version."""
    if notifies:
        Customer.locked(ticket.customer_id)
    fresh = locked(ticket)
    check_reach(fresh, perm, by)
    check_version(fresh, version)
    return fresh


def check_reach(fresh: Ticket, perm: Perm, by: User) -> None:
    """A technician acts on what is with him or with one of his positions, and looks at the rest."""
    if why := why_out_of_reach(fresh, perm, by):
        raise RuleBroken(why)


def why_out_of_reach(ticket: Ticket, perm: Perm, by: User) -> str:
    """What holds somebody back from acting on a ticket with this permission; "" when nothing does."""
    if Ticket.objects.visible_to(by, perm).filter(pk=ticket.pk).exists():
        return ""
    if ticket.holding is None:
        return _("%(ticket)s is not yours to change.") % {"ticket": ticket}
    return _("%(ticket)s is with %(name)s now, so you cannot change it.") % {
        "ticket": ticket,
        "name": ticket.holding.destination.name,
    }


def now_on(ticket: Ticket) -> datetime:
    """This moment, and not before the present holder got it, should the clock have gone back."""
    now = timezone.now()
    return max(now, ticket.holding.since) if ticket.holding else now
