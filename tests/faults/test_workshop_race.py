"""B1: several people send a ticket to the workshop at once, on both engines: it has one order, and the others read its
number."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from faena.customers.models import Customer
from faena.orders.models import ServiceOrder
from faena.tickets.models import Ticket
from tests import factories
from tests.faults import acts
from tests.faults.test_races import ROUNDS, TRIES, again, faults, how
from tests.processes import Outcome, call, two_processes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def race(django_db_setup: None) -> Iterator[Callable[..., list[Outcome]]]:
    with two_processes() as started:
        yield started


@pytest.fixture(autouse=True)
def _care(db: Any) -> None:
    factories.the_company(has_care=True)


def send_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Four of them, with the same ticket before their eyes."""
    ticket = factories.a_ticket(holder=who)

    outcomes = race([call(acts.send_to_the_workshop, ticket, who)] * 4, over=[Customer, Ticket], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 3}, faults(outcomes)
    orders = ServiceOrder.objects.filter(ref_kind="ticket", ref_id=ticket.pk)
    assert orders.get().pk == Ticket.objects.get(pk=ticket.pk).order_id


def test_one_order_comes_of_it(race, owner):
    """B1."""
    again(ROUNDS, send_at_once, race, owner)


def test_without_its_locks_the_same_race_goes_wrong(race, owner):
    """B1: it can be lost."""
    with pytest.raises(AssertionError):
        again(TRIES, send_at_once, race, owner, locked=False)
