"""Which tickets somebody has to look at (C19, B15). Home counts these and the queue filters by them, so that both
always mean the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import ngettext

from faena.accounts.models import Position, User
from faena.company.zones import differ_at
from faena.gate.grants import Perm, Scope, scope
from faena.lib.dates import day_span
from faena.tickets.models import Holding, Ticket, TicketQuerySet

DAYS_OF_A_WEEK = 7
# The soonest due first. Those whose clock stands come after those whose clock runs, whatever is left of them: nobody
# can do anything about them until the customer answers. Among themselves by the date that they had.
SOONEST = ("is_stopped", "due_at", "id")


def held_by(rows: TicketQuerySet, user: Any) -> TicketQuerySet:
    """Open ones that the user has."""
    return _held(rows, Q(user=user))


def waiting_for(rows: TicketQuerySet, user: Any) -> TicketQuerySet:
    """Open ones that lie with a position of the user: nobody took them yet."""
    return _held(rows, Q(position__in=User.positions.through.objects.filter(user=user).values("position")))


def without_holder(rows: TicketQuerySet) -> TicketQuerySet:
    """Open ones that nobody will do anything with: whoever has them is deactivated (W25) or became a seller, or they
    lie with a position that no active person who handles tickets has."""
    held = Holding.objects.current().values("ticket")
    of_gone, of_lonely = (held.filter(holder) for holder in _inactive_holders())
    # Asked apart, so that an index finds them among all that are held.
    return rows.open().filter(pk__in=of_gone.union(of_lonely, all=True))


def has_no_holder() -> Exists:
    """The same of a ticket of an outer query, for a few that are known."""
    gone, lonely = _inactive_holders()
    return Exists(Holding.objects.current().filter(gone | lonely, ticket=OuterRef("pk")))


def _inactive_holders() -> tuple[Q, Q]:
    """Of holdings: with people who handle no tickets, and with positions that nobody who does has."""
    handling = User.objects.handling_tickets()
    gone = User.objects.exclude(pk__in=handling.values("pk"))
    lonely = Position.objects.filter(~Exists(handling.filter(positions=OuterRef("pk"))))
    return Q(user__in=gone.values("pk")), Q(position__in=lonely.values("pk"))


def late(rows: TicketQuerySet, now: Any = None) -> TicketQuerySet:
    """Those whose date passed while their clock ran."""
    in_time = Q(is_stopped=True, due_at__gt=F("stopped_at"))
    return rows.open().filter(~in_time, due_at__lte=now or timezone.now())


def taking(user: Any) -> Callable[[Ticket], bool]:
    """Whether the user may take a ticket that was read by `shown`: one that lies with a position, of his own if that
    is as far as he reaches."""
    reach = scope(user, Perm.TICKET_TAKE)

    @cache
    def own() -> set[int]:
        return set(user.positions.values_list("pk", flat=True))

    def takes(ticket: Ticket) -> bool:
        lies_with = ticket.holding.position_id if ticket.is_open and ticket.holding else None
        if lies_with is None or reach is Scope.NONE:
            return False
        return reach is Scope.ALL or lies_with in own()

    return takes


def _held(rows: TicketQuerySet, by: Q) -> TicketQuerySet:
    return rows.open().filter(pk__in=Holding.objects.current().filter(by).values("ticket"))


def span(*, days: int) -> tuple[datetime, datetime]:
    """From now to the end of so many days, today among them."""
    zone, now = timezone.get_current_timezone(), timezone.now()
    assert isinstance(zone, ZoneInfo)
    return now, day_span(timezone.localdate(now) + timedelta(days=days - 1), zone)[1]


def due_between(rows: TicketQuerySet, now: Any, end: Any) -> TicketQuerySet:
    """Those that still can be in time until then."""
    return rows.open().filter(is_stopped=False, due_at__gt=now, due_at__lt=end)


def due_moved(old: str, new: str) -> list[str]:
    """How many open tickets would be due at another hour of the wall, were the company's zone another (M30)."""
    if not differ_at(timezone.now(), old, new) or not (count := Ticket.objects.open().count()):
        return []
    sentence = ngettext(
        "%(num)s open ticket would be due at another hour of the clock, at the same moment.",
        "%(num)s open tickets would be due at another hour of the clock, at the same moment.",
        count,
    )
    return [sentence % {"num": count}]
