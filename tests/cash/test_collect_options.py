"""W10, W33: the ways of paying that are offered, in which currencies, by which rate, and what each tells the page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.cash.models import ExchangeRate, Payment, PaymentMethod
from tests import factories
from tests.cash.collecting import a_tender, beside, form_on, option_key, page_of, plain, text, typed

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def test_each_method_is_offered_in_the_currencies_that_it_takes(desk, order, method, rate):
    """W10: one choice, so that nobody picks two that do not go together."""
    bolivars = factories.a_method("Phone bank", currency="VES")
    euros = factories.a_method("Old tin", currency="EUR")

    offered = form_on(desk.get(page_of(order))).fields["tenders-0-method"].options

    assert {option_key(method), option_key(method, "VES"), option_key(bolivars, "VES")} <= set(offered)
    assert {option_key(bolivars), option_key(euros, "EUR"), option_key(euros)} & set(offered) == set()


def option(answer, field, value):
    """What an option of a field tells the page's script, and what people read of it: the first tender's are tiles."""
    told = rf'<input type="radio" name="{field}" value="{value}"([^>]*)>.*?(<strong>.*?)</label>'
    if not field.startswith("tenders-0-"):
        told = rf'<select name="{field}".*?<option value="{value}"([^>]*)>(.*?)</option>'
    mark, label = re.search(told, text(answer), re.S).groups()
    return dict(re.findall(r'data-(\w+)="([^"]*)"', mark)), " ".join(re.sub("<[^>]+>", "", label).split())


@pytest.mark.parametrize("field", ["tenders-0-method", "tenders-1-method", "tenders-7-method"])
def test_each_way_tells_what_it_means_for_the_fields_beside_it(desk, order, method, rate, field):
    """W10, W33: the sign of its currency, what would settle all of the account, whether it asks for a reference."""
    factories.a_payment(order.charge, amount=20_00)
    bank = factories.a_method("Phone bank", currency="VES", needs_reference=True)

    page = desk.get(page_of(order))

    labels = ("Drawer US$", "Phone bank Bs., reference") if "-0-" in field else ("US$ · Drawer", "Bs. · Phone bank")
    assert option(page, field, option_key(method)) == (
        {"sign": "US$", "currency": "USD", "all": "30.00", "reference": "", "cash": "1"},
        labels[0],
    )
    assert option(page, field, option_key(bank, "VES")) == (
        {"sign": "Bs.", "currency": "VES", "all": "7365.00", "reference": "1", "cash": ""},
        labels[1],
    )


def test_a_way_tells_amounts_as_its_reader_writes_them(client_of, order, method, rate):
    """What the script puts in the field is read back."""
    page = client_of(factories.a_user(language="es")).get(page_of(order))

    assert option(page, "tenders-0-method", option_key(method, "VES"))[0]["all"] == "12275,00"


def test_while_nobody_knows_what_is_owed_no_way_settles_it(desk, customer, method, rate):
    """Advances: nothing is proposed."""
    page = desk.get(page_of(factories.an_order(customer, value=None)))

    assert option(page, "tenders-0-method", option_key(method))[0]["all"] == ""
    assert "tenders-0-amount" not in typed(page)


def test_the_sign_stands_before_the_amount(desk, order, method, rate):
    """That of the way that is chosen; the others follow it on the page."""
    bolivars = a_tender(method=option_key(method, "VES"), amount="a lot")
    chosen = bolivars | a_tender(1, method=option_key(method), amount="5")

    signs = re.findall(r"data-sign-place>([^<]*)<", text(desk.post(page_of(order), chosen)))

    assert signs[:4] == ["Bs.", "Bs.", "US$", "US$"], "Of the amount and of what was handed over."


def test_without_any_method_nothing_can_be_collected(desk, client_of, admin, order):
    """W10: all of them are retired; whoever may edit them is led there."""
    PaymentMethod.objects.update(retired_at=timezone.now())
    page, sentence = desk.get(page_of(order)), "No payment method is offered, so nothing can be collected."

    assert sentence in plain(page)
    assert "/settings/payment-methods/" not in text(page)
    assert "/settings/payment-methods/" in text(client_of(admin).get(page_of(order)))
    assert desk.post(page_of(order), a_tender(method="", amount="5")).status_code == 422
    assert desk.post(f"{page_of(order)}sums/", a_tender(amount="5")).status_code == 200


def test_the_balance_is_told_in_both_currencies(desk, order, rate):
    """And by which rate of which day."""
    page = plain(desk.get(page_of(order)))

    assert "US$ 50.00 = Bs. 12,275.00" in page
    assert "US$ 1 = Bs. 245.50" in page
    assert "Nobody set a rate for today." not in page


def test_an_old_rate_is_used_and_said(desk, client_of, admin, order, method):
    """The shop does not stop on a holiday; whoever may set one is led there, the others know whom to ask."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate(on=timezone.localdate() - timedelta(days=3))
    page, seen_by_admin = desk.get(page_of(order)), client_of(admin).get(page_of(order))

    sentence, ask = "Nobody set a rate for today.", "Ask a Master or an Administrator to set it."
    assert [words in plain(page) for words in (sentence, ask)] == [True, True]
    assert [words in plain(seen_by_admin) for words in (sentence, ask)] == [True, False]
    assert 'href="/settings/rates/?account=' in text(seen_by_admin)
    sent = a_tender(method=option_key(method, "VES"), amount="245.50") | {"rate": rate.pk}
    assert desk.post(page_of(order), sent).status_code == 303
    assert Payment.objects.get().tenders.get().rate_on == rate.on


def test_without_a_rate_the_second_currency_is_not_taken(desk, client_of, admin, order, method):
    """Whoever may set one is led there."""
    factories.the_company(second_currency="VES")
    page, sentence = desk.get(page_of(order)), "The second currency has no rate yet, so it cannot be collected."

    assert sentence in plain(page)
    assert option_key(method, "VES") not in text(page)
    assert 'href="/settings/rates/?account=' not in text(page)
    assert 'href="/settings/rates/?account=' in text(client_of(admin).get(page_of(order)))
    refused = desk.post(page_of(order), a_tender(method=option_key(method, "VES"), amount="5"))
    assert beside(refused, "tenders-0-method") == "Pick one from the list."


def test_a_shop_with_one_currency_reads_nothing_of_another(desk, order, method):
    """The second currency is optional."""
    ExchangeRate.objects.all().delete()
    page = desk.get(page_of(order))

    assert option(page, "tenders-0-method", option_key(method)) == (
        {"sign": "US$", "currency": "USD", "all": "50.00", "reference": "", "cash": "1"},
        "Drawer",
    )
    assert 'name="rate"' not in text(page)
    assert not re.search(r"second currency|Bs\.|VES|1 =", plain(page))
