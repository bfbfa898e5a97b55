"""W33: money is registered on the page of its account, in one or several ways of paying and in either of the shop's
currencies."""

import re

import pytest
from django.utils import timezone

from faena.cash.actions import set_rate
from faena.cash.models import Payment
from faena.journal.context import KEY_FIELD, new_key
from faena.lib.rates import Quote
from faena.orders.actions import void_order
from tests import factories
from tests.cash.collecting import a_tender, beside, option_key, page_of, plain, text, typed

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def test_it_begins_with_all_that_is_left(desk, order, method):
    """W33: the usual case is one press."""
    factories.a_payment(order.charge, amount=20_00)

    assert typed(desk.get(page_of(order)))["tenders-0-amount"] == "30.00"


def test_it_begins_in_the_currency_of_the_way_that_stands_first(desk, order, rate):
    """Dollars are never proposed as bolívars."""
    first = factories.a_method("Phone bank", currency="VES")

    proposed = typed(desk.get(page_of(order)))

    assert (proposed["tenders-0-method"], proposed["tenders-0-amount"]) == (option_key(first, "VES"), "12275.00")


def test_several_ways_are_one_payment(desk, clerk, order, method, rate):
    """W33: one receipt, a tender for each way, each by the rate of the day."""
    bank = factories.a_method("Phone bank", needs_reference=True)
    sent = {
        **a_tender(0, method=option_key(method), amount="20.00"),
        **a_tender(1, method=option_key(bank, "VES"), amount="2455.10", reference="0102-7788"),
        **a_tender(2, method=option_key(method, "VES"), amount="1,227.50"),
        "note": "Half and half",
        "rate": rate.pk,
    }

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
    answer = desk.post(page_of(order), a_tender(method=option_key(method), amount="20"), follow=True)

    page, payment = text(answer), Payment.objects.get()
    assert "Collected. Receipt" not in page
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
    """With its sign or without."""
    answer = desk.post(page_of(order), a_tender(method=option_key(method, currency), amount=amount) | {"rate": rate.pk})

    assert answer.status_code == 303
    tender = Payment.objects.get().tenders.get()
    assert (tender.currency, tender.amount, tender.amount_in_charge_currency) == (currency, expected, 10_00)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"tenders-0-amount": "Bs. 10"}, "tenders-0-amount", "This amount is asked in USD; write only the number."),
        ({"tenders-0-amount": "a lot"}, "tenders-0-amount", ""),
        ({"tenders-0-amount": ""}, "tenders-0-amount", "Fill this in."),
        ({"tenders-0-amount": "0"}, "tenders-0-amount", "Type an amount greater than zero."),
        ({"tenders-0-amount": "-5"}, "tenders-0-amount", ""),
        ({"tenders-0-method": "999-USD"}, "tenders-0-method", "Pick one from the list."),
        ({"tenders-1-method": "x", "tenders-1-amount": "5"}, "tenders-1-method", "Pick one from the list."),
        ({"tenders-1-amount": "$5"}, "tenders-1-amount", "This amount is asked in VES; write only the number."),
        (
            {"tenders-1-reference": "0042"},
            "tenders-1-amount",
            "Write the amount of this way of paying, or take it away.",
        ),
        (
            {"tenders-3-reference": "0042"},
            "tenders-3-amount",
            "Write the amount of this way of paying, or take it away.",
        ),
        ({"tenders-1-reference": "0042", "tenders-1-amount": "a lot"}, "tenders-1-amount", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk, order, method, rate, change, field, sentence):
    """Nothing is written, and what was typed stays."""
    sent = {
        **a_tender(method=option_key(method), amount="5.00"),
        **a_tender(1, method=option_key(method, "VES")),
        "note": "On the counter",
    }

    answer = desk.post(page_of(order), sent | change)

    assert answer.status_code == 422
    assert beside(answer, field)
    assert sentence in beside(answer, field)
    assert typed(answer)["note"] == "On the counter"
    assert not Payment.objects.exists()


def test_too_much_is_refused_with_the_figure(desk, order, method):
    """W33: everything typed is still there."""
    second = option_key(factories.a_method())
    sent = {
        **a_tender(method=option_key(method), amount="40.00", reference="first"),
        **a_tender(1, method=second, amount="10.01", reference="second"),
        "note": "On the counter",
    }

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, "tenders-0-amount") == "US$ 0.01 too much: all the ways together may come to US$ 50.00."
    assert sent.items() <= typed(answer).items()
    assert not Payment.objects.exists()


def test_too_much_in_one_way_is_refused_with_the_balance(desk, order, method):
    """W33: the figure that may be typed."""
    answer = desk.post(page_of(order), a_tender(method=option_key(method), amount="50.01"))

    assert answer.status_code == 422
    assert beside(answer, "tenders-0-amount") == "The balance is US$ 50.00: type that or less."


def test_too_much_of_the_second_currency_is_refused_with_both_figures(desk, order, method, rate):
    """W33: what may be typed, in the currency in which it is typed."""
    answer = desk.post(
        page_of(order), {"tenders-0-method": option_key(method, "VES"), "tenders-0-amount": "12,300", "rate": rate.pk}
    )

    assert answer.status_code == 422
    assert beside(answer, "tenders-0-amount") == "The balance is US$ 50.00 = Bs. 12,275.00: type that or less."
    assert typed(answer)["tenders-0-amount"] == "12,300"


@pytest.mark.parametrize("row", [1, 2, 7])
def test_a_missing_reference_is_asked_for_beside_its_own_field(desk, order, method, row):
    """W10: also where the places before it were left empty."""
    bank = factories.a_method("Bank", needs_reference=True)
    sent = a_tender(method=option_key(method), amount="20.00") | a_tender(row, method=option_key(bank), amount="5.00")

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, f"tenders-{row}-reference") == "Type the reference of the operation."
    assert len(re.findall(r'id="id_tenders-\d-reference_error"', text(answer))) == 1
    assert not Payment.objects.exists()


def shown_tenders(answer):
    """Which further ways of paying lie open on the page, and which it will say are open."""
    opened = re.findall(r'<details class="tender-more" open>.*?name="(tenders-\d-open)"', text(answer), re.S)
    return opened, [name for name in ("tenders-1-open", "tenders-2-open", "tenders-3-open") if typed(answer).get(name)]


def test_a_page_begins_with_one_way(desk, order, method):
    """W33: the usual case."""
    assert shown_tenders(desk.get(page_of(order))) == ([], [])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"tenders-1-open": "1"}, ["tenders-1-open"]),
        (
            {"tenders-1-open": "1", "tenders-2-open": "1", "tenders-2-amount": "5.00"},
            ["tenders-1-open", "tenders-2-open"],
        ),
        ({"tenders-2-amount": "5.00"}, ["tenders-1-open", "tenders-2-open"]),
        ({"tenders-3-reference": "0042"}, ["tenders-1-open", "tenders-2-open", "tenders-3-open"]),
        ({"tenders-1-method": "x"}, ["tenders-1-open"]),
    ],
)
def test_what_lay_open_lies_open_when_it_is_refused(desk, order, method, more, expected):
    """No sentence and no amount stands where nobody sees it, in a way inside of another one."""
    answer = desk.post(page_of(order), a_tender(method=option_key(method), amount="a lot") | more)

    assert answer.status_code == 422
    assert shown_tenders(answer) == (expected, expected)


def test_a_rate_that_changed_meanwhile_is_refused(desk, admin, order, method, rate):
    """Nobody pays by another rate than he was told; the new one stands in the form, to look at and send again."""
    opened = typed(desk.get(page_of(order)))
    newer = set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)
    sent = a_tender(method=option_key(method, "VES"), amount="2455.00") | {"rate": opened["rate"]}

    answer = desk.post(page_of(order), sent)

    assert answer.status_code == 422
    assert beside(answer, "tenders-0-amount").startswith("The rate is another by now: US$ 1 = Bs. 250.00.")
    assert (typed(answer)["rate"], typed(answer)["tenders-0-amount"]) == (str(newer.pk), "2455.00")
    assert not Payment.objects.exists()

    assert desk.post(page_of(order), sent | {"rate": typed(answer)["rate"]}).status_code == 303
    assert Payment.objects.get().amount == 9_82


def test_until_it_is_sent_the_page_counts_by_the_rate_that_stands_on_it(desk, admin, order, method, rate):
    """And it says that the rate is another by now."""
    sent = a_tender(method=option_key(method, "VES"), amount="2455.00") | {"rate": rate.pk}
    sums = f"{page_of(order)}sums/"
    assert "another by now" not in text(desk.post(sums, sent))
    set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)

    page_text = plain(desk.post(sums, sent))

    assert "Bs. 2,455.00 = US$ 10.00" in page_text
    assert "The rate is another by now: US$ 1 = Bs. 250.00." in page_text


def test_a_new_rate_does_not_stop_what_is_paid_in_the_accounts_own_currency(desk, admin, order, method, rate):
    set_rate(Quote("USD", "VES", 250_00000000), on=timezone.localdate(), by=admin)

    answer = desk.post(page_of(order), a_tender(method=option_key(method), amount="10.00") | {"rate": rate.pk})

    assert answer.status_code == 303


def test_a_press_twice_is_one_payment(desk, order, method):
    """One effect for each press of a button."""
    sent = a_tender(method=option_key(method), amount="10.00") | {KEY_FIELD: new_key()}

    first, second = desk.post(page_of(order), sent), desk.post(page_of(order), sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


# --- where nothing is collected -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("paid", "Nothing is left to collect on OS-000001."),
        ("closed", "Nothing is left to collect on OS-000001."),
        ("void", "This account is void: nothing can be collected on it."),
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
    sent = desk.post(page_of(order), a_tender(method=option_key(method), amount="1.00"))
    assert sent.status_code == 422
    assert sentence in plain(sent)
    assert Payment.objects.count() == before


# --- who ------------------------------------------------------------------------------------------------------


def test_a_technician_collects(client_of, technician, order, method):
    """Payments are everybody's at the counter."""
    answer = client_of(technician).post(page_of(order), a_tender(method=option_key(method), amount="10.00"))

    assert answer.status_code == 303
    assert Payment.objects.get().cashier == technician


def test_a_seller_collects_from_his_own_customers_only(client_of, seller, order, stranger, method):
    """W31: another's account is not there."""
    his, foreign = client_of(seller), factories.an_order(stranger)
    sent = a_tender(method=option_key(method), amount="10.00")

    assert his.post(page_of(order), sent).status_code == 303
    for answer in (his.get(page_of(foreign)), his.post(page_of(foreign), sent), his.post(f"{page_of(foreign)}sums/")):
        assert answer.status_code == 404
        assert "Esteban" not in text(answer)
    assert Payment.objects.count() == 1
