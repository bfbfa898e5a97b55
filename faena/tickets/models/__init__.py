"""Cases of customer care: what a customer asks for, of which type, where it stands, with whom it is, what is done."""

from faena.tickets.models.catalogues import LEVELS, MOST_HOURS, Priority, TicketStatus, TicketType
from faena.tickets.models.handling import Closing, Comment, CommentFile, StatusChange, TicketVisit
from faena.tickets.models.tickets import TICKET_NUMBERS, Holding, Ticket, TicketQuerySet

__all__ = [
    "LEVELS",
    "MOST_HOURS",
    "TICKET_NUMBERS",
    "Closing",
    "Comment",
    "CommentFile",
    "Holding",
    "Priority",
    "StatusChange",
    "Ticket",
    "TicketQuerySet",
    "TicketStatus",
    "TicketType",
    "TicketVisit",
]
