"""Who collects, and what: the counter, an account, a way of paying and a second currency."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import factories


@pytest.fixture
def the_shops_clock(db):
    """The day of a rate is the company's, here as on its pages."""
    with timezone.override(ZoneInfo("America/Caracas")):
        yield


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


@pytest.fixture
def order(customer):
    """50.00 USD owed by Carmen."""
    return factories.an_order(customer)


@pytest.fixture
def method():
    return factories.a_method("Drawer", kind="cash")


@pytest.fixture
def rate(db):
    """The shop takes bolívars too: US$ 1 = Bs. 245.50."""
    factories.the_company(second_currency="VES")
    return factories.a_rate()
