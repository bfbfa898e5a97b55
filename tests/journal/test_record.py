"""Writing down what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.accounts.actions import system
from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed
from faena.journal.actions import record
from faena.journal.models import Event
from faena.journal.unit_of_work import Origin, action, step, unit_of_work
from faena.lib.refs import Ref
from tests.factories import an_order

THING = Ref("order", 7, "OS-000007")


def test_the_events_of_one_thing_are_numbered_from_one_and_linked(owner):
    first = record("order.assigned", THING, by=owner)
    second = record("order.closed", THING, by=owner)
    other = record("order.assigned", Ref("order", 8), by=owner)

    assert [first.seq, second.seq, other.seq] == [1, 2, 1]
    assert second.prev_hash == first.hash
    assert first.prev_hash == other.prev_hash == ""


def test_it_keeps_facts_apart_from_what_was_said(owner):
    record("order.value_set", THING, facts={"old": None, "new": 5000}, said={"note": "Señora Peña"}, by=owner)

    event = Event.objects.get()
    assert event.facts == {"old": None, "new": 5000}
    assert event.said == {"note": "Señora Peña"}
    assert event.author == owner
    assert len(event.salt) == 32


def test_a_device_clock_that_runs_ahead_is_not_believed(owner):
    ahead = told(timezone.now() + timedelta(hours=3), by=owner)
    behind = told(timezone.now() - timedelta(hours=3), by=owner)

    assert ahead.happened_at == ahead.at
    assert behind.at - behind.happened_at >= timedelta(hours=3)


def test_a_device_that_lost_its_clock_is_not_believed_either(owner):
    lost = told(datetime(1970, 1, 1, 0, 3, tzinfo=UTC), by=owner)

    assert lost.happened_at == lost.at


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="zone"):
        Origin(happened_at=datetime(2026, 11, 30, 9, 0))


def told(happened_at, *, by):
    """An event of a device that says when it happened."""
    with unit_of_work(Origin("device", happened_at=happened_at)):
        return record("order.assigned", THING, by=by)


def test_the_timeline_of_a_thing_is_sorted_by_when_it_happened(owner):
    late = record("order.assigned", THING, by=owner)
    early = told(timezone.now() - timedelta(days=1), by=owner)

    assert list(Event.objects.about(THING)) == [early, late]


def test_a_verb_that_the_history_cannot_tell_is_refused(owner):
    with pytest.raises(KeyError):
        record("order.enchanted", THING, by=owner)

    assert not Event.objects.exists()


def test_two_events_cannot_take_the_same_place_in_a_chain(owner):
    first = record("order.assigned", THING, by=owner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            about_kind="order", about_id=7, seq=first.seq, verb="x", at=first.at, happened_at=first.at,
            author=owner, act=first.act, hash="", said_hash="",
        )  # fmt: skip


def test_actions_inside_an_action_share_its_act(owner):
    @action(authorised_by="a test")
    def inner():
        return record("order.assigned", THING, by=owner)

    @action(authorised_by="a test")
    def outer():
        return inner(), record("order.closed", THING, by=owner)

    inside, outside = outer()
    alone = inner()
    assert inside.act == outside.act != alone.act


def test_an_act_says_where_it_came_from_and_under_which_key(owner):
    with unit_of_work(Origin("job", "the-key-of-the-form")), unit_of_work(Origin("page")):
        event = record("order.assigned", THING, by=owner)

    assert (event.channel, event.operation) == ("job", "the-key-of-the-form")


def test_an_action_that_fails_leaves_neither_change_nor_event(owner):
    order = an_order()

    @action(authorised_by="a test")
    def change_and_stumble():
        order.reason = "changed"
        order.save(update_fields=["reason"])
        record("order.assigned", order.as_ref, by=owner)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_stumble()

    order.refresh_from_db()
    assert order.reason != "changed"
    assert not Event.objects.exists()


def test_an_action_asks_for_its_permission_before_it_begins(clerk, owner):
    @action(Perm.USER_DELETE)
    def forget(name, *, by):
        return record("order.assigned", THING, said={"name": name}, by=by)

    with pytest.raises(NotAllowed):
        forget("x", by=clerk)
    assert not Event.objects.exists()
    assert forget("x", by=owner).author == owner
    assert forget("x", by=system()).author == system()  # jobs and commands: the program itself


def test_a_step_is_taken_within_an_action_only(owner):
    @step
    def half():
        return record("order.assigned", THING, by=owner)

    with pytest.raises(RuntimeError, match="write one that calls it"):
        half()
    assert action(authorised_by="a test")(half)().seq == 1
