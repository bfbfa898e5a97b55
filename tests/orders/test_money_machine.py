"""The money of two orders, whatever is done to them, in whatever order and by whom (W10, W13, W16, W18, W33, W34).

A machine takes the steps. Beside it stands a model of plain numbers and lists that says of each step whether it is
refused, and what is so afterwards. FAENA_EXAMPLES=20 tries twenty times as many."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Prefetch
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

from faena.cash.actions import TenderFacts, receive_payment, set_rate
from faena.cash.models import Charge, ExchangeRate, Payment, Reversal, Tender
from faena.company.models import NumberSeries
from faena.customers.models import AccessLink
from faena.gate.grants import Perm, may
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.lib.money import MAX_AMOUNT, MAX_QUANTITY
from faena.lib.rates import Quote
from faena.orders import actions
from faena.orders.models import OrderClosing, Part, ServiceOrder, Signature, Status, StatusEntry, Voiding
from tests import factories
from tests.orders.money_model import OPEN, Book, Line, Paid, Rate, half_up

ROLES = {"M": "master", "A": "administrator", "O": "operator", "S": "seller", "T": "technician"}
# faena/gate/grants.py once more: who passes the door of each step; a seller only to his own customers' orders.
MAY = {
    Perm.ORDER_VALUE: "MAO",
    Perm.PART_ADD: "MAOT",
    Perm.PART_EDIT: "MAOT",
    Perm.PART_DELETE: "MAOT",  # a technician his own
    Perm.PAYMENT_REGISTER: "MAOST",
    Perm.PAYMENT_REVERSE: "M",
    Perm.ORDER_CLOSE: "MAOT",
    Perm.ORDER_REOPEN: "M",
    Perm.ORDER_VOID: "MA",
    Perm.ORDER_EDIT: "MAOST",
    Perm.STATUS_ADD: "MAOT",
    Perm.COMPANY_EDIT: "MA",
}
KEPT = (
    ServiceOrder, Part, StatusEntry, Signature, OrderClosing, Voiding, Charge, Payment, Tender, Reversal, ExchangeRate,
    NumberSeries, AccessLink, Event,
)  # fmt: skip

WHO = st.one_of(st.just("M"), st.sampled_from("MAOST"))
WHICH = st.integers(0, 1)
ANY = st.integers(0, 99)
SELDOM = st.integers(0, 9).map(lambda one: one == 9)
REASON = SELDOM.map(lambda without: " " if without else "Typed twice")
LITTLE = st.integers(0, 40_00)
VALUES = st.one_of(LITTLE, st.sampled_from(["same", "paid", "too little", MAX_AMOUNT, MAX_AMOUNT + 1, 0]))
LINES = st.tuples(
    st.one_of(st.integers(1, 5000), st.sampled_from([500, 1000, 1500, 0, MAX_QUANTITY + 1])),
    st.one_of(LITTLE, LITTLE, LITTLE, st.sampled_from([0, MAX_AMOUNT, MAX_AMOUNT + 1])),
    st.booleans(),
)
# In the second currency?, how much (hundredths of what is left, one less, one more), which rate the customer was told.
SHARES = st.one_of(st.integers(1, 100), st.sampled_from([50, 100, "one less", "one more", "one more", 0]))
TENDERS = st.tuples(st.booleans(), SHARES, st.one_of(st.none(), ANY))
RATES = st.one_of(st.integers(1, 10_000).map(lambda one: one * 50_000_000), st.integers(10**5, 10**13))
DAYS = st.sampled_from([0, 0, 0, 0, 1, 7, 8, -1])


# --- the machine --------------------------------------------------------------------------------------------


class Shop(RuleBasedStateMachine):
    """Each example is undone at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(
        pair=st.sampled_from([("USD", "VES"), ("USD", "VES"), ("VES", "USD"), ("USD", "PYG"), ("PYG", "USD")]),
        values=st.tuples(*[st.one_of(st.none(), LITTLE)] * 2),
        terms_since=st.integers(0, 3),
        rate=st.one_of(st.none(), RATES),
        parts=st.tuples(LINES, LINES),
    )
    def opens(self, pair, values, terms_since, rate, parts):
        self.own, self.second = pair
        factories.the_company(currency=self.own, second_currency=self.second)
        self.users = {letter: factories.a_user(role=role) for letter, role in ROLES.items()}
        self.method = factories.a_method()
        self.rates: list[tuple[ExchangeRate, Rate]] = []
        self.receipts = 0
        self.orders, self.parts, self.payments, self.touched = [], [], [], []
        for place, value in enumerate(values):
            if place == terms_since:
                factories.some_terms()
            self.orders.append(self.opened(value, is_sellers=place == 0))
        if rate:
            self.sets_the_rate("M", True, rate, 0, False)
        self.adds_a_part(0, "O", parts[0])
        self.adds_a_part(1, "T", parts[1])

    def opened(self, value, *, is_sellers):
        customer = factories.a_customer(seller=self.users["S"] if is_sellers else None)
        facts = actions.IntakeFacts(reason="Screen", service_value=value)
        order = actions.open_order(customer, device=factories.a_device(customer), facts=facts, by=self.users["O"])
        events = Event.objects.filter(about_kind="order", about_id=order.pk).count()
        return Book(order.pk, is_sellers, value, order.terms_pending, ["received"], events)

    # --- what is owed ---------------------------------------------------------------------------------------

    @rule(which=WHICH, who=WHO, wish=VALUES, is_old=SELDOM)
    def sets_the_value(self, which, who, wish, is_old):
        """W13."""
        book = self.orders[which]
        bare = book.paid - book.parts
        value = {"same": book.value or 0, "paid": max(bare, 0), "too little": max(bare - 1, 0)}.get(wish, wish)
        refused = not book.is_open or is_old
        refused |= value != book.value and book.refuses(value, book.lines.values())

        def act(by):
            order = again(book)
            actions.set_value(order, value=value, version=order.version - is_old, by=by)

        if self.does(Perm.ORDER_VALUE, who, act, refused, book):
            book.events += value != book.value
            book.value = value

    @rule(which=WHICH, who=WHO, facts=LINES)
    def adds_a_part(self, which, who, facts):
        """W18."""
        book, line = self.orders[which], Line(*facts, who)
        refused = not book.is_open or line.cannot_be or book.refuses(book.value, [*book.lines.values(), line])

        def act(by):
            self.parts.append((book, actions.add_part(again(book), part_facts(line), by=by)))

        if self.does(Perm.PART_ADD, who, act, refused, book):
            book.lines[self.parts[-1][1].pk] = line
            book.events += 1

    @precondition(lambda self: self.parts)
    @rule(place=ANY, who=WHO, facts=LINES, same=SELDOM, is_old=SELDOM)
    def edits_a_part(self, place, who, facts, same, is_old):
        """W21."""
        book, part = self.parts[place % len(self.parts)]
        was = book.lines[part.pk]
        facts = (was.quantity, was.price, was.charged) if same else facts
        line = Line(*facts, was.author)
        refused = not book.is_open or not was.is_there or is_old or line.cannot_be
        refused |= line != was and book.refuses(book.value, (book.lines | {part.pk: line}).values())

        def act(by):
            version = Part.objects.filter(pk=part.pk).values_list("version", flat=True).first() or 1
            actions.edit_part(part, part_facts(line), version=version - is_old, by=by)

        if self.does(Perm.PART_EDIT, who, act, refused, book):
            book.lines[part.pk] = line
            book.events += line != was

    @precondition(lambda self: self.parts)
    @rule(place=ANY, who=st.one_of(st.just("T"), WHO))
    def deletes_a_part(self, place, who):
        """W21."""
        book, part = self.parts[place % len(self.parts)]
        line = book.lines[part.pk]
        left = [one for one in book.lines.values() if one is not line]
        refused = not book.is_open or not line.is_there or (who == "T" and line.author != "T")
        refused |= book.refuses(book.value, left)

        if self.does(Perm.PART_DELETE, who, lambda by: actions.delete_part(part, by=by), refused, book):
            line.is_there = False
            book.events += 1

    # --- what is paid ---------------------------------------------------------------------------------------

    @rule(which=WHICH, who=WHO, tenders=st.lists(TENDERS, min_size=1, max_size=3))
    def pays(self, which, who, tenders):
        """W33: each tender is converted by the rate of the day, half up, and the sum counts."""
        book, rate = self.orders[which], self.rate_of_today()
        given, facts, refused = [], [], book.stage == "void"
        for is_second, share, rate_seen in tenders:
            currency = self.second if is_second else self.own
            counted = (rate[1] if rate else None) if is_second else Rate(currency, 10**8, timezone.localdate())
            rest = 80_00 if book.balance is None else max(book.balance - sum(row[2] for row in given), 0)
            most = counted.most(rest, currency, self.own) if counted else 0
            wished = {"one less": max(most - 1, 0), "one more": most + 1}
            amount = min(wished[share] if share in wished else most * share // 100, MAX_AMOUNT)
            said = self.rates[rate_seen % len(self.rates)] if rate_seen is not None and self.rates else None
            worth = half_up(counted.worth(amount, currency, self.own)) if counted else 0
            refused |= amount == 0 or worth == 0 or (is_second and said is not None and said is not rate)
            facts.append(TenderFacts(self.method, amount, currency, rate=said and said[0]))
            if counted:
                unit = counted.unit if is_second else ""
                given.append((currency, amount, worth, counted.rate, unit, counted.on))
        total = sum(row[2] for row in given)
        refused |= book.paid + total > MAX_AMOUNT or (book.balance is not None and total > book.balance)

        def act(by):
            self.payments.append((book, receive_payment(again(book).charge, tenders=facts, by=by)))

        if self.does(Perm.PAYMENT_REGISTER, who, act, refused, book):
            self.receipts += 1
            left = None if book.balance is None else book.balance - total
            book.payments.append(Paid(self.receipts, total, left, given))
            book.account_events += 1

    @rule(who=WHO, share=st.sampled_from([50, 100, "one less"]), rate_seen=ANY)
    def both_pay_a_part_of_it(self, who, share, rate_seen):
        """W33: in both currencies; of several rates only the one in force now counts."""
        self.pays(0, who, [(False, share, None)])
        self.pays(1, who, [(True, share, rate_seen)])

    @precondition(lambda self: self.payments)
    @rule(place=ANY, who=WHO, reason=REASON)
    def reverses(self, place, who, reason):
        """W34: once, by a Master, with a reason; a closed order is open again."""
        book, payment = self.payments[place % len(self.payments)]
        paid = next(one for one in book.payments if one.receipt == payment.receipt)
        refused = paid.is_reversed or not reason.strip()

        def act(by):
            actions.reverse_collection(again(book), payment, reason=reason, by=by)

        if self.does(Perm.PAYMENT_REVERSE, who, act, refused, book):
            paid.is_reversed = True
            book.account_events += 1
            if book.stage == "closed":
                self.opens_again(book)

    @rule(who=WHO, by_own=st.booleans(), rate=st.one_of(RATES, st.none()), days=DAYS, is_unsure=SELDOM)
    def sets_the_rate(self, who, by_own, rate, days, is_unsure):
        """W33: the last one of the latest day counts; the same one again is refused (rate None), and whoever is not
        sure is asked about the first one, and about more than twice or less than half of the day before."""
        today = timezone.localdate()
        on, last = today + timedelta(days=days), self.rate_of(today + timedelta(days=days))
        new = Rate(self.own if by_own else self.second, rate or 10**8, on)
        if rate is None and last:
            new = Rate(last[1].unit, last[1].rate, on)
        refused = not 0 <= days <= 7 or (last is not None and last[1] == new)
        compared = self.rate_of(on - timedelta(days=1)) or last
        if is_unsure and compared:
            was, becomes = (one.worth(1, self.own, self.second) for one in (compared[1], new))
            refused |= not was <= 2 * becomes <= 4 * was
        refused |= is_unsure and not compared
        quote = Quote(new.unit, self.second if new.unit == self.own else self.own, new.rate)

        def act(by):
            self.rates.append((set_rate(quote, on=on, is_sure=not is_unsure, by=by), new))

        self.does(Perm.COMPANY_EDIT, who, act, refused)

    # --- how it ends ----------------------------------------------------------------------------------------

    @precondition(lambda self: any(book.is_closable for book in self.orders))
    @rule(which=WHICH, who=WHO, note=st.sampled_from(["", "New screen."]), is_old=SELDOM)
    def closes(self, which, who, note, is_old):
        """W16: balance = 0 ⇔ closable; never without a note."""
        book = self.orders[which]
        refused = not book.is_closable or is_old or not note

        def act(by):
            order = again(book)
            actions.close_order(order, outcome="repaired", work_done=note, version=order.version - is_old, by=by)

        if self.does(Perm.ORDER_CLOSE, who, act, refused, book):
            book.statuses.append("closed")
            book.closings += 1
            book.events += 2  # status added, closed

    @precondition(lambda self: any(book.stage == "closed" for book in self.orders))
    @rule(which=WHICH, who=WHO, reason=REASON, is_old=SELDOM)
    def reopens(self, which, who, reason, is_old):
        """W16, W34."""
        book = self.orders[which]
        refused = book.stage != "closed" or is_old or not reason.strip()

        def act(by):
            order = again(book)
            actions.reopen_order(order, reason=reason, version=order.version - is_old, by=by)

        if self.does(Perm.ORDER_REOPEN, who, act, refused, book):
            self.opens_again(book)

    @rule(which=WHICH, who=WHO, reason=REASON, is_old=SELDOM, really=st.sampled_from([False, False, True]))
    def voids(self, which, who, reason, is_old, really):
        """W11: never with money on it. Seldom, for nothing follows."""
        book = self.orders[which]
        if not really and not book.paid:
            return
        refused = not book.is_open or is_old or book.paid > 0 or not reason.strip()

        def act(by):
            order = again(book)
            actions.void_order(order, reason=reason, version=order.version - is_old, by=by)

        if self.does(Perm.ORDER_VOID, who, act, refused, book):
            book.statuses.append("void")
            book.awaits_terms = False
            book.events += 2  # status added, voided

    @precondition(lambda self: any(book.awaits_terms for book in self.orders))
    @rule(which=WHICH, who=WHO)
    def signs(self, which, who):
        """W9: what waits for a signature cannot be closed."""
        book = self.orders[which]

        def act(by):
            order = again(book)
            actions.sign_terms(order, terms=order.terms_id, signer="Carmen", strokes=None, by=by)

        if self.does(Perm.ORDER_EDIT, who, act, not book.awaits_terms, book):
            book.awaits_terms = False
            book.events += 1

    @rule(which=WHICH, who=WHO, stage=st.sampled_from(OPEN))
    def tells(self, which, who, stage):
        """W14: where a reopened order goes back to."""
        book = self.orders[which]

        def act(by):
            actions.add_status(again(book), status=Status.objects.filter(stage=stage).first(), by=by)

        if self.does(Perm.STATUS_ADD, who, act, not book.is_open, book):
            book.statuses.append(stage)
            book.events += 1

    @precondition(lambda self: any(book.stage != "void" for book in self.orders))
    @rule(which=WHICH, share=st.integers(0, 99))
    def goes_to_its_end_and_back(self, which, share):
        """A Master does whatever hinders and closes it; what is closed he opens again. Steps alone seldom get here."""
        book = self.orders[which]
        if book.stage == "closed":
            self.reopens(which, "M", "It failed again.", False)
        elif book.is_open:
            if book.awaits_terms:
                self.signs(which, "M")
            if book.value is None:
                self.sets_the_value(which, "M", "paid", False)
            if book.balance:
                self.pays(which, "M", [(True, share, None), (False, 100, None)] if share else [(False, 100, None)])
            self.closes(which, "M", "New screen.", False)

    # --- what is so after every step ------------------------------------------------------------------------

    @precondition(lambda self: self.touched)
    @invariant()
    def everything_is_as_the_model_says(self):
        """Amount due = value + chargeable parts; paid = what stands; the balance is derived; receipts have no gap and
        no double; balance = 0 ⇔ closable; nobody pays one more than is left, no value is one less than was paid; the
        history holds. What one order does, the other does not feel."""
        events = list(Event.objects.order_by("about_kind", "about_id", "seq"))
        assert list(broken_links(events)) == []
        counted = Counter((event.about_kind, event.about_id) for event in events)
        assert counted["company", 1] == len(self.rates)
        assert found(self.orders, counted) == [expected(book) for book in self.orders]
        for book in self.touched:
            if not book.is_closable or not book.was_closable:
                assert is_closable(book) == book.is_closable
            book.was_closable = book.is_closable
            assert book.balance is None or not self.takes(book, book.balance + 1)
            assert book.paid <= book.parts or not self.is_worth(book, book.paid - book.parts - 1)
        assert sorted(one.receipt for book in self.orders for one in book.payments) == list(range(1, self.receipts + 1))
        self.touched = []

    # --- helpers --------------------------------------------------------------------------------------------

    def does(self, door, who, act, refused, book=None):
        """Whether it was done: not by whom the door keeps out, nor what the model says is refused; that changes
        nothing."""
        user = self.users[who]
        may_pass = who in MAY[door] and (who != "S" or book is None or book.is_sellers)
        assert (may(user, door) and (book is None or who != "S" or sees(user, book))) == may_pass
        if not may_pass:
            return False
        if refused:
            before = everything()
            with pytest.raises(RuleBroken):
                act(user)
            assert everything() == before
            return False
        act(user)
        if book and book not in self.touched:
            self.touched.append(book)
        return True

    def takes(self, book, amount):
        facts = [TenderFacts(self.method, amount, self.own)]
        return undone(lambda: receive_payment(again(book).charge, tenders=facts, by=self.users["O"]))

    def is_worth(self, book, value):
        order = again(book)
        return undone(lambda: actions.set_value(order, value=value, version=order.version, by=self.users["O"]))

    def opens_again(self, book):
        assert book.statuses.pop() == "closed"
        book.events += 1

    def rate_of_today(self):
        return self.rate_of(timezone.localdate())

    def rate_of(self, day):
        """The last one set for that day, or for the latest day before it."""
        until = [pair for pair in self.rates if pair[1].on <= day]
        return max(enumerate(until), key=lambda placed: (placed[1][1].on, placed[0]))[1] if until else None


# --- looking ------------------------------------------------------------------------------------------------


def again(book):
    return ServiceOrder.objects.get(pk=book.pk)


def sees(user, book):
    return ServiceOrder.objects.visible_to(user).filter(pk=book.pk).exists()


def part_facts(line):
    return actions.PartFacts("Fan", line.quantity, line.price, line.charged)


def everything():
    """Every row that a step could change."""
    with connection.cursor() as cursor:
        return [rows(cursor, model._meta.db_table) for model in KEPT]


def rows(cursor, table):
    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
    return cursor.fetchall()


def is_closable(book):
    order = again(book)
    facts = {"outcome": "repaired", "work_done": "Done.", "version": order.version}
    return undone(lambda: actions.close_order(order, **facts, by=order.opened_by))


def undone(act):
    """Whether it is not refused: tried, and undone."""
    with transaction.atomic():
        try:
            act()
        except RuleBroken:
            return False
        transaction.set_rollback(True)
    return True


def expected(book):
    is_closed = book.stage == "closed"
    return {
        "value": book.value,
        "due": book.due,
        "paid": book.paid,
        "balance": book.balance,
        "stage": book.stage,
        "statuses": book.statuses,
        "awaits terms": book.is_open and book.awaits_terms,
        "closed": (is_closed, "repaired" if is_closed else ""),
        "closings": [False] * (book.closings - is_closed) + [True] * is_closed,
        "link ends": not book.is_open,
        "payments": [(one.receipt, one.amount, one.left, one.is_reversed, one.tenders) for one in book.payments],
        "parts": [(one.quantity, one.price, one.charged) for one in book.lines.values() if one.is_there],
        "events": (book.events, book.account_events),
    }


def found(books, events):
    """What the database says, of all of them at once."""
    tenders = Prefetch("tenders", Tender.objects.order_by("pk"))
    payments = Payment.objects.order_by("receipt").select_related("reversal").prefetch_related(tenders)
    orders = ServiceOrder.objects.on_sheet().filter(pk__in=[book.pk for book in books]).order_by("pk")
    orders = orders.prefetch_related(
        Prefetch("parts", Part.objects.order_by("pk")),
        Prefetch("closings", OrderClosing.objects.order_by("pk")),
        Prefetch("entries", StatusEntry.objects.public().select_related("status")),
        Prefetch("charge__payments", payments),
    )
    return [as_found(order, events) for order in orders]


def as_found(order, events):
    return {
        "value": order.service_value,
        "due": order.charge.amount,
        "paid": order.charge.paid,
        "balance": order.charge.balance,
        "stage": order.stage,
        "statuses": [entry.status.stage for entry in order.entries.all()],
        "awaits terms": order.terms_pending,
        "closed": (order.closed_at is not None, order.outcome),
        "closings": [closing.stands for closing in order.closings.all()],
        "link ends": AccessLink.objects.of(order.as_ref).expires_at is not None,
        "payments": [
            (one.receipt, one.amount, one.left, one.is_reversed, [as_given(row) for row in one.tenders.all()])
            for one in order.charge.payments.all()
        ],
        "parts": [(one.quantity, one.unit_price, one.is_chargeable) for one in order.parts.all()],
        "events": (events["order", order.pk], events["charge", order.charge_id]),
    }


def as_given(row):
    return (row.currency, row.amount, row.amount_in_charge_currency, row.rate, row.rate_unit, row.rate_on)


@pytest.mark.slow("thirty lives of an order")
def test_whatever_is_done_the_money_is_as_the_model_says(db):
    """W10, W13, W16, W18, W33, W34: what is refused changes nothing, what is done changes what it should."""
    examples = 30 if connection.vendor == "sqlite" else 20  # PostgreSQL takes thrice as long for each
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=examples * int(os.environ.get("FAENA_EXAMPLES", "1")),
            stateful_step_count=30,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
