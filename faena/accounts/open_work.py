"""Open work that somebody has: rooms above register what they keep in a person's name (orders, tickets, visits,
customers), so that it is seen and handed over when the person leaves, or changes role or positions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from faena.accounts.models import User, UserQuerySet
from faena.company.models import Company
from faena.gate.grants import Perm, may
from faena.lib.pages import Count

FEW = 3  # rows that are shown of each kind
MOST = 200  # rows that are counted, and handed over by one press, of each kind


@dataclass(frozen=True)
class Kind:
    """One kind of work. rows(user): what he has, in order. takers(): who can be given it. give(row, to, reason, by):
    the room's own action for one row. line(row): the sentence that names one, with its address. url(user): the list of
    all of them; "" where there is none. perm: without it nobody sees or gives any."""

    name: str
    label: Any
    icon: str
    perm: Perm
    rows: Callable[[User], QuerySet[Any]]
    takers: Callable[[], UserQuerySet]
    give: Callable[[Any, User, str, User], object]
    line: Callable[[Any], tuple[str, str]]
    url: Callable[[User], str]
    module: str = ""
    order: int = 0


@dataclass(frozen=True)
class Found:
    """What somebody has of one kind: the first rows as (text, address), and how many there are."""

    kind: Kind
    lines: list[tuple[str, str]]
    count: Count
    url: str


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _kinds[kind.name] = kind


def kinds_for(by: User) -> list[Kind]:
    """The kinds that `by` may give to others, of the modules that are switched on."""
    modules = Company.here().modules
    kinds = sorted(_kinds.values(), key=lambda kind: kind.order)
    return [kind for kind in kinds if may(by, kind.perm) and (not kind.module or kind.module in modules)]


def work_of(user: User, by: User) -> list[Found]:
    """What somebody has, as `by` sees it: one query for each kind, kinds without any left out."""
    found = []
    for kind in kinds_for(by):
        if rows := list(kind.rows(user)[: MOST + 1]):
            lines = [kind.line(row) for row in rows[:FEW]]
            found.append(Found(kind, lines, Count(min(len(rows), MOST), len(rows) > MOST), kind.url(user)))
    return found


def takers_of(user: User, kinds: Iterable[Kind]) -> list[User]:
    """Who can be given some of these kinds, by name; never the one who has it."""
    people = User.objects.none()
    for kind in kinds:
        people = people | User.objects.filter(pk__in=kind.takers().order_by().values("pk"))
    return list(people.exclude(pk=user.pk).order_by("sort_name", "id"))
