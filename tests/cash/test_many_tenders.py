"""W33: in how many ways one payment may come, and a way that was left half empty."""

import re
from html import unescape

import pytest

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.actions.payments import MOST_TENDERS
from faena.cash.models import Payment, Tender
from faena.company.models import NumberSeries
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from tests import factories
from tests.cash.collecting import a_tender, option_key


def tenders_of(number):
    return [TenderFacts(factories.a_method(), 1_00, "USD") for _each in range(number)]


def test_eight_ways_are_taken(clerk):
    charge = factories.a_charge()

    payment = receive_payment(charge, tenders=tenders_of(8), by=clerk)

    assert MOST_TENDERS == 8
    assert (payment.amount, payment.tenders.count()) == (8_00, 8)


def test_more_are_refused_and_leave_nothing_behind(clerk):
    """W33: whoever sends them by hand; no receipt is lost."""
    charge = factories.a_charge()

    with pytest.raises(RuleBroken) as refused:
        receive_payment(charge, tenders=tenders_of(9), by=clerk)

    assert refused.value.at == "tenders"
    assert refused.value.sentence == "A payment has 8 ways of paying at most."
    assert not Payment.objects.exists()
    assert not Tender.objects.exists()
    assert not Event.objects.exists()
    assert not NumberSeries.objects.filter(kind="receipt", last__gt=0).exists()


def test_the_page_has_room_for_as_many(client_of, clerk, customer):
    """W33: the same limit, whoever counts; numbers of rows that are sent along change nothing."""
    order, drawer = factories.an_order(customer), factories.a_method("Drawer")
    sent = {"tenders-TOTAL_FORMS": "1000", "tenders-INITIAL_FORMS": "x"}
    for row in range(MOST_TENDERS):
        sent |= a_tender(row, method=option_key(drawer), amount=f"{row + 1}.00")

    answer = client_of(clerk).post(f"/cash/accounts/{order.charge_id}/", sent)

    assert answer.status_code == 303
    assert [one.amount for one in Tender.objects.order_by("id")] == [(row + 1) * 100 for row in range(8)]


@pytest.mark.parametrize("row", [1, 2, 7])
def test_an_amount_without_its_way_is_refused_beside_it(client_of, clerk, customer, row):
    """W33: it is never taken for the way that stands first; what was typed stays."""
    order, drawer = factories.an_order(customer), factories.a_method("Drawer")
    sent = (
        a_tender(method=option_key(drawer), amount="20.00") | a_tender(row, amount="5.01") | {"note": "On the counter"}
    )

    answer = client_of(clerk).post(f"/cash/accounts/{order.charge_id}/", sent)

    page = answer.content.decode()
    beside = dict(re.findall(r'id="id_([\w-]+)_error"[^>]*>(.*?)</p>', page, re.S))
    assert answer.status_code == 422
    assert set(beside) == {f"tenders-{row}-method"}
    assert unescape(re.sub("<[^>]+>", "", beside[f"tenders-{row}-method"])).strip() == "Choose how this was paid."
    assert all(f'value="{typed}"' in page for typed in ("20.00", "5.01", "On the counter"))
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "left", [{"method": "none-of-these"}, {"came_on": "2999-01-01"}, {"method": "", "came_on": "?"}]
)
def test_a_way_that_lies_closed_is_not_looked_at(left, client_of, clerk, customer):
    """W33: nothing was typed in it; what its fields began with is no payment and no mistake."""
    order, drawer = factories.an_order(customer), factories.a_method("Drawer")
    sent = a_tender(method=option_key(drawer), amount="20.00") | a_tender(1, amount="", reference="", **left)

    answer = client_of(clerk).post(f"/cash/accounts/{order.charge_id}/", sent)

    assert answer.status_code == 303
    assert [one.amount for one in Tender.objects.all()] == [20_00]
