"""When tickets are due: the hours of the type, from the opening or from the last reopening on (C19)."""

from datetime import datetime, timedelta

from faena.tickets.models import Ticket, TicketType


def due_after(kind: TicketType, start: datetime) -> datetime:
    """By the hours of the type, counted from `start`."""
    return start + timedelta(hours=kind.hours)


def due_by_hours(ticket: Ticket) -> datetime:
    """By the hours of its type, whatever date was agreed on."""
    reopened = ticket.closings.exclude(reopened_at=None).order_by("-id").values_list("reopened_at", flat=True).first()
    return due_after(ticket.type, reopened or ticket.opened_at)
