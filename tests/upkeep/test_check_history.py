"""One command says whether anybody wrote into the history behind the program's back (T40)."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from faena.journal.actions import record
from faena.lib import guards
from tests import factories


@pytest.fixture
def order(owner):
    order = factories.an_order()
    record("order.opened", order.as_ref, facts={"number": str(order)}, by=owner)
    record("order.closed", order.as_ref, by=owner)
    return order


def test_a_history_that_nobody_touched_holds(order):
    out = io.StringIO()

    call_command("check_history", stdout=out)

    assert out.getvalue() == "2 events hold.\n"


def test_a_tampered_event_is_named(order):
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_event SET verb = 'order.voided' WHERE seq = 1")

    out = io.StringIO()
    with pytest.raises(CommandError, match="1 found"):
        call_command("check_history", stdout=out)

    assert f"order.voided order {order.pk} #1: was changed after it was written" in out.getvalue()
