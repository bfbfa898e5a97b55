"""The whole database into another one, from SQLite to PostgreSQL or back: every row with its key, secrets and all, so
that under the same FAENA_SECRET_KEY links, sessions and printed codes go on."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import OperationalError
from django.db.models import Model

from faena.moving.archive.columns import everything, name_of, stored
from faena.moving.connecting import TARGET, as_default, one_moment, opened, whole
from faena.moving.filling import emptied
from faena.moving.heads import heads
from faena.moving.refusals import CannotMove
from faena.moving.rows import batches, insert, line_of, values_of
from faena.moving.sequences import last_keys

Tells = Callable[[str], object]
OTHER_TABLES = (
    "The other database has not the tables of this one. "
    "Run there first, with its DATABASE_URL: python manage.py migrate"
)


@dataclass
class Copied:
    """What was copied: how many rows of how many tables."""

    tables: int = 0
    rows: int = 0


def copy_database(to: dict[str, Any], tell: Tells = lambda _line: None) -> Copied:
    """`to`: the settings of the other database, which has the same tables and in which no company works yet. Each table
    is read again there and compared before anything is kept. Raises CannotMove: then nothing is changed there."""
    facts = whole(to)
    try:
        with one_moment() as source, opened(TARGET, facts):
            _demand_same_tables()
            return _copy_all(source, tell)
    except OperationalError as error:
        raise CannotMove(f"The other database does not answer: {error}".strip()) from error


def check_there(to: dict[str, Any]) -> None:
    """`manage.py fsck` of the other database. Raises CommandError when something does not hold there."""
    with as_default(whole(to)):
        call_command("fsck")


def _demand_same_tables() -> None:
    here = heads()
    try:
        there = heads(TARGET)
    except CannotMove as error:
        raise CannotMove(OTHER_TABLES) from error
    if here != there:
        raise CannotMove(OTHER_TABLES)


def _copy_all(source: str, tell: Tells) -> Copied:
    copied = Copied()
    with emptied(TARGET, last_keys(source)):
        written = {}
        for model in everything():
            written[model] = _copied(model, source)
            rows = written[model][0]
            copied.tables, copied.rows = copied.tables + 1, copied.rows + rows
            if rows:
                tell(f"{name_of(model)}: {rows}")
        for model, expected in written.items():
            if _read(model, TARGET) != expected:
                raise CannotMove(f"The table {name_of(model)} is not the same there. Nothing was copied.")
    return copied


def _copied(model: type[Model], source: str) -> tuple[int, str]:
    """How many rows were written, and the hash of them."""
    fields = stored(model)
    counted = _Counted(values_of(model, fields, source), [field.attname for field in fields])
    for some in batches(iter(counted)):
        insert(model, fields, some, TARGET)
    return counted.result


def _read(model: type[Model], using: str) -> tuple[int, str]:
    fields = stored(model)
    counted = _Counted(values_of(model, fields, using), [field.attname for field in fields])
    for _row in counted:
        pass
    return counted.result


class _Counted:
    """Rows that are counted and hashed as they pass."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], names: list[str]) -> None:
        self.rows, self.names = rows, names
        self.number, self.hash = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            self.number += 1
            self.hash.update(line_of(self.names, row))
            yield row

    @property
    def result(self) -> tuple[int, str]:
        return self.number, self.hash.hexdigest()
