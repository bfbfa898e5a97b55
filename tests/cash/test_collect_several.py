"""M10: what a customer owes is paid by one form, the oldest first, with consecutive receipts on one paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from faena.billing.models import InvoiceLine
from faena.cash.actions import TenderFacts, collect, collect_several, reverse_payment
from faena.cash.cases import Adjustment
from faena.cash.models import Charge, Collection, Payment, ReceiptPrint, Tender
from faena.lib.errors import Question, RuleBroken
from faena.upkeep.fsck import money
from tests import factories
from tests.cash.collecting import a_tender, form_on, option_key, plain, text, typed
from tests.processes import without_locks
from tests.world import race, won

pytestmark = pytest.mark.usefixtures("the_shops_clock")


@pytest.fixture
def months(customer):
    """Three of Carmen's, 30.00 USD each; the newest was written first."""
    factories.the_company(has_care=True, fine_bp=200, interest_bp=100)
    plan = factories.a_subscription(customer)
    today = timezone.localdate()
    return [
        factories.an_invoice(plan, due=due, period=(today - timedelta(days=31 * back)).replace(day=1)).charge
        for back, due in enumerate((40, 20, 10))
    ][::-1]


def several(customer, charges, tenders, by, **more):
    return collect_several(customer, accounts=charges, tenders=tenders, by=by, **{"adjustments": {}} | more)


def page_of(customer):
    return f"/cash/customers/{customer.pk}/"


def got(collection):
    """Receipt, account and amount of each part."""
    rows = collection.payments.order_by("receipt").values_list("receipt", "charge", "amount")
    return [tuple(row) for row in rows]


def chosen(*charges):
    return {f"account-{charge.pk}-chosen": "on" for charge in charges}


def sound():
    """What fsck says of the money."""
    return [*money.payments(), *money.tenders(), *money.rates(), *money.overpaid(), *money.collections()]


# --- the action -----------------------------------------------------------------------------------------------


def test_the_oldest_is_paid_first_with_consecutive_receipts(customer, months, method, clerk):
    """M10: one sum, a payment for each account in the order in which they were due."""
    old, middle, new = months

    made = several(customer, [new, old, middle], [TenderFacts(method, 70_00, "USD")], clerk)

    assert got(made) == [(1, old.pk, 30_00), (2, middle.pk, 30_00), (3, new.pk, 10_00)]
    assert str(made) == "R-000001 – R-000003"
    assert [Charge.objects.get(pk=one.pk).balance for one in months] == [0, 0, 20_00]
    assert not sound()


def test_orders_are_paid_together_with_invoices(customer, months, method, order, clerk):
    """M10: an account of the workshop has no due day and is as old as it was written."""
    made = several(customer, [*months, order.charge], [TenderFacts(method, 140_00, "USD")], clerk)

    assert got(made)[0] == (1, order.charge_id, 50_00)
    assert sum(amount for _receipt, _charge, amount in got(made)) == 140_00


def test_a_foreign_tender_is_cut_to_the_last_coin(customer, months, method, rate, clerk):
    """M10: each part is worth what its rate makes of it, and together they are what was handed over."""
    given = [TenderFacts(method, 12_345_67, "VES", rate=rate), TenderFacts(method, 12_34, "USD")]

    made = several(customer, months, given, clerk)

    tenders = Tender.objects.filter(payment__collection=made)
    assert sum(one.amount for one in tenders if one.currency == "VES") == 12_345_67
    assert sum(one.amount for one in tenders if one.currency == "USD") == 12_34
    assert {(one.rate, one.rate_on) for one in tenders if one.rate_unit} == {(rate.rate, rate.on)}
    assert not sound()


def test_what_settles_all_in_the_other_currency_settles_each(customer, months, method, rate, clerk):
    settles = rate.quote.most_within(90_00, "VES", "USD")

    several(customer, months, [TenderFacts(method, settles, "VES", rate=rate)], clerk)

    assert [Charge.objects.get(pk=one.pk).balance for one in months] == [0, 0, 0]


@pytest.mark.parametrize("amount", [90_01, 900_00])
def test_more_than_all_owe_is_refused_with_the_figure(customer, months, method, clerk, amount):
    """M10: as on the form of one account; no number is lost."""
    with pytest.raises(RuleBroken, match=r"90\.00") as refused:
        several(customer, months, [TenderFacts(method, amount, "USD")], clerk)

    assert (refused.value.at, refused.value.code) == ("tenders", "balance-exceeded")
    assert not Collection.objects.exists()
    assert got(several(customer, months, [TenderFacts(method, 90_00, "USD")], clerk))[0][0] == 1


def test_fine_and_interest_are_added_to_the_accounts_that_the_money_reaches(customer, method, clerk):
    """M10, C19: as the form of one account does, by the day on which all of the money had come."""
    factories.the_company(has_care=True, fine_bp=200, interest_bp=100)
    late, later = (factories.an_invoice(factories.a_subscription(customer), due=-due).charge for due in (30, 15))
    came = timezone.localdate() - timedelta(days=1)
    money_came = [TenderFacts(method, 30_00, "USD", came_on=came), TenderFacts(method, 89, "USD")]
    added = {late.pk: Adjustment(60, 30), later.pk: Adjustment(60, 15)}

    made = several(customer, [late, later], money_came, clerk, adjustments=added)

    assert got(made) == [(1, late.pk, 30_89)]
    kinds = InvoiceLine.objects.filter(invoice__charge=late).order_by("id").values_list("kind", "amount")
    assert set(kinds) == {("plan", 30_00), ("fine", 60), ("interest", 30)}
    assert Charge.objects.get(pk=later.pk).amount == 30_00
    assert not sound()


def test_a_part_of_earlier_money_is_late_by_the_day_of_all_of_it(customer, method, clerk):
    """M10: the first account gets only what came before, and its interest is what the page proposed."""
    factories.the_company(has_care=True, fine_bp=200, interest_bp=100)
    late, later = (factories.an_invoice(factories.a_subscription(customer), due=-due).charge for due in (30, 15))
    came = timezone.localdate() - timedelta(days=6)
    given = [TenderFacts(method, 30_90, "USD", came_on=came), TenderFacts(method, 30_75, "USD")]

    made = several(
        customer, [late, later], given, clerk, adjustments={late.pk: Adjustment(60, 30), later.pk: Adjustment(60, 15)}
    )

    assert [amount for _receipt, _charge, amount in got(made)] == [30_90, 30_75]


@pytest.mark.parametrize("wrong", [Adjustment(fine=61), Adjustment(interest=5), Adjustment(discount=1_00)])
def test_what_nobody_proposed_is_not_added(customer, months, method, owner, wrong):
    """M10: on an account that the money does not reach either."""
    with pytest.raises(RuleBroken) as refused:
        several(customer, months, [TenderFacts(method, 5_00, "USD")], owner, adjustments={months[-1].pk: wrong})

    assert refused.value.at == "adjustment"


@pytest.mark.parametrize("what", ["none", "another", "paid", "unknown"])
def test_accounts_that_cannot_be_paid_here_are_refused(customer, stranger, months, method, clerk, what):
    """M10: nothing is kept."""
    wrong = {
        "none": list,
        "another": lambda: [*months, factories.an_order(stranger).charge],
        "paid": lambda: [factories.a_payment(months[0], amount=30_00).charge, *months[1:]],
        "unknown": lambda: [*months, factories.an_order(customer, value=None).charge],
    }[what]()
    before = Payment.objects.count()

    with pytest.raises(RuleBroken) as refused:
        several(customer, wrong, [TenderFacts(method, 10_00, "USD")], clerk)

    assert refused.value.at == "accounts"
    assert Payment.objects.count() == before


def test_a_seller_collects_what_his_own_customers_owe(customer, stranger, months, method, seller):
    """M10, W31: what the form of one account asks."""
    charge = factories.an_order(stranger).charge

    with pytest.raises(RuleBroken, match="not yours"):
        several(stranger, [charge], [TenderFacts(method, 10_00, "USD")], seller)

    assert several(customer, months, [TenderFacts(method, 10_00, "USD")], seller).payments.count() == 1
    assert not Payment.objects.filter(charge=charge).exists()


def test_its_parts_do_not_repeat_one_another(customer, months, order, clerk, stranger):
    """M6, M10: one transfer for three months; what came before is asked about once, and the next one is asked."""
    bank = factories.a_method("Bank", needs_reference=True)
    given = [TenderFacts(bank, 90_00, "USD", reference="417721")]
    before = collect(order.charge, tenders=[TenderFacts(bank, 1_00, "USD", reference="417721")], by=clerk)

    with pytest.raises(Question) as asked:
        several(customer, months, given, clerk)
    assert asked.value.at == "tenders.0.reference"
    made = several(customer, months, given, clerk, answers=frozenset(asked.value.answers))

    assert list(asked.value.answers) == [f"repeated-{before.pk}"]
    assert made.payments.count() == 3
    with pytest.raises(Question, match=str(made.payments.latest("id"))):
        collect(
            factories.an_order(stranger).charge, tenders=[TenderFacts(bank, 1_00, "USD", reference="417721")], by=clerk
        )


def test_a_method_that_refuses_repeats_takes_one_transfer_for_several(customer, months, clerk):
    """M6, M10."""
    bank = factories.a_method("Bank", refuses_repeats=True)

    made = several(customer, months, [TenderFacts(bank, 90_00, "USD", reference="417721")], clerk)

    assert made.payments.count() == 3


def all_at_once(customer, method, clerk, amount=90_00):
    """Three accounts that four cashiers pay, in full or the oldest: how many collections, and how many refusals."""
    charges = [factories.an_order(customer, value=30_00).charge for _ in range(3)]
    orders = [charges, charges[::-1], charges[1:] + charges[:1], charges]
    results = race(lambda place: several(customer, orders[place], [TenderFacts(method, amount, "USD")], clerk), 4)
    return len(won(results)), sum(isinstance(result, RuleBroken) for result in results)


@pytest.mark.django_db(transaction=True)
def test_of_cashiers_at_once_one_collects_them(customer, method, clerk):
    """M10: whichever order they name the accounts in, and the receipts of one are consecutive."""
    assert all_at_once(customer, method, clerk) == (1, 3)
    assert all_at_once(customer, method, clerk, 30_00) == (1, 3)
    assert sorted(Payment.objects.values_list("receipt", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_collects_twice_or_fails(customer, method, clerk):
    """The race above is real. PostgreSQL is robbed of the row lock, SQLite of IMMEDIATE."""
    with without_locks(["cash.Charge"]):
        assert any(all_at_once(customer, method, clerk, 30_00) != (1, 3) for _try in range(20))


# --- the pages ------------------------------------------------------------------------------------------------


def test_the_page_lists_what_is_owed_and_registers_it(desk, customer, months, method):
    """M10: all chosen, the whole sum typed; then the page of all receipts."""
    page = desk.get(page_of(customer))

    fields = form_on(page).fields
    assert [name for name in fields if name.endswith("chosen")] == [f"account-{one.pk}-chosen" for one in months]
    assert typed(page)["tenders-0-amount"] == "90.00"
    answer = desk.post(page_of(customer), typed(page) | a_tender(method=option_key(method)))

    assert answer.status_code == 303
    made = Collection.objects.get()
    assert answer["Location"] == f"/cash/collections/{made.pk}/?registered"
    shown = desk.get(answer["Location"])
    assert "R-000001 – R-000003" in text(shown)
    for said in ("US$ 90.00", *(one.account for one in months)):
        assert said in plain(shown)


def test_an_account_that_is_taken_away_is_not_paid(desk, customer, months, method):
    old, middle, new = months
    sent = chosen(old, new) | a_tender(method=option_key(method), amount="60.00")

    assert desk.post(page_of(customer), sent).status_code == 303

    assert not Payment.objects.filter(charge=middle).exists()


def test_nothing_typed_is_lost_and_nothing_kept_when_it_is_refused(desk, customer, months, method):
    sent = chosen(months[0]) | a_tender(method=option_key(method), amount="60.00") | {"note": "Both"}

    refused = desk.post(page_of(customer), sent)

    assert refused.status_code == 422
    assert "The balance is US$ 30.00" in plain(refused)
    kept = typed(refused)
    assert (kept["tenders-0-amount"], kept["note"]) == ("60.00", "Both")
    checked = re.findall(r'name="account-(\d+)-chosen"[^>]* checked', text(refused))
    assert checked == [str(months[0].pk)]
    assert not Payment.objects.exists()


def test_none_chosen_or_one_that_was_paid_meanwhile_is_said(desk, customer, months, method, clerk):
    tender = a_tender(method=option_key(method), amount="30.00")
    collect(months[0], tenders=[TenderFacts(method, 30_00, "USD")], by=clerk)

    assert "Choose what is paid." in plain(desk.post(page_of(customer), tender))
    assert "was paid or changed meanwhile" in plain(desk.post(page_of(customer), tender | chosen(*months)))
    assert Payment.objects.count() == 1


def test_the_sums_say_what_each_account_gets(desk, customer, months, method, rate):
    sent = chosen(*months) | a_tender(method=option_key(method), amount="40.00")

    said = plain(desk.post(f"{page_of(customer)}sums/", sent))

    assert "To pay US$ 90.00" in said
    assert f"{months[1].account} US$ 10.00 Left to pay: US$ 20.00" in said
    assert not Payment.objects.exists()


def test_fines_are_proposed_on_each_account_and_follow_the_day(desk, customer, method):
    """M10, C19: a box on each; another day brings others, which are looked at before they are registered."""
    factories.the_company(has_care=True, fine_bp=200, interest_bp=100)
    charge = factories.an_invoice(factories.a_subscription(customer), due=-30).charge
    page = desk.get(page_of(customer))
    assert typed(page)["tenders-0-amount"] == "30.90"
    sent = typed(page) | a_tender(method=option_key(method), amount="30.00")
    earlier = (timezone.localdate() - timedelta(days=5)).isoformat()

    moved = desk.post(f"{page_of(customer)}sums/", sent | a_tender(came_on=earlier))
    assert 'id="accounts"' in text(moved)
    refused = desk.post(page_of(customer), sent | a_tender(came_on=earlier))
    assert (refused.status_code, Payment.objects.count()) == (422, 0)
    assert "are others by now" in plain(refused)
    assert desk.post(page_of(customer), sent).status_code == 303
    assert Charge.objects.get(pk=charge.pk).amount == 30_90


def test_who_owes_nothing_is_not_asked(desk, customer):
    answer = desk.get(page_of(customer))

    assert answer.status_code == 303
    assert answer["Location"] == f"/customers/{customer.pk}/"


def test_it_is_offered_on_the_record_and_on_the_statement(desk, customer, months, stranger):
    """M10: where something is owed."""
    for page in (f"/customers/{customer.pk}/", f"/customers/{customer.pk}/statement/"):
        assert f'href="{page_of(customer)}"' in text(desk.get(page)), page
    assert f'href="{page_of(stranger)}"' not in text(desk.get(f"/customers/{stranger.pk}/"))


def test_another_sellers_customer_is_not_found(client_of, seller, stranger, clerk, method):
    """M10, W31: neither the form nor the receipts."""
    charge = factories.an_order(stranger).charge
    made = several(stranger, [charge], [TenderFacts(method, 10_00, "USD")], clerk)
    browser = client_of(seller)

    for page in (page_of(stranger), f"/cash/collections/{made.pk}/", f"/cash/collections/{made.pk}/receipts.png"):
        assert browser.get(page).status_code in (403, 404), page


def test_a_reversed_part_is_shown_as_such(desk, customer, months, method, clerk, owner):
    """M10: each is reversed alone, as today."""
    made = several(customer, months, [TenderFacts(method, 90_00, "USD")], clerk)
    reverse_payment(made.payments.get(receipt=2), reason="Wrong month.", by=owner)

    page = text(desk.get(f"/cash/collections/{made.pk}/"))

    assert page.count("is-undone") == 1
    assert "All its receipts" in text(desk.get(f"/cash/{made.payments.get(receipt=1).pk}/"))


def test_its_paper_is_printed_as_the_original_of_each(desk, customer, months, method, clerk):
    """M10, W35: one press, one PDF; the next one is a copy."""
    made = several(customer, months, [TenderFacts(method, 90_00, "USD")], clerk)
    page = f"/cash/collections/{made.pk}/"

    first, second = (desk.post(f"{page}prints/", {"paper": size}) for size in ("80", "a4"))

    assert [answer["Location"] for answer in (first, second)] == [f"{page}prints/1.pdf", f"{page}prints/2.pdf"]
    assert ReceiptPrint.objects.count() == 6
    assert desk.get(first["Location"]).content.startswith(b"%PDF")
    assert desk.get(f"{page}receipts.png?paper=58").status_code == 200
    assert desk.get(f"{page}prints/9.pdf").status_code == 404
