"""C6: an invoice is paid, late with what is proposed for that, undone and cancelled; its state follows its payments."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.accounts.models import User
from faena.billing import actions, late
from faena.billing.models import Invoice, InvoiceLine
from faena.billing.statement import with_last_payment
from faena.cash.actions import TenderFacts, collect
from faena.cash.cases import NO_ADJUSTMENT, Adjustment
from faena.cash.models import Charge, Payment
from faena.company.models import Company
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from tests import factories


@pytest.fixture
def method():
    return factories.a_method("Cash")


@pytest.fixture
def pay(method, clerk):
    def paid(invoice: Invoice, amount: int, adjustment: Adjustment = NO_ADJUSTMENT, *, by: User = clerk) -> Payment:
        return collect(invoice.account, tenders=[TenderFacts(method, amount, "USD")], adjustment=adjustment, by=by)

    return paid


def again(invoice: Any) -> Any:
    return Invoice.objects.with_paid().get(pk=invoice.pk)


def lines(invoice: Any) -> list[tuple[str, int]]:
    return [(line.kind, line.amount) for line in invoice.lines.order_by("id")]


def proposed(invoice: Any) -> Any:
    return late.proposed(again(invoice), Company.the(), timezone.localdate())


# --- its state ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("due", "state"), [(3, "open"), (0, "open"), (-1, "overdue")])
def test_the_due_day_is_still_in_time(due, state):
    """C5."""
    invoice = factories.an_invoice(due=due)

    assert again(invoice).state == invoice.state == state
    assert [one.pk for one in Invoice.objects.in_state(state, timezone.localdate())] == [invoice.pk]


def test_it_is_paid_when_nothing_is_left_and_open_again_when_a_payment_is_reversed(pay, owner):
    invoice = factories.an_invoice(amount=30_00)
    pay(invoice, 10_00)
    assert (again(invoice).state, again(invoice).balance) == ("open", 20_00)
    last = pay(invoice, 20_00)
    assert (again(invoice).state, again(invoice).balance) == ("paid", 0)

    actions.reverse_collection(invoice, last, reason="Typed twice", by=owner)

    assert (again(invoice).state, again(invoice).balance) == ("open", 20_00)


def test_it_was_paid_when_money_came_in_that_stayed(pay, owner):
    """C5: a payment that was taken back is no day of payment."""
    invoice = factories.an_invoice(amount=30_00)
    first, second = pay(invoice, 10_00), pay(invoice, 20_00)
    assert with_last_payment(Invoice.objects.all()).get().paid_at == second.at

    actions.reverse_collection(invoice, second, reason="Typed twice", by=owner)

    assert with_last_payment(Invoice.objects.all()).get().paid_at == first.at


def test_too_much_is_refused_with_the_figure(pay):
    invoice = factories.an_invoice(amount=30_00)

    with pytest.raises(RuleBroken, match=r"US\$\s30\.00"):
        pay(invoice, 30_01)


# --- paid late ------------------------------------------------------------------------------------------------


def test_nothing_is_proposed_in_time():
    """C6: no silent accrual."""
    assert proposed(factories.an_invoice(due=0)) is None


def test_fine_and_interest_are_proposed_after_the_due_day():
    """C6: 2 % once, 1 % a month by days, of what is left, each rounded half up."""
    invoice = factories.an_invoice(amount=33_33, due=-12)

    late_fees = proposed(invoice)

    assert (late_fees.fine, late_fees.interest, late_fees.days) == (67, 13, 12)  # 66.66 and 13.332
    assert late_fees.fine_summary == "Fine for late payment, 2 %"
    assert late_fees.interest_summary == "Interest, 1 % a month, 12 days"
    assert again(invoice).balance == 33_33


def test_what_is_proposed_is_of_what_is_left(pay):
    invoice = factories.an_invoice(amount=30_00, due=-30)
    pay(invoice, 20_00)

    assert (proposed(invoice).fine, proposed(invoice).interest) == (20, 10)


def test_accepting_adds_lines_and_the_payment_at_once(pay, clerk):
    """C6: lines of the invoice, its charge, then the payment."""
    invoice = factories.an_invoice(amount=30_00, due=-15)

    payment = pay(invoice, 30_75, Adjustment(fine=60, interest=15))

    assert lines(invoice) == [("plan", 30_00), ("fine", 60), ("interest", 15)]
    fresh = again(invoice)
    assert (fresh.account.amount, fresh.state, payment.left) == (30_75, "paid", 0)
    fine, interest = fresh.lines.exclude(kind="plan").order_by("id")
    assert (fine.bp, interest.bp, interest.days, fine.by) == (200, 100, 15, clerk)
    events = Event.objects.filter(about_kind="invoice", about_id=invoice.pk).order_by("id")
    assert [render_event(event).text for event in events] == [
        f"Clara Clerk added a fine to {invoice}: US$\xa00.60",
        f"Clara Clerk added interest to {invoice}: US$\xa00.15",
    ]


def test_it_may_be_left_away(pay):
    invoice = factories.an_invoice(amount=30_00, due=-15)

    pay(invoice, 30_00)

    assert (lines(invoice), again(invoice).state) == ([("plan", 30_00)], "paid")


def test_the_fine_is_once_and_interest_begins_again_where_it_ended(pay):
    """C6: interest is never of interest."""
    invoice = factories.an_invoice(amount=30_00, due=-15)
    pay(invoice, 10_75, Adjustment(fine=60, interest=15))

    assert proposed(invoice) is None  # fined already, and no day has passed since

    late_fees = late.proposed(again(invoice), Company.the(), timezone.localdate() + timedelta(days=30))
    assert (late_fees.fine, late_fees.interest, late_fees.days) == (0, 20, 30)


@pytest.mark.parametrize("adjustment", [Adjustment(fine=61), Adjustment(interest=14), Adjustment(fine=60, interest=16)])
def test_other_amounts_than_those_proposed_are_refused(pay, adjustment):
    """A page that stood open over midnight: nobody pays what he was not told."""
    invoice = factories.an_invoice(amount=30_00, due=-15)

    with pytest.raises(RuleBroken, match="others by now") as refused:
        pay(invoice, 30_00, adjustment)

    assert refused.value.at == "adjustment"
    assert (lines(invoice), Payment.objects.count()) == ([("plan", 30_00)], 0)


def test_what_is_refused_of_the_payment_takes_the_lines_with_it(pay):
    """C6: one transaction."""
    invoice = factories.an_invoice(amount=30_00, due=-15)

    with pytest.raises(RuleBroken):
        pay(invoice, 99_00, Adjustment(fine=60))

    assert lines(invoice) == [("plan", 30_00)]
    assert again(invoice).account.amount == 30_00


def test_a_discount_is_a_line_too(pay, admin):
    """C6: or a discount."""
    invoice = factories.an_invoice(amount=30_00, due=-15)

    pay(invoice, 25_00, Adjustment(discount=5_00), by=admin)

    assert lines(invoice) == [("plan", 30_00), ("discount", -5_00)]
    assert again(invoice).state == "paid"


def test_what_was_let_off_bears_no_interest(pay, admin):
    """C6: fine and interest are of the plan less its discounts, also while an earlier fine is owed beside it."""
    invoice = factories.an_invoice(amount=30_00, due=-30)
    pay(invoice, 10, Adjustment(fine=60, discount=10_00), by=admin)

    told = proposed(invoice)

    assert again(invoice).balance == 20_50
    assert (told.fine, told.interest) == (0, 20)


@pytest.mark.parametrize("discount", [-1, 30_01])
def test_a_discount_is_no_more_than_what_is_left(pay, admin, discount):
    invoice = factories.an_invoice(amount=30_00)

    with pytest.raises(RuleBroken) as refused:
        pay(invoice, 1_00, Adjustment(discount=discount), by=admin)

    assert refused.value.at == "adjustment.discount"


@pytest.mark.parametrize(
    ("role", "gives"),
    [("owner", True), ("admin", True), ("clerk", False), ("seller", False), ("technician", False)],
)
@pytest.mark.parametrize("fine", [0, 60])
def test_only_who_manages_the_invoices_gives_a_discount(pay, request, role, gives, fine):
    """C6: whoever calls the action, with a form of ours or without; a fine is added by everybody who collects."""
    by = request.getfixturevalue(role)
    his = factories.a_customer(seller=by if role == "seller" else None)
    invoice = factories.an_invoice(factories.a_subscription(his), amount=30_00, due=-15)
    pay(invoice, 1_00, Adjustment(fine=fine), by=by)

    if gives:
        pay(invoice, 1_00, Adjustment(discount=5_00), by=by)
        return
    with pytest.raises(NotAllowed) as refused:
        pay(invoice, 1_00, Adjustment(discount=5_00), by=by)

    assert refused.value.at == "adjustment.discount"
    assert "discount" not in dict(lines(invoice))
    assert [payment.amount for payment in Payment.objects.all()] == [1_00]


def test_the_database_fines_once_and_keeps_the_signs():
    invoice = factories.an_invoice()
    facts = {"invoice": invoice, "by": factories.somebody()}
    InvoiceLine.objects.create(kind="fine", amount=1, **facts)
    for kind, amount in (("fine", 1), ("interest", -1), ("discount", 1), ("plan", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            InvoiceLine.objects.create(kind=kind, amount=amount, **facts)


# --- cancelled ------------------------------------------------------------------------------------------------


def test_a_cancelled_invoice_owes_nothing_and_takes_nothing(pay, admin):
    """C6: with who and why; it stays."""
    invoice = factories.an_invoice()

    actions.cancel_invoice(invoice, reason=" The line was down ", by=admin)

    fresh = again(invoice)
    assert (fresh.state, fresh.balance) == ("cancelled", 0)
    assert (fresh.cancellation.reason, fresh.cancellation.by) == ("The line was down", admin)
    assert render_event(Event.objects.get(verb="invoice.cancelled")).note == "The line was down"
    with pytest.raises(RuleBroken):
        pay(invoice, 1_00)
    with pytest.raises(RuleBroken, match="cancelled already"):
        actions.cancel_invoice(invoice, reason="Again", by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceLine.objects.create(invoice=invoice, kind="fine", amount=1, by=admin)


def test_it_is_not_cancelled_while_money_is_collected_or_without_a_reason(pay, admin, owner):
    """C6."""
    invoice = factories.an_invoice()
    with pytest.raises(RuleBroken) as refused:
        actions.cancel_invoice(invoice, reason=" ", by=admin)
    assert refused.value.at == "reason"
    payment = pay(invoice, 1_00)
    with pytest.raises(RuleBroken, match=r"US\$\s1\.00 are collected"):
        actions.cancel_invoice(invoice, reason="Mistake", by=admin)

    actions.reverse_collection(invoice, payment, reason="Mistake", by=owner)
    actions.cancel_invoice(invoice, reason="Mistake", by=admin)

    assert again(invoice).state == "cancelled"


def test_a_payment_of_another_account_is_not_reversed_here(pay, owner):
    other = factories.a_payment()

    with pytest.raises(RuleBroken):
        actions.reverse_collection(factories.an_invoice(), other, reason="Mistake", by=owner)


def test_its_account_points_back(pay):
    invoice = factories.an_invoice()

    assert Charge.objects.get(account=str(invoice)).ref == invoice.as_ref
