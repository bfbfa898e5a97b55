"""fsck names whatever was broken behind the program's back, and nothing that is as it should be."""

import io
import re
from contextlib import contextmanager, nullcontext

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from faena.company.catalogue.actions import edit_row
from faena.journal.actions import record
from faena.journal.models import Event
from faena.lib.refs import Ref
from faena.orders import actions
from faena.orders.models import Stage, Status, StatusPhoto
from faena.upkeep import fsck
from tests import factories
from tests.steps import discard
from tests.unguarded import unguarded
from tests.upkeep.broken import (  # noqa: F401  # they fill it
    BROKEN,
    around,
    balances,
    customers,
    history,
    invoices,
    money,
    orders,
    row_of,
    tickets,
    told,
    visits,
)
from tests.upkeep.conftest import store

pytestmark = pytest.mark.slow("all checks, once for each thing that may break")


TABLES = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
ALL = (*fsck.OF_TABLES, *fsck.BESIDE)


@contextmanager
def heard():
    """The statements of the connection meanwhile."""
    statements = []

    def hear(execute, sql, *rest):
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(hear):
        yield statements


def tables_of(statements):
    """Whatever they name."""
    return {word for statement in statements for word in re.findall(r"\w+", statement)} & TABLES


@pytest.fixture(scope="module")
def reads(built, django_db_blocker):
    """Check → the tables that it reads in the shop as it was built, where it finds nothing. While nothing is written
    into them it says the same again, and need not be asked. What is asked of more than tables is not in here."""
    found = {}
    with django_db_blocker.unblock():
        for check in fsck.OF_TABLES:
            with heard() as statements:
                assert list(check()) == []
            found[check] = tables_of(statements)
            assert found[check]
    return found


@pytest.mark.parametrize(("check", "break_it"), BROKEN, ids=[fn.__name__ for _check, fn in BROKEN])
def test_what_was_broken_is_named_and_nothing_else(check, break_it, shop, reads):
    with unguarded() if check in fsck.OF_TABLES else nullcontext(), heard() as statements:
        broken = break_it(shop)  # the guards would put right what stands beside

    written = tables_of(one for one in statements if not one.startswith("SELECT "))
    found = {each: named(each()) for each in ALL if each not in reads or reads[each] & written}
    assert set().union(*found.values()) == broken
    assert found[check] & broken


def test_every_check_is_shown_by_something_broken():
    assert {check for check, _break_it in BROKEN} == {*fsck.OF_TABLES, *fsck.BESIDE}


def test_a_shop_at_work_holds(shop):
    """And the command says so; `dev.py test` asks it of the demo, on both engines."""
    out = io.StringIO()

    call_command("fsck", stdout=out)

    assert list(fsck.findings()) == []
    assert re.fullmatch(r"\d+ orders, \d+ payments, \d+ events and \d+ pictures hold\.\n", out.getvalue())


def named(findings):
    return {(one.kind, one.id) for one in findings}


# --- what may rightly be otherwise ------------------------------------------------------------------------------


def move(status, stage, by):
    """The company puts its status on another stage, under Settings."""
    facts = {"name": status.name, "stage": stage, "waits_for_parts": status.waits_for_parts}
    return edit_row(status, facts=facts, version=status.version, by=by)


def test_an_order_stays_where_it_was_when_the_company_moves_its_status(shop, owner):
    move(shop.going.status, Stage.READY, by=owner)

    assert list(fsck.findings()) == []


def test_a_status_that_was_moved_to_the_end_of_the_way_is_passed_over(shop, owner):
    """Whatever is told and taken back afterwards, no order ends by it; its customer still sees it."""
    move(shop.going.status, Stage.CLOSED, by=owner)
    waiting = Status.objects.get(stage=Stage.WAITING)
    actions.withdraw_status(actions.add_status(shop.going, status=waiting, by=owner), by=owner)

    assert row_of(shop.going).get().status.stage == Stage.RECEIVED
    assert list(fsck.findings()) == []

    row_of(shop.going).update(status=waiting)
    assert named(fsck.findings()) == {("order", shop.going.pk)}


def test_a_name_of_signs_alone_is_nothing_to_be_found_by(shop, owner):
    factories.a_customer(name="★")
    shop.customer.terms.model.objects.filter(value="").delete()

    assert list(fsck.findings()) == []


def test_what_was_typed_may_be_forgotten(shop):
    """The history keeps that it happened; who blanks its words need not blank those of the rows."""
    Event.objects.update(said=None, salt="")

    assert list(fsck.findings()) == []


@pytest.mark.parametrize("more", [{}, {"tenders": [{"amount": 10_00, "currency": "USD", "rate": 10**8, "unit": ""}]}])
def test_the_first_events_told_less_of_a_payment(shop, clerk, more):
    """They said what came before they said by which method, and in the beginning the sum alone."""
    payment = factories.a_payment(shop.unknown.account, cashier=clerk)
    facts = {"payment_id": payment.pk, "amount": {"amount": payment.amount, "currency": "USD"}}

    record("payment.received", Ref("charge", payment.charge_id, "OS-000002"), facts=facts | more, by=clerk)

    assert list(fsck.findings()) == []


def test_a_picture_that_was_discarded_waits_for_its_job(shop):
    StatusPhoto.objects.filter(file=shop.picture).delete()
    discard(shop.picture)
    assert list(fsck.findings()) == []

    DBTaskResult.objects.filter(task_path="faena.files.jobs.remove_stored").delete()
    assert named(fsck.findings()) == {("stored", shop.picture.storage_name), ("stored", shop.picture.thumb_name)}


def test_what_was_stored_today_may_still_get_its_row(shop):
    store(f"pictures/ab/{'ab' * 16}-1.webp", seconds_ago=60)
    store("incoming/whatever", seconds_ago=23 * 3600)
    factories.a_file(author=shop.going.opened_by, state="pending", storage_name="", thumb_name="")

    assert list(fsck.findings()) == []
