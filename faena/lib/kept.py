"""The first rows of a filtered list, their keys and how many there are, without writing their SQL anew each time.

Two querysets that differ only in the values they compare with have one text. It is kept under their shape: tables,
comparisons, order and limit; the values are taken from each queryset as Django would bind them. So nothing needs to be
declared, and what is more than plain comparisons of columns is asked as ever. Reads of one kind are in lib/named.py.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Lookup, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import WhereNode

from faena.lib.named import Text, completed, instance, selects_whole_rows, written

Row = TypeVar("Row", bound=Model)
Shape = tuple[Any, ...]

PLAIN = {"exact", "gt", "gte", "lt", "lte"}
VALUES = (int, str, date, Decimal, UUID)
MOST_TEXTS = 2000  # all are forgotten then; a shop has some hundred

_texts: dict[Shape, Any] = {}


class OneOf(Func):
    """Whether a column has one of these words of ours. They stand in the text itself, or no engine would see that an
    index over just these rows has them all."""

    output_field = BooleanField()

    def __init__(self, column: Any, words: Sequence[str]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column)
        self.words = tuple(str(word) for word in words)
        if not all(word.isidentifier() for word in self.words):
            raise ValueError("Only words of the program stand in a text as they are.")

    def as_sql(  # type: ignore[override]  # a Func has more ways of being written
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_how: Any
    ) -> tuple[str, Sequence[Any]]:
        column, params = compiler.compile(self.source_expressions[0])
        words = ", ".join(f"'{word}'" for word in self.words)
        return f"{column} IN ({words})", params


def keys(rows: "QuerySet[Any]", most: int) -> list[Any]:
    """The keys of the first ones."""
    found = _asked("keys", rows, most)
    return list(rows.values_list("pk", flat=True)[:most]) if found is None else [key for (key,) in found]


def count(rows: "QuerySet[Any]", most: int) -> int:
    """How many there are, counted to `most`."""
    found = _asked("count", rows.order_by(), most)
    return rows.order_by()[:most].count() if found is None else found[0][0]


def first(rows: "QuerySet[Row]", most: int) -> list[Row]:
    """The first ones, with what the queryset selects and prefetches as related."""
    found = _asked("rows", rows, most) if selects_whole_rows(rows) else None
    return list(rows[:most]) if found is None else completed(rows, found)


class _OwnWay(Exception):
    """The text depends on more than a shape."""


def _asked(what: str, rows: "QuerySet[Any]", most: int) -> list[Any] | None:
    """What the database answers; None where no text can be kept."""
    connection = connections["default"]
    compared: list[Lookup[Any]] = []
    try:
        related = repr(rows.query.select_related) if what == "rows" else ""
        shape = (connection.vendor, what, most, related, *_of_query(rows.query, compared))
        values = _bound(compared, rows.query.get_compiler(connection=connection), connection)
    except (_OwnWay, EmptyResultSet, FullResultSet):
        return None
    if shape not in _texts:
        if len(_texts) >= MOST_TEXTS:
            _texts.clear()
        _texts[shape] = _written(what, rows, most, values, connection)
    text = _texts[shape]
    if text is None:
        return None
    is_whole = isinstance(text, Text)
    with connection.cursor() as cursor:
        cursor.execute(text.sql if is_whole else text, values)
        found = cursor.fetchall()
    return [instance(text, list(row), connection) for row in found] if is_whole else list(found)


def _written(
    what: str, rows: "QuerySet[Any]", most: int, values: list[Any], connection: BaseDatabaseWrapper
) -> Text | str | None:
    """What Django's own compiler makes of it; None where it binds anything else than the values of the comparisons."""
    if what == "rows":
        text = written(rows[:most], connection)
        return text if list(text.params) == values else None
    compiler = rows.values_list("pk", flat=True)[:most].query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    if list(params) != values or compiler.get_converters([expression for expression, *_rest in compiler.select]):
        return None
    return f"SELECT COUNT(*) FROM ({sql}) counted" if what == "count" else sql  # noqa: S608  # Django's own text


def _of_query(query: Query, compared: list["Lookup[Any]"]) -> Shape:
    """Raises _OwnWay. `compared` takes the comparisons that have a value, in the order of the text."""
    if (
        query.annotations
        or query.extra
        or query.extra_tables
        or query.combinator
        or query.distinct
        or query.is_sliced
        or query.group_by is not None
        or query.select_for_update
        or query._filtered_relations  # type: ignore[attr-defined]  # Django's own
        or not all(isinstance(field, str) for field in query.order_by)
    ):
        raise _OwnWay
    tables = tuple(
        (
            alias,
            bool(query.alias_refcount[alias]),
            table.table_name,
            table.parent_alias,
            table.join_type,
            getattr(table, "join_cols", ()),
        )
        for alias, table in query.alias_map.items()
    )
    return (query.model, tables, _of_filter(query.where, compared), query.order_by, query.default_ordering)


def _of_filter(node: Any, compared: list["Lookup[Any]"]) -> Shape:
    if isinstance(node, WhereNode):
        return (node.connector, node.negated, *[_of_filter(child, compared) for child in node.children])
    if (
        isinstance(node, Exact)
        and isinstance(one := node.lhs, OneOf)
        and type(column := one.source_expressions[0]) is Col
    ):
        return (OneOf, column.alias, column.target, one.words, node.rhs)
    if not isinstance(node, Lookup) or type(node.lhs) is not Col or node.bilateral_transforms:
        raise _OwnWay
    shape, value = (type(node), node.lhs.alias, node.lhs.target), node.rhs
    if node.lookup_name == "isnull" or (node.lookup_name in PLAIN and isinstance(value, bool)):
        return (*shape, value)
    if node.lookup_name == "in" and isinstance(value, list) and all(isinstance(one, VALUES) for one in value):
        compared.append(node)
        return (*shape, len(set(value)))
    if node.lookup_name in PLAIN and isinstance(value, VALUES):
        compared.append(node)
        return shape
    raise _OwnWay


def _bound(compared: list["Lookup[Any]"], compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> list[Any]:
    """The values as this engine takes them. Raises EmptyResultSet or FullResultSet for a number that no column of the
    kind holds."""
    return [value for one in compared for value in one.process_rhs(compiler, connection)[1]]
