"""Lists in pages by keyset: a page begins after the last row of the one before, wherever that row now stands.

No OFFSET, so page 1,000 costs what page 1 costs, and a row that arrives meanwhile neither repeats nor hides another.
The cursor in the address carries the sort values of one row; it is sealed, because they are often a person's name and
addresses are logged. A cursor that was broken, or that belongs to another list or sort, opens the first page.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from faena.lib import kept
from faena.lib.locales import active_language
from faena.lib.named import by_key, joined, selects_whole_rows
from faena.lib.numerals import write_number
from faena.lib.sealing import seal, unseal

Row = TypeVar("Row", bound=Model)

Read = Callable[[Sequence[int]], list[Row]]

PAGE_SIZE = 25
CHUNK_SIZE = 500
COUNT_CAP = 1000
MANY = 2  # tables joined to a row, from which on one more query is the cheaper way


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in the list's order, and the cursors of its neighbours; None where there is none."""

    rows: list[Row]
    next_cursor: str | None = None
    previous_cursor: str | None = None


class Count(NamedTuple):
    """How many rows, and whether there are more than were counted; as text `37`, or `1,000+`."""

    number: int
    is_capped: bool

    def __str__(self) -> str:
        return write_number(self.number, 0, active_language()) + ("+" if self.is_capped else "")


@dataclass(frozen=True)
class Ways(Generic[Row]):
    """How a list that is opened often is read where the texts of its SQL are kept (lib/named.py): as its queryset would
    be, which is asked for what is None. `first`: so many of its first rows in this order; `count`: its rows."""

    first: Callable[[Sequence[str], int], list[Row]] | None = None
    count: Callable[[], Count] | None = None


@dataclass(frozen=True)
class _Place:
    """A place between two rows: after (or before) the row that has these sort values."""

    values: list[Any]
    backward: bool


def keyset_page(
    queryset: QuerySet[Row],
    order: Sequence[str],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    ways: Ways[Row] | None = None,
    read: Read[Row] | None = None,
    *,
    restarts: bool = True,
) -> Page[Row]:
    """The page of `queryset` that the cursor opens, sorted by `order`: `("-opened_at", "id")`. `read`: how its rows are
    read by their keys, in any order, where they show more than the queryset does. `restarts`: where nothing follows the
    cursor any more the list begins anew, as people expect and programs do not.

    The last sort field must be the primary key, and no sort field may be NULL: both raise ValueError.
    """
    if not order or order[-1].lstrip("-") not in ("id", "pk", queryset.model._meta.pk.name):
        raise ValueError("A list is ordered by its primary key at last, or rows would be skipped.")
    purpose = _purpose(queryset, order)
    place = _open(cursor, purpose, len(order))
    if place is None and ways and ways.first:
        return _page(ways.first(order, size + 1), order, size, purpose)
    if place is None:
        return _page(_first(queryset.order_by(*order), size + 1, read), order, size, purpose)
    if place.backward:
        page = _page_before(queryset, order, place, size, purpose, read)
    else:
        beyond = queryset.filter(_beyond(order, place.values)).order_by(*order)
        page = _page(_first(beyond, size + 1, read), order, size, purpose, follows=True)
    return page if page.rows or not restarts else keyset_page(queryset, order, None, size, ways, read)


def opens(cursor: str, queryset: QuerySet[Any], order: Sequence[str]) -> bool:
    """Whether it is a cursor of this list and sort."""
    return _open(cursor, _purpose(queryset, order), len(order)) is not None


def chunks(queryset: QuerySet[Row], order: Sequence[str], size: int = CHUNK_SIZE) -> Iterator[list[Row]]:
    """All rows in the list's order, some hundred at a time: no cursor of the database stays open in between, and
    memory does not grow with the list."""
    rest = queryset.order_by(*order)
    rows = list(rest[:size])
    while rows:
        yield rows
        values = [_value(rows[-1], field.lstrip("-")) for field in order]
        rows = list(rest.filter(_beyond(order, values))[:size]) if len(rows) == size else []


def capped_count(queryset: QuerySet[Any], cap: int = COUNT_CAP) -> Count:
    """How many rows, counted to the cap at most."""
    counted = kept.count(queryset, cap + 1)
    return Count(min(counted, cap), counted > cap)


def counted_page(
    queryset: QuerySet[Row],
    order: Sequence[str],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    *,
    at_once: bool,
    read: Read[Row] | None = None,
) -> tuple[Page[Row], Count]:
    """The page, and how many rows the list has. `at_once`: rows of a search, which is then made once for both."""
    if cursor or not at_once or not selects_whole_rows(queryset):
        return keyset_page(queryset, order, cursor, size, read=read), capped_count(queryset)
    keys = kept.keys(queryset.order_by(*order), COUNT_CAP + 1)
    rows, purpose = _of_keys(queryset, keys[:size], read), _purpose(queryset, order)
    page = Page(rows, next_cursor=_cursor(rows[-1], order, purpose) if len(keys) > size and rows else None)
    return page, Count(min(len(keys), COUNT_CAP), len(keys) > COUNT_CAP)


def _purpose(queryset: QuerySet[Any], order: Sequence[str]) -> str:
    return f"page {queryset.model._meta.label} {' '.join(order)}"


def _page(found: list[Row], order: Sequence[str], size: int, purpose: str, *, follows: bool = False) -> Page[Row]:
    """Of what is left of the list, of which one row more is read to know whether it goes on."""
    rows = found[:size]
    return Page(
        rows,
        next_cursor=_cursor(rows[-1], order, purpose) if len(found) > size else None,
        previous_cursor=_cursor(rows[0], order, purpose, backward=True) if rows and follows else None,
    )


def _page_before(
    queryset: QuerySet[Row], order: Sequence[str], place: _Place, size: int, purpose: str, read: Read[Row] | None
) -> Page[Row]:
    """The rows before a place; when they do not fill a page, none: the first page is whole and shows them too."""
    reverse = [field[1:] if field.startswith("-") else f"-{field}" for field in order]
    found = _first(queryset.filter(_beyond(reverse, place.values)).order_by(*reverse), size + 1, read)
    if len(found) <= size:
        return Page([])
    rows = found[:size][::-1]
    return Page(rows, _cursor(rows[-1], order, purpose), _cursor(rows[0], order, purpose, backward=True))


def _first(queryset: QuerySet[Row], most: int, read: Read[Row] | None) -> list[Row]:
    """The first rows. Where they show much of other tables their keys are asked for first, so that what is joined to a
    row is read for those of one page and not for all that match, and sorted with them."""
    if read is None and (joined(queryset) < MANY or not selects_whole_rows(queryset)):
        return kept.first(queryset, most)
    return _of_keys(queryset, kept.keys(queryset, most), read)


def _of_keys(queryset: QuerySet[Row], keys: list[int], read: Read[Row] | None) -> list[Row]:
    """The rows that have these keys, in their order."""
    if read is None:
        return by_key(queryset, keys)
    found = {row.pk: row for row in read(keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after the values: a > x, or a = x and b > y, …; led by a >= x, which is what an index can walk."""
    beyond, same = Q(), Q()
    for field, value in zip(order, values, strict=True):
        name, less = field.lstrip("-"), field.startswith("-")
        beyond |= same & Q(**{f"{name}__{'lt' if less else 'gt'}": value})
        same &= Q(**{name: value})
    name, less = order[0].lstrip("-"), order[0].startswith("-")
    return Q(**{f"{name}__{'lte' if less else 'gte'}": values[0]}) & beyond


def _cursor(row: Model, order: Sequence[str], purpose: str, *, backward: bool = False) -> str:
    values = [_packed(_value(row, field.lstrip("-"))) for field in order]
    return seal(json.dumps([backward, *values], separators=(",", ":")), purpose=purpose)


def _open(cursor: str | None, purpose: str, fields: int) -> _Place | None:
    opened = unseal(cursor, purpose=purpose) if cursor else None
    if opened is None:
        return None
    backward, *values = json.loads(opened)
    return _Place([_unpacked(value) for value in values], backward) if len(values) == fields else None


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    if value is None:
        raise ValueError(f"{path} is NULL in {row!r}: a list cannot be ordered by it.")
    return value


def _packed(value: Any) -> Any:
    """A value as JSON that keeps its type to the last microsecond and decimal."""
    match value:
        case bool() | int() | str():
            return value
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case UUID():
            return {"uuid": value.hex}
    raise ValueError(f"A list cannot be ordered by {type(value).__name__}.")


def _unpacked(value: Any) -> Any:
    match value:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"decimal": text}:
            return Decimal(text)
        case {"uuid": text}:
            return UUID(text)
    return value
