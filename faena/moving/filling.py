"""An empty company's database is filled with the rows of another, in one transaction: all of them, or none."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connections, transaction
from django.db.models import Model

from faena.accounts.models import User
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.lib import guards
from faena.moving.archive.columns import everything
from faena.moving.connecting import UNLIMITED, run
from faena.moving.refusals import CannotMove
from faena.moving.sequences import set_last_keys
from faena.orders.models import ServiceOrder

NOT_EMPTY = "The company that would be filled is not empty: {}. Choose another database, or begin with a new one."


@contextmanager
def emptied(using: str, keys: dict[str, int]) -> Iterator[None]:
    """Inside, the tables are empty and without guards. At the end every reference is checked, the guards are made
    again and the next keys follow `keys`. Raises CannotMove where the company is not empty, or a row points nowhere."""
    connection = connections[using]
    with transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            run(connection, *UNLIMITED)
        guards.drop_all(connection)
        demand_empty(using)
        for model in everything():
            run(connection, f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # a name of ours
        yield
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise CannotMove(f"A row points to another that is not there: {error}") from error
        set_last_keys(using, keys)
        guards.make_all(connection)


def demand_empty(using: str) -> None:
    """Raises CannotMove where somebody works in that company already, or something has happened in it."""
    people = User._base_manager.using(using).exclude(role=None).count()
    if people:
        raise CannotMove(NOT_EMPTY.format(f"{people} people work there"))
    told: dict[str, type[Model]] = {"events": Event, "customers": Customer, "orders": ServiceOrder}
    for name, model in told.items():
        if number := model._base_manager.using(using).count():
            raise CannotMove(NOT_EMPTY.format(f"it has {number} {name}"))
