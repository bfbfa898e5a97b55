"""What the tables hold, as one value to compare: whether a request, or an action that was refused, changed anything.

A table is read again only after a statement that may have changed it. The statements of a connection are seen by a
wrapper around them; triggers of ours write into no table that counts."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# Sessions, the counters of attempts, and the notes of who came: what doors keep changes nothing that pages show.
UNCOUNTED = {"accounts_session", "accounts_throttle", "journal_access"}
READING = re.compile(r"SELECT |EXPLAIN ")
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
POINT = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"')


def fingerprint() -> dict[str, str]:
    """Of every table that counts, inside a transaction."""
    watch = next((wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, Watch)), None)
    if watch is None:
        connection.execute_wrappers.append(watch := Watch())
    return watch.of_all_tables()


@dataclass
class Savepoint:
    """What was known there, and what was written since: it is undone by a rollback."""

    known: dict[str, str]
    written: set[str] = field(default_factory=set)


class Watch:
    """Knows the content of a table from when it was read until it is written to, and after a rollback what it knew at
    the savepoint; nothing longer than the outermost transaction."""

    def __init__(self) -> None:
        self.transaction: object = None
        self.tables: list[str] = []
        self.forget()

    def forget(self) -> None:
        self.known: dict[str, str] = {}
        self.savepoints: dict[str, Savepoint] = {}

    def of_all_tables(self) -> dict[str, str]:
        if self.transaction is not connection.atomic_blocks[0]:
            self.transaction = connection.atomic_blocks[0]
            self.forget()
            self.tables = counted()
        for table in self.tables:
            if table not in self.known:
                self.known[table] = content(table)
        return dict(self.known)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if not READING.match(sql):
                self.hear(sql)

    def hear(self, sql: str) -> None:
        if found := WRITING.match(sql):
            self.known.pop(found[1], None)
            for savepoint in self.savepoints.values():
                savepoint.written.add(found[1])
        elif found := POINT.match(sql):
            self.move(*found.groups())
        else:
            self.forget()

    def move(self, verb: str, name: str) -> None:
        if verb == "SAVEPOINT":
            self.savepoints[name] = Savepoint(dict(self.known))
        elif verb == "RELEASE SAVEPOINT":
            self.savepoints.pop(name, None)
        elif name not in self.savepoints:
            self.forget()
        else:
            there = self.savepoints[name]
            still = {table: held for table, held in self.known.items() if table not in there.written}
            self.known = still | {table: there.known[table] for table in there.written & there.known.keys()}


def counted() -> list[str]:
    tables = set(connection.introspection.table_names()) - UNCOUNTED
    return sorted(table for table in tables if "_fts" not in table and not table.startswith("sqlite"))


def content(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
