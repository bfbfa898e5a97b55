"""M7: money has the day on which it came; the rate and whether it is late follow that, the cash counts by the entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.cash.actions import TenderFacts, collect
from faena.cash.cases import Adjustment
from faena.cash.models import Payment
from faena.cash.paper import receipt
from faena.company.models import Company
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.orders.models import ServiceOrder
from faena.upkeep.fsck import history, money
from tests import factories
from tests.cash.collecting import a_tender, beside, option_key, page_of, plain, text, typed

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def friday(rate):
    """Three days ago US$ 1 was Bs. 200."""
    return factories.a_rate(200_00000000, on=ago(3))


@pytest.fixture
def invoice(db):
    """30.00, due two days ago."""
    factories.the_company(has_care=True)
    return factories.an_invoice(due=-2)


def test_it_counts_by_the_rate_of_its_day_and_in_the_cash_by_the_day_of_entry(order, method, friday, clerk):
    """M7: Friday's transfer written down on Monday."""
    tenders = [
        TenderFacts(method, 2000_00, "VES", came_on=ago(3)),
        TenderFacts(method, 2455_00, "VES"),
        TenderFacts(method, 5_00, "USD", came_on=timezone.localdate()),
    ]

    payment = collect(order.charge, tenders=tenders, by=clerk)

    rows = payment.tenders.order_by("id").values_list("came_on", "rate_on", "rate", "amount_in_charge_currency")
    assert list(rows) == [
        (ago(3), ago(3), 200_00000000, 10_00),
        (None, timezone.localdate(), 245_50000000, 10_00),
        (None, timezone.localdate(), 100000000, 5_00),
    ]
    assert timezone.localdate(payment.at) == timezone.localdate()
    assert not [*money.tenders(), *money.rates(), *history.tenders()]


@pytest.mark.parametrize(
    ("days", "reason", "at"),
    [
        (-1, "", "tenders.0.came_on"),
        (800, "Lost", "tenders.0.came_on"),
        (8, " ", "day_reason"),
        (8, "x" * 201, "day_reason"),
    ],
)
def test_a_day_to_come_and_an_old_one_without_a_reason_are_refused(order, method, clerk, days, reason, at):
    """M7: whoever calls the action."""
    tender = TenderFacts(method, 10_00, "USD", came_on=ago(days))

    with pytest.raises(RuleBroken) as refused:
        collect(order.charge, tenders=[tender], day_reason=reason, by=clerk)

    assert refused.value.at == at
    assert not Payment.objects.exists()


def test_a_day_before_the_first_rate_is_refused_as_such(order, method, friday, clerk):
    with pytest.raises(RuleBroken, match="There was no rate for VES") as refused:
        collect(order.charge, tenders=[TenderFacts(method, 2000_00, "VES", came_on=ago(5))], by=clerk)

    assert refused.value.at == "tenders.0.came_on"


def test_an_old_day_with_a_reason_is_told_everywhere(desk, order, method, owner, client_of):
    """M7: the page of the payment, the list, the file, the history and the order say it where it differs."""
    sent = a_tender(method=option_key(method), amount="10", came_on=ago(8).isoformat())

    refused = desk.post(page_of(order), sent)
    answer = desk.post(page_of(order), sent | {"day_reason": "The bank was closed"})

    assert refused.status_code == 422
    assert "more than 7 days ago" in beside(refused, "day_reason")
    assert typed(refused)["tenders-0-amount"] == "10"
    payment, owner_desk = Payment.objects.get(), client_of(owner)
    event = Event.objects.get(facts__payment_id=payment.pk)
    assert (payment.day_reason, event.verb) == ("The bank was closed", "payment.recorded")
    told = f"{ago(8).day} "
    page = plain(desk.get(answer["Location"]))
    assert f"came on {told}" in page
    assert "The bank was closed" in page
    assert f"came on {told}" in plain(desk.get("/cash/"))
    sheet = plain(desk.get(f"/orders/{order.pk}/"))
    assert f"Drawer ({told}" in sheet
    assert f"that came on {told}" in sheet
    assert f"Día del pago: {told}" in receipt(payment, Company.the()).data["tenders"][0]["more"]
    assert ago(8).isoformat() in owner_desk.file("/cash/?format=csv").getvalue().decode()
    assert not [one for one in (*history.unrecorded(), *history.counts()) if one.kind in ("payment", "charge")]


def test_whether_it_is_late_is_asked_of_its_day(invoice, method, clerk):
    """M7: no fine for money that came in time; interest up to the day on which it came, and from there on."""
    in_time = [TenderFacts(method, 10_00, "USD", came_on=ago(2))]
    with pytest.raises(RuleBroken, match="others by now"):
        collect(invoice.charge, tenders=in_time, adjustment=Adjustment(fine=60, interest=2), by=clerk)
    collect(invoice.charge, tenders=in_time, by=clerk)

    both = [TenderFacts(method, 5_00, "USD", came_on=ago(1)), TenderFacts(method, 1_00, "USD", came_on=ago(2))]
    collect(invoice.charge, tenders=both, adjustment=Adjustment(fine=40, interest=1), by=clerk)

    added = invoice.lines.exclude(kind="plan").order_by("id").values_list("kind", "amount", "days")
    assert list(added) == [("fine", 40, None), ("interest", 1, 1)]


def test_the_form_follows_the_day(desk, invoice, method, friday):
    """M7: another day proposes another fine, and converts by its rate; with script at once, without it when sent."""
    url = f"/cash/accounts/{invoice.charge_id}/"
    fields = typed(desk.get(url))
    assert (fields["late"], fields["tenders-0-came_on"]) == ("60-2", timezone.localdate().isoformat())

    sent = fields | a_tender(method=option_key(method, "VES"), amount="2000.00", came_on=ago(3).isoformat())
    said = desk.post(f"{url}sums/", sent)
    assert 'hx-swap-oob="true" hidden' in text(said)
    assert "US$ 1 = Bs. 200.00" in plain(said)
    assert "Left to pay US$ 20.00" in plain(said)
    back = desk.post(f"{url}sums/", sent | {"late": "", "tenders-0-came_on": timezone.localdate().isoformat()})
    assert 'name="fine" value="60"' in text(back)

    refused = desk.post(url, sent)
    assert (refused.status_code, "others by now" in plain(refused), "fine" in typed(refused)) == (422, True, False)
    assert desk.post(url, typed(refused)).status_code == 303
    assert Payment.objects.get().amount == 10_00


def test_an_advance_at_intake_has_its_day_too(desk, method, friday):
    """M7: the counter's other form."""
    sent = {
        "name": "Nora Nueva",
        "phone": "0412 555 0101",
        "device_kind": "Phone",
        "reason": "Broken screen",
        "service_value": "50.00",
        "advance": "2,000",
        "method": option_key(method, "VES"),
        "rate": friday.pk,
        "came_on": ago(3).isoformat(),
    }

    early = desk.post("/orders/new/", sent | {"came_on": ago(-1).isoformat()})
    old = desk.post(
        "/orders/new/", sent | {"came_on": ago(9).isoformat(), "advance": "10", "method": option_key(method)}
    )
    answer = desk.post("/orders/new/", sent)

    assert "still to come" in beside(early, "came_on")
    assert "more than 7 days ago" in beside(old, "day_reason")
    assert answer.status_code == 303
    assert ServiceOrder.objects.get().charge.balance == 40_00
    assert Payment.objects.get().tenders.get().came_on == ago(3)
