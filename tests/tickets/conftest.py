"""A shop that cares for subscribers: a position with somebody in it, a type that goes there, and who writes down."""

import pytest

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
