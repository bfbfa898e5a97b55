"""The place into which is restored: that it is empty, and that what a killed restore left there goes."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection

from faena.upkeep.backup.copies import Ask, asking
from faena.upkeep.backup.faults import PLACE, BackupError
from faena.upkeep.backup.tools import connection_string

RESTORING: Final = "restoring"  # the folder under FAENA_VAR in which a restore works
PLACING: Final = "placing"  # in it, once what is outside of it is being changed
BESIDE: Final = ("-wal", "-shm", "-journal")


def must_be_empty() -> None:
    """Raises BackupError where somebody works here already. Tables that only a first start made are nobody's."""
    stored = next((name for _folder, _folders, names in os.walk(settings.MEDIA_ROOT) for name in names), None)
    if stored:
        raise BackupError(PLACE, f"{settings.MEDIA_ROOT} is not empty. Restore into a new folder: set FAENA_VAR.")
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        if path.exists() and path.stat().st_size:
            with closing(sqlite3.connect(path)) as file:
                _must_be_nobodys(asking(file), "SELECT name FROM sqlite_master WHERE type = 'table'", str(path))
    else:
        with psycopg.connect(connection_string()) as own:
            _must_be_nobodys(asking(own), TABLES, f"the database {connection.settings_dict['NAME']}")


def take_back() -> None:
    """What a restore that was killed left here goes; whoever calls holds the lock. Where it had reached its end, or
    somebody has worked here since, nothing goes but its own folder."""
    working = Path(settings.VAR, RESTORING)
    marker = working / PLACING
    if marker.exists() and not _was_completed(datetime.fromtimestamp(marker.stat().st_mtime, UTC)):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        if connection.vendor == "postgresql":
            clear_database()
    shutil.rmtree(working, ignore_errors=True)


def _was_completed(begun: datetime) -> bool:
    """SQLite's file gets its name as the last step. PostgreSQL's rows are there before: what a restore writes at its
    end, an event or a session tells that it is not half."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        if not path.exists() or not path.stat().st_size:
            return False
        with closing(sqlite3.connect(path)) as file:
            return _is_somebodys(asking(file), "SELECT name FROM sqlite_master WHERE type = 'table'")
    with psycopg.connect(connection_string()) as own:
        there = {name for (name,) in own.execute(TABLES)}
        signs = {
            "upkeep_backuprun": "SELECT 1 FROM upkeep_backuprun WHERE kind = 'restore' AND asked_at >= %s",
            "journal_event": "SELECT 1 FROM journal_event WHERE at >= %s",
            "accounts_session": "SELECT 1 FROM accounts_session WHERE began_at >= %s",
        }
        asked = [statement for table, statement in signs.items() if table in there]
        return any(own.execute(statement.encode(), (begun,)).fetchone() for statement in asked)


def clear_database() -> None:
    """Every table and function of ours in PostgreSQL goes, in one transaction. Only after must_be_empty."""
    with psycopg.connect(connection_string()) as own:
        own.execute(CLEAR)


def remove_file(path: Path) -> None:
    """A SQLite file with what stands beside it."""
    for name in (path, *(path.with_name(path.name + ending) for ending in BESIDE)):
        name.unlink(missing_ok=True)


def _must_be_nobodys(ask: Ask, tables: str, place: str) -> None:
    if _is_somebodys(ask, tables):
        raise BackupError(
            PLACE,
            f"In {place} is a company already, and nothing is written over it. Restore into an empty place "
            "(another FAENA_VAR, another DATABASE_URL), or move the old one away yourself.",
        )


def _is_somebodys(ask: Ask, tables: str) -> bool:
    """Whether somebody has an account there, or is a customer; tables of another program are somebody's too."""
    there = {name for (name,) in ask(tables)}
    if not there:
        return False
    if not {"accounts_user", "customers_customer"} <= there:
        return True
    people = "SELECT count(*) FROM accounts_user WHERE role IS NOT NULL UNION ALL "
    return any(number for (number,) in ask(people + "SELECT count(*) FROM customers_customer"))  # noqa: S608  # our words


TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
CLEAR: Final = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS named FROM pg_proc p
            WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.named);
    END LOOP;
END $$
"""
