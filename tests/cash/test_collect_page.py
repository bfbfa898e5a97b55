"""W33: the account is found, then money is registered on its page, in one or several ways of paying and in either of
the shop's currencies."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from faena.cash.actions import set_rate
from faena.cash.models import ExchangeRate, Payment, PaymentMethod
from faena.company.models import Branch, NumberSeries
from faena.journal.context import KEY_FIELD, new_key
from faena.lib.rates import Quote
from faena.orders.actions import void_order
from faena.orders.models import ServiceOrder
from tests import factories
from tests.forms_in_pages import forms_of


@pytest.fixture(autouse=True)
def _the_shops_clock(db):
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
    return factories.a_method("Drawer")


@pytest.fixture
def rate(db):
    """The shop takes bolívars too: US$ 1 = Bs. 245.50."""
    factories.the_company(second_currency="VES")
    return factories.a_rate()


def page_of(order):
    return f"/cash/accounts/{order.charge_id}/"


def way(method, currency="USD"):
    return f"{method.pk}-{currency}"


def text(answer):
    return answer.content.decode()


def plain(answer):
    """What is read on the page."""
    page = text(answer).rpartition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def form_on(answer):
    """The form with which money is registered."""
    forms = forms_of(text(answer), answer.request["PATH_INFO"])
    return next(form for form in forms if "amount" in form.fields)


def typed(answer):
    """What stands in its fields."""
    return {name: one.values[0] for name, one in form_on(answer).fields.items() if one.values and one.values[0]}


def beside(answer, field):
    """The sentence at a field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</p>', text(answer), re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).replace("\xa0", " ").strip() if found else ""


# --- the account is found -------------------------------------------------------------------------------------


def accounts(browser, wanted):
    return re.findall(r"<strong>(OS-\d{6})</strong>", text(browser.get("/cash/new/", {"q": wanted})))


@pytest.mark.parametrize("wanted", ["OS-000012", "os 12", "OS12", "12", "000012"])
def test_a_number_opens_its_account_at_once(desk, customer, stranger, wanted):
    """W33: in every spelling."""
    NumberSeries.objects.update_or_create(kind="order", branch=Branch.default(), defaults={"last": 11})
    order = factories.an_order(customer)
    factories.an_order(stranger)

    answer = desk.get("/cash/new/", {"q": wanted})

    assert (answer.status_code, answer["Location"]) == (302, page_of(order))


def test_while_it_is_typed_nothing_opens_by_itself(desk, order):
    """W33: the list that grows under the box is answered with a list."""
    answer = desk.get("/cash/new/", {"q": str(order)}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert f'href="{page_of(order)}"' in text(answer)


def test_a_number_that_may_mean_two_things_opens_neither(desk, order, stranger):
    """W33: nobody collects on the wrong account."""
    factories.a_term(stranger, "code", "000001")
    other = factories.an_order(stranger)

    assert accounts(desk, "000001") == [str(other), str(order)]


def test_by_the_customer_his_open_accounts_are_listed(desk, customer, stranger, owner):
    """W33: newest first; what is paid or void is not collected on."""
    first, paid, void, unknown = (factories.an_order(customer, value=value) for value in (50_00, 50_00, 50_00, None))
    factories.an_order(stranger)
    factories.a_payment(paid.charge, amount=50_00)
    void_order(void, reason="Typed twice", version=void.version, by=owner)
    free = factories.an_order(customer, value=0)
    last = factories.an_order(customer)
    factories.a_payment(last.charge, amount=20_00)

    page = plain(desk.get("/cash/new/", {"q": "carmén"}))

    assert accounts(desk, "carmén") == [str(last), str(unknown), str(first)]
    assert str(free) not in page
    assert "US$ 30.00" in page
    assert "to be diagnosed" in page


def test_the_only_account_of_a_customer_is_still_chosen_by_hand(desk, order):
    """W33: part of a name is no account number."""
    assert accounts(desk, "carmen") == [str(order)]


@pytest.mark.parametrize("wanted", ["nobody", "OS-999999", "9" * 40, "%", "x"])
def test_what_is_not_there_is_said(desk, order, wanted):
    assert "No open account matches" in plain(desk.get("/cash/new/", {"q": wanted}))


def test_a_paid_account_is_not_offered(desk, order):
    factories.a_payment(order.charge, amount=50_00)

    assert "No open account matches" in plain(desk.get("/cash/new/", {"q": str(order)}))


def test_many_accounts_ask_for_more_words(desk, customer):
    for _each in range(21):
        factories.an_order(customer)

    page = plain(desk.get("/cash/new/", {"q": "carmen"}))

    assert len(accounts(desk, "carmen")) == 20
    assert "There are more." in page


def test_a_seller_finds_only_his_own(client_of, seller, order, stranger):
    """W31: neither by number nor by name."""
    foreign = factories.an_order(stranger)
    his = client_of(seller)

    assert his.get("/cash/new/", {"q": str(order)})["Location"] == page_of(order)
    for wanted in (str(foreign), str(foreign.number), "esteban"):
        page = plain(his.get("/cash/new/", {"q": wanted}))
        assert "No open account matches" in page
        assert "Esteban" not in page
    assert accounts(his, "customer") == [str(order)]


# --- money is registered --------------------------------------------------------------------------------------


def test_it_begins_with_all_that_is_left(desk, order, method):
    """W33: the usual case is one press."""
    factories.a_payment(order.charge, amount=20_00)

    assert typed(desk.get(page_of(order)))["amount"] == "30.00"


def test_it_begins_in_the_currency_of_the_way_that_stands_first(desk, order, rate):
    """§5: dollars are never proposed as bolívars."""
    first = factories.a_method("Phone bank", currency="VES")

    proposed = typed(desk.get(page_of(order)))

    assert (proposed["method"], proposed["amount"]) == (way(first, "VES"), "12275.00")


def test_several_ways_are_one_payment(desk, clerk, order, method, rate):
    """W33: one receipt, a tender for each way, each by the rate of the day."""
    bank = factories.a_method("Phone bank", needs_reference=True)
    sent = {"method": way(method), "amount": "20.00", "method_2": way(bank, "VES"), "amount_2": "2455.10",
            "reference_2": "0102-7788", "method_3": way(method, "VES"), "amount_3": "1,227.50",
            "note": "Half and half", "rate": rate.pk}  # fmt: skip

    answer = desk.post(page_of(order), sent)

    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/cash/{payment.pk}/?registered")
    assert (payment.amount, payment.left, payment.note, payment.cashier) == (35_00, 15_00, "Half and half", clerk)
    tenders = payment.tenders.order_by("id").values_list(
        "method__name", "currency", "amount", "rate_unit", "amount_in_charge_currency", "reference"
    )
    assert list(tenders) == [
        ("Drawer", "USD", 20_00, "", 20_00, ""),
        ("Phone bank", "VES", 2455_10, "USD", 10_00, "0102-7788"),
        ("Drawer", "VES", 1227_50, "USD", 5_00, ""),
    ]


def test_the_payments_page_leads_on(desk, order, method):
    """W33, W35: to the receipt on paper, back to the order, and to what is still left."""
    answer = desk.post(page_of(order), {"method": way(method), "amount": "20"}, follow=True)

    page, payment = text(answer), Payment.objects.get()
    assert "Collected. Receipt R-000001." in page
    assert "US$ 20.00 are registered. Print the receipt for the customer." in plain(answer)
    assert f'action="/cash/{payment.pk}/prints/"' in page
    assert "Back to OS-000001" in page
    assert f'href="/orders/{order.pk}/"' in page
    assert f'href="{page_of(order)}"' in page
    assert "are registered" not in plain(desk.get(f"/cash/{payment.pk}/"))


@pytest.mark.parametrize(
    ("currency", "amount", "expected"),
    [
        ("USD", "10", 10_00),
        ("USD", "US$ 10.00", 10_00),
        ("USD", "$10", 10_00),
        ("USD", "10 usd", 10_00),
        ("VES", "2,455.00", 2455_00),
        ("VES", "Bs. 2,455.00", 2455_00),
        ("VES", "2455 bs", 2455_00),
        ("VES", "VES 2455", 2455_00),
    ],
)
def test_an_amount_is_read_in_the_currency_of_its_way(desk, order, method, rate, currency, amount, expected):
    """§5: with its sign or without."""
    answer = desk.post(page_of(order), {"method": way(method, currency), "amount": amount, "rate": rate.pk})

    assert answer.status_code == 303
    tender = Payment.objects.get().tenders.get()
    assert (tender.currency, tender.amount, tender.amount_in_charge_currency) == (currency, expected, 10_00)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"amount": "Bs. 10"}, "amount", "This amount is asked in USD; write only the number."),
        ({"amount": "a lot"}, "amount", ""),
        ({"amount": ""}, "amount", "Fill this in."),
        ({"amount": "0"}, "amount", "Type an amount greater than zero."),
        ({"amount": "-5"}, "amount", ""),
        ({"method": "999-USD"}, "method", "Pick one from the list."),
        ({"method_2": "x", "amount_2": "5"}, "method_2", "Pick one from the list."),
        ({"amount_2": "$5"}, "amount_2", "This amount is asked in VES; write only the number."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk, order, method, rate, change, field, sentence):
    """§5: nothing is written, and what was typed stays."""
    sent = {"method": way(method), "amount": "5.00", "method_2": way(method, "VES"), "note": "On the counter"}

    answer = desk.post(page_of(order), sent | change)

    assert answer.status_code == 422
    assert beside(answer, field)
    assert sentence in beside(answer, field)
    assert typed(answer)["note"] == "On the counter"
    assert not Payment.objects.exists()


def test_too_much_is_refused_with_the_figure(desk, order, method):
    """W33: everything typed is still there."""
    sent = {"method": way(method), "amount": "40.00", "reference": "first", "method_2": way(factories.a_method()),
            "amount_2": "10.01", "reference_2": "second", "note": "On the counter"}  # fmt: skip

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, "amount") == "The balance is US$ 50.00: type that or less."
    assert sent.items() <= typed(answer).items()
    assert not Payment.objects.exists()


def test_too_much_of_the_second_currency_is_refused_with_both_figures(desk, order, method, rate):
    """W33: what may be typed, in the currency in which it is typed."""
    answer = desk.post(page_of(order), {"method": way(method, "VES"), "amount": "12,300", "rate": rate.pk})

    assert answer.status_code == 422
    assert beside(answer, "amount") == "The balance is US$ 50.00 = Bs. 12,275.00: type that or less."
    assert typed(answer)["amount"] == "12,300"


@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_missing_reference_is_asked_for_beside_its_own_field(desk, order, method, place):
    """W10: also where the places before it were left empty."""
    bank = factories.a_method("Bank", needs_reference=True)
    sent = {"method": way(method), "amount": "20.00", f"method_{place}": way(bank), f"amount_{place}": "5.00"}

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, f"reference_{place}") == "Type the reference of the operation."
    assert len(re.findall(r'id="id_reference\w*_error"', text(answer))) == 1
    assert not Payment.objects.exists()


def test_a_rate_that_changed_meanwhile_is_refused(desk, admin, order, method, rate):
    """§5: nobody pays by another rate than he was told; the new one stands in the form, to look at and send again."""
    opened = typed(desk.get(page_of(order)))
    newer = set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)
    sent = {"method": way(method, "VES"), "amount": "2455.00", "rate": opened["rate"]}

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, "amount").startswith("The rate is another by now: US$ 1 = Bs. 250.")
    assert (typed(answer)["rate"], typed(answer)["amount"]) == (str(newer.pk), "2455.00")
    assert not Payment.objects.exists()

    assert desk.post(page_of(order), sent | {"rate": typed(answer)["rate"]}).status_code == 303
    assert Payment.objects.get().amount == 9_82


def test_a_new_rate_does_not_stop_what_is_paid_in_the_accounts_own_currency(desk, admin, order, method, rate):
    set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)

    answer = desk.post(page_of(order), {"method": way(method), "amount": "10.00", "rate": rate.pk})

    assert answer.status_code == 303


def test_a_press_twice_is_one_payment(desk, order, method):
    """§5: one effect for each press of a button."""
    sent = {KEY_FIELD: new_key(), "method": way(method), "amount": "10.00"}

    first, second = desk.post(page_of(order), sent), desk.post(page_of(order), sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


# --- currencies -----------------------------------------------------------------------------------------------


def test_each_method_is_offered_in_the_currencies_that_it_takes(desk, order, method, rate):
    """W10, §5: one choice, so that nobody picks two that do not go together."""
    bolivars = factories.a_method("Phone bank", currency="VES")
    euros = factories.a_method("Old tin", currency="EUR")

    offered = form_on(desk.get(page_of(order))).fields["method"].options

    assert {way(method), way(method, "VES"), way(bolivars, "VES")} <= set(offered)
    assert {way(bolivars), way(euros, "EUR"), way(euros)} & set(offered) == set()


def test_without_any_method_nothing_can_be_collected(desk, client_of, admin, order):
    """W10: all of them are retired; whoever may edit them is led there."""
    PaymentMethod.objects.update(retired_at=timezone.now())
    page, told = desk.get(page_of(order)), "No payment method is offered, so nothing can be collected."

    assert told in plain(page)
    assert "/settings/payment-methods/" not in text(page)
    assert "/settings/payment-methods/" in text(client_of(admin).get(page_of(order)))
    assert desk.post(page_of(order), {"method": "", "amount": "5"}).status_code == 422
    assert desk.post(f"{page_of(order)}sums/", {"amount": "5"}).status_code == 200


def test_the_balance_is_told_in_both_currencies(desk, order, rate):
    """§5: and by which rate of which day."""
    page = plain(desk.get(page_of(order)))

    assert "US$ 50.00 Bs. 12,275.00" in page
    assert "US$ 1 = Bs. 245.5" in page
    assert "Nobody set a rate for today." not in page


def test_an_old_rate_is_used_and_said(desk, order, method):
    """§5: the shop does not stop on a holiday."""
    factories.the_company(second_currency="VES")
    rate = factories.a_rate(on=timezone.localdate() - timedelta(days=3))

    assert "Nobody set a rate for today." in plain(desk.get(page_of(order)))
    sent = {"method": way(method, "VES"), "amount": "245.50", "rate": rate.pk}
    assert desk.post(page_of(order), sent).status_code == 303
    assert Payment.objects.get().tenders.get().rate_on == rate.on


def test_without_a_rate_the_second_currency_is_not_taken(desk, client_of, admin, order, method):
    """§5: whoever may set one is led there."""
    factories.the_company(second_currency="VES")
    page, told = desk.get(page_of(order)), "The second currency has no rate yet, so it cannot be collected."

    assert told in plain(page)
    assert way(method, "VES") not in text(page)
    assert 'href="/settings/rates/"' not in text(page)
    assert 'href="/settings/rates/"' in text(client_of(admin).get(page_of(order)))
    refused = desk.post(page_of(order), {"method": way(method, "VES"), "amount": "5"})
    assert beside(refused, "method") == "Pick one from the list."


def test_a_shop_with_one_currency_reads_nothing_of_another(desk, order, method):
    """§5: the second currency is optional."""
    ExchangeRate.objects.all().delete()
    page = desk.get(page_of(order))

    assert f'<option value="{way(method)}">Drawer</option>' in text(page)
    assert 'name="rate"' not in text(page)
    assert not re.search(r"second currency|Bs\.|VES|1 =", plain(page))


# --- where nothing is collected -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("paid", "Nothing is left to collect on OS-000001."),
        ("closed", "Nothing is left to collect on OS-000001."),
        ("void", "This account was cancelled: nothing can be collected on it."),
        ("free", "Nothing is left to collect on OS-000001."),
    ],
)
def test_an_account_without_balance_leads_back_to_its_order(desk, owner, customer, method, end, sentence):
    """W33: with a sentence; what is sent nevertheless is refused."""
    make = factories.a_closed_order if end == "closed" else factories.an_order
    order = make(customer, value=0 if end == "free" else 50_00)
    if end == "paid":
        factories.a_payment(order.charge, amount=50_00)
    if end == "void":
        void_order(order, reason="Typed twice", version=order.version, by=owner)
    before = Payment.objects.count()

    answer = desk.get(page_of(order))

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")
    assert sentence in plain(desk.get(answer["Location"]))
    sent = desk.post(page_of(order), {"method": way(method), "amount": "1.00"})
    assert sent.status_code == 422
    assert sentence in plain(sent)
    assert Payment.objects.count() == before


# --- what it comes to -----------------------------------------------------------------------------------------


def sums(browser, order, **sent):
    answer = browser.post(f"{page_of(order)}sums/", sent)
    assert answer.status_code == 200
    return plain(answer)


def test_the_sums_tell_conversion_rounding_and_rest(desk, order, method, rate):
    """§5: each tender, what it is worth, and what would settle the account in each way."""
    sent = {"method": way(method), "amount": "20", "method_2": way(method, "VES"), "amount_2": "2455.10"}

    said = sums(desk, order, **sent)

    assert said == (
        "Drawer · USD US$ 20.00 Drawer · VES Bs. 2,455.10 = US$ 10.00 rounding −US$ 0.000407 "
        "Together US$ 30.00 Left to pay US$ 20.00 "
        "All of it with Drawer · USD: US$ 40.00 All of it with Drawer · VES: Bs. 7,365.00"
    )
    assert not Payment.objects.exists()


def test_the_sums_tell_what_is_too_much(desk, order, method):
    """W33: before it is refused."""
    said = sums(desk, order, method=way(method), amount="60.00")

    assert "Too much by US$ 10.00" in said
    assert "All of it with Drawer: US$ 50.00" in said


def test_the_sums_tell_when_nothing_is_left(desk, order, method, rate):
    said = sums(desk, order, method=way(method, "VES"), amount="12,275")

    assert "Together US$ 50.00 Left to pay US$ 0.00" in said
    assert "All of it" not in said


def test_the_sums_know_no_rest_while_the_value_is_unknown(desk, customer, method):
    """Advances: the balance reads —."""
    order = factories.an_order(customer, value=None)

    assert "Together US$ 999.00 Left to pay to be diagnosed" in sums(desk, order, method=way(method), amount="999")
    assert "—" in plain(desk.get(page_of(order)))


@pytest.mark.parametrize("sent", [{}, {"amount": "a lot"}, {"method": "x", "amount": "5"}, {"amount_4": "9" * 40}])
def test_half_a_form_has_sums_too(desk, order, method, rate, sent):
    assert "Together" in sums(desk, order, **sent)


def test_the_page_begins_with_the_same_sums(desk, order, method):
    assert "Together US$ 50.00 Left to pay US$ 0.00" in plain(desk.get(page_of(order)))


# --- who ------------------------------------------------------------------------------------------------------


def test_a_technician_collects(client_of, technician, order, method):
    """§4: payments are everybody's at the counter."""
    answer = client_of(technician).post(page_of(order), {"method": way(method), "amount": "10.00"})

    assert answer.status_code == 303
    assert Payment.objects.get().cashier == technician


def test_a_seller_collects_from_his_own_customers_only(client_of, seller, order, stranger, method):
    """W31: another's account is not there."""
    his, foreign = client_of(seller), factories.an_order(stranger)
    sent = {"method": way(method), "amount": "10.00"}

    assert his.post(page_of(order), sent).status_code == 303
    for answer in (his.get(page_of(foreign)), his.post(page_of(foreign), sent), his.post(f"{page_of(foreign)}sums/")):
        assert answer.status_code == 404
        assert "Esteban" not in text(answer)
    assert Payment.objects.count() == 1


# --- the advance at intake ------------------------------------------------------------------------------------

INTAKE = {"name": "Nora Nueva", "phone": "0412 555 0101", "device_kind": "Phone", "reason": "Broken screen"}


def test_an_advance_comes_in_the_second_currency_too(desk, method, rate):
    """W11, §5: the counter's one screen; the sheet then offers the receipt."""
    sent = {"service_value": "50.00", "advance": "Bs. 2,455.10", "method": way(method, "VES")}

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
    """§5: beside its field, nothing half-written."""
    sent = {"service_value": "50.00", "advance": "2,455", "method": way(method, "VES")}

    answer = desk.post("/orders/new/", INTAKE | sent | change)

    assert answer.status_code == 422
    assert beside(answer, field) == sentence
    assert not ServiceOrder.objects.exists()
    assert not Payment.objects.exists()


def test_without_a_rate_no_advance_comes_in_the_second_currency(desk, method):
    factories.the_company(second_currency="VES")

    answer = desk.post("/orders/new/", INTAKE | {"advance": "2,455", "method": way(method, "VES")})

    assert answer.status_code == 422
    assert beside(answer, "method") == "Pick one from the list."


def test_an_advance_by_a_method_that_asks_for_a_reference_has_one(desk, rate):
    """W10."""
    bank = factories.a_method("Bank", needs_reference=True)
    sent = INTAKE | {"advance": "2,455", "method": way(bank, "VES")}

    refused = desk.post("/orders/new/", sent)

    assert refused.status_code == 422
    assert beside(refused, "reference") == "Type the reference of the operation."
    assert desk.post("/orders/new/", sent | {"reference": "0102-77"}).status_code == 303
    assert Payment.objects.get().left is None
