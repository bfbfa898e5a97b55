"""Connections beside the one that the program uses: the database at one moment, and another database.

They belong to the thread that opens them and are reached by their alias: `rows.using(alias)`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

MOMENT, TARGET = "moment", "target"
UNLIMITED = ["SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"]


@contextmanager
def opened(alias: str, facts: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """`facts`: the settings of a database, whole as Django wants them."""
    wrapper: BaseDatabaseWrapper = load_backend(facts["ENGINE"]).DatabaseWrapper(facts, alias)
    connections[alias] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        del connections[alias]


@contextmanager
def one_moment() -> Iterator[str]:
    """The alias of a connection that reads the program's database as it is now, however long that takes and whatever
    is written meanwhile. PostgreSQL keeps the moment itself; of SQLite's file a copy is read, so nobody waits."""
    facts = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        with TemporaryDirectory(dir=settings.VAR, prefix="moment-") as folder:  # 0700
            copy = Path(folder, "copy.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            with opened(MOMENT, {**facts, "NAME": str(copy)}), transaction.atomic(using=MOMENT):
                yield MOMENT
        return
    with opened(MOMENT, facts) as wrapper, transaction.atomic(using=MOMENT):
        run(wrapper, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", *UNLIMITED, "SELECT 1")
        yield MOMENT


@contextmanager
def as_default(facts: dict[str, Any]) -> Iterator[None]:
    """Everything inside reads and writes another database, in this thread."""
    before = connections["default"]
    with opened("default", facts):
        try:
            yield
        finally:
            after = connections["default"]
    after.close()
    connections["default"] = before


@contextmanager
def reading_as_default(using: str) -> Iterator[None]:
    """Everything inside that names no database reads the one of this alias, in this thread."""
    before = connections["default"]
    connections["default"] = connections[using]
    try:
        yield
    finally:
        connections["default"] = before


def whole(facts: dict[str, Any]) -> dict[str, Any]:
    """The settings of a database with what Django adds to them."""
    configured: dict[str, Any] = connections.configure_settings({"default": facts})["default"]
    return configured


def run(using: BaseDatabaseWrapper, *statements: str) -> None:
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
