"""What every test has is there: database on a file, world, clients, flush with guards, races, jobs."""

import pytest
from django.db import connection

from faena.accounts.models import User
from faena.cash.models import Payment
from faena.company.models import Branch, Company
from faena.lib import guards
from tests import engines, factories
from tests.world import race, won


def test_the_database_is_a_file_or_postgresql(db):
    assert connection.vendor in {"sqlite", "postgresql"}

    assert "memory" not in str(connection.settings_dict["NAME"])


VENDOR = {"sqlite": "sqlite", "postgres": "postgresql"}


def test_who_asks_for_a_database_is_asked_on_each_engine(engine, db, request):
    assert connection.vendor == VENDOR[engine]
    assert f"[{engine}" in request.node.nodeid


@pytest.mark.django_db
def test_whoever_is_marked_asks_for_one_too(request):
    assert request.node.callspec.params["engine"] in engines.servers()


def test_who_asks_for_none_opens_none(request):
    """That is why it may run once for both engines."""
    assert not hasattr(request.node, "callspec")

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


def test_every_factory_makes_its_row(customer, technician):
    order = factories.an_order(customer)

    factories.a_closed_order(customer)
    factories.an_entry(order)
    factories.a_part(order)
    factories.some_terms()
    factories.a_reversal(factories.a_payment(order.charge))
    factories.a_visit(technician=technician)
    factories.a_file()
    factories.a_position()
    factories.a_ticket(customer, holder=technician)
    factories.a_link(customer, order.as_ref)
    factories.the_company(name="Taller Uno")

    assert Company.the().name == "Taller Uno"


def test_a_signed_in_browser_opens_the_home_page(client_of, clerk, visitor):
    assert client_of(clerk).get("/").status_code == 200

    assert visitor.get("/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_flush_leaves_the_bootstrap_rows_and_the_guards(round_):
    factories.a_payment()

    assert Payment.objects.count() == 1
    assert Company.objects.count() == Branch.objects.count() == 1
    assert User.objects.filter(role=None).count() == 2
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_race_runs_in_threads_that_see_one_database():
    factories.a_user("only", role="seller")

    outcomes = race(lambda place: factories.a_user("only", role="seller") if place else User.objects.count(), 4)

    assert outcomes[0] == 3
    assert won(outcomes) == [3]
