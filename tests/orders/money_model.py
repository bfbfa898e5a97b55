"""The model of the money of an order, for test_money_machine.py: plain numbers and lists, which share nothing with the
program but its limits."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from faena.lib.money import MAX_AMOUNT, MAX_QUANTITY

OPEN = ["received", "diagnosing", "waiting", "repairing", "ready"]
DECIMALS = {"USD": 2, "VES": 2, "PYG": 0}


@dataclass
class Rate:
    unit: str
    rate: int
    on: date

    def worth(self, amount: int, source: str, target: str) -> Fraction:
        """In minor units of `target`, exactly."""
        one = Fraction(self.rate, 10**8) if source == self.unit else 1 / Fraction(self.rate, 10**8)
        return amount * one * Fraction(10) ** (DECIMALS[target] - DECIMALS[source])

    def most(self, limit: int, source: str, target: str) -> int:
        """The most that comes to no more than `limit`, rounded half up."""
        return ceil((limit + Fraction(1, 2)) / self.worth(1, source, target)) - 1


@dataclass
class Line:
    """A part: thousandths, price, whether it is charged, who added it."""

    quantity: int
    price: int
    charged: bool
    author: str
    is_there: bool = True

    @property
    def total(self) -> int:
        return half_up(Fraction(self.quantity * self.price, 1000))

    @property
    def cannot_be(self) -> bool:
        return not 0 < self.quantity <= MAX_QUANTITY or self.price > MAX_AMOUNT or self.total > MAX_AMOUNT


@dataclass
class Paid:
    receipt: int
    amount: int
    left: int | None
    tenders: list[tuple[Any, ...]]
    is_reversed: bool = False


@dataclass
class Book:
    """What one order should be."""

    pk: int
    is_sellers: bool
    value: int | None
    awaits_terms: bool
    statuses: list[str]
    events: int
    lines: dict[int, Line] = field(default_factory=dict)
    payments: list[Paid] = field(default_factory=list)
    account_events: int = 0
    closings: int = 0
    was_closable: bool = False

    @property
    def parts(self) -> int:
        return charged(self.lines.values())

    @property
    def due(self) -> int | None:
        return None if self.value is None else self.value + self.parts

    @property
    def paid(self) -> int:
        return sum(one.amount for one in self.payments if not one.is_reversed)

    @property
    def balance(self) -> int | None:
        if self.stage == "void":
            return 0
        return None if self.due is None else self.due - self.paid

    @property
    def stage(self) -> str:
        return self.statuses[-1]

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_closable(self) -> bool:
        """Given a note."""
        return self.is_open and self.balance == 0 and not self.awaits_terms

    def refuses(self, value: int | None, lines: Any) -> bool:
        """Whether this value and these parts come to more than any bill, or to less than was paid."""
        due = (value or 0) + charged(lines)
        return due > MAX_AMOUNT or (value is not None and due < self.paid)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def charged(lines: Any) -> int:
    return sum(line.total for line in lines if line.charged and line.is_there)
