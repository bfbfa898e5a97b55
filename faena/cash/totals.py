"""What came in over some days, by method and currency: received, given back as change, taken back by reversals, and
what stayed; and day by day, in one currency by the rate of each day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.utils import timezone

from faena.accounts.models import User
from faena.cash.models import Change, ExchangeRate, Payment, PaymentQuerySet, Tender
from faena.company.models import Company
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.lib.dates import day_span
from faena.lib.named import NamedValues


@dataclass(frozen=True)
class Line:
    """One method in one currency; amounts in its minor units. `count`: tenders received; `change`: what went back of
    those that were received; `reversed`: what reversals took, less the change that came back by them."""

    method: str
    currency: str
    count: int
    received: int
    change: int
    reversed: int
    kind: str = ""
    method_id: int = 0

    @property
    def net(self) -> int:
        return self.received - self.change - self.reversed


@dataclass(frozen=True)
class CashTotals:
    lines: list[Line]

    @property
    def by_currency(self) -> list[Line]:
        """One line for each currency, over all methods."""
        currencies = dict.fromkeys(line.currency for line in self.lines)
        return [_together([line for line in self.lines if line.currency == currency]) for currency in currencies]


def _together(lines: list[Line]) -> Line:
    sums = (sum(getattr(line, name) for line in lines) for name in ("count", "received", "change", "reversed"))
    return Line("", lines[0].currency, *sums)


def in_one(amounts: dict[str, int], own: str, rate: ExchangeRate | None) -> tuple[int, dict[str, int]]:
    """Minor units of the currency `own` that these are worth together by the rate, and by currency what it does not
    convert."""
    total, rest = 0, {}
    for currency, amount in amounts.items():
        if currency == own or not amount:
            total += amount
        elif rate and {currency, own} == {rate.unit, rate.other}:
            total += rate.quote.convert(amount, currency, own)
        else:
            rest[currency] = amount
    return total, rest


def totals(received: PaymentQuerySet, undone: PaymentQuerySet, **tenders: Any) -> CashTotals:
    """`received`: payments of the days; `undone`: payments that were reversed in the days, whenever they had come. A
    reversal counts on its own day, so that the days that were counted before stay as they were. `tenders` narrows. One
    query."""
    sums: dict[tuple[Any, ...], Counter[str]] = {}
    for what, position, called, currency, method, kind, count, total in _summed(received, undone, tenders):
        line = sums.setdefault((position, called, currency, method, kind), Counter())
        line[what] += int(total)
        line["count"] += count if what == "came" else 0
    return CashTotals(
        [
            Line(
                key[1], key[2], of["count"], of["came"], of["given"], of["undone"] - of["given_undone"], key[4], key[3]
            )
            for key, of in sorted(sums.items(), key=lambda one: (one[0][0], one[0][3], one[0][2]))
        ]
    )


# What goes into a sum of days: of which rows, and which of the two querysets of payments.
_PARTS = (
    ("came", Tender, True),
    ("given", Change, True),
    ("undone", Tender, False),
    ("given_undone", Change, False),
)


def _summed(received: PaymentQuerySet, undone: PaymentQuerySet, narrowed: dict[str, Any]) -> "QuerySet[Any, Any]":
    """(what, place of the method, what it was called, currency, its key, its kind, how many, how much)."""
    arms = []
    for what, model, is_received in _PARTS:
        payments = (received if is_received else undone).order_by().values("pk")
        rows: Any = model._default_manager.filter(payment__in=payments, **narrowed).order_by()
        called = Coalesce(NullIf("method_name", Value("")), "method__name")
        rows = rows.annotate(what=Value(what, CharField()), called=called)
        by = ("what", "method__position", "called", "currency", "method_id", "method__kind")
        arms.append(rows.values_list(*by).annotate(Count("id"), Sum("amount")))
    return arms[0].union(*arms[1:], all=True)


@dataclass(frozen=True)
class DaySum:
    """What stayed of one day in one currency, what no rate converts, and the rate of the day."""

    day: date
    total: int
    rest: dict[str, int]
    rate: ExchangeRate | None


def by_day(
    received: PaymentQuerySet, undone: PaymentQuerySet, days: Sequence[date], company: Company, **tenders: Any
) -> list[DaySum]:
    """Of consecutive days what stayed of each, in the company's own currency by the rate of that day; `received` and
    `undone` as in `totals`, of all these days. Two queries, however many days there are."""
    nets: dict[date, Counter[str]] = {day: Counter() for day in days}
    for what, day, currency, total in _daily(received, undone, tenders):
        if day in nets:
            nets[day][currency] += int(total) if what in ("came", "given_undone") else -int(total)
    own, *second = company.currencies
    rates = ExchangeRate.objects.each_day(own, second[0], days) if second else {}
    return [DaySum(day, *in_one(dict(net), own, rates.get(day)), rates.get(day)) for day, net in nets.items()]


def _daily(received: PaymentQuerySet, undone: PaymentQuerySet, narrowed: dict[str, Any]) -> "QuerySet[Any, Any]":
    """(what, day, currency, how much)."""
    arms = []
    for what, model, is_received in _PARTS:
        payments = (received if is_received else undone).order_by().values("pk")
        rows: Any = model._default_manager.filter(payment__in=payments, **narrowed).order_by()
        day = TruncDate("payment__at" if is_received else "payment__reversal__at")
        rows = rows.annotate(what=Value(what, CharField()), day=day)
        arms.append(rows.values_list("what", "day", "currency").annotate(Sum("amount")))
    return arms[0].union(*arms[1:], all=True)


def collected_on(day: date, user: User) -> tuple[int, dict[str, int]]:
    """How many receipts of a day the user sees, and what stayed of it in each currency, in minor units: what came less
    its change and what was reversed that day, as `totals` sums it. One query."""
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    start, end = day_span(day, zone)
    receipts, net = 0, Counter[str]()
    for what, currency, count, total in _collected.rows(
        scope(user, Perm.PAYMENT_SEE), user=user.pk, start=start, end=end
    ):
        if what == "receipts":
            receipts += count
        else:
            net[currency] += int(total) if what in ("came", "given_undone") else -int(total)
    return receipts, dict(net)


def _of_day(ask: Any, reach: Scope) -> "list[QuerySet[Any, Any]]":
    """("receipts", currency of the account, how many, how much), (what of _PARTS, currency, how many, their sum)."""
    at = Payment._meta.get_field("at")
    seen = reached(Payment.objects.order_by(), reach, ask("user", User._meta.pk), seller="charge__customer__seller")
    start, end = ask("start", at), ask("end", at)
    came, undone = seen.filter(at__gte=start, at__lt=end), seen.filter(reversal__at__gte=start, reversal__at__lt=end)
    return [
        rows.values(currency)
        .annotate(what=Value(what, CharField()), count=Count("id"), total=Sum(amount))
        .values_list("what", currency, "count", "total")
        for what, rows, currency, amount in (
            ("receipts", came, "charge__currency", "amount"),
            ("came", came, "tenders__currency", "tenders__amount"),
            ("undone", undone, "tenders__currency", "tenders__amount"),
            ("given", came.filter(changes__isnull=False), "changes__currency", "changes__amount"),
            ("given_undone", undone.filter(changes__isnull=False), "changes__currency", "changes__amount"),
        )
    ]


_collected = NamedValues(_of_day)
