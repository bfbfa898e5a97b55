"""What came in over some days, by method and currency: received, taken back by reversals, and what stayed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from faena.accounts.models import User
from faena.cash.models import ExchangeRate, Payment, PaymentQuerySet, Tender
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.lib.dates import day_span
from faena.lib.named import NamedValues


@dataclass(frozen=True)
class Line:
    """One method in one currency; amounts in its minor units. `count`: tenders received."""

    method: str
    currency: str
    count: int
    received: int
    reversed: int

    @property
    def net(self) -> int:
        return self.received - self.reversed


@dataclass(frozen=True)
class CashTotals:
    lines: list[Line]

    @property
    def by_currency(self) -> list[Line]:
        """One line for each currency, over all methods."""
        currencies = dict.fromkeys(line.currency for line in self.lines)
        return [
            Line(
                "",
                currency,
                sum(line.count for line in self.lines if line.currency == currency),
                sum(line.received for line in self.lines if line.currency == currency),
                sum(line.reversed for line in self.lines if line.currency == currency),
            )
            for currency in currencies
        ]


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
    reversal counts on its own day, so that the days that were counted before stay as they were. `tenders` narrows."""
    came, went = _summed(received, tenders), _summed(undone, tenders)
    order = {**came, **went}
    return CashTotals(
        [
            Line(
                key[1],
                key[2],
                came.get(key, (0, 0))[0],
                came.get(key, (0, 0))[1],
                went.get(key, (0, 0))[1],
            )
            for key in sorted(order, key=lambda key: (key[0], key[3], key[2]))
        ]
    )


def collected_on(day: date, user: User) -> tuple[int, dict[str, int]]:
    """How many receipts of a day the user sees, and what stayed of it in each currency, in minor units: what came less
    what was reversed that day, as `totals` sums it. One query."""
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
            net[currency] += int(total) if what == "came" else -int(total)
    return receipts, dict(net)


def _of_day(ask: Any, reach: Scope) -> "list[QuerySet[Any, Any]]":
    """("receipts", currency of the account, how many, how much), ("came" or "undone", currency, how many tenders,
    their sum)."""
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
        )
    ]


_collected = NamedValues(_of_day)


def _summed(payments: PaymentQuerySet, tenders: dict[str, Any]) -> dict[tuple[int, str, str, int], tuple[int, int]]:
    """(place of the method, what it was called, currency, its key) → (how many, how much)."""
    of_payments = Tender.objects.filter(payment__in=payments.order_by().values("pk"), **tenders)
    called = of_payments.annotate(called=Coalesce(NullIf("method_name", Value("")), "method__name"))
    rows = called.values_list("method__position", "called", "currency", "method_id")
    return {tuple(row[:4]): (row[4], row[5]) for row in rows.annotate(Count("id"), Sum("amount"))}
