"""Columns that an earlier program folded are folded anew, and no unique constraint is in the way."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from faena.accounts.models import User
from faena.customers import search
from faena.customers.models import Customer, Device, SearchTerm
from faena.tickets.models import TicketClosing
from tests import factories
from tests.unguarded import unguarded

pytestmark = pytest.mark.django_db

MIGRATIONS = [
    f"faena.{room}" for room in ("accounts.migrations.0003", "customers.migrations.0004", "tickets.migrations.0006")
]


def migrate():
    with unguarded():
        for name in MIGRATIONS:
            import_module(f"{name}_letters").fold_letters(apps, connection.schema_editor())


def kept(customer, *values):
    """What an earlier program wrote as it was, not folded as today."""
    for value in values:
        term = factories.a_term(customer, "name", f"was {value}")
        SearchTerm.objects.filter(pk=term.pk).update(value=value)


def test_rows_of_an_earlier_program_are_found_and_sorted_as_new_ones(owner, technician):
    """M18: as the program wrote them that kept ł; names, terms, serials, documents, people, solutions."""
    customer = factories.a_customer(name="Łukasz Sæther")
    device = factories.a_device(customer)
    Customer.objects.filter(pk=customer.pk).update(sort_name="łukasz sæther", document_key="other:ŁØ1")
    Device.objects.filter(pk=device.pk).update(serial_key="øł9")
    SearchTerm.objects.filter(customer=customer).delete()
    kept(customer, "łukasz sæther")
    closing = factories.a_closed_ticket(customer, text="Kabel łączący").closings.get()
    with unguarded():
        TicketClosing.objects.filter(pk=closing.pk).update(text_key="kabel łaczacy")
    User.objects.filter(pk=technician.pk).update(sort_name="łucja")

    migrate()
    migrate()

    customer.refresh_from_db()
    device.refresh_from_db()
    closing.refresh_from_db()
    assert (customer.sort_name, customer.document_key, device.serial_key) == ("lukasz saether", "other:LO1", "ol9")
    assert [hit.customer for hit in search.find("lukasz saether", user=owner)] == [customer]
    assert list(User.objects.matching("lucja")) == [technician]
    assert closing.text_key == "kabel laczacy"


def test_what_another_row_has_by_now_is_no_obstacle(customer, stranger):
    """M18: two documents or two terms that only differed in such a letter."""
    Customer.objects.filter(pk=customer.pk).update(document_key="other:L1")
    Customer.objects.filter(pk=stranger.pk).update(document_key="other:Ł1")
    kept(customer, "łuk", "luk")

    migrate()

    stranger.refresh_from_db()
    assert stranger.document_key == "other:Ł1"
    assert customer.terms.filter(value__endswith="uk").count() == 1
