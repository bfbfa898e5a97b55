"""W11, W33: an advance is received with the intake, in either of the shop's currencies."""

import re

import pytest

from faena.cash.actions import TenderFacts
from faena.cash.models import Payment
from faena.customers.actions import DeviceFacts
from faena.lib.errors import RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from tests import factories
from tests.cash.collecting import beside, option_key, text

pytestmark = pytest.mark.usefixtures("the_shops_clock")


INTAKE = {"name": "Nora Nueva", "phone": "0412 555 0101", "device_kind": "Phone", "reason": "Broken screen"}


def test_an_advance_comes_in_the_second_currency_too(desk, method, rate):
    """W11: the counter's one screen; the sheet then offers the receipt."""
    sent = {"service_value": "50.00", "advance": "Bs. 2,455.10", "method": option_key(method, "VES"), "rate": rate.pk}

    answer = desk.post("/orders/new/", INTAKE | sent)

    assert answer.status_code == 303
    order, payment = ServiceOrder.objects.get(), Payment.objects.get()
    tender = payment.tenders.get()
    assert (tender.currency, tender.amount, tender.rate, tender.rate_unit) == ("VES", 2455_10, rate.rate, "USD")
    assert (payment.amount, payment.left, order.charge.balance) == (10_00, 40_00, 40_00)
    sheet = text(desk.get(answer["Location"]))
    assert "Receipt of the advance" in sheet
    assert f'href="/cash/{payment.pk}/"' in sheet
    assert "Bs. 2,455.10" in sheet.replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"advance": "12,300"}, "advance", "The balance is US$ 50.00 = Bs. 12,275.00: type that or less."),
        ({"advance": "US$ 10"}, "advance", "This amount is asked in VES; write only the number."),
        ({"method": "x"}, "method", "Pick one from the list."),
        ({"method": ""}, "method", "Choose how the advance was paid."),
    ],
)
def test_an_advance_that_does_not_fit_opens_no_order(desk, method, rate, change, field, sentence):
    """The sentence stands beside its field; nothing is half-written."""
    sent = {"service_value": "50.00", "advance": "2,455", "method": option_key(method, "VES"), "rate": rate.pk}

    answer = desk.post("/orders/new/", INTAKE | sent | change)

    assert answer.status_code == 422
    assert beside(answer, field) == sentence
    assert not ServiceOrder.objects.exists()
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 60_00}, "advance.amount"),
        ({"amount": 0}, "advance.amount"),
        ({"amount": 5_00, "currency": "VES"}, "advance.method"),
        ({"amount": 5_00, "needs_reference": True}, "advance.reference"),
    ],
)
def test_the_action_names_the_fact_of_the_advance(clerk, customer, facts, field):
    """Whoever calls it without our form finds what is meant."""
    method = factories.a_method(**{name: fact for name, fact in facts.items() if name != "amount"})
    advance = TenderFacts(method, facts["amount"], "USD")
    intake = IntakeFacts(reason="Broken screen", service_value=50_00, advance=advance)

    with pytest.raises(RuleBroken) as refused:
        open_order(customer, device=DeviceFacts("Phone"), facts=intake, by=clerk)

    assert refused.value.at == field
    assert not ServiceOrder.objects.exists()


def test_without_a_rate_no_advance_comes_in_the_second_currency(desk, method):
    factories.the_company(second_currency="VES")

    answer = desk.post("/orders/new/", INTAKE | {"advance": "2,455", "method": option_key(method, "VES")})

    assert answer.status_code == 422
    assert beside(answer, "method") == "Pick one from the list."


def test_an_advance_by_a_method_that_asks_for_a_reference_has_one(desk, rate):
    """W10."""
    bank = factories.a_method("Bank", needs_reference=True)
    sent = INTAKE | {"advance": "2,455", "method": option_key(bank, "VES"), "rate": rate.pk}

    refused = desk.post("/orders/new/", sent)

    assert refused.status_code == 422
    assert beside(refused, "reference") == "Type the reference of the operation."
    assert desk.post("/orders/new/", sent | {"reference": "0102-77"}).status_code == 303
    assert Payment.objects.get().left is None


def test_the_page_says_by_which_rate_and_in_which_currency(desk, method, rate):
    """W11: the rate that stood on it is sent along, and the sign before the advance is that of its way."""
    bank = factories.a_method("Phone bank", currency="VES", needs_reference=True)
    signs = re.compile(r"data-sign-place>([^<]*)</span><input[^>]*name=\"advance\"")

    fresh = text(desk.get("/orders/new/?new"))
    again = text(desk.post("/orders/new/", INTAKE | {"advance": "a lot", "method": option_key(bank, "VES")}))

    for page in (fresh, again):
        assert f'<input type="hidden" name="rate" value="{rate.pk}">' in page
        options = re.findall(r'"(\d+-\w+)"[^>]* data-sign="(.*?)".*? data-reference="(1?)"[^>]*>(.*?)<', page)
        assert (option_key(method), "US$", "", "US$ · Drawer") in options
        assert (option_key(bank, "VES"), "Bs.", "1", "Bs. · Phone bank") in options
    assert (signs.findall(fresh), signs.findall(again)) == (["US$"], ["Bs."])


def test_a_shop_with_one_currency_sends_no_rate(desk, method):
    """The second currency is optional."""
    page = text(desk.get("/orders/new/?new"))

    assert 'name="rate"' not in page
    assert re.search(rf'<option value="{option_key(method)}" data-sign="US\$"[^>]*>Drawer</option>', page)
