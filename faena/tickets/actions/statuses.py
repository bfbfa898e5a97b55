"""Where a ticket stands, and how much it hurries (C12)."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.gate.grants import Perm
from faena.journal.actions import kept_label, yes_no
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_value
from faena.lib.named import NamedValues
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.actions.notifying import notify_customer
from faena.tickets.deadlines import run_on, stop
from faena.tickets.models import Priority, StatusChange, Ticket, TicketStatus


@action(Perm.TICKET_HANDLE)
def change_status(
    ticket: Ticket,
    *,
    status: TicketStatus,
    priority: int | None = None,
    is_visible: bool = False,
    version: int | None,
    by: User,
) -> Ticket:
    """Another status, another priority (None: as it is), or both at once; neither closes (C12). `is_visible`: the
    customer is told of the status.

    Raises RuleBroken when nothing would change, or for a status that is retired; Stale on an old version."""
    ticket = locked_ticket(ticket, Perm.TICKET_HANDLE, version=version, notifies=is_visible, by=by)
    priority = ticket.priority if priority is None else priority
    check_value(Ticket, "priority", priority, at="priority")
    if (status, priority) == (ticket.status, ticket.priority):
        raise RuleBroken(_("It has this status already. Choose another one, or leave."), "status")
    if status != ticket.status:
        _set_status(ticket, status, is_visible, by)
    elif is_visible:
        raise RuleBroken(_("The customer is told of another status only: this is the same one."), "is_visible")
    if priority != ticket.priority:
        _set_priority(ticket, priority, by)
    ticket.save_changes("status", "priority", "due_at", "stopped_at", "stopped_seconds")
    return ticket


def _set_status(ticket: Ticket, status: TicketStatus, is_visible: bool, by: User) -> None:
    """And its clock stands while one waits for the customer, or runs on."""
    if not _offered.keys(pk=status.pk):
        raise RuleBroken(_("“%(status)s” is no longer offered. Choose another.") % {"status": status.name}, "status")
    old = ticket.status
    change = StatusChange.objects.create(ticket=ticket, status=status, is_visible=is_visible, author=by, **clocks())
    ticket.status = status
    (stop if status.stops_clock else run_on)(ticket, change.at)
    facts = {"change_id": change.pk, "status_id": status.pk, "old": old.name, "new": status.name}
    record_case("ticket.status_set", ticket, facts={**facts, "visible": yes_no(is_visible)}, by=by)
    if is_visible:
        notify_customer(ticket, change, by=by)


_offered = NamedValues(
    lambda ask: TicketStatus.objects.offered().filter(pk=ask("pk", TicketStatus._meta.pk)).order_by().values_list("pk")
)


def _set_priority(ticket: Ticket, priority: int, by: User) -> None:
    old, new = (kept_label(Priority(one).label, "priority") for one in (ticket.priority, priority))
    ticket.priority = priority
    record_case("ticket.priority_set", ticket, facts={"old": old, "new": new}, by=by)
