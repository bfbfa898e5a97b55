"""Many new rows of one table at once: their keys are taken first, so that what points to them is made beside them, and
they go in as tuples; a thousand instances would take several times as long as the database does.

    keys = new_keys(Invoice, 2)
    insert(Invoice, ["id", "number"], [(keys[0], 48), (keys[1], 49)], period=november, issued_by_id=7)
"""

import json
from collections.abc import Sequence
from itertools import repeat
from typing import Any

from django.db import connection, models, transaction

from faena.lib import limits

AS_THEY_ARE = {int, str, type(None)}  # kinds of values that both engines take without a change


def new_keys(model: type[models.Model], many: int) -> Sequence[int]:
    """The keys of so many rows that this transaction is going to insert: nobody else gets them."""
    if connection.get_autocommit():
        raise transaction.TransactionManagementError("Keys that somebody else could take before they are used.")
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the transaction holds the whole database
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            (last,) = cursor.fetchone() or (0,)
            return range(last + 1, last + 1 + many)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, many])
        return [number for (number,) in cursor.fetchall()]


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]], **shared: Any) -> None:
    """Rows of these columns; `shared`: what all of them have in others. What is not given has its default.

    Each value is asked first whether its column can hold it, as of a row that is saved: raises RuleBroken."""
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    rest = [field for name, field in fields.items() if name not in names and not field.primary_key]
    assert shared.keys() <= {field.attname for field in rest}, "There is no such column, or each row has its own."
    assert not any(field.unique and not field.null for field in rest), "Each row needs one of its own."
    own = [_taken(model, fields[name], values) for name, values in zip(names, zip(*rows, strict=True), strict=True)]
    same = [_taken(model, field, [shared.get(field.attname, field.get_default())]) for field in rest]
    columns = [str(field.column) for field in (*(fields[name] for name in names), *rest)]
    filled = list(zip(*own, *(repeat(value, len(rows)) for (value,) in same), strict=True))
    _run(model._meta.db_table, columns, filled)


def _taken(model: type[models.Model], field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """One column as the database takes it."""
    if isinstance(field, models.JSONField):
        return _json(model, field, values)
    limits.check_each(model, field.name, values)
    if set(map(type, values)) <= AS_THEY_ARE:
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _json(model: type[models.Model], field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """Most rows have nothing in most of these. A sign that no column keeps has an escape in the written text, and what
    has none there need not be looked through."""
    empty = {kind: field.get_db_prep_save(kind(), connection) for kind in (list, dict)}
    taken = [
        field.get_db_prep_save(value, connection) if value or type(value) not in empty else empty[type(value)]
        for value in values
    ]
    if set(map(type, taken)) != {str} or any(escape in text for text in taken for escape in (r"\u0000", r"\ud")):
        limits.check_each(model, field.name, values)
    return taken


def _run(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    quoted = connection.ops.quote_name
    into = f"{quoted(table)} ({', '.join(map(quoted, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # one statement: an index of words is written anew for each
            values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(columns)))
            text = f"INSERT INTO {into} SELECT {values} FROM json_each(%s)"  # noqa: S608  # names of ours
            cursor.execute(text, [json.dumps(rows, ensure_ascii=False, separators=(",", ":"))])
            return
        with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
