"""What came in over some days, by method and currency: received, taken back by reversals, and what stayed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from faena.cash.models import PaymentQuerySet, Tender


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


def _summed(payments: PaymentQuerySet, tenders: dict[str, Any]) -> dict[tuple[int, str, str, int], tuple[int, int]]:
    """(place of the method, what it was called, currency, its key) → (how many, how much)."""
    of_payments = Tender.objects.filter(payment__in=payments.order_by().values("pk"), **tenders)
    called = of_payments.annotate(called=Coalesce(NullIf("method_name", Value("")), "method__name"))
    rows = called.values_list("method__position", "called", "currency", "method_id")
    return {tuple(row[:4]): (row[4], row[5]) for row in rows.annotate(Count("id"), Sum("amount"))}
