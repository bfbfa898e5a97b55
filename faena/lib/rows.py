"""The base of every table of ours, and columns that many share: the version that makes a stale save visible, the uid of
rows that a phone may create."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any, ClassVar, Self

from django.db import connections, models
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from faena.lib import limits
from faena.lib.errors import Stale
from faena.lib.named import Named

ON_CONFLICT = " ON CONFLICT DO NOTHING"


class BaseModel(models.Model):
    """A table of ours. Django writes the text of an INSERT anew for each row and calls `__init__` for each row that it
    reads, which takes longer than the database does: here the text is kept, and a row that was read is filled directly.

    So no model has an `__init__` of its own, and nobody listens to the signals of one (tests/lib/test_rows.py).

    What is written is asked first whether its columns can hold it (lib/limits.py). `closed_sets`: the values of
    columns that have no `choices`; `ranges`: the least and the most of a column that has more room than it may take."""

    closed_sets: ClassVar[Mapping[str, Collection[str]]] = {}
    ranges: ClassVar[Mapping[str, tuple[int, int]]] = {}

    class Meta:
        abstract = True

    @classmethod
    def fresh(cls) -> Self:
        """A new row with its defaults, as `cls()` makes one, in a third of the time: for many at once."""
        if (known := _defaults.get(cls)) is None:
            fields = [one for one in cls._meta.concrete_fields if not one.generated]
            made = {one.attname: one for one in fields if one.has_default() and callable(one.default)}
            kept = {one.attname: one.get_default() for one in fields if one.attname not in made}
            known = _defaults[cls] = kept, [(name, one.get_default) for name, one in made.items()]
        row = cls.__new__(cls)
        row.__dict__.update(known[0], _state=ModelState(), **{name: make() for name, make in known[1]})
        return row

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:  # type: ignore[override]  # newer stubs
        row = cls.__new__(cls)
        kept = row.__dict__
        kept["_state"] = state = ModelState()
        state.adding, state.db = False, db
        kept.update(zip(field_names, values, strict=True))  # Django asks for what is not there when it is wanted
        return row

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802  # its name
        """Django's own makes a dictionary of all choices each time."""
        value = getattr(self, field.attname)
        if field not in _labels:
            _labels[field] = dict(field.flatchoices)
        return force_str(_labels[field].get(value, value), strings_only=True)

    @classmethod
    def lock(cls, pk: Any, *, no_key: bool = False) -> None:
        """Hold the row to the end of the transaction without reading it; nothing where the transaction holds the whole
        database (SQLite). `no_key`: rows that only point to it are written meanwhile."""
        if connections["default"].features.has_select_for_update:
            if (cls, no_key) not in _locks:
                rows = cls._base_manager.select_for_update(no_key=no_key).only("pk")
                _locks[cls, no_key] = Named(lambda ask: rows.filter(pk=ask("pk", cls._meta.pk)))
            _locks[cls, no_key].rows(pk=pk)

    def save_base(
        self,
        raw: bool = False,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Asked before Django would mark the transaction as failed: whoever is refused can still read."""
        if not raw:
            limits.check_columns(self, update_fields)
        super().save_base(raw, force_insert, force_update, using, update_fields)

    def _prepare_related_fields_for_save(self, operation_name: str, fields: Any = None) -> None:
        """Django asks this of each row of a `bulk_create` or `bulk_update`, which save none of them one by one."""
        super()._prepare_related_fields_for_save(operation_name, fields)  # type: ignore[misc]  # not in the stubs
        if operation_name != "save":
            limits.check_columns(self, fields and [field.name for field in fields])

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: bool) -> Any:
        values = None if raw else _values(self, fields)
        if values is None:
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]  # not in the stubs
        return _insert(self, using, fields, returning_fields, values)

    def _do_update(  # type: ignore[override]  # newer stubs
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, update_fields: Any, forced: Any
    ) -> bool:
        if not values or any(hasattr(value, "resolve_expression") for _field, _model, value in values):
            django: Any = super()._do_update
            return bool(django(base_qs, using, pk_val, values, update_fields, forced))
        connection = connections[using]
        names = tuple(field.column for field, _model, _value in values)
        text = _updates.get((type(self), names))
        if text is None:
            table, *quoted = map(connection.ops.quote_name, (self._meta.db_table, self._meta.pk.column, *names))
            changes = ", ".join(f"{name} = %s" for name in quoted[1:])
            text = _updates[type(self), names] = f"UPDATE {table} SET {changes} WHERE {quoted[0]} = %s"  # noqa: S608  # names of ours
        params = [field.get_db_prep_save(value, connection) for field, _model, value in values]
        with connection.cursor() as cursor:
            cursor.execute(text, [*params, self._meta.pk.get_db_prep_value(pk_val, connection)])
            return bool(cursor.rowcount > 0)

    def insert_once(self) -> bool:
        """INSERT, or nothing where a unique constraint says that it is there: False. Whoever inserts the same in
        another transaction is waited for."""
        limits.check_columns(self)
        meta = self._meta
        fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
        values = _values(self, fields)
        assert values is not None
        found = _insert(self, "default", fields, meta.db_returning_fields, values, ON_CONFLICT)
        for row in found:
            self.pk, self._state.adding, self._state.db = row[0], False, "default"
        return bool(found)

    @classmethod
    def insert_all(cls, rows: Sequence[Self]) -> None:
        """One INSERT for a few new rows, each of which gets its key; many are for `bulk_create`."""
        meta = cls._meta
        fields = [one for one in meta.local_concrete_fields if one is not meta.auto_field and not one.generated]
        values = [_values(row, fields) for row in rows]
        if not rows or len(rows) > FEW or None in values:
            cls._base_manager.bulk_create(rows)
            return
        for row in rows:
            limits.check_columns(row)
        every = [value for row in values for value in row or ()]
        found = _insert(rows[0], "default", fields, meta.db_returning_fields, every)
        for row, (pk, *_computed) in zip(rows, found, strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, "default"


FEW = 8  # rows of one INSERT whose text is kept for each number of them
_defaults: dict[type[models.Model], tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]] = {}
_labels: dict[Any, dict[Any, Any]] = {}
_locks: dict[tuple[type[models.Model], bool], Named[Any]] = {}
_inserts: dict[tuple[Any, ...], str] = {}
_updates: dict[tuple[Any, ...], str] = {}


def _values(row: models.Model, fields: Sequence[Any]) -> list[Any] | None:
    """What is to be written; None where one of it is an expression of SQL."""
    values = [field.pre_save(row, add=True) for field in fields]
    return None if any(hasattr(value, "resolve_expression") for value in values) else values


def _insert(
    row: models.Model, using: str, fields: Sequence[Any], returning: Sequence[Any], values: list[Any], extra: str = ""
) -> list[Any]:
    """The columns that the database gives back, of each row. `row`: the first of those whose `values` follow one
    another."""
    connection = connections[using]
    key = (type(row), connection.vendor, len(fields), len(values), extra)
    text = _inserts.get(key)
    if text is None:
        query = InsertQuery(type(row))
        query.insert_values(fields, [row], raw=False)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = returning
        ((text, _params),) = compiler.as_sql()
        assert text.count("%s") == len(fields), "A column with SQL of its own around the value."
        one = f"({', '.join(['%s'] * len(fields))})"
        assert f"VALUES {one}" in text
        more = f", {one}" * (len(values) // len(fields) - 1)
        text = text.replace(f"VALUES {one}", f"VALUES {one}{more}{extra}")
        _inserts[key] = text
    params = [field.get_db_prep_save(value, connection) for field, value in zip(cycle(fields), values, strict=False)]
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall()) if returning else []


class HasUid(BaseModel):
    """A row that a phone may create: `uid` comes from the client, the bigint key from the server."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


_locked: dict[type[models.Model], Named[Any]] = {}


class Versioned(BaseModel):
    """An editable row: its form carries `version`; a save on an older version is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: Any, version: int | None = None) -> Self:
        """The row read again under a lock. Raises Stale when `version` is not the row's.

        Rows that only point to it (an event to its author) are written meanwhile: they do not change it, and two people
        who edit one another would wait for each other for ever."""
        if cls not in _locked:
            rows = cls._default_manager.select_for_update(of=("self",), no_key=True)
            _locked[cls] = Named(lambda ask: rows.filter(pk=ask("pk", cls._meta.pk)))
        row: Self = _locked[cls].get(pk=pk)
        if version is not None and row.version != version:
            raise Stale(_("Somebody saved this while you were editing. Compare below, then save again."), current=row)
        return row

    def save_changes(self, *fields: str) -> None:
        """Write only these fields and raise the version."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
