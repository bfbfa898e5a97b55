"""The demo shop also brings the Internet to its neighbours: its plans, who took, suspended or left one, and what each
month was invoiced and paid."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from faena.accounts.models import User
from faena.billing import actions
from faena.billing.late import proposed
from faena.billing.models import Invoice, Plan, Subscription
from faena.billing.months import month_of, next_month
from faena.cash.actions import collect, print_receipt
from faena.cash.cases import Adjustment
from faena.company.catalogue.actions import add_row
from faena.company.models import Company
from faena.customers.actions import add_address, create_customer
from faena.customers.models import Customer
from faena.upkeep.demo import clock
from faena.upkeep.demo.clock import OPENS
from faena.upkeep.demo.country import Country
from faena.upkeep.demo.subscribers import Neighbour, neighbours
from faena.upkeep.demo.till import tender

Life = Iterator[datetime]
FIRST_DAYS = 6  # before the first run the neighbours of old are written down


def begins(now: datetime) -> datetime:
    """When the provider opened: some days before the first of the last three months."""
    first = next_month(month_of(timezone.localdate(now)), -2)
    return now - timedelta(days=(timezone.localdate(now) - first).days + FIRST_DAYS)


class Provider:
    """Yields lives: each waits for its moments and then presses the buttons; the shop runs them side by side."""

    def __init__(self, country: Country, now: datetime, many: int, *, master: User, clerk: User) -> None:
        self.country, self.internet = country, country.internet
        self.now, self.master, self.clerk = now, master, clerk
        self.begins = begins(now)
        self.plans: list[Plan] = []
        self.neighbours = list(neighbours(country, many))
        self.payers: dict[int, Neighbour] = {}

    def offer(self) -> None:
        """On the first day."""
        facts = [{**plan._asdict(), "currency": self.country.currency} for plan in self.internet.plans]
        self.plans = [add_row(Plan, facts=one, by=self.master) for one in facts]

    def lives(self, customers: list[Customer]) -> list[Life]:
        joining = [self._joins(place, neighbour) for place, neighbour in enumerate(self.neighbours)]
        return [self._regulars(customers), *joining, self._months(), self._by_hand(customers)]

    def _joins(self, place: int, neighbour: Neighbour) -> Life:
        """He is registered and takes his plan."""
        yield self._joined_at(place, neighbour)
        customer = create_customer(neighbour.facts, by=self.clerk)
        place_of = add_address(customer, neighbour.address, by=self.clerk)
        plan = self.plans[neighbour.plan]
        facts = self._facts(plan, place + 20, neighbour.login, str(place_of), due_day=neighbour.due_day)
        subscription = actions.subscribe(customer, facts, by=self.master)
        self.payers[subscription.pk] = neighbour

    def _joined_at(self, place: int, neighbour: Neighbour) -> datetime:
        if not neighbour.days:
            return self.begins + timedelta(minutes=30 + place * 3)
        return clock.opening(self.now, neighbour.days, 9 + place % 8)

    def _regulars(self, customers: list[Customer]) -> Life:
        """Whoever brings things to be repaired and has a plan too."""
        taken: dict[int, Subscription] = {}
        steps = [(sold.days, False, place) for place, sold in enumerate(self.internet.sold)]
        steps += [(sold.ends, True, place) for place, sold in enumerate(self.internet.sold) if sold.ends is not None]
        for days, leaves, place in sorted(steps, key=lambda step: (-step[0], not step[1], step[2])):
            yield clock.opening(self.now, days, 10.0 + place / 10)
            sold = self.internet.sold[place]
            if leaves:
                leave = actions.cancel_subscription if sold.gone else actions.suspend_subscription
                leave(taken[place], reason=sold.why, version=taken[place].version, by=self.master)
            else:
                plan = self.plans[sold.plan]
                facts = self._facts(plan, place, sold.login, sold.address, price=sold.price)
                taken[place] = actions.subscribe(customers[sold.who], facts, by=self.master)

    def _months(self) -> Life:
        """Each first of a month its invoices, and what is paid of them in the order of the days."""
        due: list[tuple[datetime, int, int]] = []  # when, invoice, amount
        this = month_of(timezone.localdate(self.now))
        runs = [(self._morning(next_month(this, back)), next_month(this, back)) for back in (-2, -1, 0)]
        for moment, period in runs:
            yield from self._payments(due, until=moment)
            yield moment
            run = actions.start_run(period, by=self.master)
            while actions.issue_batch(run, by=self.master):
                pass
            issued = (
                Invoice.objects.filter(period=period, replaces=None)
                .exclude(subscription=None)
                .select_related("charge", "subscription")
                .order_by("id")
            )
            for invoice in issued:
                due += self._will_pay(invoice)
            due.sort()
        yield from self._payments(due, until=self.now)

    def _by_hand(self, customers: list[Customer]) -> Life:
        """What no plan bills; and of last month an invoice that was cancelled by mistake and issued again, and one that
        was cancelled for good."""
        yield clock.opening(self.now, 13, 11)
        due = timezone.localdate() + timedelta(days=5)
        items = [actions.ItemFacts(*item) for item in self.internet.extra]
        actions.issue_invoice(customers[12], items=items, due_on=due, by=self.master)
        yield clock.opening(self.now, 2, 12)
        never = [pk for pk, neighbour in self.payers.items() if neighbour.patience is None]
        last = Invoice.objects.filter(period=next_month(month_of(timezone.localdate()), -1), subscription__in=never)
        for number, wrong in enumerate(last.order_by("id")[:2]):
            reason = self.internet.undone if number else self.internet.mistaken
            wrong = actions.cancel_invoice(wrong, reason=reason, by=self.master)
            if not number:
                actions.reissue_invoice(wrong, by=self.master)

    def _payments(self, due: list[tuple[datetime, int, int]], *, until: datetime) -> Life:
        while due and due[0][0] < until:
            moment, pk, amount = due.pop(0)
            yield moment
            invoice = Invoice.objects.with_paid().get(pk=pk)
            late = proposed(invoice, Company.the(), timezone.localdate())
            added = Adjustment(late.fine, late.interest) if late and pk % 2 else Adjustment()
            till = self.country.till
            way = till.afar if pk % 3 else till.notes
            owed = min(amount, invoice.balance) + added.total
            given = [tender(way, owed)]
            payment = collect(invoice.account, tenders=given, adjustment=added, by=self.clerk)
            if way == till.notes:  # who pays from afar takes no paper
                print_receipt(payment, by=self.clerk)

    def _will_pay(self, invoice: Invoice) -> Iterator[tuple[datetime, int, int]]:
        """(when, invoice, how much), if its day has come."""
        neighbour = self.payers.get(invoice.subscription_id or 0)
        patience, in_full = (neighbour.patience, neighbour.in_full) if neighbour else (0, True)
        due, whole = invoice.account.due_on, invoice.account.amount
        if patience is None or not due or not whole:
            return
        day = max(due + timedelta(days=patience), timezone.localdate(invoice.issued_at))
        ago = (timezone.localdate(self.now) - day).days
        if ago >= 0:
            hour = OPENS + (10 + invoice.pk % 480) / 60
            yield clock.opening(self.now, ago, hour), invoice.pk, whole if in_full else whole // 2

    def _morning(self, day: date) -> datetime:
        ago = (timezone.localdate(self.now) - day).days
        return min(timezone.localtime(self.now - timedelta(days=ago)).replace(hour=8, minute=0), self.now)

    def _facts(
        self, plan: Plan, place: int, login: str, address: str, *, price: int | None = None, due_day: int = 0
    ) -> actions.SubscriptionFacts:
        around = self.internet.neighbourhood
        return actions.SubscriptionFacts(
            plan=plan,
            price=price,
            due_day=due_day or (5, 12, 20, 28)[place % 4],
            started_on=timezone.localdate(),
            login=login,
            ip=f"10.20.{place // 200}.{10 + place % 200}",
            mac=f"02-00-5e-10-{place // 256:02x}-{place % 256:02x}",
            address=address,
            access_point=around.mast if plan.technology == "radio" else around.box.format(1 + place % 12),
        )
