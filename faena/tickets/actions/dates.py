"""Another date is agreed on with the customer, which wins over the hours of the type (C16, C19)."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import record_case
from faena.gate.grants import Perm
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_text, check_value
from faena.lib.text import clean
from faena.tickets.actions.locks import locked_ticket
from faena.tickets.deadlines import due_by_hours
from faena.tickets.models import LONGEST_DATE_REASON, Ticket


@action(Perm.TICKET_REOPEN)
def negotiate(ticket: Ticket, *, at: datetime | None, reason: str = "", version: int | None, by: User) -> Ticket:
    """A ticket is due when it was agreed with the customer; None: by the hours of its type again, from its opening or
    last reopening on.

    Raises RuleBroken beside "at" for what is no moment to come, or when nothing would change; Stale on an old
    version."""
    ticket = locked_ticket(ticket, Perm.TICKET_REOPEN, version=version, by=by)
    check_value(Ticket, "negotiated_at", at, at="at")
    reason = clean(reason)
    check_text(reason, LONGEST_DATE_REASON, at="reason")
    if at == ticket.negotiated_at:
        raise RuleBroken(_("This date is agreed on already.") if at else _("Choose the date that was agreed on."), "at")
    if at is not None and at <= timezone.now():
        raise RuleBroken(_("This moment is past. Choose one that is to come."), "at")
    old = ticket.due_at
    ticket.negotiated_at, ticket.due_at = at, at or due_by_hours(ticket)
    ticket.save_changes("negotiated_at", "due_at")
    record_case(
        "ticket.date_agreed" if at else "ticket.date_withdrawn",
        ticket,
        facts={"old": _moment(old), "new": _moment(ticket.due_at)},
        said={"note": reason},
        by=by,
    )
    return ticket


def _moment(at: datetime) -> dict[str, str]:
    return {"moment": at.astimezone(UTC).isoformat()}
