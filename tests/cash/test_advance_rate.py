"""W11: an advance in the second currency is counted by the rate that stood on the page, or not at all."""

import re
from html import unescape

import pytest
from django.utils import timezone

from faena.cash.actions import set_rate
from faena.cash.models import Payment
from faena.customers.models import Customer
from faena.lib.rates import Quote
from faena.orders.models import ServiceOrder

TYPED = {"name": "Nora Nueva", "phone": "0412 555 0101", "device_kind": "Phone", "serial": "SN-77",
         "reason": "Broken screen", "accessories": "Charger", "service_value": "50.00", "advance": "2,455.10",
         "reference": "0102-7788"}  # fmt: skip

pytestmark = pytest.mark.usefixtures("the_shops_clock")


@pytest.fixture
def opened(desk, method, rate):
    """What the counter sends who opened the page under that rate."""
    return TYPED | {
        "method": f"{method.pk}-VES",
        "rate": hidden_rate(desk.get("/orders/new/?new")),
    }


@pytest.fixture
def newer(opened, admin):
    """Somebody sets another one while the counter is typing."""
    return set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)


def hidden_rate(answer):
    return re.search(r'<input type="hidden" name="rate" value="(\d+)"', answer.content.decode())[1]


def beside(answer):
    """Field → the sentence at it."""
    found = re.findall(r'id="id_(\w+)_error"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return {name: unescape(re.sub("<[^>]+>", "", said)).replace("\xa0", " ").strip() for name, said in found}


def nothing_was_written():
    return not (Payment.objects.exists() or ServiceOrder.objects.exists() or Customer.objects.exists())


def test_under_the_rate_of_the_page_it_is_taken(desk, rate, opened):
    """W11: Bs. 2,455.10 are 10.00."""
    answer = desk.post("/orders/new/", opened)

    payment = Payment.objects.get()
    assert (answer.status_code, opened["rate"]) == (303, str(rate.pk))
    assert (payment.amount, payment.tenders.get().rate, payment.left) == (10_00, rate.rate, 40_00)


def test_under_a_rate_that_is_another_by_now_it_is_refused(desk, opened, newer):
    """It is said beside the advance; nothing is half-written, what was typed is still there, with the rate in force."""
    answer = desk.post("/orders/new/", opened)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert set(beside(answer)) == {"advance"}
    assert beside(answer)["advance"].startswith("The rate is another by now: US$ 1 = Bs. 250.")
    assert [text for name, text in TYPED.items() if name != "reason" and f'value="{text}"' not in page] == []
    assert "Broken screen</textarea>" in page
    assert re.search(rf'<option value="{opened["method"]}"[^>]* selected', page)
    assert hidden_rate(answer) == str(newer.pk)
    assert nothing_was_written()


def test_sent_once_more_it_is_taken_by_the_rate_in_force(desk, opened, newer):
    """Whoever looked at the new amount agrees to it."""
    again = opened | {"rate": hidden_rate(desk.post("/orders/new/", opened))}

    assert desk.post("/orders/new/", again).status_code == 303
    assert Payment.objects.get().amount == 9_82


def test_an_advance_in_the_accounts_own_currency_does_not_care(desk, opened, newer):
    own = opened | {"method": opened["method"].replace("VES", "USD"), "advance": "10.00"}

    assert desk.post("/orders/new/", own).status_code == 303
    assert Payment.objects.get().tenders.get().rate_unit == ""


def test_without_an_advance_no_rate_matters(desk, opened, newer):
    assert desk.post("/orders/new/", opened | {"advance": "", "reference": "", "method": ""}).status_code == 303
    assert not Payment.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "²", "999999", "9" * 40, "-1", "\x00"])
def test_what_stood_on_no_page_is_refused(desk, opened, sent):
    """Nobody pays by a rate that he was not told; the page that comes back tells it."""
    refused = desk.post("/orders/new/", opened | {"rate": sent})

    assert refused.status_code == 422
    assert "The rate is another by now" in refused.content.decode()
    assert not Payment.objects.exists()
    assert desk.post("/orders/new/", opened | {"rate": hidden_rate(refused)}).status_code == 303
