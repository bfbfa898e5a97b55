"""What of tickets is personal (lib/personal.py). What the customer was not shown are notes of the shop."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from faena.lib.personal import declare
from faena.tickets.models import Comment, CommentFile, Holding, Ticket, TicketClosing, TicketStatus, TicketType

declare(Ticket, of="customer", word="description", emptied="subject", label=_("Tickets"))
declare(Holding, of="ticket__customer", emptied="reason")
declare(
    Comment,
    of="ticket__customer",
    word="text result",
    label=_("Comments"),
    shown=Q(is_visible=True) | Q(kind=Comment.Kind.HEARD),
)
declare(CommentFile, of="comment__ticket__customer", files="file")
declare(TicketClosing, of="ticket__customer", word="text", emptied="text_key reopen_reason")
declare(TicketType, plain="name script")
declare(TicketStatus, plain="name")
