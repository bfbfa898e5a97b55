"""W33: the account that somebody wants to pay is found, by its number or its customer."""

import re
from unittest import mock

import pytest
from django.utils import timezone

from faena.company.models import Branch, NumberSeries
from faena.orders.actions import void_order
from tests import factories
from tests.cash.collecting import page_of, plain, text

pytestmark = pytest.mark.usefixtures("the_shops_clock")


def accounts(browser, wanted):
    page = re.sub("</?mark>", "", text(browser.get("/cash/new/", {"q": wanted})))
    return re.findall(r"<strong>(OS-\d{6})</strong>", page)


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

    assert accounts(desk, "000001") == [str(order), str(other)]


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


def test_names_come_first_and_each_account_says_why_it_was_found(desk):
    """M9: who is called so before who lives in a street called so, however new that account is; the part is marked.
    The retired owe too."""
    joao = factories.a_customer(name="João Antônio")
    named, other = factories.an_order(joao), factories.an_order(factories.a_customer(name="Bia São João"))
    neighbour = factories.a_customer(name="Ana Neighbour")
    place = factories.an_address(neighbour, line="Rua São João 5")
    factories.a_term(neighbour, "address", "rua sao joao 5 los rosales caracas", place)
    mailed = factories.a_customer(name="Abel Mail", email="joao.abel@example.com")
    factories.a_term(mailed, "email", "joao abel example com")
    by_street, by_mail = factories.an_order(neighbour), factories.an_order(mailed)
    joao.retired_at = timezone.now()
    joao.save()

    assert accounts(desk, "joao") == [str(order) for order in (named, other, by_mail, by_street)]
    page = text(desk.get("/cash/new/", {"q": "joao"}))
    assert "<mark>João</mark> Antônio" in page
    assert "E-mail: <mark>joao</mark>.abel@example.com" in page
    assert "Address: Rua São <mark>João</mark>" in page


def test_of_many_neighbours_none_hides_a_name(desk):
    """M9: nor do those who owe nothing."""
    with mock.patch("faena.customers.search.query.MOST_TERMS", 5):
        for place in range(6):
            neighbour = factories.a_customer(name=f"Neighbour {place}")
            factories.a_term(neighbour, "email", f"joao{place} example com")
            factories.an_order(neighbour)
            factories.a_customer(name=f"João {place}")
        named = factories.an_order(factories.a_customer(name="Maria João"))

        assert accounts(desk, "joao")[0] == str(named)


@pytest.mark.parametrize("wanted", ["1", "000001"])
def test_a_bare_number_opens_no_strangers_invoice_when_the_order_of_that_number_is_paid(desk, order, stranger, wanted):
    """M9: the paid one is named, the other one offered with its number marked; its own letters still open it."""
    factories.a_payment(order.charge, amount=50_00)
    invoice = factories.an_invoice(factories.a_subscription(stranger))

    answer = desk.get("/cash/new/", {"q": wanted})

    page = text(answer)
    assert answer.status_code == 200
    assert "Nothing is left to collect on OS-000001." in page
    assert f'href="{page_of(invoice)}"' in page
    assert f"<mark>{wanted}</mark>" in page
    assert desk.get("/cash/new/", {"q": str(invoice)}).status_code == 302


def test_the_search_costs_the_same_for_few_and_many(desk, django_assert_max_num_queries):
    """M9: however many are found."""
    for count in (3, 30):
        for place in range(count):
            customer = factories.a_customer(name=f"Pérez {count} {place}")
            factories.an_order(customer)
        with django_assert_max_num_queries(10):
            desk.get("/cash/new/", {"q": "perez"})
