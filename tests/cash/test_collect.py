"""W33: one action receives money, whatever the account is of; the room of its kind says how."""

import pytest

from faena.cash.actions import TenderFacts, collect
from faena.cash.cases import Adjustment
from faena.cash.models import Payment
from faena.company.models import NumberSeries
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def ten(method):
    return [TenderFacts(method, 10_00, "USD")]


def test_an_order_is_worth_what_it_is(order, ten, clerk):
    """W33: nothing is adjusted first."""
    payment = collect(order.charge, tenders=ten, note="On the counter", by=clerk)

    assert (payment.amount, payment.left, payment.note, payment.cashier) == (10_00, 40_00, "On the counter", clerk)
    assert [event.verb for event in Event.objects.filter(facts__payment_id=payment.pk)] == ["payment.received"]


@pytest.mark.parametrize("adjustment", [Adjustment(fine=1), Adjustment(interest=1), Adjustment(discount=1)])
def test_what_cannot_be_adjusted_is_refused_with_an_adjustment(order, ten, owner, adjustment):
    """It is not left away in silence: whoever sent it would believe that it counts."""
    with pytest.raises(RuleBroken) as refused:
        collect(order.charge, tenders=ten, adjustment=adjustment, by=owner)

    assert (refused.value.at, refused.value.sentence) == (
        "adjustment",
        "Nothing can be added to OS-000001 or taken off it.",
    )
    assert not Payment.objects.exists()
    assert not NumberSeries.objects.filter(kind="receipt", last__gt=0).exists()


def test_an_invoice_is_adjusted_and_paid_by_its_own_room(ten, clerk):
    """C6: what was agreed on is owed first, then the payment comes, all or nothing."""
    factories.the_company(has_care=True)
    invoice = factories.an_invoice(amount=9_90, due=-15)

    with pytest.raises(RuleBroken, match="type that or less"):
        collect(invoice.charge, tenders=ten, by=clerk)
    payment = collect(invoice.charge, tenders=ten, adjustment=Adjustment(fine=20), by=clerk)

    assert (payment.amount, payment.left) == (10_00, 10)
    assert [(line.kind, line.amount) for line in invoice.lines.order_by("id")] == [("plan", 9_90), ("fine", 20)]
