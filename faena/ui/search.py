"""What the one search of every page looks through, besides the customers: each room registers its kinds in apps.py.

A kind names its rows as querysets, each along an index of its own and cut to a few rows. `lines` sends those of all
kinds as one query (UNION), so that the page asks the same however many kinds there are and however long the tables."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Expression,
    F,
    Field,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from faena.lib.refs import Ref
from faena.ui.navigation import Can

FEW = 5  # of each kind


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. words: of the text, folded; customers, devices: the keys of those that it found, the
    best first; keys: those of other kinds that are found by a term (a ticket by its protocol)."""

    text: str
    words: Sequence[str]
    user: Any
    customers: Sequence[int] = ()
    devices: Sequence[int] = ()
    keys: Mapping[str, Sequence[int]] = field(default_factory=dict)


class Line(NamedTuple):
    """What is read of one row, of whatever kind. state: a code of the room; amount: minor units of `currency`."""

    kind: str
    key: int
    number: int | None
    title: str
    whose: str
    state: str
    label: str
    amount: int | None
    currency: str
    at: Any


@dataclass(frozen=True)
class Shown:
    """A hit as people read it: what it is, a line about it, its state in a word with its tone."""

    title: str
    about: str
    state: str = ""
    tone: str = "grey"
    is_over: bool = False  # comes after what is still open


class Kind(NamedTuple):
    """label: of the group; rows: those within a user's reach; reads: the columns of a Line by name, as expressions;
    found: the keys that the words mean, as querysets that each have an end; shown: a line as people read it."""

    name: str
    label: Any
    icon: str
    perm: str
    rows: "Callable[[Any], QuerySet[Any]]"
    reads: Mapping[str, Any]
    found: "Callable[[Wanted, QuerySet[Any]], Iterable[QuerySet[Any]]]"
    shown: Callable[[Line], Shown]
    module: str = ""
    order: int = 100

    def url(self, line: Line) -> str:
        return Ref(self.name, line.key).url


_kinds: dict[str, Kind] = {}
_TYPES: "dict[str, Field[Any, Any]]" = {
    "number": BigIntegerField(null=True),
    "title": CharField(),
    "whose": CharField(),
    "state": CharField(),
    "label": CharField(),
    "amount": BigIntegerField(null=True),
    "currency": CharField(),
    "at": DateTimeField(null=True),
}


def register(kind: Kind) -> None:
    """Doing it twice changes nothing."""
    _kinds[kind.name] = kind


def kinds_for(can: Can, modules: Collection[str]) -> list[Kind]:
    """Those that this reader may see, in order."""
    kinds = (one for one in _kinds.values() if one.module in ("", *modules) and can.has(one.perm))
    return sorted(kinds, key=lambda one: (one.order, one.name))


def find(kinds: Sequence[Kind], wanted: Wanted) -> dict[str, list[Line]]:
    """The lines of each kind that the words mean, by its name, the newest first. One query, none where nothing can be
    meant."""
    parts = []
    for kind in kinds:
        rows = kind.rows(wanted.user)
        parts += [_read(kind, rows.filter(pk__in=keys)) for keys in kind.found(wanted, rows)]
    return _asked(parts)


def of_keys(kinds: Sequence[Kind], keys: Mapping[str, Collection[int]], user: Any) -> dict[str, list[Line]]:
    """The lines with these keys, as far as the user reaches. One query."""
    known = [(kind, keys[kind.name]) for kind in kinds if keys.get(kind.name)]
    return _asked([_read(kind, kind.rows(user).filter(pk__in=some)) for kind, some in known])


def newest(rows: "QuerySet[Any]", *first: Any) -> "QuerySet[Any]":
    """The keys of the few newest, of which `first` come before the others."""
    return rows.order_by(*first, "-pk").values("pk")[:FEW]


def _read(kind: Kind, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    columns = {f"read_{name}": _column(kind.reads.get(name), type_) for name, type_ in _TYPES.items()}
    named = {"read_kind": _column(Value(kind.name), CharField()), "read_key": _column("pk", BigIntegerField())}
    names = ["read_kind", "read_key", *columns]
    return rows.order_by().annotate(**named, **columns).values_list(*names)


def _column(what: Any, type_: "Field[Any, Any]") -> Expression:
    """Of the same type in each part, or PostgreSQL would not unite them."""
    if what is None:
        what = Value("" if isinstance(type_, CharField) else None)
    return Cast(F(what) if isinstance(what, str) else what, type_)


def _asked(parts: "list[QuerySet[Any]]") -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    if not parts:
        return found
    first, *others = parts
    rows: Iterable[Any] = first.union(*others) if others else first
    for line in sorted((Line._make(row) for row in rows), key=lambda one: -one.key):
        found.setdefault(line.kind, []).append(line)
    return found


def numbered(rows: "QuerySet[Any]", number: int, column: str = "number") -> "QuerySet[Any]":
    """The keys of the rows that were given this number, one of each branch: along the index (branch, number)."""
    branches = rows.model._meta.get_field("branch").related_model._default_manager.order_by()
    return newest(rows.filter(branch__in=branches.values("pk"), **{column: number}))
