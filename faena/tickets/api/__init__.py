"""Tickets for programs: found, opened, answered, handed on, closed; the link, the visits and the order of one."""

from faena.cases.api import mount_link
from faena.tickets.api import catalogues, conversation, elsewhere, endings, handling, holders, opening, reports, tickets
from faena.tickets.api.room import routes
from faena.tickets.following import TICKETS

mount_link(routes, TICKETS, "/tickets/{int:case_id}/link")

__all__ = [
    "catalogues",
    "conversation",
    "elsewhere",
    "endings",
    "handling",
    "holders",
    "opening",
    "reports",
    "routes",
    "tickets",
]
