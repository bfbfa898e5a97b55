"""What every change of a ticket begins with: its lock, whether it is open still, and whether it is in reach."""

from datetime import datetime

from django.utils import timezone

from faena.accounts.models import User
from faena.cases.actions import locked
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.gate.rights import in_reach
from faena.tickets.models import Ticket


def locked_ticket(
    ticket: Ticket, perm: Perm, *, version: int | None = None, notifies: bool = False, by: User
) -> Ticket:
    """An open ticket read again under its lock. `notifies`: the customer will be told, so he is locked first, as
    everywhere: his link may be made. Raises RuleBroken when it is closed or out of reach; Stale on an old version."""
    if notifies:
        Customer.lock(ticket.customer_id, no_key=True)
    return locked(ticket, perm, version=version, by=by)


def why_out_of_reach(ticket: Ticket, perm: Perm, by: User) -> str:
    """What holds somebody back from acting on a ticket with this permission; "" when nothing does."""
    return "" if in_reach(ticket, by, perm) else ticket.why_not_yours(perm)


def now_on(ticket: Ticket) -> datetime:
    """This moment, and not before the present holder got it, should the clock have gone back."""
    now = timezone.now()
    return max(now, ticket.holding.since) if ticket.holding else now
