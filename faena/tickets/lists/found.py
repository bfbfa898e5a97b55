"""Which tickets the queue has under its filters, on each of its piles, and how they are read.

What the first page asks has kept texts (lib/named.py), one for each set of filters that are chosen. Further pages,
files and what is looked for by words are asked by the same querysets.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery

from faena.accounts.models import User
from faena.company.models import Branch
from faena.customers.models import Address, reached
from faena.customers.search import matching
from faena.gate.grants import Perm, Scope, scope
from faena.lib import pages
from faena.lib.named import Named, NamedValues
from faena.lib.pages import Count, Ways
from faena.tickets import needs
from faena.tickets.models import TICKET_NUMBERS, Holding, Ticket, TicketQuerySet, TicketType
from faena.ui.listing import Filters

MINE, THEIRS, ALL = "mine", "positions", "all"
PILES = (MINE, THEIRS, ALL)
IDLE = "idle"  # nobody active has it

Ask = Callable[[str, Any], Any]
Narrowing = Callable[[TicketQuerySet, Ask], TicketQuerySet]


def _equal(name: str) -> Narrowing:
    return lambda rows, ask: rows.filter(**{name: ask(name, Ticket._meta.get_field(name))})


def _held_by(column: str) -> Narrowing:
    def narrowed(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
        held = Holding.objects.current().filter(**{column: ask("holder", User._meta.pk)})
        return rows.filter(pk__in=held.values("ticket"))

    return narrowed


def _of_type(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
    """Of a type and all below it."""
    return rows.filter(type__in=TicketType.objects.below(ask("type", TicketType._meta.pk)).values("pk"))


def _in_city(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
    """Asked of each ticket in its turn: a city may have half of all addresses."""
    there = Address.objects.filter(customer=OuterRef("customer"), city=ask("city", Address._meta.get_field("city")))
    return rows.filter(Exists(there))


def _due(rows: TicketQuerySet, ask: Ask) -> TicketQuerySet:
    return needs.due_between(rows, *(ask(name, Ticket._meta.get_field("due_at")) for name in ("now", "end")))


NARROWINGS: dict[str, Narrowing] = {
    "type": _of_type,
    "status": _equal("status"),
    "priority": _equal("priority"),
    "channel": _equal("channel"),
    "city": _in_city,
    "user": _held_by("user"),
    "position": _held_by("position"),
    IDLE: lambda rows, _ask: needs.without_holder(rows),
    "late": lambda rows, ask: needs.late(rows, ask("now", Ticket._meta.get_field("due_at"))),
    "today": _due,
    "week": _due,
}
DAYS = {"late": 1, "today": 1, "week": needs.DAYS_OF_A_WEEK}


class Found:
    """The tickets under all filters but the pile."""

    def __init__(self, user: User, filters: Filters) -> None:
        self.user, self.words = user, filters.q
        self.called = None if "state" in filters.chosen else TICKET_NUMBERS.read(filters.q)
        self.reach = scope(user, Perm.TICKET_SEE)
        chosen = [name for name in ("type", "status", "priority", "channel", "city") if filters[name]]
        values: dict[str, Any] = {name: filters[name] for name in chosen}
        holder, _dash, pk = filters.get("destination").partition("-")
        due = filters["due"]
        if due:
            values["now"], values["end"] = needs.span(days=DAYS[due])
        self.chosen = (*chosen, *filter(None, (holder, due)))
        self.values = values | {"user": user.pk, "state": filters["state"], "holder": int(pk or 0)}

    def on(self, pile: str) -> TicketQuerySet:
        return on_pile(pile, self._rows, self.user.pk)

    @cached_property
    def _rows(self) -> TicketQuerySet:
        if not self.words:
            return _under_filters(self._given, self.reach, self.chosen)
        of_state = Q(state=self.values["state"])
        if self.called is not None:  # found whatever its state
            of_state |= Q(number=self.called)
        return _narrowed(_matching(self.words, self.user).filter(of_state), self._given, self.chosen)

    def _given(self, name: str, _field: Any) -> Any:
        """In place of an Ask: the value itself."""
        return self.values[name]

    @cached_property
    def counts(self) -> dict[str, Count]:
        """How much lies on each pile: one question."""
        if self.words:
            return {pile: pages.capped_count(self.on(pile)) for pile in PILES}
        cap = pages.COUNT_CAP
        (found,) = _counts.rows(self.reach, self.chosen, cap, **self.values)
        return {pile: Count(min(number, cap), number > cap) for pile, number in zip(PILES, found, strict=True)}

    def ways(self, pile: str) -> Ways[Ticket] | None:
        """How the first page of a pile is read."""
        return Ways(lambda: self.counts[pile], None if self.words else self._first(pile))

    def _first(self, pile: str) -> Callable[[Sequence[str], int], list[Ticket]]:
        shape = (self.reach, self.chosen, pile)
        return lambda order, most: _first.rows(*shape, tuple(order), most, **self.values)


def on_pile(name: str, rows: TicketQuerySet, user: Any) -> TicketQuerySet:
    if name == MINE:
        return needs.held_by(rows, user)
    return needs.waiting_for(rows, user) if name == THEIRS else rows


def _narrowed(rows: TicketQuerySet, ask: Ask, chosen: Sequence[str]) -> TicketQuerySet:
    for name in chosen:
        rows = NARROWINGS[name](rows, ask)
    return rows


def _under_filters(ask: Ask, reach: Scope, chosen: Sequence[str]) -> TicketQuerySet:
    rows = reached(Ticket.objects.all(), reach, ask("user", User._meta.pk))
    return _narrowed(_equal("state")(rows, ask), ask, chosen)


def _matching(wanted: str, user: User) -> TicketQuerySet:
    """By protocol ("A-000014", "14") or by what the customer is found by; another ticket's protocol finds only that
    one. One query for each, so that each has its index."""
    seen = Ticket.objects.visible_to(user).order_by()
    customers = matching(wanted, user).exclude(field="protocol").values("customer")
    rows = seen.filter(customer__in=customers).values("pk")
    if (number := TICKET_NUMBERS.read(wanted)) is not None:
        rows = rows.union(seen.filter(branch__in=Branch.objects.values("pk"), number=number).values("pk"))
    return Ticket.objects.filter(pk__in=rows)


# --- kept texts ---------------------------------------------------------------------------------------------


class _Counted(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _of_pile(ask: Ask, reach: Scope, chosen: Sequence[str], pile: str) -> TicketQuerySet:
    return on_pile(pile, _under_filters(ask, reach, chosen), ask("user", User._meta.pk))


def _counted(ask: Ask, reach: Scope, chosen: Sequence[str], cap: int) -> Any:
    """One row, of the reader, with the number of each pile, counted to one more than the cap."""
    of_piles = [_Counted(_of_pile(ask, reach, chosen, pile).values("pk")[: cap + 1]) for pile in PILES]
    return User.objects.filter(pk=ask("user", User._meta.pk)).order_by().values_list(*of_piles)


def _first_of(
    ask: Ask, reach: Scope, chosen: Sequence[str], pile: str, order: Sequence[str], most: int
) -> TicketQuerySet:
    """The keys are found first, so that what is joined to a row is read for those of one page only."""
    keys = _of_pile(ask, reach, chosen, pile).order_by(*order).values("pk")[:most]
    return Ticket.objects.listed().filter(pk__in=keys).order_by(*order)


_counts = NamedValues(_counted)
_first: Named[Ticket] = Named(_first_of)
