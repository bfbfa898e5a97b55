"""W12: who does the work."""

import pytest

from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders.actions import assign_technician
from tests import factories


def test_the_history_tells_who_got_it(clerk, technician):
    """W12: assigning writes one event that names the technician."""
    order = factories.an_order()

    order = assign_technician(order, technician=technician, version=order.version, by=clerk)

    assert order.technician == technician
    assert render_event(Event.objects.get()).text == "Clara Clerk assigned Tina Technician"


def test_it_can_be_taken_back(clerk, technician):
    """W12: nobody is a choice as well."""
    order = factories.an_order(technician=technician)

    order = assign_technician(order, technician=None, version=order.version, by=clerk)

    assert order.technician is None
    assert Event.objects.get().verb == "order.unassigned"


def test_the_same_again_tells_nothing(clerk, technician):
    """W12: a press without change writes no event."""
    order = factories.an_order(technician=technician)

    assign_technician(order, technician=technician, version=order.version, by=clerk)

    assert not Event.objects.exists()


def test_a_technician_takes_an_order_for_himself_only(technician):
    order, colleague = factories.an_order(), factories.a_user(role="technician")

    with pytest.raises(RuleBroken):
        assign_technician(order, technician=colleague, version=order.version, by=technician)
    order = assign_technician(order, technician=technician, version=order.version, by=technician)

    assert order.technician == technician


@pytest.mark.parametrize("facts", [{"role": "seller"}, {"role": "technician", "is_active": False}])
def test_only_active_technicians_are_given_work(clerk, facts):
    """W12: list of active technicians."""
    order = factories.an_order()

    with pytest.raises(RuleBroken) as refused:
        assign_technician(order, technician=factories.a_user(**facts), version=order.version, by=clerk)

    assert refused.value.at == "technician"


def test_an_old_page_is_refused_and_shows_what_is_saved(clerk, technician, client_of):
    """Two people editing: the second sees what the first saved beside what he chose."""
    order = factories.an_order()
    seen = order.version
    assign_technician(order, technician=technician, version=seen, by=clerk)

    with pytest.raises(Stale):
        assign_technician(order, technician=None, version=seen, by=clerk)
    answer = client_of(clerk).post(f"/orders/{order.pk}/technician/", {"technician": "", "version": seen})

    assert answer.status_code == 422
    assert "Tina Technician" in answer.content.decode()
