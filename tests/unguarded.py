"""The database without its guards, for tests that break what they keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from faena.lib import guards


@contextmanager
def unguarded() -> Iterator[None]:
    """They stand again afterwards. PostgreSQL takes a second to make all of them anew: there the triggers stay and do
    not fire, as in a replica, and what is no trigger goes."""
    on_postgres = connection.vendor == "postgresql"
    lifted = [guard for guard in guards.registered() if not (on_postgres and _is_trigger(guard))]
    _settle()
    _fire("replica")
    for guard in lifted:
        guard.drop(connection)
    try:
        yield
    finally:
        _settle()
        _fire("origin")
        for guard in lifted:
            guard.make(connection)


def _is_trigger(guard: guards.Guard) -> bool:
    return any(" TRIGGER " in statement for statement in guard.postgres)


def _fire(role: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET session_replication_role = {role}")


def _settle() -> None:
    """Inside a transaction PostgreSQL alters no table whose deferred checks are still to come: run them now."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
