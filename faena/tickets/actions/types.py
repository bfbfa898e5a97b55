"""What a ticket is about is found to be something else than it was opened as."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.deadlines import due_by_hours
from faena.tickets.models import Ticket, TicketType


@action(Perm.TICKET_HANDLE)
def change_type(ticket: Ticket, *, type: TicketType, version: int | None, by: User) -> Ticket:
    """An open ticket gets another type: it is due by the hours of that one from its opening on, unless a date was
    agreed on. As what it was opened stays known, for its closing and the reports; priority and holder stay.

    Raises RuleBroken beside "type" for the one that it has, or one that opens nothing; Stale on an old version."""
    ticket = locked_ticket(ticket, Perm.TICKET_HANDLE, version=version, by=by)
    old, new = ticket.type, TicketType.objects.for_opening().filter(pk=type.pk).first()
    if type == old:
        raise RuleBroken(_("It has this type already. Choose another one, or leave."), "type")
    if new is None:
        raise RuleBroken(_("“%(type)s” is no longer offered. Choose another type.") % {"type": type.name}, "type")
    opened_as = ticket.opened_as
    ticket.type, ticket.first_type = new, None if new == opened_as else opened_as
    if ticket.negotiated_at is None:
        ticket.due_at = due_by_hours(ticket)
    ticket.save_changes("type", "first_type", "due_at")
    facts = {"old": str(old), "new": str(new), "old_type_id": old.pk, "type_id": new.pk}
    record_case("ticket.type_set", ticket, facts=facts, by=by)
    return ticket
