"""The numbers of a series have no gap, whatever happens at the same time."""

import random

import pytest
from django.db import connection, transaction

from faena.company.actions import next_number
from faena.company.models import Branch, NumberSeries
from faena.journal.actions import record
from faena.lib.refs import Ref
from tests import factories
from tests.world import race, won


class GivenBack(Exception):
    """The transaction that took a number fails."""


def issue(place, *, times, take):
    """Take numbers of one series, a third of them in a transaction that fails afterwards; those that stand."""
    chance, branch, stand = random.Random(place), Branch.default(), []
    for _ in range(times):
        try:
            with transaction.atomic():
                number = take("slip", branch)
                record("order.opened", Ref("slip", number, str(number)), by=factories.somebody())
                if chance.random() < 0.3:
                    raise GivenBack
                stand.append(number)
        except GivenBack:
            pass
    return stand


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_with_rollbacks_number_one_to_n():
    factories.somebody()

    outcomes = race(lambda place: issue(place, times=6, take=next_number), 16)

    given = sorted(number for stand in won(outcomes) for number in stand)
    assert len(won(outcomes)) == 16
    assert given == list(range(1, len(given) + 1))
    assert NumberSeries.objects.get(kind="slip").last == len(given)


def without_lock(kind, branch):
    """The same as next_number, but for the lock."""
    series = NumberSeries.objects.get(kind=kind, branch=branch)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_gives_a_number_twice_or_fails(monkeypatch):
    """PostgreSQL: the row lock; SQLite: IMMEDIATE. Each engine is robbed of its own."""
    factories.somebody()
    NumberSeries.objects.create(kind="slip", branch=Branch.default())
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")

    outcomes = race(lambda place: issue(place, times=6, take=without_lock), 16)

    given = sorted(number for stand in won(outcomes) for number in stand)
    assert len(won(outcomes)) < 16 or given != list(range(1, len(given) + 1))
