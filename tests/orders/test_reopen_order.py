"""W16, W34: a closed order is opened again, with the reason, by itself or because a payment of it is reversed."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Charge, Reversal
from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.orders import paper
from faena.orders.actions import (
    IntakeFacts,
    PartFacts,
    add_part,
    add_status,
    close_order,
    open_order,
    reopen_order,
    restore_status,
    reverse_collection,
    set_value,
    void_order,
)
from faena.orders.models import OrderClosing, ServiceOrder, Stage
from faena.portal.shown.orders import shown
from tests import factories
from tests.world import race, won

WHY = "Canary: it failed again"


@pytest.fixture
def order(clerk):
    """A phone that was repaired for 85.00, of a customer who reads English; told to be ready, not paid yet."""
    customer = factories.a_customer(name="Carmen Customer", language="en")
    facts = IntakeFacts(reason="Screen", service_value=85_00, unlock_code="2580")
    order = open_order(customer, device=DeviceFacts(kind="Phone"), facts=facts, by=clerk)
    add_status(order, status=factories.a_status(Stage.READY, name="Come and get it"), by=clerk)
    return again(order)


@pytest.fixture
def closed(order, clerk):
    """The same, paid and handed back."""
    return pay_and_close(order, clerk)


def again(order):
    """As a page would fetch it."""
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def pay(order, amount, by):
    return receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(), amount, "USD")], by=by)


def close(order, by, work_done="New screen."):
    return close_order(order, outcome="repaired", work_done=work_done, version=again(order).version, by=by)


def pay_and_close(order, by, **facts):
    pay(order, Charge.objects.get(pk=order.charge_id).balance, by)
    return again(close(order, by, **facts))


def reopen(order, by, **facts):
    return reopen_order(order, **({"reason": WHY, "version": again(order).version} | facts), by=by)


def money(order):
    return [row[-1].replace("\xa0", " ") for row in order["money"]]


# --- opened again -----------------------------------------------------------------------------------------------


def test_it_goes_on_where_the_customer_was_told_last(closed, owner):
    """W16: no longer closed in any way, and it can be changed again."""
    opened = reopen(closed, owner)

    assert (opened.stage, opened.status.name) == (Stage.READY, "Come and get it")
    assert (opened.closed_at, opened.outcome, opened.is_open) == (None, "", True)
    set_value(opened, value=90_00, version=opened.version, by=owner)
    assert again(closed).account.balance == 5_00


def test_what_was_never_ready_is_not_ready_now(clerk, owner, customer):
    """W16: an order that was closed right after intake is received again."""
    facts = IntakeFacts(reason="Dust", service_value=0)
    order = open_order(customer, device=DeviceFacts(kind="Fan"), facts=facts, by=clerk)

    opened = reopen(close(order, clerk), owner)

    assert opened.stage == opened.status.stage == Stage.RECEIVED


def test_the_closing_is_marked_and_stays(closed, owner):
    """W16: who opened it again, when and why."""
    before = timezone.now()

    reopen(closed, owner, reason=f"  {WHY} ")

    closing = OrderClosing.objects.get()
    assert (closing.stands, closing.reopened_by, closing.reopen_reason) == (False, owner, WHY)
    assert before <= closing.reopened_at <= timezone.now()
    assert (closing.outcome, closing.work_done) == ("repaired", "New screen.")


def test_it_needs_a_reason(closed, owner):
    with pytest.raises(RuleBroken) as refused:
        reopen(closed, owner, reason=" \t ")

    assert refused.value.at == "reason"
    assert again(closed).is_closed
    assert OrderClosing.objects.get().stands


def test_only_a_closed_one_is_opened_again(order, owner):
    """W16: neither one at work nor a void one, which keeps its voiding."""
    with pytest.raises(RuleBroken) as refused:
        reopen(order, owner)
    assert refused.value.sentence == f"{order} is not closed."

    void_order(order, reason="Twice.", version=again(order).version, by=owner)
    with pytest.raises(RuleBroken):
        reopen(order, owner)
    assert again(order).is_void


def test_an_old_version_is_refused(closed, owner, order):
    """Somebody did it meanwhile, and it was closed once more."""
    seen = closed.version
    close(reopen(closed, owner), owner)

    with pytest.raises(Stale):
        reopen(closed, owner, version=seen)

    assert again(closed).is_closed


def test_the_history_tells_it_once_and_keeps_the_reason_apart(closed, owner):
    """W16, W34: the reason is people's words."""
    reopen(closed, owner)

    event = Event.objects.get(verb="order.reopened")
    assert render_event(event).text == "Olga Owner reopened the order; its final report is superseded"
    assert (event.said, event.facts) == ({"note": WHY}, {"number": str(closed)})
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


@pytest.mark.django_db(transaction=True)
def test_eight_masters_at_once_open_it_once(owner):
    """W16: the order's lock; the others read that it is not closed."""
    closed = factories.a_closed_order(by=owner)
    factories.a_status(Stage.READY)

    outcomes = race(lambda _place: reopen_order(closed, reason=WHY, version=closed.version, by=owner), 8)

    assert len(won(outcomes)) == 1
    assert sum(isinstance(outcome, RuleBroken) for outcome in outcomes) == 7
    assert Event.objects.filter(verb="order.reopened").count() == 1


# --- what the customer reads ------------------------------------------------------------------------------------


def test_the_customers_page_follows(closed, owner):
    """W1, W16: that it was handed back is gone from the page, what is left to pay is right."""
    company = Company.the()
    before = shown(closed, company)
    assert (before.steps[0].tone, before.word[:11]) == ("green", "Handed back")

    set_value(reopen(closed, owner), value=95_00, version=again(closed).version, by=owner)

    after = shown(again(closed), company)
    assert [step.title for step in after.steps] == [step.title for step in before.steps[1:]]
    assert (after.status, after.reached) == ("Come and get it", before.reached - 1)
    assert after.word.replace("\xa0", " ") == "You can come and collect it. Left to pay: US$ 10.00."
    assert (after.account.balance.replace("\xa0", " "), after.account.is_settled) == ("US$ 10.00", False)
    assert WHY not in str(after)


def test_that_it_was_delivered_stays_in_the_history_and_is_not_shown_again(closed, owner):
    """W16, W32: the customer is told once more when it is closed."""
    reopen(closed, owner)
    delivered = closed.entries.get(status__stage=Stage.CLOSED)

    with pytest.raises(RuleBroken) as refused:
        restore_status(delivered, by=owner)

    assert "when it is closed" in refused.value.sentence
    delivered.refresh_from_db()
    assert (delivered.withdrawn_by, delivered.withdrawn_at) == (owner, OrderClosing.objects.get().reopened_at)
    close(closed, owner)
    assert closed.entries.filter(status__stage=Stage.CLOSED, withdrawn_at=None).count() == 1


def test_its_link_lives_without_end_again(closed, owner, visitor):
    """W1: also one that had ended by now; what is printed on the slip opens it."""
    link = AccessLink.objects.get()
    assert link.expires_at is not None
    AccessLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert visitor.get(f"/t/{link.token}/").status_code == 404

    reopen(closed, owner)

    link.refresh_from_db()
    assert (link.expires_at, link.revoked_at) == (None, None)
    assert visitor.get(f"/t/{link.token}/").status_code == 200


def test_a_link_that_was_revoked_stays_revoked(closed, owner):
    AccessLink.objects.update(revoked_at=timezone.now())

    reopen(closed, owner)

    assert AccessLink.objects.alive().of(closed.as_ref) is None


def test_the_unlock_code_stays_erased(closed, owner):
    """W11: what was erased does not come back."""
    assert reopen(closed, owner).unlock_sealed == ""


# --- the final reports ------------------------------------------------------------------------------------------


def test_the_first_report_stays_as_it_was_and_the_second_says_what_is_so_now(closed, clerk, owner):
    """W16: superseded is stamped on the first, which keeps its figures; the second has its own."""
    first, company = OrderClosing.objects.get(), Company.the()
    as_closed = paper.report(first, company).data

    add_part(reopen(closed, owner), PartFacts("New battery", unit_price=15_00), by=clerk)
    pay_and_close(closed, clerk, work_done="New screen, new battery.")

    old, new = (paper.report(closing, company).data for closing in OrderClosing.objects.order_by("id"))
    assert old["stamp"] == "Superseded"
    assert "was opened again" in old["stamp_note"]
    assert old == as_closed | {"stamp": old["stamp"], "stamp_note": old["stamp_note"]}
    assert (new["stamp"], new["stamp_note"], new["work"]) == ("", "", "New screen, new battery.")
    assert (money(old), money(new)) == (
        ["US$ 85.00", "US$ 85.00", "US$ 0.00"],
        ["US$ 85.00", "US$ 15.00", "US$ 100.00", "US$ 0.00"],
    )
    assert [len(report[of]) for report in (old, new) for of in ("parts", "payments")] == [0, 1, 1, 2]


def test_it_is_stamped_on_paper(closed, owner):
    """W16: in the customer's language, whoever prints it."""
    reopen(closed, owner)

    pages = PdfReader(io.BytesIO(paper.report(OrderClosing.objects.get(), Company.the()).pdf())).pages

    said = "".join("".join(page.extract_text().split()) for page in pages)
    assert "SUPERSEDED" in said
    assert "thisreportnolongerholds" in said
    assert "Canary" not in said


# --- opened by a reversal ---------------------------------------------------------------------------------------


def test_a_payment_of_a_closed_order_that_is_reversed_opens_it(closed, owner):
    """W34: the amount is owed again, both rows stay, two events of one act."""
    payment = closed.charge.payments.get()

    opened = reverse_collection(closed, payment, reason=WHY, by=owner)

    assert (opened.stage, again(opened).account.balance) == (Stage.READY, 85_00)
    assert (Reversal.objects.get().reason, OrderClosing.objects.get().reopen_reason) == (WHY, WHY)
    reopened, reversed_ = Event.objects.filter(verb__in=["order.reopened", "payment.reversed"]).order_by("id")
    assert (reopened.verb, reopened.act) == ("order.reopened", reversed_.act)
    assert shown(again(closed), Company.the()).account.balance.replace("\xa0", " ") == "US$ 85.00"
    with pytest.raises(RuleBroken):
        close(closed, owner)


def test_of_an_open_order_only_the_payment_is_undone(order, clerk, owner):
    """W34: nothing was closed, so nothing is opened."""
    payment = pay(order, 40_00, clerk)
    version = again(order).version

    reverse_collection(order, payment, reason=WHY, by=owner)

    assert (again(order).account.balance, again(order).version) == (85_00, version)
    assert not Event.objects.filter(verb="order.reopened").exists()


@pytest.mark.parametrize("reason", [" ", WHY], ids=["without a reason", "twice"])
def test_what_is_refused_leaves_the_order_closed(order, clerk, owner, reason):
    """W34: without a reason, or reversed already: the order is not opened by the way."""
    wrong = pay(order, 40_00, clerk)
    reverse_collection(order, wrong, reason="Typed twice", by=owner)
    closed = pay_and_close(order, clerk)
    payment = wrong if reason.strip() else closed.charge.payments.not_reversed().get()

    with pytest.raises(RuleBroken):
        reverse_collection(closed, payment, reason=reason, by=owner)

    assert again(closed).is_closed
    assert (OrderClosing.objects.get().stands, Reversal.objects.count()) == (True, 1)
    assert again(closed).account.balance == 0


def test_a_payment_of_another_order_is_not_undone_here(closed, owner):
    """W34: nothing of either changes."""
    other = factories.a_payment()

    with pytest.raises(RuleBroken, match="is not of"):
        reverse_collection(closed, other, reason=WHY, by=owner)

    assert again(closed).is_closed
    assert not Reversal.objects.exists()
