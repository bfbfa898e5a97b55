"""C15: two processes book, move, give and take at once, on both engines: a technician is in one place, a visit has one
taker. The database's own guard is what keeps it; without it the same races go wrong."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from faena.accounts.models import User
from faena.agenda.models import Visit
from faena.company.models import NumberSeries
from faena.journal.models import Event
from tests import factories
from tests.faults import acts
from tests.faults.test_races import ROUNDS, TRIES, again, faults, how
from tests.processes import Outcome, call, two_processes
from tests.unguarded import unguarded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def race(django_db_setup: None) -> Iterator[Callable[..., list[Outcome]]]:
    with two_processes() as started:
        yield started


@pytest.fixture(autouse=True)
def _care(db: Any) -> None:
    factories.the_company(has_care=True)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- the races, each with its judgement ---------------------------------------------------------------------


def book_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Eight agents book overlapping hours of one technician."""
    customer, kind, goes = factories.a_customer(), factories.a_visit_kind(), factories.a_user(role="technician")
    numbers, on = Visit.objects.count(), in_days(3)
    hours = ["09:00", "09:15", "09:30", "09:45"] * 2

    with without_guard(sabotage):
        outcomes = race([call(acts.book, customer, kind, goes, on, hour, who) for hour in hours], over=[NumberSeries])

        assert how(outcomes) == {"won": 1, "refused": 7}, faults(outcomes)
        visit = Visit.objects.get(technician=goes)
        assert (visit.number, Event.objects.about(visit.as_ref).count()) == (numbers + 1, 1)


def move_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Six visits of one technician are moved to the same hour."""
    goes, on = factories.a_user(role="technician"), in_days(4)
    visits = [factories.a_visit(technician=goes, hours=hour) for hour in range(8, 14)]

    with without_guard(sabotage):
        outcomes = race([call(acts.move, visit, on, "10:00", who) for visit in visits], over=[Visit])

        assert how(outcomes) == {"won": 1, "refused": 5}, faults(outcomes)
        assert Visit.objects.filter(technician=goes, on=on).count() == 1


def take_at_once(race: Any, who: Any, **sabotage: bool) -> None:
    """Six members of a position take its one visit."""
    members = [factories.a_user(role="technician") for _ in range(6)]
    position = factories.a_queue(member=members[0])
    position.members.add(*members)
    visit = factories.a_visit(position=position)

    outcomes = race([call(acts.take, visit, member) for member in members], over=[Visit], **sabotage)

    assert how(outcomes) == {"won": 1, "refused": 5}, faults(outcomes)
    assert Event.objects.about(visit.as_ref).filter(verb="visit.taken").count() == 1
    assert Visit.objects.get(pk=visit.pk).technician in members


@contextmanager
def without_guard(sabotage: dict[str, bool]) -> Iterator[None]:
    """The guard itself is the lock: the sabotage lifts it, together with all the others. It could not stand again over
    what it would have refused, so that goes first."""
    with unguarded() if sabotage else nullcontext():
        try:
            yield
        finally:
            if sabotage:
                Visit.objects.all().delete()


# --- what they show -----------------------------------------------------------------------------------------


def test_of_two_agents_who_book_the_same_hour_one_wins(race, owner):
    """C15: the others read the sentence; the numbers have no gap."""
    again(ROUNDS, book_at_once, race, owner)


def test_of_visits_moved_to_one_hour_one_moves(race, owner):
    """C15: the others stay where they were."""
    again(ROUNDS, move_at_once, race, owner)


def test_one_member_takes_a_visit(race, owner):
    """C15, C19: the others read who was first."""
    again(ROUNDS, take_at_once, race, owner)


@pytest.mark.parametrize("the_same_race", [book_at_once, move_at_once, take_at_once])
def test_without_what_keeps_it_the_same_race_goes_wrong(race, owner, the_same_race):
    """C15: the guard of the first two lifted, the lock of the third taken away."""
    with pytest.raises(AssertionError):
        again(TRIES, the_same_race, race, owner, locked=False)


@pytest.mark.engine("postgres", "SQLite writes one thing at a time")
def test_the_visits_of_a_technician_are_written_one_after_the_other(owner):
    """C15: two that meet would fail, each waiting for the other (a deadlock); so the second waits before he writes."""
    customer, kind, goes = factories.a_customer(), factories.a_visit_kind(), factories.a_user(role="technician")
    visit = factories.a_visit(technician=goes)
    pressed = [
        (acts.book, customer, kind, goes, in_days(3), "09:00", owner),
        (acts.move, visit, in_days(4), "10:00", owner),
    ]

    with transaction.atomic():
        User.locked(goes.pk)
        with ThreadPoolExecutor() as people:
            waited = list(people.map(lambda one: outcome_without_waiting(*one), pressed))
    assert [outcome_without_waiting(*one) for one in pressed] == ["done", "done"]
    assert waited == ["lock timeout"] * 2


def outcome_without_waiting(act: Callable[..., Any], *facts: Any) -> str:
    """What became of it, for somebody who waits for no lock longer than a moment."""
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            act(*(getattr(fact, "pk", fact) for fact in facts))
        except OperationalError as error:
            return "lock timeout" if "lock timeout" in str(error) else str(error)
        return "done"
