"""W16, W32: reopening takes back what closing told the customer, that and nothing else, for good."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from faena.company.catalogue.actions import edit_row
from faena.customers.actions import DeviceFacts
from faena.lib.errors import RuleBroken
from faena.orders.actions import (
    IntakeFacts,
    add_status,
    close_order,
    open_order,
    reopen_order,
    restore_status,
    withdraw_status,
)
from faena.orders.models import ServiceOrder, Stage
from tests import factories


@pytest.fixture
def order(clerk, customer):
    """Received, without charge."""
    facts = IntakeFacts(reason="Dust", service_value=0)
    return open_order(customer, device=DeviceFacts(kind="Fan"), facts=facts, by=clerk)


def again(order):
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def an_entry(order, stage, by, *, ahead=0):
    """A status of that stage, told while the server's clock was so many hours ahead."""
    then = timezone.now() + timedelta(hours=ahead)
    with mock.patch.object(timezone, "now", return_value=then):
        return add_status(order, status=factories.a_status(stage), by=by)


def close_and_reopen(order, clerk, owner):
    """What closing told, after the reopening."""
    order = close_order(order, outcome="repaired", work_done="Cleaned.", version=again(order).version, by=clerk)
    written = order.entries.latest("id")
    reopen_order(order, reason="It came back", version=order.version, by=owner)
    written.refresh_from_db()
    return written


def test_the_end_is_the_last_word_even_if_an_earlier_clock_was_ahead(order, clerk):
    """W1, W16: or the customer would read "ready" above "handed back"."""
    ready = an_entry(order, Stage.READY, clerk, ahead=2)

    close_order(order, outcome="repaired", work_done="Cleaned.", version=again(order).version, by=clerk)

    *_before, almost, last = order.entries.all().public()
    assert (almost, last.status.stage) == (ready, Stage.CLOSED)


def test_what_closing_told_is_taken_back_even_if_an_earlier_clock_was_ahead(order, clerk, owner):
    """W16: not the status that looks newest, which the customer still has to see."""
    ready = an_entry(order, Stage.READY, clerk, ahead=2)

    written = close_and_reopen(order, clerk, owner)

    ready.refresh_from_db()
    assert ready.happened_at >= written.happened_at
    assert (written.status.stage, written.withdrawn_by) == (Stage.CLOSED, owner)
    assert ready.withdrawn_at is None
    assert (again(order).status, again(order).stage) == (ready.status, Stage.READY)


def test_what_was_withdrawn_before_stays_as_it_was(order, clerk, owner):
    """W16, W32: whoever took it back, and when."""
    slip = an_entry(order, Stage.READY, clerk)
    withdraw_status(slip, by=clerk)

    written = close_and_reopen(order, clerk, owner)

    slip.refresh_from_db()
    assert (slip.withdrawn_by, written.withdrawn_by) == (clerk, owner)
    assert slip.withdrawn_at < written.withdrawn_at
    assert again(order).stage == Stage.RECEIVED


@pytest.mark.parametrize("stage", [Stage.READY, Stage.REPAIRING])
def test_it_is_not_shown_again_even_if_its_status_is_on_another_stage_by_now(order, clerk, owner, admin, stage):
    """W16, W32: the customer would read that the device was handed back while it lies in the workshop."""
    written = close_and_reopen(order, clerk, owner)
    factories.a_status(Stage.CLOSED, name="Collected")
    delivered = written.status
    facts = {"name": delivered.name, "stage": stage, "waits_for_parts": delivered.waits_for_parts}
    edit_row(delivered, facts=facts, version=delivered.version, by=admin)

    with pytest.raises(RuleBroken) as refused:
        restore_status(written, by=owner)

    written.refresh_from_db()
    assert "when it is closed" in refused.value.sentence
    assert written.withdrawn_at is not None
    assert again(order).stage == Stage.RECEIVED


def test_another_status_may_still_be_shown_again(order, clerk, owner):
    """W32: only the end is gone for good."""
    slip = an_entry(order, Stage.READY, clerk)
    withdraw_status(slip, by=clerk)
    close_and_reopen(order, clerk, owner)

    restore_status(slip, by=owner)

    slip.refresh_from_db()
    assert slip.withdrawn_at is None
    assert again(order).status == slip.status
