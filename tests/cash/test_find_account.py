"""W33: the account that somebody wants to pay is found, by its number or its customer."""

import re

import pytest

from faena.company.models import Branch, NumberSeries
from faena.orders.actions import void_order
from tests import factories
from tests.cash.collecting import page_of, plain, text

pytestmark = pytest.mark.usefixtures("the_shops_clock")


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


@pytest.mark.parametrize("wanted", ["nobody", "OS-999999", "9" * 40, "%%", "9", "os 7"])
def test_what_is_not_there_is_said(desk, order, wanted):
    """W33: one digit is a number already."""
    assert "No open account matches" in plain(desk.get("/cash/new/", {"q": wanted}))


@pytest.mark.parametrize("wanted", ["x", "c", "%", "ñ"])
def test_one_letter_is_too_little_to_look_for(desk, order, wanted):
    """W33: rather than half the customers of the shop."""
    page = plain(desk.get("/cash/new/", {"q": wanted}))

    assert "Type at least two letters, or a number." in page
    assert "No open account matches" not in page
    assert accounts(desk, wanted) == []


def test_before_anything_is_typed_the_newest_open_accounts_stand_there(desk, customer, stranger, owner):
    """W33: usually it is the one that was just taken in."""
    first, paid, void, unknown = (factories.an_order(customer, value=value) for value in (50_00, 50_00, 50_00, None))
    factories.a_payment(paid.charge, amount=50_00)
    void_order(void, reason="Typed twice", version=void.version, by=owner)
    last = factories.an_order(stranger)

    page = plain(desk.get("/cash/new/"))

    assert "The newest that are not paid yet:" in page
    assert accounts(desk, "") == [str(last), str(unknown), str(first)]
    assert "The newest that are not paid yet:" not in plain(desk.get("/cash/new/", {"q": "carmen"}))


def test_of_many_only_the_newest_stand_there(desk, customer):
    """W33: nobody is asked to type more of nothing."""
    made = [factories.an_order(customer) for _each in range(21)]

    assert accounts(desk, "") == [str(order) for order in reversed(made[1:])]
    assert "There are more." not in plain(desk.get("/cash/new/"))


def test_while_there_is_no_account_the_page_says_nothing(desk, order):
    factories.a_payment(order.charge, amount=50_00)

    page = desk.get("/cash/new/")

    assert page.status_code == 200
    assert "The newest that are not paid yet:" not in plain(page)


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("paid", "Nothing is left to collect on OS-000001."),
        ("void", "This account is void: nothing can be collected on it."),
    ],
)
@pytest.mark.parametrize("wanted", ["OS-000001", "os 1", "1"])
def test_a_finished_account_is_named_with_the_reason(desk, owner, order, end, sentence, wanted):
    """W33: with the ways to it and to what was paid; it is not collected on."""
    if end == "paid":
        factories.a_payment(order.charge, amount=50_00)
    else:
        void_order(order, reason="Typed twice", version=order.version, by=owner)

    answer = desk.get("/cash/new/", {"q": wanted})

    page = plain(answer)
    assert answer.status_code == 200
    assert f"OS-000001 · Carmen Customer {sentence}" in page
    assert f'href="/orders/{order.pk}/"' in text(answer)
    assert 'href="/cash/?q=OS-000001"' in text(answer)
    assert f'href="{page_of(order)}"' not in text(answer)
    assert "No open account matches" not in page


def test_a_finished_account_has_no_way_to_a_module_that_is_switched_off(desk, order):
    """Its payments are still found."""
    factories.a_payment(order.charge, amount=50_00)
    factories.the_company(has_workshop=False)

    page = text(desk.get("/cash/new/", {"q": str(order)}))

    assert "Nothing is left to collect on OS-000001." in page
    assert f'href="/orders/{order.pk}/"' not in page
    assert 'href="/cash/?q=OS-000001"' in page


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
    assert accounts(his, "") == [str(order)]


@pytest.mark.parametrize("end", ["paid", "void"])
def test_a_finished_account_of_anothers_customer_is_not_named(client_of, seller, owner, stranger, end):
    """W31: nor the reason, nor the customer."""
    foreign = factories.an_order(stranger)
    if end == "paid":
        factories.a_payment(foreign.charge, amount=50_00)
    else:
        void_order(foreign, reason="Typed twice", version=foreign.version, by=owner)

    page = plain(client_of(seller).get("/cash/new/", {"q": str(foreign)}))

    assert "No open account matches" in page
    assert [word for word in ("Esteban", "Nothing is left", "is void:") if word in page] == []
