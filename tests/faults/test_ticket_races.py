"""C11, C13: tickets under two processes at once, on both engines: of those who take, forward or close the same one
exactly one wins, and the others read a sentence.

The races stand in functions that also judge them, so that the sabotage runs the very same race without its locks and
has to fail."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.tickets.models import Holding, Ticket, TicketClosing
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


# --- the races, each with its judgement ---------------------------------------------------------------------


def take_at_once(race: Any, **sabotage: bool) -> None:
    """Eight agents press Take on one ticket of a queue."""
    ticket, agents = factories.a_ticket(), [factories.a_user() for _ in range(8)]

    outcomes = race([call(acts.take_ticket, ticket, agent) for agent in agents], over=[Ticket, Holding], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 7}, faults(outcomes)
    winner = assert_with_one(ticket, "ticket.taken").user
    assert all(f"{winner} has it already." == one.said for one in outcomes if one.refused)


def forward_at_once(race: Any, **sabotage: bool) -> None:
    """Eight agents forward one ticket, each to somebody else."""
    ticket, agents = factories.a_ticket(), [factories.a_user() for _ in range(8)]
    at = ticket.version
    calls = [call(acts.forward_ticket, ticket, agent, agents[place - 1], at) for place, agent in enumerate(agents)]

    outcomes = race(calls, over=[Ticket, Holding], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 7}, faults(outcomes)
    assert_with_one(ticket, "ticket.forwarded")


def close_at_once(race: Any, **sabotage: bool) -> None:
    """Eight agents close one ticket."""
    ticket, agents = factories.a_ticket(), [factories.a_user() for _ in range(8)]

    outcomes = race([call(acts.close_ticket, ticket, agent) for agent in agents], over=[Ticket, Holding], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 7}, faults(outcomes)
    assert TicketClosing.objects.filter(ticket=ticket).count() == count_events("ticket.closed", ticket) == 1
    assert not ticket.holdings.current().exists()
    assert list(broken_links(Event.objects.about(ticket.as_ref).order_by("seq"))) == []


# --- what they show -----------------------------------------------------------------------------------------

RACES = [take_at_once, forward_at_once, close_at_once]


@pytest.mark.parametrize("the_race", RACES)
def test_one_of_eight_wins(race, the_race):
    """C11, C13: one effect, one event; the others read who was first."""
    again(ROUNDS, the_race, race)


@pytest.mark.parametrize("the_same_race", RACES)
def test_without_its_locks_the_same_race_goes_wrong(race, the_same_race):
    """C11, C13: each of the three can be lost: faults in place of sentences, or two effects."""
    with pytest.raises(AssertionError):
        again(TRIES, the_same_race, race, locked=False)


def test_taking_forwarding_and_closing_at_once_leave_one_story(race):
    """C11, C13: in whatever order they come, it is with one until it is closed, and with nobody then."""
    for _ in range(ROUNDS):
        ticket, agents = factories.a_ticket(), [factories.a_user() for _ in range(6)]
        calls = [call(acts.take_ticket, ticket, agent, times=2) for agent in agents[:2]]
        calls += [call(acts.forward_ticket, ticket, agent, agents[0], times=2) for agent in agents[2:4]]
        calls += [call(acts.close_ticket, ticket, agent, times=2) for agent in agents[4:]]

        outcomes = race(calls, over=[Ticket, Holding])

        assert not faults(outcomes), faults(outcomes)
        fresh = Ticket.objects.get(pk=ticket.pk)
        moves = count_events("ticket.taken", ticket) + count_events("ticket.forwarded", ticket)
        assert ticket.holdings.count() == 1 + moves
        assert ticket.holdings.current().count() == fresh.is_open
        assert (
            TicketClosing.objects.filter(ticket=ticket).count()
            == count_events("ticket.closed", ticket)
            == (not fresh.is_open)
        )
        ends = list(ticket.holdings.order_by("id").values_list("since", "until"))
        assert all(before[1] == after[0] for before, after in itertools.pairwise(ends))


# --- how they are judged ------------------------------------------------------------------------------------


def count_events(verb: str, ticket: Ticket) -> int:
    return Event.objects.about(ticket.as_ref).filter(verb=verb).count()


def assert_with_one(ticket: Ticket, verb: str) -> Holding:
    """It went once, and is with one."""
    assert count_events(verb, ticket) == 1
    assert ticket.holdings.count() == 2
    held: Holding = ticket.holdings.current().get()
    assert list(broken_links(Event.objects.about(ticket.as_ref).order_by("seq"))) == []
    return held
