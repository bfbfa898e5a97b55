"""How the database of the tests becomes again what it was when they began: tables, guards and the bootstrap rows.

Django's own flush empties every table and has post_migrate make the bootstrap rows again, in some seven hundred
statements. Here the first state is kept and put back: SQLite copies its file, PostgreSQL the few tables that hold
rows."""

import sqlite3
from typing import Any

from django.db import connection, transaction

from faena.lib import guards

KEPT = "bootstrap"  # PostgreSQL: the schema with the first rows

_first = sqlite3.connect(":memory:", check_same_thread=False)  # SQLite: the whole first state


def remember() -> None:
    """Called once, when the database stands and no test has touched it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(_first)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in _filled(cursor):
            cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE public."{table}"')


def flush(*_: Any) -> None:
    """In place of TransactionTestCase's own, so that nothing of a test that committed is left."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _first.backup(connection.connection)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        kept = _tables(cursor, KEPT)
        # A replica fires no trigger: neither the guards, which let no row of theirs go, nor the checks of references.
        # It is none any more when this ends, however it ends.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in {*_filled(cursor), *kept}:
            cursor.execute(f'DELETE FROM public."{table}"')
        for table in kept:
            cursor.execute(f'INSERT INTO public."{table}" TABLE {KEPT}."{table}"')
    if guards.missing():
        guards.make_all()


def _filled(cursor: Any) -> list[str]:
    """The tables that hold a row, but for the list of migrations, which stay as they are."""
    query = [f"SELECT '{table}' WHERE EXISTS (TABLE public.\"{table}\")" for table in _tables(cursor, "public")]
    cursor.execute(" UNION ALL ".join(query))
    return [name for (name,) in cursor.fetchall() if name != "django_migrations"]


def _tables(cursor: Any, schema: str) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    return [name for (name,) in cursor.fetchall()]
