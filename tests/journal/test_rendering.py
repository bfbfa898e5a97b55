"""The history as sentences in the reader's language."""

import pytest
from django.utils import translation

from faena.cash.actions import TenderFacts, receive_payment
from faena.journal.actions import record
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.journal.sentences import SENTENCES
from faena.lib.refs import Ref
from tests import factories

THING = Ref("order", 7, "OS-000007")


def test_it_says_who_did_what_with_money_as_money(owner):
    event = record(
        "order.value_set",
        THING,
        facts={"old": {"amount": None, "currency": "USD"}, "new": {"amount": 50_00, "currency": "USD"}},
        by=owner,
    )

    line = render_event(event)
    assert line.text.startswith("Olga Owner set the value: to be diagnosed → ")
    assert "50.00" in line.text


def test_changes_become_lines_with_old_and_new(owner):
    event = record(
        "customer.edited",
        Ref("customer", 1),
        facts={"changes": {"language": ["es", "en"]}},
        said={"changes": {"name": ["Carmen", ""]}, "note": "By phone"},
        by=owner,
    )

    line = render_event(event)
    assert [(change.label, change.old, change.new) for change in line.changes] == [
        ("Name", "Carmen", "—"),
        ("Language", "es", "en"),
    ]
    assert line.note == "By phone"


def test_a_text_that_was_forgotten_reads_as_a_dash(owner):
    event = record("user.joined", Ref("user", 1), said={"name": "Carmen"}, by=owner)
    event.said, event.salt = None, ""

    assert render_event(event).text.startswith("— ")


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_every_verb_can_be_told_in_every_language(owner, language):
    for verb in SENTENCES:
        event = record(verb, THING, by=owner)

        with translation.override(language):
            line = render_event(event)

        assert "%(" not in line.text, verb
        assert line.icon
        assert line.tone in {"grey", "blue", "amber", "green", "red", "purple"}


def test_an_event_leads_to_what_its_verb_names(clerk):
    """W33: a payment is told on its account, which has no page; the sentence leads to the payment."""
    payment = receive_payment(factories.a_charge(), tenders=[TenderFacts(factories.a_method(), 5_00, "USD")], by=clerk)

    line = render_event(Event.objects.get(verb="payment.received"))

    assert line.url == f"/cash/{payment.pk}/"
