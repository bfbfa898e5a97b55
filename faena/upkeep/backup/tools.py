"""The programs of PostgreSQL that copy and restore a database, and how they reach it."""

import errno
import os
import shutil
import subprocess
from typing import Any, Final
from urllib.parse import quote

from django.db import connection
from psycopg.conninfo import make_conninfo

from faena.upkeep.backup.faults import FULL, TOOL, UNEXPECTED, BackupError

OURS: Final = "faena backup"  # by which the server knows our own connections


def connection_string(database: str = "") -> str:
    """How psycopg reaches the database of this installation, or another one of the same server."""
    told = {name: value for name, (_variable, value) in _facts(database).items() if value}
    return make_conninfo(**told, application_name=OURS)


def database_url(database: str) -> str:
    """DATABASE_URL of another database of the same server."""
    facts = {name: str(connection.settings_dict[name] or "") for name in ("USER", "PASSWORD", "HOST", "PORT")}
    who = quote(facts["USER"], safe="") + (f":{quote(facts['PASSWORD'], safe='')}" if facts["PASSWORD"] else "")
    host = f"[{facts['HOST']}]" if ":" in facts["HOST"] else facts["HOST"]
    port = f":{facts['PORT']}" if facts["PORT"] else ""
    return f"postgresql://{f'{who}@' if who else ''}{host}{port}/{quote(database, safe='')}"


def run_tool(name: str, arguments: list[str], *, doing: str, **how: Any) -> None:
    """Run pg_dump or pg_restore on the database of this installation; the password is not among its arguments. Raises
    BackupError: it is not here, or what it says last."""
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            TOOL,
            f"{doing}: {name} is not in the PATH. Install the client programs of PostgreSQL, of the server's version "
            "or newer (Debian: apt install postgresql-client).",
        )
    told = {variable: value for variable, value in _facts("").values() if value}
    done = subprocess.run([program, *arguments], env={**os.environ, **told}, stderr=subprocess.PIPE, check=False, **how)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it was ended"]
        last = next((line for line in lines if "error" in line.lower()), lines[-1])
        code = FULL if os.strerror(errno.ENOSPC) in last else UNEXPECTED
        raise BackupError(code, f"{doing}: {last[:300]}")


def _facts(database: str) -> dict[str, tuple[str, str]]:
    """The name of each fact for libpq, its variable, and what it is."""
    facts = connection.settings_dict
    return {
        "host": ("PGHOST", str(facts["HOST"] or "")),
        "port": ("PGPORT", str(facts["PORT"] or "")),
        "user": ("PGUSER", str(facts["USER"] or "")),
        "password": ("PGPASSWORD", str(facts["PASSWORD"] or "")),
        "dbname": ("PGDATABASE", database or str(facts["NAME"])),
    }
