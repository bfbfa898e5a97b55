"""W35: every print of a receipt is written down; only the first one is an original."""

import pytest

from faena.cash.actions import print_receipt
from faena.cash.models import ReceiptPrint
from faena.journal.models import Event
from faena.journal.rendering import render_event
from tests import factories
from tests.world import race


def test_the_first_is_the_original_and_every_other_a_copy(clerk, technician):
    """W35: whoever prints it; each has its number."""
    payment = factories.a_payment()

    prints = [print_receipt(payment, by=by) for by in (clerk, technician, clerk)]

    assert [(made.number, made.by) for made in prints] == [(1, clerk), (2, technician), (3, clerk)]
    assert list(payment.prints.order_by("number")) == prints


def test_each_payment_has_an_original_of_its_own(clerk):
    """W35."""
    charge = factories.a_charge()

    prints = [print_receipt(factories.a_payment(charge), by=clerk) for _ in range(2)]

    assert [made.number for made in prints] == [1, 1]


def test_the_history_tells_which_was_a_copy(clerk):
    """W35: on the account that was paid."""
    payment = factories.a_payment()

    for _ in range(2):
        print_receipt(payment, by=clerk)

    first, second = Event.objects.filter(about_kind="charge", about_id=payment.charge_id).order_by("seq")
    assert [first.verb, second.verb] == ["receipt.printed", "receipt.copied"]
    assert all(
        "R-000001" in render_event(event).text and "Clara Clerk" in render_event(event).text
        for event in (first, second)
    )


@pytest.mark.django_db(transaction=True)
def test_eight_who_print_at_once_print_one_original(owner):
    """W35: the account's lock counts them; none fails."""
    payment = factories.a_payment()

    outcomes = race(lambda _place: print_receipt(payment, by=owner), 8)

    assert sorted(made.number for made in outcomes) == list(range(1, 9))
    assert ReceiptPrint.objects.count() == 8
