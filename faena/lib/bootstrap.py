"""Bootstrap: what the database must have before the first request: the guards, and the rows that the program needs.

Rooms register a function that makes its own rows when they are missing; all run after every migrate (and
after a test's flush), so no migration carries data."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from faena.lib import guards

_makers: list[tuple[int, Callable[[], None]]] = []


def bootstrap(order: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Decorator: this function ensures a room's rows; lower rooms have lower numbers. Running it twice is harmless."""

    def keep(fn: Callable[[], None]) -> Callable[[], None]:
        _makers.append((order, fn))
        return fn

    return keep


def ensure_bootstrap_rows() -> None:
    for _order, fn in sorted(_makers, key=lambda maker: maker[0]):
        fn()


def before_migrate(using: str, plan: Sequence[Any] = (), **_: Any) -> None:
    """Drop the guards, if there is something to migrate, and the time limit: building an index on a large table may
    take longer than a page may."""
    if plan:
        guards.drop_all(connections[using])
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def after_migrate(using: str, **_: Any) -> None:
    tables = set(connections[using].introspection.table_names())
    if not guards.are_current(connections[using]):
        guards.make_all(connections[using])
    if {guard.table for guard in guards.registered()} <= tables:
        ensure_bootstrap_rows()
