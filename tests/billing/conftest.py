"""A shop that cares for subscribers, who sells plans, and one plan."""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True)


@pytest.fixture
def plan():
    """100 / 50 Mbps, 30.00 USD a month."""
    return factories.a_plan(name="Fibre 100")


@pytest.fixture
def desk(client_of, admin):
    return client_of(admin)
