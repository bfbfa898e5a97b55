"""What hangs on the customers of a chunk beside what describes them: plans that they have, and what they owed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions import (
    SubscriptionFacts,
    cancel_subscription,
    subscribe,
    suspend_subscription,
)
from faena.billing.models import Plan, Subscription
from faena.cash.actions import BalanceFacts, open_balance, open_balances
from faena.cash.models import OpeningBalance
from faena.company.catalogue.actions import add_row
from faena.customers.models import Customer
from faena.journal.unit_of_work import step
from faena.lib.errors import RuleBroken
from faena.lib.text import clean, fold
from faena.moving.actions.pasts import PastFacts, keep_pasts
from faena.moving.models import ImportRow
from faena.moving.pasts import Past
from faena.moving.preparing import Ready
from faena.moving.reading.facts import BalanceRead, PlanRead, SubscriptionRead

Outcome = ImportRow.Outcome
KBIT = 1_000  # of a Mbit


@dataclass
class Offered:
    """The plans that there are, by their folded names."""

    plans: dict[str, Plan]
    currency: str

    @classmethod
    def now(cls, currency: str) -> "Offered":
        return cls({fold(plan.name): plan for plan in Plan.objects.order_by("-id")}, currency)

    def plan(self, read: PlanRead, by: User) -> tuple[Plan, bool]:
        """The plan of this name, and whether it was just made."""
        name = clean(read.name)
        if known := self.plans.get(fold(name)):
            return known, False
        speeds = {"down_mbps": (read.down or 0) // KBIT, "up_mbps": (read.up or 0) // KBIT}
        plan = add_row(Plan, facts={"name": name, "price": read.price or 0, "currency": self.currency, **speeds}, by=by)
        self.plans[fold(name)] = plan
        return plan, True


def expected(ready: Ready) -> list[str]:
    """What a row would bring, for a file that is only checked."""
    read = ready.read
    if read is None:
        return []
    subscribed = read.subscription is not None and bool(read.subscription.plan)
    return [
        *(["subscription"] if subscribed else []),
        *("balance" for _one in read.balances),
        *("past" for _one in read.pasts),
        *("order" for _one in read.orders),
    ]


@step
def write_plans(rows: Sequence[Ready], offered: Offered, *, by: User) -> None:
    """Plans of the old system, as they stood in a table of their own."""
    for ready in rows:
        for read in ready.read.plans if ready.read else ():
            try:
                with transaction.atomic():
                    plan, is_new = offered.plan(read, by)
            except RuleBroken as broken:
                ready.refuse(broken.sentence, broken.at)
                continue
            if is_new:
                ready.add("plan", plan.pk)
            ready.outcome = Outcome.ADDED if is_new else ready.outcome or Outcome.SAME


@step
def write_subscriptions(rows: Sequence[Ready], offered: Offered, *, by: User) -> None:
    """Who has which plan. One that is refused, because of a login that somebody has already, is told in its row."""
    wanted = [(ready, ready.read.subscription) for ready in rows if ready.customer and ready.read]
    wanted = [(ready, read) for ready, read in wanted if read is not None]
    if not wanted:
        return
    owners = [ready.customer for ready, _read in wanted]
    there = Subscription.objects.filter(customer__in=owners).values_list("customer", "login", "plan__name")
    logins = {(customer, login.lower()) for customer, login, _plan in there if login}
    plans = {(customer, fold(plan)) for customer, login, plan in there if not login}
    customers = Customer.objects.in_bulk(owners)
    for ready, read in wanted:
        assert read is not None
        if not read.plan:
            ready.remark("plan", _("No plan is named: none was taken."), read.login)
            continue
        has = (
            (ready.customer, read.login.lower()) in logins if read.login else (ready.customer, fold(read.plan)) in plans
        )
        if has:
            continue
        before = dict(offered.plans)
        try:
            with transaction.atomic():
                plan, is_new = offered.plan(PlanRead(read.plan, read.price), by)
                subscription = _subscribed(customers[ready.customer or 0], read, plan, by)
        except RuleBroken as broken:
            offered.plans = before  # one that was made for it is gone with it
            ready.remark(broken.at, broken.sentence, read.login or read.plan)
            continue
        if is_new:
            ready.add("plan", plan.pk)
        ready.add("subscription", subscription.pk)
        if ready.outcome == Outcome.SAME:
            ready.outcome = Outcome.ADDED
        logins.add((subscription.customer_id, read.login.lower()))
        plans.add((subscription.customer_id, fold(read.plan)))


def _subscribed(customer: Customer, read: SubscriptionRead, plan: Plan, by: User) -> Subscription:
    where = read.address
    parts = [where.line, where.landmark, where.district, where.city] if where else []
    started = read.since or timezone.localdate()
    facts = SubscriptionFacts(
        plan=plan,
        price=read.price if read.price is not None and read.price != plan.price else None,
        due_day=read.due_day or started.day,
        started_on=started,
        login=read.login,
        ip=read.ip,
        mac=read.mac,
        address=", ".join(part for part in parts if part)[:250],
    )
    subscription = subscribe(customer, facts, by=by)
    reason = read.reason or _("As imported")
    match read.state:
        case "inactive":
            return suspend_subscription(subscription, reason=reason, version=subscription.version, by=by)
        case "cancelled":
            return cancel_subscription(subscription, reason=reason, version=subscription.version, by=by)
    return subscription


@step
def write_balances(rows: Sequence[Ready], *, by: User) -> None:
    """What was owed: together where all hold the rules, else one by one, so that each row is told its own reason."""
    wanted = [(ready, read) for ready in rows if ready.customer and ready.read for read in ready.read.balances]
    if not wanted:
        return
    there = OpeningBalance.objects.filter(customer__in=[ready.customer for ready, _read in wanted])
    columns = ("customer", "old_number", "charge__concept", "charge__amount", "charge__due_on")
    known = {_key(*row) for row in there.values_list(*columns)}
    new: list[tuple[Ready, BalanceFacts]] = []
    for ready, read in wanted:
        sign = _key(ready.customer, read.old_number, read.concept, read.amount, read.due)
        if sign not in known:
            known.add(sign)
            new.append((ready, _balance(read)))
    try:
        with transaction.atomic():
            keys = open_balances([(ready.customer or 0, facts) for ready, facts in new], by=by)
        made = [(ready, key) for (ready, _facts), key in zip(new, keys, strict=True)]
    except RuleBroken:
        made = [(ready, key) for ready, facts in new if (key := _alone(ready, facts, by))]
    for ready, key in made:
        ready.add("balance", key)
        if ready.outcome == Outcome.SAME:
            ready.outcome = Outcome.ADDED


@step
def write_pasts(rows: Sequence[Ready], *, by: User) -> None:
    """What was over in the old system, to be read."""
    wanted = [(ready, facts) for ready in rows if ready.customer and ready.read for facts in _pasts(ready)]
    if not wanted:
        return
    there = Past.objects.filter(customer__in={ready.customer for ready, _facts in wanted})
    known = {_key(*row) for row in there.values_list("customer", "old_number", "kind", "began_on", "amount", "text")}
    new: list[tuple[Ready, PastFacts]] = []
    for ready, one in wanted:
        sign = _key(ready.customer, one.old_number, one.kind, one.began_on, one.amount, one.text)
        if sign not in known:
            known.add(sign)
            new.append((ready, one))
    try:
        with transaction.atomic():
            keys = keep_pasts([(ready.customer or 0, facts) for ready, facts in new], by=by)
        made = [(ready, key) for (ready, _facts), key in zip(new, keys, strict=True)]
    except RuleBroken:
        made = [(ready, key) for ready, facts in new if (key := _past_alone(ready, facts, by))]
    for ready, key in made:
        ready.add("past", key)
        if ready.outcome == Outcome.SAME:
            ready.outcome = Outcome.ADDED


def _past_alone(ready: Ready, facts: PastFacts, by: User) -> int:
    try:
        with transaction.atomic():
            return keep_pasts([(ready.customer or 0, facts)], by=by)[0]
    except RuleBroken as broken:
        ready.remark("", broken.sentence, facts.old_number)
        return 0


def _pasts(ready: Ready) -> Iterator[PastFacts]:
    read = ready.read
    if read is None:
        return
    for one in read.pasts:
        yield PastFacts(
            one.kind,
            one.old_number[:40],
            one.opened,
            one.ended,
            one.state[:60],
            amount=one.amount,
            paid=one.paid,
            text=one.text[:4000],
        )


def _alone(ready: Ready, facts: BalanceFacts, by: User) -> int:
    try:
        with transaction.atomic():
            return open_balance(Customer.objects.get(pk=ready.customer or 0), facts=facts, by=by).pk
    except RuleBroken as broken:
        ready.remark("balance", broken.sentence, str(facts.amount))
        return 0


def _balance(read: BalanceRead) -> BalanceFacts:
    return BalanceFacts(read.concept or _("Balance of before"), read.amount, read.due, read.old_number)


def _key(*parts: object) -> tuple[str, ...]:
    """(customer, old number, what it is …): by the old number where there is one, with the first of the rest."""
    customer, number, *rest = parts
    return (str(customer), str(number), str(rest[0])) if number else (str(customer), *map(str, rest))
