"""Rows as lines of JSON and back: each line one row by its columns, keys in order, moments in UTC, so that the same row
gives the same line on both engines."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, connections
from django.db.models import CharField, Field, JSONField, Model, TextField

from faena.moving.refusals import CannotMove

AT_ONCE = 2000  # rows
Fields = Sequence[Field[Any, Any]]


def values_of(model: type[Model], fields: Fields, using: str) -> Iterator[tuple[Any, ...]]:
    """Every row in the order of its key, in bounded memory."""
    names = [field.attname for field in fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=AT_ONCE)


def line_of(names: Sequence[str], values: Sequence[Any]) -> bytes:
    row = dict(zip(names, values, strict=True))
    return (json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"No line has a {type(value).__name__}.")


def reader_of(fields: Fields) -> Callable[[bytes], tuple[Any, ...]]:
    """What makes the values of these columns from a line. It raises ValueError for a line that is none of theirs."""
    names = [field.attname for field in fields]
    wanted = set(names)
    kinds = [None if isinstance(field, JSONField) else _target(field).to_python for field in fields]

    def read(line: bytes) -> tuple[Any, ...]:
        row = json.loads(line)
        if not isinstance(row, dict) or row.keys() != wanted:
            raise ValueError("The line has other columns.")
        pairs = zip(names, kinds, strict=True)
        try:
            return tuple(row[name] if kind is None else kind(row[name]) for name, kind in pairs)
        except ValidationError as error:
            raise ValueError("A column holds something else.") from error

    return read


def _target(field: Field[Any, Any]) -> Field[Any, Any]:
    """What a foreign key holds is a value of the column to which it points."""
    found: Field[Any, Any] = getattr(field, "target_field", field)
    return found


def batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def insert(model: type[Model], fields: Fields, rows: list[tuple[Any, ...]], using: str) -> None:
    """Just as they are: nothing is computed, asked or recorded. Raises CannotMove, naming row and column, for a value
    that the columns of this engine cannot hold."""
    connection = connections[using]
    quoted = connection.ops.quote_name
    columns, marks = ", ".join(quoted(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    text = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  # names of ours
    ready = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    try:
        with connection.cursor() as cursor:
            cursor.executemany(text, ready)
    except (DataError, ValueError) as error:
        raise CannotMove(_unfit(model, fields, rows) or f"{model._meta.label}: {error}") from error


def _unfit(model: type[Model], fields: Fields, rows: list[tuple[Any, ...]]) -> str:
    """Which value no column of PostgreSQL can hold."""
    place = next(at for at, field in enumerate(fields) if field.primary_key)
    for row in rows:
        for field, value in zip(fields, row, strict=True):
            named = f"{model._meta.label} {row[place]}, column {field.name}"
            if "\\u0000" in json.dumps(value, default=str):
                return f"{named}: it holds the sign NUL, which PostgreSQL does not keep. Correct it and try again."
            if isinstance(field, CharField | TextField) and field.max_length and len(value or "") > field.max_length:
                return f"{named}: it holds {len(value)} signs, and no more than {field.max_length} are allowed."
    return ""
