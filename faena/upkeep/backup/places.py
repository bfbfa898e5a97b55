"""The place into which is restored: that it is empty, and that what a killed restore left there goes."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

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
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            _must_be_nobodys(asking(own), tables, f"the database {connection.settings_dict['NAME']}")


def take_back() -> None:
    """What a restore that was killed left here goes; whoever calls holds the lock."""
    working = Path(settings.VAR, RESTORING)
    if (working / PLACING).exists():
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        if connection.vendor == "postgresql":
            clear_database()
    shutil.rmtree(working, ignore_errors=True)


def clear_database() -> None:
    """Every table and function of ours in PostgreSQL goes, in one transaction. Only after must_be_empty."""
    with psycopg.connect(connection_string()) as own:
        own.execute(CLEAR)


def remove_file(path: Path) -> None:
    """A SQLite file with what stands beside it."""
    for name in (path, *(path.with_name(path.name + ending) for ending in BESIDE)):
        name.unlink(missing_ok=True)


def _must_be_nobodys(ask: Ask, tables: str, place: str) -> None:
    there = {name for (name,) in ask(tables)}
    if not there:
        return
    used: list[Any] = [1]
    if {"accounts_user", "customers_customer"} <= there:
        people = "SELECT count(*) FROM accounts_user WHERE role IS NOT NULL UNION ALL "
        used = [number for (number,) in ask(people + "SELECT count(*) FROM customers_customer")]
    if any(used):
        raise BackupError(
            PLACE,
            f"In {place} is a company already, and nothing is written over it. Restore into an empty place "
            "(another FAENA_VAR, another DATABASE_URL), or move the old one away yourself.",
        )


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
