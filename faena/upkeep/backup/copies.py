"""A copy of the whole database as of one moment, while people go on writing; and what is in it at that moment."""

import hashlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import connection

from faena.upkeep.backup.faults import said_plainly
from faena.upkeep.backup.manifest import Heads
from faena.upkeep.backup.tools import connection_string, run_tool

Ask = Callable[[str], Iterable[tuple[Any, ...]]]
PG_DUMP: Final = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges")
OTHER_SCHEMAS: Final = """
    SELECT nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', current_schema())
"""
PATIENCE: Final = 60  # seconds for which a copy of SQLite waits for a lock


@dataclass(frozen=True)
class Inside:
    """What a copy holds. rows: table → number; stored: names of the stored files that its rows know."""

    migrations: list[str]
    rows: dict[str, int]
    heads: Heads
    stored: list[str]


def copy_to(place: Path) -> Inside:
    """Write a copy of the running database to `place`, and say what is in it. Every write that was acknowledged before
    this was called is there. Raises BackupError."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(Path(connection.settings_dict["NAME"]), place)
    return _copy_postgres(place)


def inside(ask: Ask, *, is_sqlite: bool) -> Inside:
    """What a database holds, by a function that gives the rows of a query."""
    tables = (
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY name"
        if is_sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    names = [name for (name,) in ask(tables)]
    migrations = [f"{room}.{name}" for room, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name")]
    stored = ask(
        "SELECT storage_name FROM files_file UNION SELECT thumb_name FROM files_file "
        "UNION SELECT incoming_name FROM files_file"
    )
    return Inside(
        migrations,
        {name: next(iter(ask(f'SELECT count(*) FROM "{name}"')))[0] for name in names},  # noqa: S608  # its own names
        heads_of(ask, is_sqlite=is_sqlite),
        sorted(name for (name,) in stored if name),
    )


def heads_of(ask: Ask, *, is_sqlite: bool) -> Heads:
    """Where each chain ends. The order does not depend on the engine."""
    in_order = "" if is_sqlite else ' COLLATE "C"'
    ends = ask(
        "SELECT last.about_kind, last.about_id, last.seq, event.hash FROM "  # noqa: S608  # one of two words
        "(SELECT about_kind, about_id, max(seq) AS seq FROM journal_event GROUP BY about_kind, about_id) last "
        "JOIN journal_event event ON event.about_kind = last.about_kind AND event.about_id = last.about_id "
        f"AND event.seq = last.seq ORDER BY last.about_kind{in_order}, last.about_id"
    )
    summed, chains = hashlib.sha256(), 0
    for end in ends:
        chains += 1
        summed.update(json.dumps(list(end), separators=(",", ":")).encode() + b"\n")
    seq, last = next(iter(ask("SELECT seq, hash FROM journal_accesshead")), (0, ""))
    return Heads(chains, summed.hexdigest(), seq, last)


def asking(file: "sqlite3.Connection | psycopg.Connection[Any]") -> Ask:
    def ask(sql: str) -> Iterable[tuple[Any, ...]]:
        return file.execute(sql)

    return ask


def _copy_sqlite(source: Path, place: Path) -> Inside:
    with said_plainly("The database could not be copied"):
        with closing(sqlite3.connect(source, timeout=PATIENCE, isolation_level=None)) as running:
            running.execute("VACUUM INTO ?", (str(place),))
        os.chmod(place, 0o600)
        with place.open("rb") as file:
            os.fsync(file.fileno())
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            return inside(asking(copy), is_sqlite=True)


def _copy_postgres(place: Path) -> Inside:
    """pg_dump and our own questions read the same snapshot."""
    with psycopg.connect(connection_string(), autocommit=True) as own:
        for statement in ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0"):
            own.execute(f"SET {statement}")
        own.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = own.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        with said_plainly("The database could not be copied"), place.open("xb") as file:
            os.chmod(place, 0o600)
            others = [f'--exclude-schema="{name}"' for (name,) in own.execute(OTHER_SCHEMAS)]
            run_tool(
                "pg_dump",
                [*PG_DUMP, f"--snapshot={snapshot}", *others],
                doing="The database could not be copied",
                stdout=file,
                stdin=subprocess.DEVNULL,
            )
            os.fsync(file.fileno())
        found = inside(asking(own), is_sqlite=False)
        own.execute("ROLLBACK")
    return found
