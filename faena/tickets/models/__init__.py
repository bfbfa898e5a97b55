"""Cases of customer care: what a customer asks for, of which type, where it stands, with whom it is, what is done."""

from faena.tickets.models.catalogues import LEVELS, Priority, TicketStatus, TicketType
from faena.tickets.models.handling import Comment, CommentFile, StatusChange, TicketClosing, TicketVisit
from faena.tickets.models.tickets import LONGEST_DATE_REASON, TICKET_NUMBERS, Holding, Ticket, TicketQuerySet

__all__ = [
    "LEVELS",
    "LONGEST_DATE_REASON",
    "TICKET_NUMBERS",
    "Comment",
    "CommentFile",
    "Holding",
    "Priority",
    "StatusChange",
    "Ticket",
    "TicketClosing",
    "TicketQuerySet",
    "TicketStatus",
    "TicketType",
    "TicketVisit",
]
