"""The shop that `dev.py bench` fills by the database's bulk path is one that the program could have written."""

import re

import pytest
from django.db import connection

from faena.company.models import NumberSeries
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.lib import guards
from faena.orders.models import OPEN_STAGES, ServiceOrder
from faena.tickets.models import Ticket
from faena.upkeep.fsck import findings
from tests import engines, factories
from tools import SetupError
from tools.bench.bulk import Table
from tools.bench.fill import fill

SIZE = 50


@pytest.fixture
def opened(engine, django_db_setup, django_db_blocker, tmp_path):
    """A shop that has people and lists, and no customer yet."""
    with django_db_blocker.unblock(), engines.another(engine, tmp_path, "bench"):
        owner = factories.a_user(role="master")
        factories.a_queue("Support", member=factories.a_user(role="operator"))
        for role in ("seller", "technician", "technician"):
            factories.a_user(role=role)
        factories.a_plan()
        factories.some_terms()
        factories.a_visit_kind(minutes=60)
        yield owner


def test_everything_in_it_holds(opened):
    """Fsck finds nothing, no key leads nowhere, and every guard and index is there again."""
    indexes = names_of_indexes()

    fill(SIZE)

    assert [str(finding) for finding in findings()] == []
    connection.check_constraints()
    assert guards.missing() == []
    assert names_of_indexes() == indexes
    assert (Customer.objects.count(), ServiceOrder.objects.count(), Ticket.objects.count()) == (SIZE, SIZE, SIZE)
    assert ServiceOrder.objects.filter(stage__in=OPEN_STAGES).exists()
    assert Event.objects.filter(about_kind="ticket").count() > 5 * SIZE
    assert NumberSeries.objects.get(kind="customer").last == SIZE
    following = factories.a_customer()
    assert following.pk > Customer.objects.exclude(pk=following.pk).order_by("-pk")[0].pk


def test_a_column_that_nobody_fills_is_named(db):
    """Whoever adds a column without a default reads where it has to get its values."""
    with pytest.raises(SetupError, match=re.escape("Customer.code is new") + ".*tools/bench"):
        Table(Customer, "uid name")


def test_a_column_that_went_is_named(db):
    """The same for one that the models do not have any more."""
    with pytest.raises(SetupError, match="Customer has no column shoe_size"):
        Table(Customer, "uid shoe_size")


def names_of_indexes() -> set[str]:
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        kept = "name FROM sqlite_master WHERE type = 'index'" if on_sqlite else "indexname FROM pg_indexes"
        cursor.execute(f"SELECT {kept}")
        return {name for (name,) in cursor.fetchall()}
