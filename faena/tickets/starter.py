"""The types and statuses with which customer care starts, in the company's language."""

from typing import Any

from django.utils.translation import pgettext_lazy

from faena.company.catalogue.starting import Starter
from faena.company.models import CatalogueRow
from faena.tickets.models import Priority, TicketStatus, TicketType

LOW, NORMAL, HIGH = Priority.LOW, Priority.NORMAL, Priority.HIGH
# A branch, and under it: name, hours until it is due, priority.
TYPES: list[tuple[Any, list[tuple[Any, int, Priority]]]] = [
    (
        pgettext_lazy("starter ticket type", "Support"),
        [
            (pgettext_lazy("starter ticket type", "No connection"), 8, HIGH),
            (pgettext_lazy("starter ticket type", "Slow connection"), 24, NORMAL),
            (pgettext_lazy("starter ticket type", "Connection that drops"), 24, NORMAL),
            (pgettext_lazy("starter ticket type", "Router and Wi-Fi"), 24, NORMAL),
        ],
    ),
    (
        pgettext_lazy("starter ticket type", "Changes"),
        [
            (pgettext_lazy("starter ticket type", "Password change"), 24, LOW),
            (pgettext_lazy("starter ticket type", "Change of plan"), 48, NORMAL),
            (pgettext_lazy("starter ticket type", "Move to another address"), 96, NORMAL),
            (pgettext_lazy("starter ticket type", "Cancellation"), 72, NORMAL),
        ],
    ),
    (
        pgettext_lazy("starter ticket type", "Billing"),
        [
            (pgettext_lazy("starter ticket type", "Question about an invoice"), 48, NORMAL),
            (pgettext_lazy("starter ticket type", "Payment that does not show"), 24, HIGH),
            (pgettext_lazy("starter ticket type", "Agreement to pay"), 48, NORMAL),
        ],
    ),
    (pgettext_lazy("starter ticket type", "Installation"), []),
    (pgettext_lazy("starter ticket type", "Something else"), []),
]
HOURS_OF_A_BRANCH = 72

Tone, Icon = TicketStatus.Tone, TicketStatus.Icon
STATUSES: list[tuple[Any, TicketStatus.Tone, TicketStatus.Icon]] = [
    (pgettext_lazy("starter ticket status", "New"), Tone.GREY, Icon.INBOX),
    (pgettext_lazy("starter ticket status", "Being handled"), Tone.BLUE, Icon.HEADSET),
    (pgettext_lazy("starter ticket status", "Waiting for the customer's answer"), Tone.AMBER, Icon.USER),
    (pgettext_lazy("starter ticket status", "Waiting for a visit"), Tone.AMBER, Icon.CALENDAR),
    (pgettext_lazy("starter ticket status", "Waiting for another company"), Tone.AMBER, Icon.PAUSE),
    (pgettext_lazy("starter ticket status", "Solved, to be confirmed"), Tone.GREEN, Icon.CHECK),
]


def _types(_language: str) -> list[CatalogueRow]:
    rows: list[CatalogueRow] = []
    for name, below in TYPES:
        branch = TicketType(name=str(name), hours=HOURS_OF_A_BRANCH)
        rows.append(branch)
        rows += [
            TicketType(name=str(leaf), parent=branch, hours=hours, priority=priority) for leaf, hours, priority in below
        ]
    return rows


def _statuses(_language: str) -> list[CatalogueRow]:
    return [
        TicketStatus(name=str(name), tone=tone, icon=icon, stops_clock=icon == Icon.USER)
        for name, tone, icon in STATUSES
    ]


STARTER = Starter(70, {TicketType: _types, TicketStatus: _statuses})
