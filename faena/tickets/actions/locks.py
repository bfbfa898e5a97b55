"""What every change of a ticket begins with: its lock, whether it is open still, and whether it is in reach."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.models import Event
from faena.lib.errors import RuleBroken, Stale
from faena.tickets.models import Ticket


def locked_ticket(
    ticket: Ticket, perm: Perm, *, version: int | None = None, notifies: bool = False, by: User
) -> Ticket:
    """An open ticket read again under its lock. `notifies`: the customer will be told, so he is locked first, as
    everywhere: his link may be made. Raises RuleBroken when it is closed or out of reach; Stale on an old version."""
    if notifies:
        Customer.locked(ticket.customer_id)
    fresh = locked_in_any_state(ticket)
    if not fresh.is_open:
        raise RuleBroken(why_closed(fresh))
    check_reach(fresh, perm, by)
    check_version(fresh, version)
    return fresh


def locked_in_any_state(ticket: Ticket) -> Ticket:
    """For what may happen to a closed ticket too."""
    Ticket.lock(ticket.pk, no_key=True)
    # Only now: whoever waited for the lock would see who had the ticket before the wait (PostgreSQL).
    return Ticket.shown(ticket.pk)


def check_version(fresh: Ticket, version: int | None) -> None:
    if version is not None and fresh.version != version:
        raise Stale(
            _("Somebody changed this ticket while you were looking at it. Look again, then repeat."), current=fresh
        )


def check_reach(fresh: Ticket, perm: Perm, by: User) -> None:
    """§4: a technician acts on what is with him or with one of his positions, and looks at the rest."""
    if Ticket.objects.visible_to(by, perm).filter(pk=fresh.pk).exists():
        return
    if fresh.holding is None:
        raise RuleBroken(_("%(ticket)s is not yours to change.") % {"ticket": fresh})
    raise RuleBroken(
        _("%(ticket)s is with %(name)s now, so you cannot change it.")
        % {"ticket": fresh, "name": fresh.holding.destination.name}
    )


def why_closed(ticket: Ticket) -> str:
    """The sentence with which a closed ticket refuses every change."""
    return _("%(ticket)s is closed: reopen it first.") % {"ticket": ticket}


def now_on(ticket: Ticket) -> datetime:
    """This moment, and not before the present holder got it, should the clock have gone back."""
    now = timezone.now()
    return max(now, ticket.holding.since) if ticket.holding else now


def record_ticket(
    verb: str, ticket: Ticket, *, facts: dict[str, Any] | None = None, said: dict[str, Any] | None = None, by: User
) -> Event:
    """Write down what happened to a ticket, with its protocol; `said` without what nobody typed."""
    words = {name: text for name, text in (said or {}).items() if text}
    facts = {"number": str(ticket), **(facts or {})}
    return record(verb, ticket.as_ref, facts=facts, said=words, customer_id=ticket.customer_id, by=by)
