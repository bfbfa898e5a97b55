"""The two databases Faena runs on, each with the settings under which it is safe."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import env

# SQLite: IMMEDIATE takes the write lock at BEGIN, so a read-then-write never meets "database is locked";
# FULL survives a power cut; recursive_triggers lets the append-only guards see INSERT OR REPLACE.
SQLITE_PRAGMAS = "; ".join(
    [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA recursive_triggers=ON",
        "PRAGMA secure_delete=ON",  # what is erased does not stay in free pages; builds differ in what they take
        "PRAGMA cache_size=-4000",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA journal_size_limit=67108864",
    ]
)


KEPT = 600  # seconds for which a thread keeps its connection


def database(var: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL; without one, a SQLite file in the data folder."""
    url = env.text("DATABASE_URL")
    return database_at(url, "DATABASE_URL") if url else sqlite(var / "faena.sqlite3")


def database_at(raw: str, name: str) -> dict[str, Any]:
    """Django's settings for the database at an address, which stands in `name`."""
    url = env.taken_apart(raw, name)
    if url["scheme"] == "sqlite":
        return sqlite(Path("/") / str(url["path"]))
    if url["scheme"] in {"postgres", "postgresql"}:
        return postgres(url)
    raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "faena.lib.sqlite",
        "NAME": path,
        # Opening one costs as much as a page asks of it. Not for ever: a new one reads the new statistics.
        "CONN_MAX_AGE": KEPT,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
            "cached_statements": 512,  # Python's 128 are fewer than the program has texts
        },
        # A file, never memory: threads and a second process must see the same database.
        "TEST": {"NAME": path.with_name(f"test-{path.name}")},
    }


def postgres(url: dict[str, str | int | None]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url["path"],
        "USER": url["user"],
        "PASSWORD": url["password"],
        "HOST": url["host"],
        "PORT": url["port"] or "",
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # No just-in-time compilation: a page's large query whose cost is guessed too high would take seconds in it.
            "options": "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
            " -c jit=off",
            # A text that is asked again is planned once: planning a page's largest takes ten times its execution.
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    }
