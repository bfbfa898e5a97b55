"""W34: a payment is undone once, with the reason; the amount is owed again and both rows stay."""

import pytest

from faena.cash.actions import TenderFacts, receive_payment, reverse_payment
from faena.cash.models import Payment, Reversal
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.world import race, won


@pytest.fixture
def charge(db):
    return factories.a_charge(amount=50_00)


def pay(charge, amount, by):
    return receive_payment(charge, tenders=[TenderFacts(factories.a_method(), amount, "USD")], by=by)


def test_the_amount_is_owed_again_and_both_rows_stay(charge, clerk, owner):
    """W34."""
    wrong, right = pay(charge, 30_00, clerk), pay(charge, 20_00, clerk)

    reversal = reverse_payment(wrong, reason="  Typed twice ", by=owner)

    again = type(charge).objects.get()
    assert (again.paid, again.balance) == (20_00, 30_00)
    assert (reversal.reason, reversal.by) == ("Typed twice", owner)
    assert [payment.is_reversed for payment in Payment.objects.order_by("receipt")] == [True, False]
    assert [right] == list(Payment.objects.not_reversed())


def test_receipts_say_what_they_said_and_their_numbers_go_on(charge, clerk, owner):
    """W34, W35: what was left after a payment stays on its receipt; no number is used twice."""
    wrong, right = pay(charge, 30_00, clerk), pay(charge, 20_00, clerk)

    reverse_payment(wrong, reason="Typed twice", by=owner)
    new = pay(charge, 25_00, clerk)

    assert [(str(payment), payment.left) for payment in Payment.objects.order_by("id")] == [
        (str(wrong), 20_00),
        (str(right), 0),
        ("R-000003", 5_00),
    ]
    assert new.receipt == 3


def test_the_history_tells_it_and_keeps_the_reason_apart(charge, clerk, owner):
    """W34: the reason is people's words."""
    reverse_payment(pay(charge, 30_00, clerk), reason="Canary", by=owner)

    event = Event.objects.get(verb="payment.reversed")
    assert render_event(event).text == "Olga Owner reversed R-000001: US$\xa030.00 are owed again"
    assert (event.said, "Canary" in str(event.facts)) == ({"note": "Canary"}, False)
    assert (event.about_kind, event.about_id) == ("charge", charge.pk)


def test_it_is_undone_once(charge, clerk, owner):
    """W34: the sentence says who did it already."""
    payment = pay(charge, 30_00, clerk)
    reverse_payment(payment, reason="Typed twice", by=owner)

    with pytest.raises(RuleBroken) as refused:
        reverse_payment(payment, reason="Typed twice", by=factories.somebody())

    assert refused.value.sentence == "R-000001 was already reversed by Olga Owner."
    assert Event.objects.filter(verb="payment.reversed").count() == 1


def test_it_needs_a_reason(charge, clerk, owner):
    payment = pay(charge, 30_00, clerk)

    with pytest.raises(RuleBroken) as refused:
        reverse_payment(payment, reason=" \t ", by=owner)

    assert refused.value.at == "reason"
    assert not Reversal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_masters_at_once_undo_it_once(owner):
    """W34: one is done, seven read who was first; the amount is owed again once."""
    charge = factories.a_charge(amount=50_00)
    payment = pay(charge, 30_00, owner)

    outcomes = race(lambda _place: reverse_payment(payment, reason="Typed twice", by=owner), 8)

    assert len(won(outcomes)) == 1
    assert sum(isinstance(outcome, RuleBroken) for outcome in outcomes) == 7
    assert type(charge).objects.get().balance == 50_00
