"""Which tickets the queue has under its filters, on each of its piles, and how they are read.

What the first page asks has kept texts (lib/named.py), one for each set of filters that are chosen. Of what is looked
for by words the keys are asked for once, with the piles on which each lies; that page and its counts come from these.
Further pages and files are asked by the same querysets.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from itertools import compress
from operator import and_
from typing import Any, cast

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.lookups import IsNull

from faena.accounts.models import User
from faena.company.models import Branch
from faena.customers.models import Address, reached
from faena.customers.search import matching
from faena.gate.grants import Perm, Scope, scope
from faena.lib import pages
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.lib.pages import Count, Ways
from faena.tickets import needs
from faena.tickets.models import TICKET_NUMBERS, Holding, Ticket, TicketQuerySet, TicketType
from faena.ui.listing import Filters

MINE, THEIRS, ALL = "mine", "positions", "all"
PILES = (MINE, THEIRS, ALL)
IDLE = "idle"  # nobody active has it
NEWEST = 2000  # of what a word finds that stands everywhere

LOOKED_AT = 2 * pages.COUNT_CAP  # tickets, where no index knows which of them are wanted: so many are counted through

Ask = Callable[[str, Any], Any]


def _held_by(column: str) -> Callable[[TicketQuerySet, Ask], TicketQuerySet]:
    def narrowed(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
        held = Holding.objects.current().filter(**{column: ask("holder", User._meta.pk)})
        return rows.filter(pk__in=held.values("ticket"))

    return narrowed


def _due(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
    return needs.due_between(rows, *(ask(name, Ticket._meta.get_field("due_at")) for name in ("now", "end")))


def _is(name: str) -> Callable[[Ask], Q]:
    field: Any = Ticket._meta.get_field(name)
    return lambda ask: Q(**{name: ask(name, field.target_field if field.is_relation else field)})


def _is_of_type(ask: Ask) -> Q:
    """Of a type and all below it."""
    return Q(type__in=TicketType.objects.below(ask("type", TicketType._meta.pk)).values("pk"))


def _is_in_city(ask: Ask) -> Q:
    """Asked of each ticket in its turn, and not by EXISTS, for which PostgreSQL may read a whole city first: some have
    half of all addresses."""
    city = ask("city", Address._meta.get_field("city"))
    there = Address.objects.filter(customer=OuterRef("customer"), city=city).values("pk")[:1]
    return Q(IsNull(Subquery(there), False))


ALONG_AN_INDEX = {
    "user": _held_by("user"),
    "position": _held_by("position"),
    IDLE: lambda rows, _ask: needs.without_holder(rows),
    "late": lambda rows, ask: needs.late(rows, ask("now", Ticket._meta.get_field("due_at"))),
    "today": _due,
    "week": _due,
}
ONE_BY_ONE = {"type": _is_of_type, "city": _is_in_city} | {
    name: _is(name) for name in ("status", "priority", "channel")
}
# The state stands in the text itself: the engines plan by how few are open.
STATES = {state: Func(template=f"'{state}'", output_field=CharField()) for state in Ticket.State.values}
DAYS = {"late": 1, "today": 1, "week": needs.DAYS_OF_A_WEEK}


class Found:
    """The tickets under all filters but the pile."""

    def __init__(self, user: User, filters: Filters) -> None:
        self.user, self.words, self.newest = user, filters.q, filters.newest(NEWEST)
        self.called = None if "state" in filters.chosen else TICKET_NUMBERS.read(filters.q)
        self.reach, self.state = scope(user, Perm.TICKET_SEE), filters["state"]
        chosen = [name for name in ONE_BY_ONE if filters[name]]
        values: dict[str, Any] = {name: filters[name] for name in chosen}
        holder, _dash, pk = filters.get("destination").partition("-")
        due = filters["due"]
        if due:
            values["now"], values["end"] = needs.span(days=DAYS[due])
        self.chosen = (*chosen, *filter(None, (holder, due)))
        self.values = values | {"user": user.pk, "holder": int(pk or 0)}

    def on(self, pile: str) -> TicketQuerySet:
        return on_pile(pile, self._rows, self.user.pk)

    @cached_property
    def _rows(self) -> TicketQuerySet:
        if not self.words:
            return _under_filters(self._given, self.reach, self.chosen, self.state)
        of_state = Q(state=self.state)
        if self.called is not None:  # found whatever its state
            of_state |= Q(number=self.called)
        return _narrowed(_matching(self.words, self.user, self.newest).filter(of_state), self._given, self.chosen)

    def _given(self, name: str, _field: Any) -> Any:
        """In place of an Ask: the value itself."""
        return self.values[name]

    @cached_property
    def counts(self) -> dict[str, Count]:
        """How much lies on each pile: one question."""
        cap, looked_at = pages.COUNT_CAP, 0
        if self.words:
            found = [len(self._keys(pile)) for pile in PILES]
        else:
            ((*found, looked_at),) = _counts.rows(self.reach, self.chosen, cap, LOOKED_AT, **self.values)
        counts = {pile: Count(min(number, cap), number > cap) for pile, number in zip(PILES, found, strict=True)}
        if looked_at > LOOKED_AT:
            counts[ALL] = counts[ALL]._replace(is_capped=True)
        return counts

    def ways(self, pile: str) -> Ways[Ticket]:
        """How the first page of a pile is read."""
        if not self.words:
            shape = (self.reach, self.chosen, pile)
            return Ways(lambda order, most: _first.rows(*shape, tuple(order), most, **self.values), self._count(pile))
        if len(self._by_words) > pages.COUNT_CAP:  # the first ones may be among those that were not read
            return Ways(count=self._count(pile))
        keys = self._keys(pile)
        return Ways(lambda order, most: _first_among.rows(tuple(order), most, keys=keys), self._count(pile))

    def _count(self, pile: str) -> Callable[[], Count]:
        return lambda: self.counts[pile]

    def _keys(self, pile: str) -> list[int]:
        return [key for key, piles in self._by_words if pile in piles]

    @cached_property
    def _by_words(self) -> list[tuple[int, tuple[str, ...]]]:
        """(key, the piles on which it lies) of one more than are counted."""
        own = Ticket.objects.filter(pk=OuterRef("pk"))
        lies = [Exists(on_pile(pile, own, self.user.pk)) for pile in (MINE, THEIRS)]
        rows = self._rows.order_by().values_list("pk", *lies)[: pages.COUNT_CAP + 1]
        return [(key, tuple(compress(PILES, (*those, True)))) for key, *those in rows]


def on_pile(name: str, rows: TicketQuerySet, user: Any) -> TicketQuerySet:
    if name == MINE:
        return needs.held_by(rows, user)
    return needs.waiting_for(rows, user) if name == THEIRS else rows


def _narrowed(rows: TicketQuerySet, ask: Ask, chosen: Sequence[str]) -> TicketQuerySet:
    for name in chosen:
        rows = ALONG_AN_INDEX[name](rows, ask) if name in ALONG_AN_INDEX else rows.filter(ONE_BY_ONE[name](ask))
    return rows


def _under_filters(ask: Ask, reach: Scope, chosen: Sequence[str], state: str = Ticket.State.OPEN) -> TicketQuerySet:
    rows = reached(Ticket.objects.filter(state=STATES[state]), reach, ask("user", User._meta.pk))
    return _narrowed(rows, ask, chosen)


def _matching(wanted: str, user: User, newest: int) -> TicketQuerySet:
    """By protocol ("A-000014", "14") or by what the customer is found by; another ticket's protocol finds only that
    one. One query for each, so that each has its index."""
    seen = Ticket.objects.visible_to(user).order_by()
    customers = matching(wanted, user, newest=newest).exclude(field="protocol").values("customer")
    rows = seen.filter(customer__in=customers).values("pk")
    if (number := TICKET_NUMBERS.read(wanted)) is not None:
        rows = rows.union(seen.filter(branch__in=Branch.objects.values("pk"), number=number).values("pk"))
    return Ticket.objects.filter(pk__in=rows)


# --- kept texts ---------------------------------------------------------------------------------------------


class _Counted(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class _Wanted(_Counted):
    """How many of them are wanted."""

    template = "(SELECT COUNT(*) FILTER (WHERE counted.is_wanted) FROM (%(subquery)s) counted)"


def _of_pile(ask: Ask, reach: Scope, chosen: Sequence[str], pile: str) -> TicketQuerySet:
    return on_pile(pile, _under_filters(ask, reach, chosen), ask("user", User._meta.pk))


def _counted(ask: Ask, reach: Scope, chosen: Sequence[str], cap: int, most: int) -> Any:
    """One row, of the reader: the number of each pile, counted to one more than the cap. Where each ticket has to be
    looked at to know whether it is wanted, `most` of all are; last stands how many there are, to one more."""

    def of(pile: str, among: Sequence[str] = chosen, end: int = cap + 1) -> _Counted:
        return _Counted(_of_pile(ask, reach, among, pile).values("pk")[:end])

    found, looked_at = of(ALL), cast(Any, Value(0))
    if wanted := [ONE_BY_ONE[name](ask) for name in chosen if name in ONE_BY_ONE]:
        others = [name for name in chosen if name not in ONE_BY_ONE]
        is_wanted = ExpressionWrapper(reduce(and_, wanted), BooleanField())
        rows = _of_pile(ask, reach, others, ALL).values(is_wanted=is_wanted)
        found, looked_at = _Wanted(rows[:most]), of(ALL, others, most + 1)
    reader = User.objects.filter(pk=ask("user", User._meta.pk)).order_by()
    return reader.values_list(of(MINE), of(THEIRS), found, looked_at)


class _Among(Subquery):
    """Whether a ticket's key is one of those that a query finds. PostgreSQL is told that they are found first, or it
    might join all tickets with what they show before it looks."""

    template = f'"{Ticket._meta.db_table}"."id" IN (%(subquery)s)'
    template_postgresql = f'"{Ticket._meta.db_table}"."id" = ANY(ARRAY(%(subquery)s))'
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **how: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.template_postgresql, **how)


def _first_of(rows: TicketQuerySet, order: Sequence[str], most: int) -> TicketQuerySet:
    """Their keys are found first, so that what is joined to a row is read for those of one page only."""
    return Ticket.objects.listed().filter(_Among(rows.order_by(*order).values("pk")[:most])).order_by(*order)


_counts = NamedValues(_counted)
_first: Named[Ticket] = Named(
    lambda ask, reach, chosen, pile, order, most: _first_of(_of_pile(ask, reach, chosen, pile), order, most)
)
_first_among: Named[Ticket] = Named(
    lambda _ask, order, most: _first_of(Ticket.objects.filter(AmongKeys()), order, most)
)
