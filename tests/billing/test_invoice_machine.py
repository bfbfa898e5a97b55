"""C5, C6: the state of an invoice is a function of what was charged and paid, whatever is done to it in whatever order.

A machine issues, charges for paying late, pays, reverses, cancels and lets days pass. Beside it stands a model of plain
numbers. FAENA_EXAMPLES=20 tries twenty times as many."""

import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from faena.billing import actions, late
from faena.billing.models import Cancellation, Invoice, InvoiceLine, InvoiceRun
from faena.billing.months import month_of, next_month
from faena.cash.actions import TenderFacts
from faena.cash.cases import Adjustment
from faena.cash.models import Charge, Payment, Reversal, Tender
from faena.company.models import Company, NumberSeries
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.upkeep.demo import clock
from tests import factories

FINE, INTEREST = Fraction(2, 100), Fraction(1, 100) / 30  # the company's, a day
KEPT = (Invoice, InvoiceLine, InvoiceRun, Cancellation, Charge, Payment, Tender, Reversal, NumberSeries, Event)
WHICH, ANY = st.integers(0, 9), st.integers(0, 99)
NEVER = 77_777_77  # no interest of these invoices
OFF = st.sampled_from([0, 0, 1, 10, 100])
SELDOM = st.integers(0, 9).map(lambda one: one == 9)
SHARES = st.sampled_from([1, 33, 50, 99, 100, 100, "one more", 0])


def half_up(number):
    return floor(number + Fraction(1, 2))


@dataclass
class Book:
    """What one invoice should be. lines: kind, amount, day."""

    pk: int
    due: date
    lines: list = field(default_factory=list)
    payments: list = field(default_factory=list)  # [payment, amount, is reversed]
    is_cancelled: bool = False

    @property
    def paid(self):
        return sum(amount for _payment, amount, is_reversed in self.payments if not is_reversed)

    @property
    def balance(self):
        return 0 if self.is_cancelled else sum(amount for _kind, amount, _day in self.lines) - self.paid

    def state(self, today):
        if self.is_cancelled:
            return "cancelled"
        if self.balance == 0:
            return "paid"
        return "overdue" if today > self.due else "open"

    def late(self, today):
        """(fine, interest) that are proposed."""
        if self.state(today) != "overdue":
            return (0, 0)
        base = min(sum(amount for kind, amount, _day in self.lines if kind in ("plan", "discount")), self.balance)
        since = max([self.due, *(day for kind, _amount, day in self.lines if kind == "interest")])
        fined = any(kind == "fine" for kind, _amount, _day in self.lines)
        days = (today - since).days
        return (0 if fined else half_up(base * FINE), half_up(base * INTEREST * days))


class Provider(RuleBasedStateMachine):
    """Each example is undone at its end."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(prices=st.lists(st.integers(1, 99_99), min_size=1, max_size=3), due_day=st.integers(1, 31))
    def opens(self, prices, due_day):
        self.begins = timezone.now().replace(hour=16, minute=0)
        self.days, self.periods, self.books = 0, set(), []
        self.user, self.method = factories.a_user(role="master"), factories.a_method()
        customer = factories.a_customer()
        self.subscriptions = [
            factories.a_subscription(customer, price=price, due_day=due_day, started_on=date(2020, 1, 1))
            for price in prices
        ]
        self.issues()

    @property
    def today(self):
        with self.now():
            return timezone.localdate()

    def now(self):
        return clock.at(self.begins + timedelta(days=self.days))

    @rule()
    def issues(self):
        """C19: the run of this month, once or again."""
        period = month_of(self.today)
        is_new = period not in self.periods
        self.does(lambda: actions.start_run(period, by=self.user), is_refused=not is_new)
        if not is_new:
            return
        self.periods.add(period)
        run = InvoiceRun.objects.get(period=period)
        with self.now():
            while actions.issue_batch(run, size=2, by=self.user):
                pass
        for invoice in Invoice.objects.filter(period=period).order_by("id"):
            subscription = next(one for one in self.subscriptions if one.pk == invoice.subscription_id)
            last = (next_month(period) - timedelta(days=1)).day
            due = max(period.replace(day=min(subscription.due_day, last)), self.today + timedelta(days=3))
            self.books.append(Book(invoice.pk, due, [("plan", subscription.price, self.today)]))

    @rule(which=WHICH, share=SHARES, accepts=st.tuples(st.booleans(), st.booleans()), off=OFF, is_stale=SELDOM)
    def pays(self, which, share, accepts, off, is_stale):
        """C6: with or without what is proposed, less a discount of so many hundredths."""
        book, today = self.books[which % len(self.books)], self.today
        proposed = book.late(today)
        added = Adjustment(
            fine=proposed[0] * accepts[0],
            interest=proposed[1] * accepts[1] + is_stale * NEVER,
            discount=book.balance * off // 100,
        )
        balance = book.balance + added.total
        amount = balance + 1 if share == "one more" else balance * share // 100
        refused = not book.balance or is_stale or not 0 < amount <= balance

        def act():
            tender = TenderFacts(self.method, amount, "USD")
            invoice = Invoice.objects.get(pk=book.pk)
            payment = actions.pay_invoice(invoice, tenders=[tender], adjustment=added, by=self.user)
            book.payments.append([payment, amount, False])

        if self.does(act, is_refused=refused):
            for kind, sum_ in (("fine", added.fine), ("interest", added.interest), ("discount", -added.discount)):
                if sum_:
                    book.lines.append((kind, sum_, today))

    @precondition(lambda self: any(book.payments for book in self.books))
    @rule(place=ANY)
    def reverses(self, place):
        """W34: once."""
        paid = [(book, one) for book in self.books for one in book.payments]
        book, one = paid[place % len(paid)]
        invoice = Invoice.objects.get(pk=book.pk)
        was = one[2]
        if self.does(lambda: actions.reverse_collection(invoice, one[0], reason="Twice", by=self.user), is_refused=was):
            one[2] = True

    @rule(which=WHICH)
    def cancels(self, which):
        """C6: not while money is collected."""
        book = self.books[which % len(self.books)]
        invoice, refused = Invoice.objects.get(pk=book.pk), book.is_cancelled or book.paid > 0
        if self.does(lambda: actions.cancel_invoice(invoice, reason="Mistake", by=self.user), is_refused=refused):
            book.is_cancelled = True

    @rule(days=st.sampled_from([1, 3, 10, 31]))
    def days_pass(self, days):
        self.days += days

    def does(self, act, *, is_refused):
        """Whether it was done; what is refused leaves nothing."""
        before = [model.objects.count() for model in KEPT]
        with self.now():
            try:
                with transaction.atomic():
                    act()
            except RuleBroken:
                assert is_refused
                assert [model.objects.count() for model in KEPT] == before
                return False
        assert not is_refused
        return True

    @invariant()
    def the_state_is_that_of_the_money(self):
        today, company = self.today, Company.the()
        for invoice in Invoice.objects.with_paid().prefetch_related("lines"):
            book = next(one for one in self.books if one.pk == invoice.pk)
            state = book.state(today)
            assert (invoice.state_on(today), invoice.balance, invoice.received) == (state, book.balance, book.paid)
            assert Invoice.objects.in_state(state, today).filter(pk=invoice.pk).exists()
            assert invoice.account.due_on == book.due
            lines_written = sorted((line.kind, line.amount) for line in invoice.lines.all())
            assert lines_written == sorted((kind, amount) for kind, amount, _day in book.lines)
            assert invoice.account.amount == sum(amount for _kind, amount in lines_written)
            with self.now():
                proposed = late.proposed(invoice, company, today)
            assert ((proposed.fine, proposed.interest) if proposed else (0, 0)) == book.late(today)
        assert Invoice.objects.count() == len(self.books)
        numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


@pytest.mark.slow("the lives of many invoices")
@pytest.mark.django_db
def test_the_state_follows_the_payments_whatever_is_done():
    """C5, C6, C19."""
    factories.the_company(has_care=True)
    times = int(os.environ.get("FAENA_EXAMPLES", "1"))
    run_state_machine_as_test(
        Provider,
        settings=settings(
            max_examples=15 * times,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
