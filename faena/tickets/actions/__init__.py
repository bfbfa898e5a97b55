"""The life of a ticket, one function per event: opening, forwarding, statuses, comments, dates, closing."""

from faena.tickets.actions.closing import ClosingFacts, close_ticket, reopen_ticket
from faena.tickets.actions.comments import CommentFacts, comment, confirm_reply
from faena.tickets.actions.dates import negotiate
from faena.tickets.actions.destinations import goes_to
from faena.tickets.actions.forwarding import forward, take
from faena.tickets.actions.opening import OpeningFacts, open_ticket
from faena.tickets.actions.statuses import change_status
from faena.tickets.actions.types import change_type
from faena.tickets.actions.workshop import send_to_workshop

__all__ = [
    "ClosingFacts",
    "CommentFacts",
    "OpeningFacts",
    "change_status",
    "change_type",
    "close_ticket",
    "comment",
    "confirm_reply",
    "forward",
    "goes_to",
    "negotiate",
    "open_ticket",
    "reopen_ticket",
    "send_to_workshop",
    "take",
]
