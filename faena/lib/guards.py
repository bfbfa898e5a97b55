"""Guards: rules that the database itself keeps, declared once per engine in each room's guards.py.

They are dropped before a migration and made again after it, because SQLite loses every trigger of a table
that it rebuilds. `demand()` stops a program that starts without them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

_guards: dict[str, "Guard"] = {}


@dataclass(frozen=True)
class Guard:
    """One rule: the statements that make it and drop it on each engine.

    `name` appears in the error that it raises, so that lib.errors can turn it into a sentence."""

    name: str
    table: str
    sqlite: Sequence[str]
    sqlite_drop: Sequence[str]
    postgres: Sequence[str]
    postgres_drop: Sequence[str]

    def make(self, using: BaseDatabaseWrapper) -> None:
        _run(using, self.sqlite if using.vendor == "sqlite" else self.postgres)

    def drop(self, using: BaseDatabaseWrapper) -> None:
        _run(using, self.sqlite_drop if using.vendor == "sqlite" else self.postgres_drop)


def register(*guards: Guard) -> None:
    for guard in guards:
        _guards[guard.name] = guard


def registered() -> list[Guard]:
    return list(_guards.values())


def refuse(name: str, table: str, event: str, *, when: str = "", exists: str = "") -> Guard:
    """Refuse `event` ("DELETE", "INSERT", "UPDATE OF a, b") on rows of `table` for which `when` (SQL over OLD and
    NEW) holds and, if given, the query `exists` finds a row. Both engines read the same SQL."""
    condition = f"WHEN ({when})" if when else ""
    found = f" WHERE EXISTS ({exists})" if exists else ""
    raised = f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}';"
    if exists:
        raised = f"IF EXISTS ({exists}) THEN {raised} END IF;"
    passed = "RETURN OLD;" if event == "DELETE" else "RETURN NEW;"
    return Guard(
        name=name,
        table=table,
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{name}'){found}; END"
        ],
        sqlite_drop=[f"DROP TRIGGER IF EXISTS {name}"],
        postgres=[
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {raised} {passed} END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()",
        ],
        postgres_drop=[f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"],
    )


def append_only(model: type[Model], *, may_change: Sequence[str] = ()) -> list[Guard]:
    """Rows of `model` are written once: no DELETE, and no UPDATE of any column except `may_change`
    (personal columns that are blanked when a person is forgotten)."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    fixed = ", ".join(column for column in columns if column not in may_change)
    return [
        refuse(f"{table}_is_never_deleted", table, "DELETE"),
        refuse(f"{table}_is_never_changed", table, f"UPDATE OF {fixed}"),
    ]


def make_all(using: BaseDatabaseWrapper = connection) -> None:
    """Make every guard anew (drop, then create)."""
    tables = set(using.introspection.table_names())
    for guard in registered():
        if guard.table in tables:
            guard.drop(using)
            guard.make(using)


def drop_all(using: BaseDatabaseWrapper = connection) -> None:
    tables = set(using.introspection.table_names())
    for guard in registered():
        if guard.table in tables:
            guard.drop(using)


def missing(using: BaseDatabaseWrapper = connection) -> list[str]:
    """Names of guards that the database does not have."""
    query = (
        "SELECT name FROM sqlite_master"
        if using.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint "
        "UNION SELECT indexname FROM pg_indexes"
    )
    with using.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return [guard.name for guard in registered() if guard.name not in there]


def demand(using: BaseDatabaseWrapper = connection) -> None:
    """Raises ImproperlyConfigured, naming them, when guards are missing: the program must not run without."""
    if absent := missing(using):
        raise ImproperlyConfigured(f"The database lacks {', '.join(absent)}. Run: python manage.py migrate")


@contextmanager
def lifted(using: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Without any guard, for flushing a test database and for sabotage tests; they stand again afterwards."""
    _settle(using)
    drop_all(using)
    try:
        yield
    finally:
        _settle(using)
        make_all(using)


def _settle(using: BaseDatabaseWrapper) -> None:
    """Inside a transaction PostgreSQL alters no table whose deferred checks are still to come: run them now."""
    if using.vendor == "postgresql":
        using.check_constraints()


def _run(using: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
