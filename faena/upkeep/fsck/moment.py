"""One moment of the database: what people change while it is read does not show as something that does not hold."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Django's own transaction would take SQLite's write lock, and the shop would wait until everything is read.
BEGIN = {
    "sqlite": ["PRAGMA query_only = ON", "BEGIN DEFERRED"],
    # A whole history takes longer than a page may.
    "postgresql": ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL statement_timeout = 0"],
}
END = {"sqlite": ["ROLLBACK", "PRAGMA query_only = OFF"], "postgresql": ["ROLLBACK"]}


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything inside is read as of its first query, and nothing can be written. Inside a transaction, which has a
    moment of its own, nothing is changed."""
    if connection.in_atomic_block:
        yield
        return
    _run(BEGIN[connection.vendor])
    try:
        yield
    finally:
        _run(END[connection.vendor])


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
