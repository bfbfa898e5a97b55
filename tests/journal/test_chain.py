"""A chain of hashes for each thing: what was tampered with is named, what may be forgotten is forgotten."""

import pytest
from django.db import DatabaseError, connection, transaction

from faena.journal import chain
from faena.journal.actions import record
from faena.journal.models import Event
from faena.lib.refs import Ref
from tests.unguarded import unguarded

THING = Ref("order", 7, "OS-000007")
ROWS = Event.objects.order_by("about_kind", "about_id", "seq")


def sql(statement, *params):
    """Behind Django's back, as somebody at the database would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def broken():
    return [(event.seq, fault) for event, fault in chain.broken_links(ROWS.all())]


@pytest.fixture
def chained(owner):
    """Three events of one thing and one of another."""
    record("order.opened", THING, facts={"number": "OS-000007"}, said={"device": "Laptop"}, by=owner)
    record("order.value_set", THING, facts={"old": 0, "new": 50_00}, customer_id=3, by=owner)
    record("order.closed", THING, said={"note": "Reparado, ñandú 🔧"}, by=owner)
    record("order.opened", Ref("order", 8), by=owner)


def test_what_was_written_by_actions_holds(chained):
    assert broken() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("""facts = '{"old": 0, "new": 1}'""", "was changed after it was written"),
        ("verb = 'order.voided'", "was changed after it was written"),
        ("happened_at = '2020-01-01 00:00:00+00:00'", "was changed after it was written"),
        ("author_id = (SELECT min(id) FROM accounts_user)", "was changed after it was written"),
        ("operation = 'another'", "was changed after it was written"),
        ("""said = '{"note": "invented"}'""", "its text was changed after it was written"),
        ("prev_hash = 'ab'", "does not follow the event before it"),
        ("seq = 9", "number 3 where 2 was due"),
    ],
)
def test_a_tampered_event_is_named(chained, change, fault):
    with unguarded():
        sql(f"UPDATE journal_event SET {change} WHERE about_id = 7 AND seq = 2")

    seq, found_fault = broken()[0]
    assert found_fault == fault
    assert seq == (3 if change == "seq = 9" else 2)


def test_an_event_that_was_taken_out_is_noticed(chained):
    with unguarded():
        sql("DELETE FROM journal_event WHERE about_id = 7 AND seq = 2")

    assert broken() == [(3, "number 3 where 2 was due")]


def test_an_event_rewritten_with_a_hash_of_its_own_breaks_the_next_one(chained):
    event = Event.objects.get(about_id=7, seq=2)
    event.facts = {"old": 0, "new": 1}
    with unguarded():
        Event.objects.filter(pk=event.pk).update(facts=event.facts, hash=chain.event_hash(event))

    assert broken() == [(3, "does not follow the event before it")]


def test_forgetting_a_person_leaves_the_chain_whole(chained):
    sql("UPDATE journal_event SET said = NULL, salt = '' WHERE about_id = 7")

    assert broken() == []
    assert not Event.objects.filter(about_id=7).exclude(said=None).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_event SET verb = 'order.voided'",
        "UPDATE journal_event SET facts = '{}'",
        "UPDATE journal_event SET at = happened_at",
        "UPDATE journal_event SET customer_id = 99",
        "UPDATE journal_event SET hash = '', said = NULL",
        "UPDATE journal_event SET author_id = author_id",
        "DELETE FROM journal_event",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(chained, statement):
    with pytest.raises(DatabaseError, match="journal_event_is_never"), transaction.atomic():
        sql(statement)

    assert broken() == []
    assert Event.objects.count() == 4


def test_the_orm_is_refused_as_well(chained):
    for attempt in (
        lambda: Event.objects.update(verb="order.voided"),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.bulk_update([Event(pk=Event.objects.first().pk, verb="x")], ["verb"]),
    ):
        with pytest.raises(DatabaseError, match="journal_event_is_never"), transaction.atomic():
            attempt()


@pytest.mark.engine("sqlite", "INSERT OR REPLACE is SQLite's own")
def test_replacing_a_row_on_sqlite_is_a_deletion_too(chained):
    with pytest.raises(DatabaseError, match="journal_event_is_never_deleted"), transaction.atomic():
        sql("INSERT OR REPLACE INTO journal_event SELECT * FROM journal_event WHERE seq = 2")


def test_a_text_that_was_invented_after_its_salt_was_blanked_is_named(chained):
    with unguarded():
        sql("""UPDATE journal_event SET said = '{"note": "invented"}', salt = '' WHERE about_id = 7 AND seq = 2""")

    assert broken() == [(2, "its text was changed after it was written")]
