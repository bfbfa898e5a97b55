"""What is remembered of the tables is what they hold, whatever was written, released and rolled back meanwhile."""

import pytest
from django.db import IntegrityError, connection, transaction

from faena.company.models import Branch
from faena.customers.models import Customer
from tests import factories, fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _holds():
    """Before and after each test the tables are read anew, and compared with what was remembered of them."""
    assert fingerprint.fingerprint() == anew()
    yield
    assert fingerprint.fingerprint() == anew()


def anew():
    return {table: fingerprint.content(table) for table in fingerprint.counted()}


def test_a_row_that_is_written_is_seen_and_gone_when_it_is_rolled_back(customer):
    before = fingerprint.fingerprint()

    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(name="Another")
        changed = fingerprint.fingerprint()
        transaction.set_rollback(True)

    assert {table for table in before if before[table] != changed[table]} == {"customers_customer"}
    assert fingerprint.fingerprint() == before


def test_what_was_written_between_two_savepoints_stays_when_the_inner_one_is_rolled_back(customer):
    before = fingerprint.fingerprint()

    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(name="Outer")
        with transaction.atomic():
            Customer.objects.filter(pk=customer.pk).update(name="Inner")
            transaction.set_rollback(True)
        assert before != fingerprint.fingerprint() == anew()
        with transaction.atomic():
            factories.a_part(factories.an_order(customer))
        assert fingerprint.fingerprint() == anew()
        transaction.set_rollback(True)

    assert fingerprint.fingerprint() == before


def test_a_statement_that_nobody_knows_may_have_changed_everything(customer):
    fingerprint.fingerprint()

    with connection.cursor() as cursor:
        cursor.execute("/* somebody's own */ UPDATE customers_customer SET name = 'Raw'")

    assert fingerprint.fingerprint() == anew()


def test_a_statement_that_fails_is_undone_by_its_savepoint(customer):
    before = fingerprint.fingerprint()

    with pytest.raises(IntegrityError), transaction.atomic():
        Branch.objects.create(pk=Branch.default().pk, name="Twice")

    assert fingerprint.fingerprint() == before
