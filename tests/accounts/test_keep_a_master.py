"""There is always an active Master, also when two people act at the same moment."""

import threading

import pytest
from django.db import connection

from faena.accounts import actions
from faena.accounts.actions import users
from faena.accounts.models import User
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.world import race, won

TAKING_AWAY = {
    "deactivated": lambda user, by: actions.deactivate_user(user, by=by),
    "another role": lambda user, by: actions.give_role(user, role="seller", by=by),
    "deleted": lambda user, by: actions.delete_user(user, by=by),
}
each_way = pytest.mark.parametrize("take_away", TAKING_AWAY.values(), ids=TAKING_AWAY)


@each_way
def test_the_last_master_stays(owner, take_away):
    """W24, W25, W28."""
    retired = factories.a_user("retired", role="master", is_active=False)

    with pytest.raises(RuleBroken, match="last active Master"):
        take_away(owner, retired_but_signing(retired))

    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == ("master", True)
    assert not Event.objects.about(owner.as_ref).exists()


def retired_but_signing(user):
    """Somebody who may act as a Master and is not counted as one, as the database sees it."""
    user.is_active = True
    return user


@each_way
def test_with_two_one_may_go(owner, take_away):
    """W24, W25, W28."""
    take_away(factories.a_user("second", role="master"), owner)

    assert list(User.objects.masters()) == [owner]


def test_nobody_changes_the_own_role(owner):
    """W24."""
    factories.a_user("second", role="master")

    with pytest.raises(RuleBroken, match="Nobody changes their own role"):
        actions.give_role(owner, role="seller", by=owner)


def test_nobody_deactivates_themselves(owner):
    factories.a_user("second", role="master")

    with pytest.raises(RuleBroken, match="cannot deactivate yourself"):
        actions.deactivate_user(owner, by=owner)


def two_masters():
    return [factories.a_user(f"master{place}", role="master") for place in range(2)]


@each_way
@pytest.mark.django_db(transaction=True)
def test_two_masters_who_remove_each_other(take_away):
    """W24, W25: at the same moment; exactly one of them stays."""
    pair = two_masters()

    outcomes = race(lambda place: take_away(pair[1 - place], pair[place]), threads=2)

    assert len(won(outcomes)) == 1
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [RuleBroken]
    assert User.objects.masters().count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_masters_and_every_pair_at_once():
    """W25: twelve threads, each Master removing each other; one stays."""
    four = [factories.a_user(f"master{place}", role="master") for place in range(4)]
    pairs = [(a, b) for a in four for b in four if a != b]

    race(lambda place: actions.deactivate_user(pairs[place][0], by=pairs[place][1]), threads=len(pairs))

    assert User.objects.masters().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_go(monkeypatch):
    """The races above are real: read without a lock, each Master sees the other one standing. On SQLite the lock is
    the transaction itself, so there it is the transaction that is left out."""
    pair, both_have_read = two_masters(), threading.Barrier(2)
    remove = actions.deactivate_user.__wrapped__ if connection.vendor == "sqlite" else actions.deactivate_user

    def unlocked():
        found = list(User.objects.masters())
        both_have_read.wait(10)
        return found

    monkeypatch.setattr(users, "locked_masters", unlocked)

    race(lambda place: remove(pair[1 - place], by=pair[place]), threads=2)

    assert User.objects.masters().count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_edit_one_another_do_not_wait_for_ever():
    """Each event names its author, whose row the other one has locked."""
    pair = two_masters()

    for turn in range(5):
        facts = [actions.Person(f"Name {turn}", user.email, "en") for user in pair]
        outcomes = race(lambda place, facts=facts: actions.edit_user(pair[place], facts[place], by=pair[1 - place]), 2)
        assert len(won(outcomes)) == 2
