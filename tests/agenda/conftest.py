"""A shop that cares for subscribers, one kind of visit, a position of which Tina goes out, and tomorrow."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone

from faena.agenda.actions import VisitFacts, book_visit
from tests import factories


@pytest.fixture(autouse=True)
def _care(db):
    factories.the_company(has_care=True, zone="America/Caracas")
    with timezone.override("America/Caracas"):
        yield


@pytest.fixture
def kind():
    return factories.a_visit_kind("Line repair", minutes=60)


@pytest.fixture
def field(technician):
    """The position whose one member is Tina."""
    return factories.a_queue("Field crew", member=technician)


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def facts(kind, technician, tomorrow):
    """`facts(hour=time(9))`: tomorrow at ten by Tina, unless told otherwise; with a period there is no hour."""

    def made(**more):
        usual = {"kind": kind, "goes": technician, "on": tomorrow, "address": "Calle 8, Nº 12"}
        usual |= {} if more.get("period") else {"hour": time(10)}
        return VisitFacts(**(usual | more))

    return made


@pytest.fixture
def booked(customer, facts, clerk):
    """`booked(hour=time(9))`: booked by Clara for Carmen."""
    return lambda **more: book_visit(customer, facts(**more), by=clerk)


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


def shown_in(html):
    """The visits of a list, as they stand on the page."""
    return [int(pk) for pk in re.findall(r'class="visit-when[^"]*" href="/visits/(\d+)/"', html)]
