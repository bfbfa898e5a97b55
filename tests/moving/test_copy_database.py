"""The whole database goes to the other engine and back, and every row of it is the same there."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from config import databases
from faena.customers.models import Customer
from faena.lib import guards
from faena.moving import rows
from faena.moving.archive.columns import everything, stored
from faena.moving.copying import copy_database
from faena.moving.refusals import CannotMove
from faena.moving.sequences import last_keys
from tests import factories
from tests.moving import shops

pytestmark = [
    pytest.mark.slow("whole databases are made, filled and compared"),
    pytest.mark.usefixtures("_open"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("copied")


@pytest.fixture
def _open(django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media", VAR=folder):
        yield


@pytest.fixture(scope="module")
def shop(engine, django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), override_settings(VAR=folder):
        return shops.filled(engine, folder)


def test_a_copy_on_the_other_engine_holds_and_comes_back_the_same(engine, shop, folder):
    there, back = shops.empty(shops.other(engine), folder), shops.empty(engine, folder)

    with shops.default_is(shop):
        copied = copy_database(there)
        before, keys, found = tables(), last_keys("default"), shops.findings()
    with shops.default_is(there):
        assert guards.are_current()
        assert shops.findings() == found
        assert last_keys("default") == keys
        copy_database(back)

    assert copied.rows > 200
    with shops.default_is(back):
        assert tables() == before
        assert last_keys("default") == keys


def tables():
    """What each table holds. The keys of a JSON column stand in the order of their engine, which means nothing."""
    found = {}
    for model in everything():
        fields = stored(model)
        names = [field.attname for field in fields]
        found[model._meta.label] = [rows.line_of(names, row) for row in rows.values_of(model, fields, "default")]
    return found


def test_a_key_of_a_deleted_row_is_not_given_again(engine, shop, folder):
    there = shops.empty(shops.other(engine), folder)
    with shops.default_is(shop):
        gone = factories.a_customer().pk
        Customer.objects.filter(pk=gone).delete()
        copy_database(there)

    with shops.default_is(there):
        assert factories.a_customer().pk == gone + 1


def test_a_database_in_which_somebody_works_is_left_as_it_is(engine, shop, folder):
    there = shops.empty(engine, folder)
    with shops.default_is(there):
        factories.a_user(name="Somebody")
        before = tables()

    with shops.default_is(shop), pytest.raises(CannotMove, match="1 people work there"):
        copy_database(there)

    with shops.default_is(there):
        assert tables() == before
        assert guards.are_current()


@pytest.mark.parametrize("there", ["customers_customer", "journal_event"])
def test_a_copy_that_is_not_the_same_is_not_kept(engine, shop, folder, there):
    """What changes on the way is found before anything is kept."""
    target = shops.empty(engine, folder)
    with shops.default_is(target):
        before = tables()
        column = {"customers_customer": "name", "journal_event": "channel"}[there]
        changed = f"CREATE TRIGGER spoils AFTER INSERT ON {there} FOR EACH ROW"
        if engine == "sqlite":
            sql(f"{changed} BEGIN UPDATE {there} SET {column} = 'x' WHERE id = NEW.id; END")
        else:
            body = f"BEGIN NEW.{column} = 'x'; RETURN NEW; END"
            sql(f"CREATE FUNCTION spoils() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
            sql(changed.replace("AFTER", "BEFORE") + " EXECUTE FUNCTION spoils()")

    with shops.default_is(shop), pytest.raises(CannotMove, match=f"{there} is not the same there"):
        copy_database(target)

    with shops.default_is(target):
        assert tables() == before
        assert guards.are_current()


@pytest.mark.engine("sqlite", "PostgreSQL keeps no such text in the first place")
@pytest.mark.skipif(shops.other("sqlite") == "sqlite", reason="This run has no PostgreSQL.")
@pytest.mark.parametrize(("text", "said"), [("A\0B", "the sign NUL"), ("x" * 500, "500 signs")])
def test_what_the_other_engine_cannot_hold_is_named(engine, shop, folder, text, said):
    there = shops.empty("postgres", folder)
    with shops.default_is(shop):
        customer = factories.a_customer()
        Customer.objects.filter(pk=customer.pk).update(name=text)
        try:
            with pytest.raises(CannotMove, match=f"customers.Customer {customer.pk}, column name: it holds {said}"):
                copy_database(there)
        finally:
            Customer.objects.filter(pk=customer.pk).update(name="Short")


def test_a_database_without_tables_is_told_how_to_get_them(engine, shop, folder):
    with shops.default_is(shop), pytest.raises(CannotMove, match="not the tables of this one"):
        copy_database(databases.sqlite(folder / "nothing.sqlite3"))


def test_the_command_copies_and_names_what_does_not_hold_there(engine, shop, folder):
    """Factories make rows of which not everything holds, and fsck says so of the copy."""
    there, said = shops.empty(shops.other(engine), folder), io.StringIO()
    with shops.default_is(shop):
        with pytest.raises(CommandError, match="Not everything holds"):
            call_command("copy_database", to=shops.address_of(there), stdout=said)
        with pytest.raises(CommandError, match="people work there"):
            call_command("copy_database", to=shops.address_of(there), stdout=said)
        with pytest.raises(CommandError, match="--to must begin with"):
            call_command("copy_database", to="mysql://localhost/x")
        nobody = Customer.objects.count()

    with shops.default_is(there):
        assert Customer.objects.count() == nobody
    assert "rows of" in said.getvalue()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
