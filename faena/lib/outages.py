"""What failed around the program, not in it: a disk without room, a database that is away or takes no writes."""

import errno
import sqlite3
from enum import Enum
from typing import Final

import psycopg


class Outage(Enum):
    """The value is the status of the answer (RFC 9110, RFC 4918)."""

    NO_ROOM = 507
    AWAY = 503


NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
# disk full; the classes connection exception, insufficient resources, operator intervention; read-only transaction,
# lock not available (PostgreSQL, appendix A)
DISK_FULL: Final = "53100"
AWAY: Final = ("08", "53", "57", "25006", "55P03")
SQLITE_AWAY: Final = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage that this error comes from, however it was wrapped; None for a fault of ours."""
    while error is not None:
        if found := _outage(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _outage(error: BaseException) -> Outage | None:
    match error:
        case sqlite3.Error():
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
                return Outage.NO_ROOM
            return Outage.AWAY if code in SQLITE_AWAY else None
        case psycopg.Error(sqlstate=str(code)):
            if code == DISK_FULL:
                return Outage.NO_ROOM
            return Outage.AWAY if code.startswith(AWAY) else None
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return Outage.AWAY
        case OSError(errno=code) if code in NO_ROOM:
            return Outage.NO_ROOM
        case OSError(errno=errno.EROFS):
            return Outage.AWAY
    return None
