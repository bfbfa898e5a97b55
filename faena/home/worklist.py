"""The one list of home: the cases (orders, tickets, visits) that need somebody now, each once with all its reasons and
its next step. The rooms' own files (attention.py, care.py) find them; here they are put in order and counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.gate.offers import Offer
from faena.lib.dates import format_span
from faena.lib.pages import Count

SHOWN = 9  # cases before "See the others"
MOST = 100  # counted on one worklist, and shown at once
LEAST_CHIPS = 2  # on a row that has fewer reasons its status or date stand beside them
NEVER = datetime.max.replace(tzinfo=UTC)


class Rank(IntEnum):
    """How urgent a case is; within a rank the oldest comes first."""

    TODAY = 0  # a visit of the reader's day
    LATE = 1
    SOON = 2  # urgent, or due today
    OPEN = 3
    WAITS = 4  # its clock is stopped until the customer answers


@dataclass(frozen=True)
class Match:
    """One worklist has this case. `due`: by when; `since`: from when on. `left`: minor units of `currency` that are
    still to be paid, None while nobody knows."""

    worklist: str
    kind: str
    pk: int
    rank: Rank
    due: datetime | None
    since: datetime
    left: int | None = 0
    currency: str = ""

    @property
    def case(self) -> tuple[str, int]:
        return self.kind, self.pk


@dataclass(frozen=True)
class Chip:
    """One reason, in words; the tone says what it means."""

    text: Any
    tone: str = "grey"
    icon: str = ""


@dataclass(frozen=True)
class Item:
    """One row. `thing`: the order, ticket, visit or payment; `offer`: the one next step, None for who may take none."""

    kind: str
    icon: str
    thing: Any
    title: Any
    url: str
    customer: Any
    note: str = ""
    chips: list[Chip] = field(default_factory=list)
    offer: Offer | None = None


def in_order(matches: Iterable[Match], *, by_due: bool) -> list[tuple[str, int]]:
    """Each case once, the most urgent first, then the oldest. `by_due`: what is not late stands by its date, as people
    plan their own work."""
    turns: dict[tuple[str, int], Any] = {}
    for match in matches:
        moment = (match.due or NEVER) if by_due or match.rank is Rank.LATE else match.since
        turn = (match.rank, moment, match.kind, match.pk)
        turns[match.case] = min(turn, turns.get(match.case, turn))
    return sorted(turns, key=lambda case: turns[case])


def counted(matches: list[Match]) -> Count:
    """How many cases these are, counted to MOST; one worklist that has more makes the whole uncertain."""
    cases = len({match.case for match in matches})
    per_list: dict[str, int] = {}
    for match in matches:
        per_list[match.worklist] = per_list.get(match.worklist, 0) + 1
    return Count(min(cases, MOST), max(cases, *per_list.values(), 0) > MOST)


def age(since: datetime) -> str:
    """How long ago: `6 days`, `5 h`, `36 min`."""
    passed = max(timezone.now() - since, timedelta())
    if passed.days:
        return format_span(passed.days, "days")
    hours, minutes = divmod(passed.seconds // 60, 60)
    return _("%(num)s h") % {"num": hours} if hours else _("%(num)s min") % {"num": minutes}


def late(due: datetime) -> Chip:
    """Of an order."""
    return Chip(pgettext("order", "Late %(time)s") % {"time": age(due)}, "red", "clock-alert")


def overdue(due: datetime) -> Chip:
    """Of a ticket."""
    return Chip(pgettext("ticket", "Overdue %(time)s") % {"time": age(due)}, "red", "clock-alert")
