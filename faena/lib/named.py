"""Reads that every request asks again: the SQL text of a queryset is written once for each engine and kept.

Django writes the text anew each time, which takes several times as long as the database needs to answer. Only the
text is kept, never rows, so nothing here can be stale. The queryset stays in the code and is the reference:

    _company = Named(lambda ask: Company.objects.select_related("logo").filter(pk=ask("pk", Company._meta.pk)))
    company = _company.first(pk=1)

What changes the text itself (how far a permission reaches) is given by position and called the shape; a text is kept
for each shape, so there must be few.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
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
    locks: bool


class Named(Generic[Row]):
    """Rows of one model, with what it selects as related; no prefetches, no annotations."""

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
        try:
            params = [one.bound(values, connection) if isinstance(one, Ask) else one for one in text.params]
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(text.sql, params)
            found = cursor.fetchall()
        return [instance(text, list(row), connection) for row in found]

    def first(self, *shape: Any, **values: Any) -> Row | None:
        found = self.rows(*shape, **values)
        return found[0] if found else None

    def get(self, *shape: Any, **values: Any) -> Row:
        """The one. Raises the model's DoesNotExist."""
        found = self.rows(*shape, **values)
        if not found:
            raise self.make(Ask, *shape).model.DoesNotExist  # type: ignore[attr-defined]  # of each model
        return found[0]


def written(rows: "QuerySet[Any]", connection: BaseDatabaseWrapper) -> Text:
    """What Django's own compiler makes of it."""
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    select, klass = compiler.select, compiler.klass_info
    assert klass is not None
    assert not compiler.annotation_col_map, "An annotation of a named read would be lost."
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
        bool(rows.query.select_for_update) and connection.features.has_select_for_update,
    )


def instance(text: Text, row: list[Any], connection: BaseDatabaseWrapper) -> Any:
    for place, changes, expression in text.converters:
        for change in changes:
            row[place] = change(row[place], expression, connection)
    made = text.model.from_db(connection.alias, text.names, row[text.start : text.end])
    for one in text.related:
        one.populate(row, made)
    return made
