"""What a customer owed before the company came to the program: written down, paid like anything else, voided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.cash.actions import (
    BalanceFacts,
    TenderFacts,
    collect,
    collect_several,
    open_balance,
    open_balances,
    take_back_balance,
    void_balance,
)
from faena.cash.cases import reversing_of
from faena.cash.models import Charge, OpeningBalance
from faena.company.models import Company
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.summary.open_now import receivables
from faena.upkeep.fsck import money, numbers
from tests import factories
from tests.cash.collecting import plain, text

FACTS = BalanceFacts("Invoice 1042 of March", 40_00, old_number="FAC-1042")


@pytest.fixture
def desk(client_of, admin):
    return client_of(admin)


def owed(customer, by, **more):
    return open_balance(customer, facts=BalanceFacts(**{"concept": "Invoice 1042", "amount": 40_00} | more), by=by)


def sound():
    return [*money.balances(), *numbers.series(), *money.overpaid()]


def table(model):
    """Its rows without what differs between any two."""
    own = {"id", "ref_id", "charge_id", "at", "number", "account", "ref_label"}
    return [{name: value for name, value in row.items() if name not in own} for row in model.objects.values()]


# --- the actions ----------------------------------------------------------------------------------------------


def test_it_is_an_account_of_its_customer(customer, admin):
    due = timezone.localdate() - timedelta(days=40)

    balance = owed(customer, admin, due_on=due, old_number=" FAC-1042 ")

    charge = balance.charge
    assert (str(balance), charge.account, charge.ref) == ("SI-000001", "SI-000001", balance.as_ref)
    assert (charge.customer, charge.concept, charge.amount, charge.currency) == (customer, "Invoice 1042", 40_00, "USD")
    assert (charge.due_on, balance.old_number, balance.state) == (due, "FAC-1042", "overdue")
    event = Event.objects.about(balance.as_ref).get()
    assert (event.verb, event.customer_id) == ("balance.opened", customer.pk)
    assert "wrote down the opening balance SI-000001: US$" in render_event(event).text
    assert not sound()


def test_many_are_written_as_one_is(customer, stranger, admin):
    """The same rows by both, and no more statements for many."""
    one_by_one = [owed(customer, admin), owed(stranger, admin, due_on=timezone.localdate(), old_number="9")]
    before = [table(OpeningBalance), table(Charge)]

    many = [(customer.pk, BalanceFacts("Invoice 1042", 40_00)),
            (stranger.pk, BalanceFacts("Invoice 1042", 40_00, timezone.localdate(), "9"))]  # fmt: skip
    keys = open_balances(many, by=admin)

    assert [table(OpeningBalance), table(Charge)] == [rows + rows for rows in before]
    assert [str(OpeningBalance.objects.get(pk=key)) for key in keys] == ["SI-000003", "SI-000004"]
    assert len(one_by_one) == len(keys)
    assert Event.objects.filter(verb="balance.opened").count() == 4
    assert not sound()


def test_many_cost_the_same_statements(customer, admin):
    def cost(many):
        with CaptureQueriesContext(connection) as heard:
            open_balances([(customer.pk, FACTS)] * many, by=admin)
        return len(heard)

    cost(1)  # the series begins
    assert cost(3) == cost(30)


def test_one_that_is_wrong_refuses_all_and_says_which(customer, admin):
    stranger = factories.a_customer(retired_at=timezone.now(), name="Rita")

    for many, at in (
        ([(customer.pk, FACTS), (customer.pk, BalanceFacts("", 1))], "balances.1.concept"),
        ([(customer.pk, FACTS), (customer.pk, BalanceFacts("x", 0))], "balances.1.amount"),
        ([(customer.pk, FACTS), (stranger.pk, FACTS)], "balances.1.customer"),
        ([(10**9, FACTS)], "balances.0.customer"),
    ):
        with pytest.raises(RuleBroken) as refused:
            open_balances(many, by=admin)
        assert refused.value.at == at

    assert not OpeningBalance.objects.exists()


def test_what_the_company_owes_is_no_opening_balance(customer, admin):
    for amount in (0, -5_00):
        with pytest.raises(RuleBroken) as refused:
            owed(customer, admin, amount=amount)
        assert (refused.value.at, refused.value.sentence) == ("amount", "Write an amount above zero.")


def test_it_is_collected_alone_and_with_others_and_reversed(customer, admin, clerk, owner):
    """At the counter as anything else: the oldest first; a Master reverses it."""
    factories.an_order(customer)
    today = timezone.localdate()
    balance = owed(customer, admin, due_on=today - timedelta(days=90))
    cash = factories.a_method()

    first = collect(balance.charge, tenders=[TenderFacts(cash, 15_00, "USD")], by=clerk)
    made = collect_several(
        customer,
        accounts=list(Charge.objects.all()),
        tenders=[TenderFacts(cash, 30_00, "USD")],
        adjustments={},
        by=clerk,
    )

    assert [(one.charge.account, one.amount) for one in made.payments.order_by("receipt")] == [
        ("SI-000001", 25_00),
        ("OS-000001", 5_00),
    ]
    assert OpeningBalance.objects.get().state == "paid"
    reversing_of(first, Company.the()).reverse(first, reason="Typed twice", by=owner)
    assert OpeningBalance.objects.get().balance == 15_00
    assert not sound()


def test_it_counts_in_what_is_to_be_received_by_its_age(customer, admin):
    owed(customer, admin, due_on=timezone.localdate() - timedelta(days=90))
    owed(customer, admin, amount=7_00)

    ages = receivables(admin, Company.the(), timezone.localdate())

    assert (ages["older"], ages["current"]) == ((1, 40_00), (1, 7_00))


def test_a_master_voids_what_nobody_paid(customer, admin, clerk, owner):
    balance, other = owed(customer, admin), owed(customer, admin)
    collect(other.charge, tenders=[TenderFacts(factories.a_method(), 15_00, "USD")], by=clerk)

    void = void_balance(balance, reason="  Paid before ", by=owner)

    assert (void.state, void.balance, void.voiding.reason, void.charge.is_open) == ("void", 0, "Paid before", False)
    with pytest.raises(RuleBroken, match="void already"):
        void_balance(balance, reason="Again", by=owner)
    with pytest.raises(RuleBroken, match=r"15\.00 are collected"):
        void_balance(other, reason="Why not", by=owner)
    with pytest.raises(RuleBroken, match="Say why"):
        void_balance(owed(customer, admin), reason=" ", by=owner)
    with pytest.raises(NotAllowed):
        void_balance(other, reason="May I", by=admin)
    assert not sound()


def test_an_import_takes_back_what_nothing_happened_to(customer, admin, clerk, owner):
    """Its number is not given again, and fsck finds no gap."""
    gone, paid, void = (owed(customer, admin) for _ in range(3))
    collect(paid.charge, tenders=[TenderFacts(factories.a_method(), 15_00, "USD")], by=clerk)
    void_balance(void, reason="Paid before", by=owner)

    take_back_balance(gone, by=admin)

    assert set(OpeningBalance.objects.all()) == {paid, void}
    assert Charge.objects.count() == 2
    for kept in (paid, void):
        with pytest.raises(RuleBroken):
            take_back_balance(kept, by=admin)
    assert str(owed(customer, admin)) == "SI-000004"
    assert not sound()


# --- the pages --------------------------------------------------------------------------------------------------


def test_it_is_written_down_on_the_customers_page(desk, customer):
    record = desk.get(f"/customers/{customer.pk}/")
    assert f"/cash/customers/{customer.pk}/balances/" in text(record)
    page = f"/cash/customers/{customer.pk}/balances/new/"

    refused = desk.post(page, {"concept": "Invoice 1042", "amount": "nothing", "old_number": "FAC 7"})
    made = desk.post(page, {"concept": "Invoice 1042", "amount": "40", "due_on": "2026-09-30", "old_number": "FAC 7"})

    assert refused.status_code == 422
    assert "Invoice 1042" in text(refused)
    balance = OpeningBalance.objects.get()
    assert made.status_code == 303
    assert made.url == f"/cash/balances/{balance.pk}/"
    shown = plain(desk.get(made.url))
    assert "Left to pay US$ 40.00" in shown
    assert "FAC 7" in shown
    assert "SI-000001" in plain(desk.get(f"/cash/customers/{customer.pk}/balances/"))


def test_with_two_currencies_the_form_asks_in_which(desk, customer, rate):
    page = f"/cash/customers/{customer.pk}/balances/new/"

    desk.post(page, {"concept": "Invoice 1042", "amount": "40.50", "currency": "VES"})

    assert list(Charge.objects.values_list("amount", "currency")) == [(40_50, "VES")]


def test_take_payment_finds_it_by_its_number_and_by_the_old_one(client_of, clerk, customer):
    desk, balance = client_of(clerk), factories.an_opening_balance(customer)

    for typed in ("SI-000001", "si 1", "fac-1042"):
        assert desk.get("/cash/new/", {"q": typed}).url == f"/cash/accounts/{balance.charge_id}/", typed
    assert "SI-000001" in plain(desk.get("/cash/new/"))


def test_the_one_search_finds_it_by_both_numbers(client_of, clerk, customer):
    desk, balance = client_of(clerk), factories.an_opening_balance(customer)

    assert f"/cash/balances/{balance.pk}/" in text(desk.get("/search/", {"q": "fac-1042"}))
    assert desk.get("/search/", {"q": "SI-000001"}).url == f"/cash/balances/{balance.pk}/"


def test_another_sellers_customers_balance_is_not_found(client_of, seller, stranger):
    balance = factories.an_opening_balance(stranger)
    desk = client_of(seller)

    assert desk.get(f"/cash/balances/{balance.pk}/").status_code == 404
    assert f"/cash/balances/{balance.pk}/" not in text(desk.get("/search/", {"q": "fac-1042"}))


def test_its_payment_is_reversed_on_the_page_of_the_payment(client_of, owner, customer):
    """Also in a shop without customer care: it belongs to no module."""
    balance = factories.an_opening_balance(customer)
    payment = factories.a_payment(balance.charge)
    desk = client_of(owner)

    assert f"/cash/{payment.pk}/reversal/" in text(desk.get(f"/cash/{payment.pk}/"))
    answer = desk.post(f"/cash/{payment.pk}/reversal/", {"reason": "Twice", "current": factories.PASSWORD})

    assert (answer.status_code, answer.url) == (303, f"/cash/balances/{balance.pk}/")
    assert OpeningBalance.objects.get().balance == 40_00


def test_a_master_voids_it_on_its_page(client_of, owner, clerk, customer):
    balance = factories.an_opening_balance(customer)
    page = f"/cash/balances/{balance.pk}/"
    desk = client_of(owner)

    assert f"{page}voiding/" in text(desk.get(page))
    assert f"{page}voiding/" not in text(client_of(clerk).get(page))
    assert desk.post(f"{page}voiding/", {"reason": "Paid before"}).url == page

    shown = plain(desk.get(page))
    assert "Void" in shown
    assert "Paid before" in shown
    assert desk.get(f"{page}voiding/").url == page
