"""What of customer care needs somebody now, as short heaps beside those of the workshop (B15). What lies on which heap
stands in `tickets/needs.py`; the queue shows the whole heap."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.agenda.lanes import in_turn
from faena.agenda.models import Visit
from faena.gate.grants import Perm, Scope, scope
from faena.gate.roles import Role
from faena.home.attention import MOST, SHOWN, Heap
from faena.lib.pages import Count
from faena.tickets import needs
from faena.tickets.models import Priority, Ticket


@dataclass(frozen=True)
class Errand:
    """One row: a ticket, whether the reader takes it from here, and whether it has to be handed on."""

    ticket: Ticket
    takes: bool
    forwards: bool


@dataclass(frozen=True)
class Look:
    """How a heap is headed, and what the queue is asked for to show all of it."""

    title: Any
    icon: str
    tone: str
    question: dict[str, str]


LOOKS = {
    "mine": Look(_("My tickets"), "headset", "blue", {"whose": "mine"}),
    "unclaimed": Look(_("Unassigned"), "inbox", "amber", {"whose": "positions"}),
    "late": Look(_("Overdue tickets"), "clock-alert", "red", {"due": "late", "whose": "all"}),
    "urgent": Look(_("Urgent tickets"), "triangle-alert", "red", {"priority": str(Priority.URGENT), "whose": "all"}),
    "today": Look(_("Tickets due today"), "calendar-clock", "amber", {"due": "today", "whose": "all"}),
    "idle": Look(_("Tickets without an active assignee"), "user-x", "amber", {"destination": "idle", "whose": "all"}),
}


def day_of(user: User) -> list[Heap]:
    """The visits that a technician has before him today, in the order of the day; without any, no heap."""
    if user.role != Role.TECHNICIAN:
        return []
    before = in_turn(Visit.objects.filter(technician=user, on=timezone.localdate()).pending().shown())
    count, url = Count(len(before), False), reverse("agenda:mine")
    return (
        [Heap("visits-mine", _("My day"), "calendar", "blue", before[:SHOWN], count, url, "agenda")] if before else []
    )


def heaps(user: User) -> list[Heap]:
    """The reader's own tickets and those that lie with his positions; then, for whoever is not only in the field, what
    is late, urgent or due today; and for who hands tickets on, what nobody active has. The soonest due first, empty
    heaps left out. One query says what lies where, one more what is shown, however much there is."""
    seen = Ticket.objects.visible_to(user)
    lying = {"mine": needs.held_by(seen, user), "unclaimed": needs.waiting_for(seen, user)}
    if user.role != Role.TECHNICIAN:
        lying |= {
            "late": needs.late(seen),
            "urgent": seen.open().filter(priority=Priority.URGENT),
            "today": needs.due_today(seen),
        }
    if scope(user, Perm.TICKET_HANDLE) is Scope.ALL:
        lying["idle"] = needs.without_holder(seen)
    keys = _first_of(lying)
    shown = seen.shown().in_bulk({key for found in keys.values() for key in found[:SHOWN]})
    takes = _takers(user)
    return [
        Heap(
            f"tickets-{name}",
            LOOKS[name].title,
            LOOKS[name].icon,
            LOOKS[name].tone,
            errands=[_errand(name, shown[key], takes[name]) for key in found[:SHOWN] if key in shown],
            count=Count(min(len(found), MOST), len(found) > MOST),
            url=f"{reverse('tickets:queue')}?{urlencode(LOOKS[name].question)}",
            module="care",
        )
        for name in lying
        if (found := keys.get(name))
    ]


def _first_of(lying: dict[str, Any]) -> dict[str, list[int]]:
    """The keys of the first of each heap, the soonest due first, one more than are counted: one query for all."""
    arms = []
    for name, rows in lying.items():
        first = rows.order_by("due_at", "id").values("pk")[: MOST + 1]
        arms.append(Ticket.objects.filter(pk__in=first).values_list(Value(name, CharField()), F("due_at"), F("pk")))
    one, *others = arms
    found = defaultdict(list)
    for name, _due, key in sorted(one.union(*others, all=True)):
        found[name].append(key)
    return found


def _takers(user: User) -> dict[str, Callable[[Ticket], bool]]:
    """For each heap, whether the user may take a ticket of it. Those of his own positions need not be asked about."""
    takes, his = needs.taking(user), scope(user, Perm.TICKET_TAKE) is not Scope.NONE
    return dict.fromkeys(LOOKS, takes) | {"mine": lambda _ticket: False, "unclaimed": lambda _ticket: his}


def _errand(name: str, ticket: Ticket, takes: Callable[[Ticket], bool]) -> Errand:
    return Errand(ticket, takes(ticket), forwards=name == "idle")
