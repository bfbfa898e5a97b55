"""When tickets are due: the hours of the type, counted in the company's working hours from the opening or the last
reopening on, without the time in which a status says that one waits for the customer (C19).

While a status stops the clock, `Ticket.stopped_at` says since when; `due_at` moves when it runs again. An agreed date
wins and does not move; the time that the clock stood is counted beside it, in `stopped_seconds`."""

from datetime import datetime, timedelta

from faena.company.models import Company
from faena.company.working_hours import after, between
from faena.tickets.models import Ticket, TicketType


def due_after(kind: TicketType, start: datetime) -> datetime:
    """By the hours of the type, counted from `start`."""
    return after(Company.here(), start, timedelta(hours=kind.hours))


def due_by_hours(ticket: Ticket) -> datetime:
    """The date by the hours, whatever was agreed on."""
    reopened = ticket.closings.exclude(reopened_at=None).order_by("-id").values_list("reopened_at", flat=True).first()
    hours = timedelta(hours=ticket.type.hours, seconds=ticket.stopped_seconds)
    return after(Company.here(), reopened or ticket.opened_at, hours)


def stop(ticket: Ticket, now: datetime) -> None:
    """From now on one waits for the customer; the row is not saved."""
    if ticket.stopped_at is None:
        ticket.stopped_at = now


def run_on(ticket: Ticket, now: datetime) -> None:
    """The clock runs again: what was left when it stopped is left from now on; what was late stays late. The row is not
    saved."""
    since, ticket.stopped_at = ticket.stopped_at, None
    if since is None:
        return
    company, agreed = Company.here(), ticket.negotiated_at is not None
    due = due_by_hours(ticket) if agreed else ticket.due_at
    if due <= since:
        return
    ticket.stopped_seconds += int(between(company, since, now).total_seconds())
    if not agreed:
        ticket.due_at = after(company, now, between(company, since, due))


def begin_anew(ticket: Ticket, now: datetime) -> None:
    """Its whole hours count again from now on; an agreed date stays if it is to come. The row is not saved."""
    ticket.stopped_at, ticket.stopped_seconds = None, 0
    if ticket.negotiated_at is None or ticket.negotiated_at <= now:
        ticket.negotiated_at, ticket.due_at = None, due_after(ticket.type, now)
    if ticket.status.stops_clock:
        stop(ticket, now)
