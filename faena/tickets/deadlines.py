"""When tickets are due: the hours of the type, counted in the company's working hours from the opening or the last
reopening on, without the time in which a status says that one waits for the customer (C19).

While a status stops the clock, `Ticket.stopped_at` says since when; `due_at` moves when it runs again. An agreed date
wins and does not move; the time that the clock stood is counted beside it, in `stopped_seconds`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.company.working_hours import after, between
from faena.lib.dates import format_age
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


@dataclass(frozen=True)
class Deadline:
    """How a ticket stands with its date, as it is shown: a few words, `span` alone where there is little room, `share`:
    how much of its time is gone, of 100, and the tone of them all."""

    words: str
    span: str
    share: int
    tone: str


def deadline_of(ticket: Ticket) -> Deadline:
    """By the wall's clock, from the opening to the date; a clock that stands leaves it where it stood."""
    if not ticket.is_open:
        return Deadline(_("closed"), _("closed"), 100, "green")
    stands = ticket.stopped_at is not None and ticket.negotiated_at is None
    now = ticket.stopped_at if stands and ticket.stopped_at else timezone.now()
    left, whole = ticket.due_at - now, ticket.due_at - ticket.opened_at
    share = min(100, max(0, int(100 * (1 - left / whole))))
    span = format_age(abs(left), get_language() or "en")
    words, tone = {
        "late": (_("%(span)s late"), "red"),
        "stopped": (_("stands, %(span)s left"), "amber"),
        "today": (_("%(span)s left"), "amber"),
        "ahead": (_("%(span)s left"), "blue"),
    }[ticket.due]
    return Deadline(words % {"span": span}, span, share, tone)
