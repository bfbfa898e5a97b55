"""Guards: rules that the database itself keeps, declared once per engine in each room's guards.py.

They are dropped before a migration and made again after it, because SQLite loses every trigger of a table
that it rebuilds; a start that migrates nothing finds them as they are and leaves them. `demand()` stops a program that
starts without them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Model

from faena.lib import trigrams
from faena.lib.personal import BLANK

_guards: dict[str, "Guard"] = {}


@dataclass(frozen=True)
class Guard:
    """One rule: the statements that make it and drop it on each engine.

    `name` appears in the error that it raises, so that lib.errors can turn it into a sentence. `keeps`: the index of
    trigrams that it keeps on SQLite (lib/trigrams.py)."""

    name: str
    table: str
    sqlite: Sequence[str]
    sqlite_drop: Sequence[str]
    postgres: Sequence[str]
    postgres_drop: Sequence[str]
    keeps: str = ""

    def statements(self, using: BaseDatabaseWrapper) -> Sequence[str]:
        return self.sqlite if using.vendor == "sqlite" else self.postgres

    def make(self, using: BaseDatabaseWrapper) -> None:
        _run(using, self.statements(using))
        if self.keeps and using.vendor == "sqlite" and not trigrams.is_true(self.keeps, using):
            trigrams.rebuild(self.keeps, using)

    def parts(self, using: BaseDatabaseWrapper) -> set[str]:
        """The names of everything that it is made of."""
        return {self.name} | {name for statement in self.statements(using) for name in MADE.findall(statement)}

    def drop(self, using: BaseDatabaseWrapper) -> None:
        _run(using, self.sqlite_drop if using.vendor == "sqlite" else self.postgres_drop)


def register(*guards: Guard) -> None:
    for guard in guards:
        _guards[guard.name] = guard


def registered() -> list[Guard]:
    return list(_guards.values())


def refuse(name: str, table: str, event: str, *, when: str = "", exists: str = "") -> Guard:
    """Refuse `event` ("DELETE", "INSERT", "UPDATE OF a, b") on rows of `table` for which `when` (SQL over OLD and
    NEW) holds and, if given, the query `exists` finds a row. Both engines read the same SQL.

    PostgreSQL's TRUNCATE asks no row: a table of which some rows must stay is not emptied by it at all."""
    condition = f"WHEN ({when})" if when else ""
    found = f" WHERE EXISTS ({exists})" if exists else ""
    raised = _raised(name)
    if exists:
        raised = f"IF EXISTS ({exists}) THEN {raised} END IF;"
    passed = "RETURN OLD;" if event == "DELETE" else "RETURN NEW;"
    emptied, not_emptied = _refuse_truncate(name, table) if event == "DELETE" else ([], [])
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
            *emptied,
        ],
        postgres_drop=[
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"DROP FUNCTION IF EXISTS {name}()",
            *not_emptied,
        ],
    )


def keep(name: str, table: str, event: str, statement: str) -> Guard:
    """After `event` ("INSERT", "DELETE", "UPDATE OF a") on rows of `table`, do `statement` (SQL over OLD and NEW), by
    which something that is stored elsewhere stays true of them. Both engines read the same SQL."""
    return Guard(
        name=name,
        table=table,
        sqlite=[f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {statement}; END"],
        sqlite_drop=[f"DROP TRIGGER IF EXISTS {name}"],
        postgres=[
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {statement}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        postgres_drop=[f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"],
    )


def _refuse_truncate(name: str, table: str) -> tuple[list[str], list[str]]:
    """The statements that make and drop it on PostgreSQL."""
    made = f"{name}_at_once"
    return (
        [
            f"CREATE OR REPLACE FUNCTION {made}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_raised(name)} END $$",
            f"CREATE TRIGGER {made} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {made}()",
        ],
        [f"DROP TRIGGER IF EXISTS {made} ON {table}", f"DROP FUNCTION IF EXISTS {made}()"],
    )


def _raised(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}';"


def append_only(model: type[Model], *, may_change: Sequence[str] = (), may_blank: Sequence[str] = ()) -> list[Guard]:
    """Rows of `model` are written once: no DELETE, and no UPDATE of any column except `may_change`, which guards of
    their own watch over, and `may_blank`: personal columns, which are blanked when a person is forgotten."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    fixed = ", ".join(column for column in columns if column not in may_change)
    # Without a list where none is needed: SQLite's "rowid" is the key by another name, which no list holds.
    changed = f"UPDATE OF {fixed}" if may_change and not may_blank else "UPDATE"
    when = differs(model, *may_change, *may_blank) if may_blank else ""
    rules = [
        refuse(f"{table}_is_never_deleted", table, "DELETE"),
        refuse(f"{table}_is_never_changed", table, changed, when=when),
    ]
    return [*rules, only_blanked(f"{table}_is_only_blanked", model, *may_blank)] if may_blank else rules


def differs(model: type[Model], *but_for: str) -> str:
    """The SQL of whether an UPDATE changes any column of `model` but these."""
    columns = [str(field.column) for field in model._meta.local_concrete_fields if not field.generated]
    # Quoted: one is called "left".
    return " OR ".join(f'OLD."{one}" IS DISTINCT FROM NEW."{one}"' for one in columns if one not in but_for)


def only_blanked(name: str, model: type[Model], *columns: str, when: str = "", exists: str = "") -> Guard:
    """Refuse to write anything into these columns but the blank word or nothing, where `when` holds and, if given,
    `exists` finds a row. That somebody blanks is all that a database can tell: only forgetting a person does it."""
    others = []
    for column in columns:
        is_json = isinstance(model._meta.get_field(column), JSONField)
        blank = "'{}', '[]'" if is_json else f"'', '{BLANK}'"
        written = f"NEW.{column} IS NULL OR NEW.{column} NOT IN ({blank})"
        others.append(f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND ({written}))")
    condition = " OR ".join(others)
    condition = f"({when}) AND ({condition})" if when else condition
    return refuse(name, model._meta.db_table, f"UPDATE OF {', '.join(columns)}", when=condition, exists=exists)


def make_all(using: BaseDatabaseWrapper = connection) -> None:
    """Make every guard anew (drop, then create)."""
    tables = set(using.introspection.table_names())
    for guard in registered():
        if guard.table in tables:
            guard.drop(using)
            guard.make(using)
    if using.vendor == "postgresql":
        _run(using, [f"COMMENT ON TABLE django_migrations IS '{_declared(using)}'"])


def are_current(using: BaseDatabaseWrapper = connection) -> bool:
    """Whether the database has each guard as it is declared now. SQLite keeps the text of a trigger; PostgreSQL writes
    it anew, so there a hash of all texts is kept beside them."""
    if missing(using):
        return False
    with using.cursor() as cursor:
        if using.vendor == "postgresql":
            cursor.execute("SELECT obj_description('django_migrations'::regclass)")
            return bool(cursor.fetchone() == (_declared(using),))
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        kept = {sql for (sql,) in cursor.fetchall()}
    declared = {one for guard in registered() for one in guard.sqlite if one.startswith("CREATE TRIGGER")}
    return declared <= kept and all(
        trigrams.is_whole(guard.keeps, guard.table, using) for guard in registered() if guard.keeps
    )


def _declared(using: BaseDatabaseWrapper) -> str:
    """A hash of the statements of all guards."""
    return hashlib.sha256(
        "\n".join(one for guard in registered() for one in guard.statements(using)).encode()
    ).hexdigest()


def drop_all(using: BaseDatabaseWrapper = connection) -> None:
    tables = set(using.introspection.table_names())
    for guard in registered():
        if guard.table in tables:
            guard.drop(using)


MADE = re.compile(r"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(?:TRIGGER|INDEX|VIRTUAL TABLE)(?: IF NOT EXISTS)? (\w+)")


def missing(using: BaseDatabaseWrapper = connection) -> list[str]:
    """Names of guards that the database does not have, whole: a guard may be made of several triggers."""
    query = (
        "SELECT name FROM sqlite_master"
        if using.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint "
        "UNION SELECT indexname FROM pg_indexes"
    )
    with using.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return [guard.name for guard in registered() if not guard.parts(using) <= there]


def demand(using: BaseDatabaseWrapper = connection) -> None:
    """Raises ImproperlyConfigured, naming them, when guards are missing: the program must not run without."""
    if absent := missing(using):
        raise ImproperlyConfigured(f"The database lacks {', '.join(absent)}. Run: python manage.py migrate")


def _run(using: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
