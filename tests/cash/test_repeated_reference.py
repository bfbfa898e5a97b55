"""M6: an operation is received once. A reference that came before by the same method, on any account, is asked about
with the receipt that has it; a method may be set to refuse it."""

import pytest
from django.db import connection

from faena.cash.actions import TenderFacts, receive_payment, reverse_payment
from faena.cash.models import Payment
from faena.cash.repeats import repeat_of, tenders_with
from faena.customers.actions import DeviceFacts
from faena.journal.models import Event
from faena.lib.errors import Question, RuleBroken
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import ServiceOrder
from tests import factories
from tests.cash.collecting import a_tender, beside, form_on, option_key, page_of, plain, text
from tests.plans import alone
from tests.processes import without_locks
from tests.world import race, won


@pytest.fixture
def bank(db):
    return factories.a_method("Bank", needs_reference=True)


def pay(bank, reference, by, *answers, charge=None, amount=10_00):
    """So much, on an account of its own where none is given."""
    charge = charge or factories.an_order(value=50_00).charge
    tenders = [TenderFacts(bank, amount, "USD", reference=reference)]
    return receive_payment(charge, tenders=tenders, answers=frozenset(answers), by=by)


@pytest.mark.parametrize("again", ["00417721", "417721", " 0041 7721 ", "0000417721"])
def test_a_reference_that_came_before_is_asked_about_with_its_receipt(bank, clerk, again):
    """M6: spaces and the zeros before it tell no two operations apart; nothing is kept until it is answered."""
    first = pay(bank, "00417721", clerk)

    with pytest.raises(Question, match="R-000001") as asked:
        pay(bank, again, clerk)

    assert (asked.value.at, asked.value.code) == ("tenders.0.reference", "asks")
    assert first.charge.account in asked.value.sentence
    assert asked.value.about == first.as_ref
    assert Payment.objects.count() == 1
    (answer,) = asked.value.answers
    assert str(pay(bank, again, clerk, answer)) == "R-000002"
    told = Event.objects.get(verb="payment.repeated")
    assert (told.facts["receipt"], told.facts["reference"]) == ("R-000002", again)


def test_letters_are_compared_without_their_case(bank, clerk):
    pay(bank, "zl-9a", clerk)

    with pytest.raises(Question):
        pay(bank, "ZL-9A", clerk)


def test_what_is_another_operation_is_not_asked_about(bank, clerk, owner):
    """M6: another method, a payment that was reversed, no reference, nothing but zeros."""
    undone = pay(bank, "417721", clerk)
    reverse_payment(undone, reason="Twice.", by=owner)
    cash = factories.a_method("Drawer")

    for method, reference in [(bank, "417721"), (cash, "417721"), (cash, ""), (cash, ""), (cash, "00"), (cash, "00")]:
        pay(method, reference, clerk)

    assert Payment.objects.count() == 7
    assert not Event.objects.filter(verb="payment.repeated").exists()


def test_a_method_may_refuse_it(bank, clerk):
    """M6: whatever is answered."""
    bank.refuses_repeats = True
    bank.save()
    first = pay(bank, "417721", clerk)

    with pytest.raises(RuleBroken, match="takes each reference once") as refused:
        pay(bank, "417721", clerk, f"repeated-{first.pk}")

    assert (refused.value.at, refused.value.code) == ("tenders.0.reference", "duplicate")
    assert not isinstance(refused.value, Question)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("refuses", [False, True])
def test_the_tenders_of_one_payment_are_compared_too(bank, clerk, refuses):
    """M6: the same operation on two lines of one form."""
    bank.refuses_repeats = refuses
    bank.save()
    tenders = [TenderFacts(bank, 10_00, "USD", reference=one) for one in ("417721", "88", "0417721")]

    with pytest.raises(RuleBroken, match="stands here twice") as refused:
        receive_payment(factories.an_order().charge, tenders=tenders, by=clerk)

    assert refused.value.at == "tenders.2.reference"
    assert isinstance(refused.value, Question) is not refuses
    if not refuses:
        charge = factories.an_order().charge
        assert receive_payment(charge, tenders=tenders, answers={"repeated-here"}, by=clerk).amount == 30_00


def test_an_answer_is_given_for_one_receipt(bank, clerk):
    """M6: a third one that repeats the second is asked about anew."""
    first = pay(bank, "417721", clerk)
    pay(bank, "417721", clerk, f"repeated-{first.pk}")

    with pytest.raises(Question, match="R-000002"):
        pay(bank, "417721", clerk, f"repeated-{first.pk}")


def test_who_may_not_see_the_other_receipt_is_not_told_of_it(bank, clerk, seller, customer, stranger):
    """M6, W31: that it was used, and nothing of the other's customer."""
    pay(bank, "417721", clerk, charge=factories.an_order(stranger).charge)
    pay(bank, "88", clerk, charge=factories.an_order(customer).charge)

    hidden, seen = (repeat_of(bank, reference, by=seller) for reference in ("417721", "88"))

    assert hidden.sentence == "The reference 417721 was already used."
    assert "R-000002" in seen.sentence


def test_an_index_finds_it(bank, engine):
    """M6: each collection asks; the shop keeps all of its operations."""
    with connection.cursor() as cursor:
        if engine == "postgres":
            cursor.execute("SET LOCAL enable_seqscan = off")
    alone("tender_by_operation")

    assert "tender_by_operation" in tenders_with(bank, "0042").explain()


# --- two at once ----------------------------------------------------------------------------------------------


def four_with_one_slip(method, clerk, reference):
    """Four accounts, one operation: how many were taken, and how many were asked."""
    charges = [factories.an_order(value=50_00).charge for _ in range(4)]
    results = race(lambda place: pay(method, reference, clerk, charge=charges[place]), 4)
    return len(won(results)), sum(isinstance(result, Question) for result in results)


@pytest.mark.django_db(transaction=True)
def test_of_cashiers_at_once_one_is_not_asked(bank, clerk):
    """M6: the methods are locked before anybody asks."""
    assert four_with_one_slip(bank, clerk, "417721") == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_takes_it_twice_or_fails(bank, clerk):
    """The race above is real. PostgreSQL is robbed of the row lock, SQLite of IMMEDIATE."""
    with without_locks(["cash.PaymentMethod"]):
        assert any(four_with_one_slip(bank, clerk, f"8{place}") != (1, 3) for place in range(20))


# --- pages ----------------------------------------------------------------------------------------------------


def test_the_page_asks_beside_the_reference_and_goes_on(desk, bank, clerk, order):
    """M6: what was typed stays, the other receipt is one press away, and the answer registers it."""
    first = pay(bank, "417721", clerk)
    sent = a_tender(method=option_key(bank), amount="20.00", reference="417721")

    asked = desk.post(page_of(order), sent)

    assert asked.status_code == 422
    assert "The reference 417721 was already used: R-000001" in plain(asked)
    assert f'href="/cash/{first.pk}/"' in text(asked)
    fields = form_on(asked).fields
    assert fields["tenders-0-reference"].values == ["417721"]
    assert desk.post(page_of(order), sent | {"answers": f"repeated-{first.pk}"}).status_code == 303
    assert order.charge.payments.get().tenders.get().reference == "417721"


def test_it_is_asked_in_the_row_that_is_meant(desk, bank, method, clerk, order):
    """M6: the second way of paying."""
    pay(bank, "417721", clerk)
    sent = a_tender(method=option_key(method), amount="20.00")

    asked = desk.post(page_of(order), sent | a_tender(1, method=option_key(bank), amount="5.00", reference="417721"))

    first, second = text(asked).split('id="id_tenders-1-reference"')[:2]
    assert "was already used" not in first.split("<form", 1)[1]
    assert "was already used" in second


def test_a_refusal_stands_beside_the_reference(desk, bank, clerk, order):
    """M6."""
    bank.refuses_repeats = True
    bank.save()
    pay(bank, "417721", clerk)

    refused = desk.post(page_of(order), a_tender(method=option_key(bank), amount="20.00", reference="417721"))

    assert refused.status_code == 422
    assert "takes each reference once" in beside(refused, "tenders-0-reference")


def test_it_is_said_while_it_is_written(desk, bank, clerk, order):
    """M6: before anything is registered; nothing for another one."""
    pay(bank, "417721", clerk)
    sent = a_tender(method=option_key(bank), amount="20.00", reference="417721")

    said, nothing = (
        text(desk.post(f"{page_of(order)}sums/", sent | a_tender(reference=reference))) for reference in ("417721", "9")
    )

    assert "was already used: R-000001" in said
    assert "was already used" not in nothing


def test_the_intake_asks_about_its_advance(desk, bank, clerk, customer):
    """M6: no order is opened before the answer."""
    first = pay(bank, "417721", clerk)
    orders = ServiceOrder.objects.count()
    intake = {
        "name": "Nora Nueva", "phone": "0412 555 0101", "device_kind": "Phone", "reason": "Broken screen",
        "service_value": "50.00", "advance": "20.00", "method": option_key(bank), "reference": "417721",
    }  # fmt: skip

    asked = desk.post("/orders/new/", intake)

    assert asked.status_code == 422
    assert "was already used: R-000001" in plain(asked)
    assert ServiceOrder.objects.count() == orders
    assert desk.post("/orders/new/", intake | {"answers": f"repeated-{first.pk}"}).status_code == 303
    assert Payment.objects.count() == 2


def test_the_action_of_the_intake_names_the_fact(bank, clerk, customer):
    """M6: whoever calls it without our form."""
    pay(bank, "417721", clerk)
    advance = TenderFacts(bank, 20_00, "USD", reference="417721")
    facts = IntakeFacts(reason="Broken screen", service_value=50_00, advance=advance)

    with pytest.raises(Question) as asked:
        open_order(customer, device=DeviceFacts("Phone"), facts=facts, by=clerk)

    assert asked.value.at == "advance.reference"


def test_the_setting_is_one_of_the_method(admin, client_of, bank):
    """M6."""
    page = f"/settings/payment-methods/{bank.pk}/"

    sent = {"name": "Bank", "needs_reference": "on", "refuses_repeats": "on", "version": 1}
    assert client_of(admin).post(page, sent).status_code == 303

    bank.refresh_from_db()
    assert bank.refuses_repeats
    assert "Refuses a repeated reference" in text(client_of(admin).get("/settings/payment-methods/"))
