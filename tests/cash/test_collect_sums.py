"""W33: what a form that collects comes to while it is written, and what would settle the rest."""

import re

import pytest

from faena.cash.models import Payment
from tests import factories
from tests.cash.collecting import a_tender, option_key, page_of, plain, text

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def ask(browser, order, **sent):
    answer = browser.post(f"{page_of(order)}sums/", sent)
    assert answer.status_code == 200
    return answer


def sums(browser, order, **sent):
    return plain(ask(browser, order, **sent))


def offer(answer):
    """What settles the rest: where it goes and what is typed there; None where that is typed already, or unknown."""
    found = re.findall(
        r'data-fills="([^"]*-amount)" data-value="([^"]*)" aria-pressed="(\w+)">(?:All|Todo)</button>', text(answer)
    )
    assert len(found) < 2, "One offer at most."
    return found[0][:2] if found and found[0][2] == "false" else None


def test_the_sums_tell_conversion_rounding_and_rest(desk, order, method, rate):
    """Each tender by its method, what it is worth, and what would settle the account in the last way."""
    sent = a_tender(method=option_key(method), amount="20") | a_tender(
        1, method=option_key(method, "VES"), amount="2455.10"
    )

    said = sums(desk, order, **sent)

    assert said == (
        "Drawer US$ 20.00 Drawer Bs. 2,455.10 = US$ 10.00 rounding −US$ 0.0004 "
        "Collected now US$ 30.00 Left to pay US$ 20.00 = Bs. 4,910.00"
    )
    assert not Payment.objects.exists()


def test_a_rounding_that_rounds_to_nothing_is_not_told(desk, order, method):
    """Nobody reads +US$ 0.0000."""
    factories.the_company(second_currency="VES")
    factories.a_rate(300_00000001)

    assert "rounding" not in sums(desk, order, **a_tender(method=option_key(method, "VES"), amount="3000.00"))
    assert "rounding" in sums(desk, order, **a_tender(method=option_key(method, "VES"), amount="3001.00"))


def test_the_sums_tell_what_is_too_much(desk, order, method):
    """W33: before it is refused."""
    answer = ask(desk, order, **a_tender(method=option_key(method), amount="60.00"))

    assert "Too much by US$ 10.00" in plain(answer)
    assert offer(answer) == ("#id_tenders-0-amount", "50.00")


def test_the_sums_tell_when_nothing_is_left(desk, order, method, rate):
    answer = ask(desk, order, **a_tender(method=option_key(method, "VES"), amount="12,275"))

    assert "Collected now US$ 50.00 Left to pay US$ 0.00" in plain(answer)
    assert offer(answer) is None


def test_a_way_opened_without_an_amount_is_offered_the_rest_in_its_currency(desk, order, method, rate):
    """W33: the second way takes what the first one left."""
    second = a_tender(1, open="1", method=option_key(method, "VES"), amount="")
    sent = a_tender(method=option_key(method), amount="20") | second

    assert offer(ask(desk, order, **sent)) == ("#id_tenders-1-amount", "7365.00")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], (0, "50.00")),
        ([{"amount": "20"}], (0, "50.00")),
        ([{"amount": "50"}], None),
        ([{"amount": "20"}, {"open": ""}], (0, "50.00")),
        ([{"amount": "20"}, {"open": "1"}], (1, "30.00")),
        ([{"amount": "20"}, {"open": "1", "amount": "5"}], (1, "30.00")),
        ([{"amount": "20"}, {"open": "1", "amount": "30"}], None),
        ([{"amount": "20"}, {"open": "1", "amount": "5"}, {"open": "1"}], (2, "25.00")),
        ([{"amount": "20"}, {"open": "1"}, {"open": "1"}, {"open": "1"}], (3, "30.00")),
        ([{"amount": "20"}, *[{"open": "1"}] * 7], (7, "30.00")),
        ([{"amount": "20"}, {"open": "1"}, {"open": "1", "amount": "4"}], (2, "30.00")),
        ([{"amount": "20"}, {}, {"amount": "4"}], (2, "30.00")),
        ([{"amount": "20"}, {"open": "1", "amount": "45"}], (1, "30.00")),
        ([{"amount": "60"}, {"open": "1"}], None),
        ([{"amount": "20"}, {"open": "1", "amount": "a lot"}], (1, "30.00")),
    ],
)
def test_only_the_last_way_that_is_open_is_offered_the_rest(desk, order, method, rows, expected):
    """W33: one button, which follows the ways that are opened and taken away."""
    sent = {}
    for row in range(8):
        sent |= a_tender(row, method=option_key(method), **(rows[row] if row < len(rows) else {}))

    found = offer(ask(desk, order, **sent))

    assert found == (expected and (f"#id_tenders-{expected[0]}-amount", expected[1]))


def test_the_offer_writes_as_its_reader_does(client_of, order, method, rate):
    """Comma or point; what it puts in the field is read back."""
    browser = client_of(factories.a_user(language="es"))
    second = a_tender(1, open="1", method=option_key(method, "VES"))
    sent = a_tender(method=option_key(method), amount="20") | second

    found = offer(ask(browser, order, **sent))

    assert found[1] == "7365,00"
    answer = browser.post(page_of(order), sent | a_tender(1, amount=found[1]) | {"rate": rate.pk})
    assert (answer.status_code, order.charge.payments.get().left) == (303, 0)


def test_the_sums_know_no_rest_while_the_value_is_unknown(desk, customer, method, rate):
    """Advances: nothing is left to settle, so nothing is offered; the total is still to be diagnosed."""
    order = factories.an_order(customer, value=None)

    answer = ask(desk, order, **a_tender(method=option_key(method), amount="999"), **a_tender(1, open="1"))

    assert plain(answer) == "Drawer US$ 999.00 Collected now US$ 999.00"
    assert offer(answer) is None
    assert "Total to be diagnosed" in plain(desk.get(page_of(order)))


@pytest.mark.parametrize(
    "sent", [{}, a_tender(amount="a lot"), a_tender(method="x", amount="5"), a_tender(3, amount="9" * 40)]
)
def test_half_a_form_has_sums_too(desk, order, method, rate, sent):
    assert "Collected now" in sums(desk, order, **sent)


def test_the_page_begins_with_the_same_sums(desk, order, method):
    page = desk.get(page_of(order))

    assert "Collected now US$ 50.00 Left to pay US$ 0.00" in plain(page)
    assert offer(page) is None
