"""Two processes at once, on both engines: what an action decided still holds when it is written (W16, W33, W34).

The first three races stand in functions that also judge them, so that the sabotage runs the very same race without
its locks and has to fail."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from faena.cash.models import Charge, Payment, Reversal
from faena.journal.models import Event
from faena.orders.actions.parts import parts_due
from faena.orders.models import OrderClosing, ServiceOrder, Stage
from tests import factories
from tests.faults import acts
from tests.processes import Outcome, call, two_processes

LONG = int(os.environ.get("FAENA_RACES", "0"))  # rounds, each of sixteen at once: dev.py sabotage --races
pytestmark = [
    pytest.mark.django_db(transaction=True),
    *([pytest.mark.slow("the long races, by hand")] if LONG else []),
]
ROUNDS, AT_ONCE = (LONG, 16) if LONG else (3, 8)
TRIES = 5  # without its locks a race may still end well by luck; of 120 on each engine none did


@pytest.fixture(scope="module")
def race(django_db_setup: None) -> Iterator[Callable[..., list[Outcome]]]:
    """Two processes for all races of this file."""
    with two_processes() as started:
        yield started


# --- the races, each with its judgement ---------------------------------------------------------------------


def collect_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Ten cashiers collect the whole of one order."""
    order, method, before = factories.an_order(value=50_00), factories.a_method(), len(receipts())

    outcomes = race([call(acts.pay, order.charge, 50_00, method, who)] * 10, over=[Charge], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 9}, faults(outcomes)
    assert Payment.objects.get(charge=order.charge).receipt == before + 1


def finish_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Four orders that are ready, two of them paid; at each two people close, two add parts, two collect the rest."""
    method = factories.a_method()
    orders = [factories.an_order(value=50_00, stage=Stage.READY) for _ in range(4)]
    for order, paid in zip(orders, (50_00, 50_00, 30_00, 30_00), strict=True):
        factories.a_payment(order.charge, amount=paid, method=method)
    calls = []
    for order in orders:
        calls += [call(acts.close, order, who, times=4)] * 2
        calls += [call(acts.add_part, order, who, times=2)] * 2
        calls += [call(acts.pay_the_rest, order.charge, method, who, times=4)] * 2

    outcomes = race(calls, over=[ServiceOrder, Charge], **sabotage)

    assert not faults(outcomes)
    assert receipts() == list(range(1, len(receipts()) + 1))
    for order in ServiceOrder.objects.filter(pk__in=[order.pk for order in orders]):
        charge = order.account
        assert charge.amount == order.service_value + parts_due(order)
        assert charge.paid <= charge.amount
        assert not (order.is_closed and charge.balance)
        assert order.closings.count() == events("order.closed", order) == order.is_closed


def reverse_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Eight Masters and more undo the one payment of a closed order."""
    order = factories.a_closed_order(value=50_00)
    payment = Payment.objects.get(charge=order.charge)

    outcomes = race(
        [call(acts.reverse, order, payment, who)] * AT_ONCE, over=[ServiceOrder, Charge, OrderClosing], **sabotage
    )

    assert how(outcomes) == {"won": 1, "refused": AT_ONCE - 1}, faults(outcomes)
    assert_open_again_once(order, payment)


def again(times: int, the_race: Callable[..., None], *who: Any, **sabotage: bool) -> None:
    for _ in range(times):
        the_race(*who, **sabotage)


# --- what they show -----------------------------------------------------------------------------------------


def test_ten_cashiers_at_once_collect_once(race, owner):
    """W33: of ten full payments at once exactly one is taken, and its receipt is the next one."""
    again(ROUNDS, collect_at_once, race, owner)


def test_an_order_is_never_closed_with_a_balance(race, owner):
    """W16, W33: closing, a part and a payment at once: the account is value and parts, nothing is collected twice, and
    whoever came too late reads a sentence."""
    again(ROUNDS, finish_at_once, race, owner)


def test_eight_masters_at_once_reverse_once(race, owner):
    """W34: one reversal, and the closed order is opened once."""
    again(ROUNDS, reverse_at_once, race, owner)


@pytest.mark.parametrize("the_same_race", [collect_at_once, finish_at_once, reverse_at_once])
def test_without_its_locks_the_same_race_goes_wrong(race, owner, the_same_race):
    """The three above can be lost (W16, W33, W34): another number of winners, or faults in place of sentences."""
    with pytest.raises(AssertionError):
        again(TRIES, the_same_race, race, owner, locked=False)


def test_reopening_and_reversing_at_once_open_the_order_once(race, owner):
    """W16, W34: whoever comes first opens it; the reversal has its effect either way."""
    order = factories.a_closed_order(value=50_00)
    payment = Payment.objects.get(charge=order.charge)
    reopenings = [call(acts.reopen, order, owner)] * (AT_ONCE // 2)
    reversals = [call(acts.reverse, order, payment, owner)] * (AT_ONCE // 2)

    outcomes = race(reopenings + reversals, over=[ServiceOrder, Charge, OrderClosing])

    assert how(outcomes) in [{"won": won, "refused": AT_ONCE - won} for won in (1, 2)], faults(outcomes)
    assert_open_again_once(order, payment)


def test_receipts_of_two_accounts_at_once_have_no_gap(race, owner):
    """W33: accounts do not wait for each other, and their receipts are of one series."""
    method = factories.a_method()
    charges = [factories.an_order(value=100_00).charge for _ in range(2)]
    calls = [call(acts.pay, charge, 10_00, method, owner, times=2) for charge in charges for _ in range(4)]

    outcomes = race(calls, over=[Charge])

    assert how(outcomes) == {"won": 16}, faults(outcomes)
    assert receipts() == list(range(1, 17))
    assert [charge.balance for charge in Charge.objects.all()] == [20_00, 20_00]


# --- how they are judged ------------------------------------------------------------------------------------


def how(outcomes: list[Outcome]) -> dict[str, int]:
    """How many won, were refused with a sentence, or ended in a fault."""
    counts = {
        "won": sum(outcome.won for outcome in outcomes),
        "refused": sum(outcome.refused for outcome in outcomes),
        "fault": len(faults(outcomes)),
    }
    return {name: count for name, count in counts.items() if count}


def faults(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.is_fault]


def events(verb: str, order: ServiceOrder) -> int:
    return Event.objects.about(order.as_ref).filter(verb=verb).count()


def receipts() -> list[int]:
    return sorted(Payment.objects.values_list("receipt", flat=True))


def assert_open_again_once(order: ServiceOrder, payment: Payment) -> None:
    order = ServiceOrder.objects.get(pk=order.pk)
    assert (order.stage, events("order.reopened", order)) == (Stage.READY, 1)
    assert OrderClosing.objects.filter(order=order).exclude(reopened_at=None).count() == order.closings.count() == 1
    assert Reversal.objects.filter(payment=payment).count() == 1
    assert order.account.balance == payment.amount
