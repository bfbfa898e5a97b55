"""Money while it is received for several accounts of a customer at once (M10): what each is owed, with what is added
for paying late, and what each gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F

from faena.accounts.models import User
from faena.cash.actions import MOST_ACCOUNTS, age_of
from faena.cash.cases import Late, late_of, page_of
from faena.cash.collecting import Collecting, Offers, Sums, Written
from faena.cash.dividing import Exchange, divide_all
from faena.cash.models import Charge
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm


@dataclass(frozen=True)
class Gets:
    """What one account gets of the money, and what is left to pay of it afterwards."""

    charge: Charge
    amount: int
    left: int


def open_accounts(customer: Customer, company: Company, user: User) -> list[Charge]:
    """What the customer owes, the oldest first, within reach of whoever collects: as many as are collected at once.
    What nobody knows yet is collected by itself."""
    seen = Charge.objects.visible_to(user, Perm.PAYMENT_REGISTER).filter(customer=customer, currency=company.currency)
    known = seen.open().exclude(amount=None).annotate(paid=F("received"))  # type: ignore[no-redef]  # a property
    return sorted(known, key=age_of)[:MOST_ACCOUNTS]


class CollectingSeveral(Collecting):
    """`charge`: the chosen ones as if they were one account, on no page of its own; `owed`: of each of them, with what
    is added."""

    def __init__(self, customer: Customer, company: Company, *, by: User, sent_rate: str = "") -> None:
        whole = Charge(customer=customer, currency=company.currency, amount=0)
        whole.paid = 0
        super().__init__(whole, company, by=by, sent_rate=sent_rate)
        self.customer = customer
        self.charges = open_accounts(customer, company, by)
        self.pages = {charge.pk: page_of(charge, company) for charge in self.charges}
        self.chosen: list[Charge] = []
        self.owed: list[int] = []

    @cached_property
    def offers(self) -> Offers:
        """None for the whole: each account has its own."""
        return Offers()

    @property
    def page(self) -> str:
        return self.customer.as_ref.url

    @property
    def late(self) -> dict[int, Late]:
        """What is proposed for each, by its key."""
        return late_of(self.charges, self.company, self.on) if self.charges else {}

    def choose(self, owed: Sequence[tuple[Charge, int]]) -> None:
        """The accounts that are paid, the oldest first, and what is added to each."""
        self.chosen = [charge for charge, _added in owed]
        self.owed = [(charge.balance or 0) + added for charge, added in owed]
        self.charge.amount = sum(charge.balance or 0 for charge in self.chosen)

    def sums(self, tenders: Sequence[Written], adjustment: Any) -> Sums:
        """Each tender counts for what its parts come to, one by one."""
        parts = self._parts(tenders)
        if parts is None:
            return super().sums(tenders, adjustment)
        worth = [sum(self._exchange(one).worth(part) for part in of) for one, of in zip(tenders, parts, strict=True)]
        left, last = sum(self.owed) - sum(worth), [next((part for part in of[::-1] if part), 0) for of in parts]
        each = zip(tenders, worth, last, strict=True)
        return Sums([self._sum(one, left, is_worth, part) for one, is_worth, part in each], sum(worth), left)

    def gets(self, tenders: Sequence[Written]) -> list[Gets]:
        """What each account gets, as far as that is known."""
        parts = self._parts(tenders)
        if parts is None:
            return []
        given = list(zip((self._exchange(one) for one in tenders), parts, strict=True))
        got = [sum(exchange.worth(of[place]) for exchange, of in given) for place in range(len(self.chosen))]
        each = zip(self.chosen, got, self.owed, strict=True)
        return [Gets(charge, amount, owed - amount) for charge, amount, owed in each]

    def _parts(self, tenders: Sequence[Written]) -> list[list[int]] | None:
        return divide_all([(one.amount, self._exchange(one)) for one in tenders], self.owed)

    def _exchange(self, one: Written) -> Exchange:
        return Exchange(one.option.currency, self.charge.currency, self._quote(one.option, one.on))
