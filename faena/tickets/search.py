"""Tickets in the one search of every page: by their protocol, and of the customers that the words find."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from faena.gate.grants import Perm
from faena.tickets.models import TICKET_NUMBERS, Ticket
from faena.ui.search import Kind, Line, Shown, Wanted, newest, numbered


def _found(wanted: Wanted, rows: "QuerySet[Any]") -> "Iterable[QuerySet[Any]]":
    if number := TICKET_NUMBERS.read(wanted.text):
        yield numbered(rows, number)
    if keys := wanted.keys.get("protocol"):
        yield newest(rows.filter(pk__in=keys))
    if wanted.customers:
        yield newest(rows.filter(customer__in=wanted.customers), "-state")  # open before closed


def _shown(line: Line) -> Shown:
    is_open = line.state == Ticket.State.OPEN
    return Shown(
        title=line.title,
        about=f"{TICKET_NUMBERS.write(line.number or 0)} · {line.whose}",
        state=line.label if is_open else str(Ticket.State.CLOSED.label),
        tone="blue" if is_open else "grey",
        is_over=not is_open,
    )


TICKET_KIND = Kind(
    "ticket",
    gettext_lazy("Tickets"),
    "headset",
    Perm.TICKET_SEE,
    rows=lambda user: Ticket.objects.visible_to(user),
    reads={
        "number": "number",
        "title": "type__name",
        "whose": "customer__name",
        "state": "state",
        "label": "status__name",
    },
    found=_found,
    shown=_shown,
    module="care",
    order=30,
)
