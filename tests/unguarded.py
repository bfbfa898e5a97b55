"""The database without its guards, for tests that break what they keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from faena.lib import guards


@contextmanager
def unguarded() -> Iterator[None]:
    """They stand again afterwards."""
    _settle()
    guards.drop_all()
    try:
        yield
    finally:
        _settle()
        guards.make_all()


def _settle() -> None:
    """Inside a transaction PostgreSQL alters no table whose deferred checks are still to come: run them now."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
