"""A shop that cares for subscribers: a position with somebody in it, a type that goes there, and who writes down."""

import pytest
from django.db import transaction

from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.tickets.models import Comment, Holding, StatusChange, TicketClosing
from tests import factories


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


@pytest.fixture
def support(technician):
    """The position whose one member is Tina."""
    return factories.a_queue("Support desk", member=technician)


@pytest.fixture
def no_signal(support):
    """Under "Faults": eight hours, high, goes to the support desk."""
    heading = factories.a_ticket_type("Faults")
    return factories.a_ticket_type(
        "No signal", parent=heading, hours=8, priority=3, goes_to=support, script="Which lights are on?"
    )


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


@pytest.fixture
def ticket(customer, no_signal, support, clerk):
    """Carmen has no signal; it lies with the support desk."""
    return factories.a_ticket(customer, type=no_signal, holder=support, by=clerk)


@pytest.fixture
def refusal():
    """(field, sentence) of something that is refused, in the reader's English."""

    def of(act, *args, **facts):
        before = [model.objects.count() for model in (Event, Holding, TicketClosing, Comment, StatusChange)]
        with pytest.raises(RuleBroken) as refused, transaction.atomic():
            act(*args, **facts)
        assert [model.objects.count() for model in (Event, Holding, TicketClosing, Comment, StatusChange)] == before
        return refused.value.at, refused.value.sentence

    return of
