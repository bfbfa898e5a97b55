"""Rows that go in by the thousand are what the same rows are one by one, on both engines."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.cash.models import Charge
from faena.customers.models import SearchTerm
from faena.customers.search import write_new_terms
from faena.journal.actions import Birth, record, record_births
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.lib.many import insert, new_keys
from faena.lib.refs import Ref

pytestmark = pytest.mark.django_db

GIVEN = ["id", "ref_kind", "ref_id", "account", "concept", "amount", "due_on"]


def some(keys, concept="Fibre · 11/2026"):
    return [(key, "thing", key, f"T-{key}", concept, amount, None) for key, amount in zip(keys, (None, 0), strict=True)]


def test_they_are_as_if_each_had_been_saved(customer):
    """Those of the columns that nobody gave are the defaults."""
    facts = {"account": "T-1", "concept": "Fibre", "amount": 7, "due_on": timezone.localdate()}
    one = Charge.objects.create(customer=customer, currency="USD", **facts)
    (key,) = new_keys(Charge, 1)
    insert(Charge, ["id", *facts], [(key, *facts.values())], customer_id=customer.pk, currency="USD")

    assert model_to_dict(Charge.objects.get(pk=key), exclude=["id"]) == model_to_dict(one, exclude=["id"])


def test_their_keys_are_nobody_elses(customer):
    """What is saved after them gets another one, and so do the next."""
    keys = new_keys(Charge, 2)
    insert(Charge, GIVEN, some(keys), customer_id=customer.pk, currency="USD")

    after = Charge.objects.create(customer=customer, account="X", concept="X", currency="USD", ref_id=1)
    assert len({*keys, after.pk, *new_keys(Charge, 2)}) == 5
    assert list(Charge.objects.order_by("pk").values_list("pk", "amount"))[:2] == [(keys[0], None), (keys[1], 0)]


@pytest.mark.parametrize("word", ["null", "true", "12", '"', "\\u0041", "['a']", "{}", "%s", "José 💧"])
def test_a_text_is_the_text_that_it_was(customer, word):
    insert(Charge, GIVEN, some(new_keys(Charge, 2), word), customer_id=customer.pk, currency="USD")

    assert set(Charge.objects.values_list("concept", flat=True)) == {word}


def test_an_index_of_words_is_written_once_for_all(customer):
    """By one statement: SQLite writes the index anew for each."""
    terms = ((customer.pk, "thing", key, {"name": [f"word {key}"], "address": ["street"]}) for key in range(900))
    with CaptureQueriesContext(connection) as queries:
        write_new_terms(terms)

    assert len(queries) <= 1  # of COPY nothing is heard
    assert SearchTerm.objects.filter(source_kind="thing").count() == 1800
    of_rank = list(SearchTerm.objects.filter(source_kind="thing").order_by("pk").values_list("field", flat=True))
    assert of_rank == ["name"] * 900 + ["address"] * 900


def test_what_a_column_cannot_hold_is_told_beside_it(customer):
    with pytest.raises(RuleBroken) as refused:
        insert(Charge, GIVEN, some(new_keys(Charge, 2), "x" * 121), customer_id=customer.pk, currency="USD")

    assert (refused.value.at, Charge.objects.count()) == ("concept", 0)


def test_what_the_database_refuses_is_an_error_of_django(customer):
    """Nothing of them stays: actions turn it into a sentence."""
    key, other = new_keys(Charge, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Charge, GIVEN, [*some((key, other)), *some((key, other))], customer_id=customer.pk, currency="USD")

    assert not Charge.objects.exists()


def test_a_column_that_there_is_not_is_not_passed_over(customer):
    with pytest.raises(AssertionError, match="no such column"):
        insert(Charge, GIVEN, some(new_keys(Charge, 2)), customer=customer, currency="USD")


def test_births_are_what_single_events_are(customer, owner):
    """All that is said of them is the same but what each has of its own, and their chains hold."""
    facts = {"number": "F-000001", "plan": "Fibra 100 · José", "amount": {"amount": 7, "currency": "USD"}}
    record("invoice.issued", Ref("invoice", 1), facts=facts, customer_id=customer.pk, by=owner)
    record_births("invoice.issued", [Birth(Ref("invoice", key), facts, customer.pk) for key in (2, 3)], by=owner)

    alone, *together = Event.objects.filter(about_kind="invoice").order_by("about_id")
    its_own = {"id", "uid", "about_id", "at", "happened_at", "act", "salt", "said_hash", "hash"}
    for event in together:
        assert same(event, its_own) == same(alone, its_own)
    for name in ("uid", "about_id", "salt", "hash"):
        assert len({getattr(event, name) for event in (alone, *together)}) == 3
    assert list(broken_links([alone, *together])) == []


def same(event, besides):
    return {name: getattr(event, name) for field in event._meta.fields if (name := field.attname) not in besides}
