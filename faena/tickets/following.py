"""The link by which a customer follows a ticket: what care says about it. It goes out with all that he is told."""

from django.utils.translation import gettext_lazy as _

from faena.cases.followed import Followed
from faena.tickets.models import Ticket

TICKETS = Followed(
    room="tickets",
    rows=lambda: Ticket.objects.shown(),
    about=lambda ticket: ticket.type.name,
    mail="tickets/link",
    sent="ticket.link_sent",
    facts=lambda ticket: {"ticket": str(ticket)},
    chat=_("Hello %(name)s, here you can follow your request %(ticket)s: %(link)s"),
    title=_("Link for the customer"),
    nothing=_("No link works for this ticket"),
    why_nothing=_("It is made when the customer is told something for the first time, or here."),
    before_revoking=_("It stops working at once. You can make a new one afterwards."),
    revoked=_("The link is revoked. It opens nothing now."),
    after_revoking=_("What the customer is told goes out by mail without a link, until somebody makes a new one here."),
    renewed=_("There is a link now. Send it to the customer."),
)
