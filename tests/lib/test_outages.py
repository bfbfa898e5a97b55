"""What failed around the program is told from what failed in it."""

import errno
import sqlite3

import psycopg
import pytest
from django.db import OperationalError

from faena.lib.outages import Outage, outage_of


def of_sqlite(code):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("cause", "outage"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), Outage.NO_ROOM),
        (of_sqlite(sqlite3.SQLITE_BUSY), Outage.AWAY),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Outage.AWAY),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), Outage.AWAY),
        (of_sqlite(sqlite3.SQLITE_ERROR), None),
        (psycopg.errors.DiskFull("full"), Outage.NO_ROOM),
        (psycopg.errors.AdminShutdown("ends"), Outage.AWAY),
        (psycopg.errors.LockNotAvailable("waits"), Outage.AWAY),
        (psycopg.errors.ReadOnlySqlTransaction("a standby"), Outage.AWAY),
        (psycopg.errors.UndefinedColumn("ours"), None),
        (psycopg.OperationalError("connection refused"), Outage.AWAY),
        (OSError(errno.ENOSPC, "full"), Outage.NO_ROOM),
        (OSError(errno.EROFS, "read-only"), Outage.AWAY),
        (OSError(errno.ENOENT, "ours"), None),
        (ZeroDivisionError(), None),
    ],
)
def test_an_outage_is_known_however_it_was_wrapped(cause, outage):
    wrapped = OperationalError("as Django says it")
    wrapped.__cause__ = cause
    around = ValueError("and as we do")
    around.__context__ = wrapped

    assert outage_of(cause) is outage
    assert outage_of(around) is outage


def test_nothing_failed():
    assert outage_of(None) is None
