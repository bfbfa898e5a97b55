"""Reads that every request asks again: the SQL text of a queryset is written once for each engine and kept.

Django writes the text anew each time, which takes several times as long as the database needs to answer. Only the
text is kept, never rows, so nothing here can be stale. The queryset stays in the code and is the reference:

    _company = Named(lambda ask: Company.objects.select_related("logo").filter(pk=ask("pk", Company._meta.pk)))
    company = _company.first(pk=1)

What changes the text itself (how far a permission reaches) is given by position and called the shape; a text is kept
for each shape, so there must be few.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Ask(Expression):
    """Stands in the queryset where a value of this field will be."""

    def __init__(self, name: str, field: "Field[Any, Any] | Any") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def bound(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """The value as this engine takes it. Raises KeyError when nobody gave it, EmptyResultSet where it is a number
        that no column of this kind holds."""
        value = self.output_field.get_db_prep_value(values[self.name], connection, prepared=False)
        if isinstance(value, int):
            least, most = connection.ops.integer_field_range(self.output_field.get_internal_type())
            if (least is not None and value < least) or (most is not None and value > most):
                raise EmptyResultSet
        return value


class AmongKeys(Func):
    """Whether the row's key is one of `keys`, a list of whole numbers: one text for any number of them. `keys`: the
    name by which they are given, where there are several such lists."""

    output_field = BooleanField()

    def __init__(self, column: Any = "pk", keys: str = "keys") -> None:
        super().__init__(F(column) if isinstance(column, str) else column)
        self.keys = keys

    def as_sql(  # type: ignore[override]  # a Func has more ways of being written
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_how: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.source_expressions[0])
        among = "= ANY(%s::bigint[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {among}", (*params, self)

    def bound(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """The keys as this engine takes them. Raises KeyError when nobody gave them."""
        keys = [int(key) for key in values[self.keys]]
        return keys if connection.vendor == "postgresql" else json.dumps(keys)


@dataclass(frozen=True)
class Text:
    """What is kept of a queryset: its SQL with the parameters, and how a row becomes an instance."""

    sql: str
    params: Sequence[Any]
    model: type[Model]
    names: list[str]
    start: int
    end: int
    converters: list[tuple[int, Any, Any]]
    related: list[Any]
    annotations: list[tuple[str, int]]
    locks: bool


class Named(Generic[Row]):
    """Rows of one model, with what it selects as related and what it computes; prefetches are not asked for
    (`with_children` does that)."""

    def __init__(self, make: "Callable[..., QuerySet[Row]]") -> None:
        self.make = make
        self._texts: dict[tuple[Any, ...], Text] = {}

    def rows(self, *shape: Any, **values: Any) -> list[Row]:
        """Those for which the queryset, with these values in place of its Asks, would ask."""
        connection = connections["default"]
        text = self._texts.get((connection.vendor, *shape))
        if text is None:
            text = self._texts[connection.vendor, *shape] = written(self.make(Ask, *shape), connection)
        if text.locks and connection.get_autocommit():
            raise transaction.TransactionManagementError("A lock that would end with its own statement.")
        return [instance(text, list(row), connection) for row in asked(text.sql, text.params, values, connection)]

    def first(self, *shape: Any, **values: Any) -> Row | None:
        found = self.rows(*shape, **values)
        return found[0] if found else None

    def get(self, *shape: Any, **values: Any) -> Row:
        """The one. Raises the model's DoesNotExist."""
        found = self.rows(*shape, **values)
        if not found:
            raise self.make(Ask, *shape).model.DoesNotExist  # type: ignore[attr-defined]  # of each model
        return found[0]


def known(rows: "list[Row]", **things: Model) -> "list[Row]":
    """The rows, each of which is told what it points to and need not ask: `known(entries, order=order)`."""
    for row in rows:
        for name, thing in things.items():
            setattr(row, name, thing)
    return rows


def with_children(parents: "Sequence[Any]", name: str, children: "Named[Any]", column: str) -> None:
    """Each parent gets its children as if its manager `name` had been prefetched. `children`: a read of those whose
    `column` is AmongKeys(column)."""
    found: dict[Any, list[Any]] = {parent.pk: [] for parent in parents}
    own = {parent.pk: parent for parent in parents}
    for child in children.rows(keys=list(own)) if own else ():
        key = getattr(child, f"{column}_id")
        setattr(child, column, own[key])
        found[key].append(child)
    for parent in parents:
        rows = getattr(parent, name).get_queryset()
        rows._result_cache, rows._prefetch_done = found[parent.pk], True
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


_by_key: dict[tuple[type[Model], str], Named[Any]] = {}


def by_key(rows: "QuerySet[Row]", keys: Sequence[int]) -> list[Row]:
    """The rows that have these keys, in the order of the keys, with what `rows` selects and prefetches as related; its
    filters are not asked again. Raises ValueError where it computes columns or leaves some out."""
    query = rows.query
    if not selects_whole_rows(rows):
        raise ValueError("These rows are more than their table has.")
    model = rows.model
    way = (model, repr(query.select_related))
    if way not in _by_key:
        related, base = query.select_related, model._base_manager
        filtered = query._filtered_relations  # type: ignore[attr-defined]  # Django's own

        def those(_ask: Any) -> "QuerySet[Any]":
            found = base.filter(AmongKeys())
            found.query.select_related = related
            found.query._filtered_relations = filtered  # type: ignore[attr-defined]  # Django's own
            return found

        _by_key[way] = Named(those)
    found = {row.pk: row for row in _by_key[way].rows(keys=keys)} if keys else {}
    return completed(rows, [found[key] for key in keys if key in found])


def completed(rows: "QuerySet[Row]", found: list[Row]) -> list[Row]:
    """What was read of `rows` by a kept text, with what a queryset adds to it: what its manager knows and what is
    prefetched."""
    for field, known in _known(rows).items():
        for row in found:
            if not field.is_cached(row):
                setattr(row, field.name, known[getattr(row, field.attname)])
    prefetch_related_objects(found, *rows._prefetch_related_lookups)  # type: ignore[attr-defined]  # Django's own
    return found


def _known(rows: "QuerySet[Any]") -> dict[Any, dict[Any, Model]]:
    """Of a manager of one thing: the thing, which each row has already. Relation → key → thing."""
    return rows._known_related_objects  # type: ignore[attr-defined,no-any-return]  # Django's own


def joined(rows: "QuerySet[Any]") -> int:
    """How many tables the rows select as related."""

    def tables(related: Any) -> int:
        return sum(1 + tables(below) for below in related.values()) if isinstance(related, dict) else 0

    return tables(rows.query.select_related)


def selects_whole_rows(rows: "QuerySet[Any]") -> bool:
    """Whether each row is its table's columns and those of what it selects as related, no more and no less."""
    query = rows.query
    is_plain = not (query.annotation_select or query.extra or query.combinator or query.distinct)
    return is_plain and query.deferred_loading == (frozenset(), True) and rows._iterable_class is ModelIterable


def written(rows: "QuerySet[Any]", connection: BaseDatabaseWrapper) -> Text:
    """What Django's own compiler makes of it."""
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    select, klass = compiler.select, compiler.klass_info
    assert klass is not None
    own = klass["select_fields"]
    start, end = own[0], own[-1] + 1
    converters = compiler.get_converters([expression for expression, *_rest in select])
    return Text(
        sql,
        params,
        klass["model"],
        [expression.target.attname for expression, *_rest in select[start:end]],
        start,
        end,
        [(place, change, expression) for place, (change, expression) in converters.items()],
        get_related_populators(klass, select, connection.alias),  # type: ignore[call-arg]  # the stubs are newer
        list((compiler.annotation_col_map or {}).items()),
        bool(rows.query.select_for_update) and connection.features.has_select_for_update,
    )


def instance(text: Text, row: list[Any], connection: BaseDatabaseWrapper) -> Any:
    for place, changes, expression in text.converters:
        for change in changes:
            row[place] = change(row[place], expression, connection)
    made = text.model.from_db(connection.alias, text.names, row[text.start : text.end])
    for one in text.related:
        one.populate(row, made)
    for name, place in text.annotations:
        setattr(made, name, row[place])
    return made


class NamedValues:
    """Tuples of a `values_list`, or of several that have the same columns, each of which keeps its order and its limit
    (in a union of querysets SQLite takes neither)."""

    def __init__(self, make: "Callable[..., QuerySet[Any, Any] | Sequence[QuerySet[Any, Any]]]") -> None:
        self.make = make
        self._texts: dict[tuple[Any, ...], tuple[str, Sequence[Any], list[tuple[int, Any, Any]]]] = {}

    def rows(self, *shape: Any, **values: Any) -> list[tuple[Any, ...]]:
        connection = connections["default"]
        key = (connection.vendor, *shape)
        if key not in self._texts:
            self._texts[key] = _written_values(self.make(Ask, *shape), connection)
        sql, params, changes = self._texts[key]
        found = asked(sql, params, values, connection)
        return [_changed(row, changes, connection) for row in found] if changes else found

    def keys(self, *shape: Any, **values: Any) -> list[int]:
        """The first column."""
        return [row[0] for row in self.rows(*shape, **values)]


def _written_values(
    made: "QuerySet[Any, Any] | Sequence[QuerySet[Any, Any]]", connection: BaseDatabaseWrapper
) -> tuple[str, Sequence[Any], list[tuple[int, Any, Any]]]:
    """The text with its parameters, and what changes a column of its rows."""
    texts, changes = _written_arms([made] if isinstance(made, QuerySet) else made, connection)
    if len(texts) == 1:
        return (*texts[0], changes)
    return _union([text for text, _params in texts]), [one for _text, params in texts for one in params], changes


def _written_arms(
    arms: "Sequence[QuerySet[Any, Any]]", connection: BaseDatabaseWrapper
) -> tuple[list[tuple[str, Sequence[Any]]], list[tuple[int, Any, Any]]]:
    """The text of each with its parameters, and what changes a column of their rows."""
    compilers = [rows.query.get_compiler(connection=connection) for rows in arms]
    texts = [compiler.as_sql() for compiler in compilers]
    first = compilers[0]
    converters = first.get_converters([expression for expression, *_rest in first.select[: first.col_count]])
    return texts, [(place, change, expression) for place, (change, expression) in converters.items()]


def _union(texts: Sequence[str]) -> str:
    return " UNION ALL ".join(f"SELECT * FROM ({text}) arm{place}" for place, text in enumerate(texts))  # noqa: S608  # its own


def asked_for_each(
    arms: "Sequence[QuerySet[Any, Any]]", name: str, each: Sequence[Any], **values: Any
) -> list[tuple[Any, ...]]:
    """The tuples of several `values_list` that have the same columns, each of them asked for each of some values, which
    stand in place of its Ask(name): one query, for which each is written once. Of what can be kept, NamedValues is the
    cheaper way."""
    connection = connections["default"]
    try:
        texts, changes = _written_arms(arms, connection)
    except EmptyResultSet:
        return []
    params = [
        param.bound({name: one}, connection) if isinstance(param, Ask) and param.name == name else param
        for one in each
        for _text, own in texts
        for param in own
    ]
    found = asked(_union([text for _one in each for text, _own in texts]), params, values, connection)
    return [_changed(row, changes, connection) for row in found] if changes else found


def _changed(
    row: tuple[Any, ...], changes: list[tuple[int, Any, Any]], connection: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    values = list(row)
    for place, steps, expression in changes:
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return tuple(values)


def asked(
    sql: str, params: Sequence[Any], values: dict[str, Any], connection: BaseDatabaseWrapper
) -> list[tuple[Any, ...]]:
    """What the database answers to a kept text with these values."""
    try:
        bound = [one.bound(values, connection) if isinstance(one, Ask | AmongKeys) else one for one in params]
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())
