"""Money while it is received for one account (W33): by which rate and payment options it comes, what may be added to
the account or taken off it, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from faena.accounts.models import User
from faena.cash.actions import TenderFacts
from faena.cash.cases import Adjustment, Late, adjusting_of, page_of
from faena.cash.models import Charge, ExchangeRate
from faena.cash.payment_options import PaymentOption, payment_options, rate_of_the_day, rate_seen
from faena.company.models import Company
from faena.gate.grants import may
from faena.lib.rates import Quote


@dataclass(frozen=True)
class Offers:
    """How the account may be adjusted: what is proposed for paying late, and whether whoever collects may give a
    discount."""

    late: Late | None = None
    discount: bool = False

    def __bool__(self) -> bool:
        return bool(self.late or self.discount)


@dataclass(frozen=True)
class Written:
    """One tender while it is written. `amount`: 0 where none can be read; `field`: the id of its amount on the page."""

    option: PaymentOption
    amount: int
    field: str


@dataclass(frozen=True)
class Sum(Written):
    """`worth`: in the account's currency; `rounding`: what rounding adds (lib.rates); `settles`: what may be typed here
    so that nothing is left, None while nobody knows what is owed."""

    worth: int
    rounding: int
    settles: int | None


@dataclass(frozen=True)
class Sums:
    """`left`: after all of it; None while nobody knows what is owed, negative when it is too much."""

    rows: list[Sum]
    total: int
    left: int | None

    @property
    def offer(self) -> Sum | None:
        """The last tender, where another amount would settle the account."""
        last = self.rows[-1] if self.rows else None
        return last if last and last.settles and last.settles != last.amount else None


class Collecting:
    """One account while `by` collects from it; it may be one that is still to be opened. `rate`: by which amounts are
    converted, that of the day; `sent_rate`: the key of another one, which stood on the page."""

    def __init__(self, charge: Charge, company: Company, *, by: User, sent_rate: str = "") -> None:
        self.charge, self.company, self.by = charge, company, by
        self.rate = self.rate_of_the_day = rate_of_the_day(company)
        if sent_rate and (seen := rate_seen(sent_rate, self.rate)) and seen.pk:
            self.rate = seen
        self.options = payment_options(company, rate=self.rate)

    @cached_property
    def offers(self) -> Offers:
        adjusting = adjusting_of(self.charge)
        if adjusting is None:
            return Offers()
        late = adjusting.late(self.charge, self.company, timezone.localdate())
        return Offers(late, discount=may(self.by, adjusting.discount))

    @property
    def page(self) -> str:
        """That of the thing that is paid; "" without one."""
        return page_of(self.charge, self.company)

    # --- both currencies --------------------------------------------------------------------------------------

    @property
    def second(self) -> str:
        """The other currency in which the account is told; "" for none."""
        own, *others = self.company.currencies
        return others[0] if self.rate and self.charge.currency == own else ""

    def in_second(self, amount: int) -> int:
        assert self.rate is not None
        return self.rate.quote.convert(amount, self.charge.currency, self.second)

    @property
    def lacks_rate(self) -> bool:
        return len(self.company.currencies) > 1 and self.rate is None

    @property
    def has_old_rate(self) -> bool:
        """Nobody set one today."""
        return self.rate is not None and self.rate.on < timezone.localdate()

    @property
    def newer_rate(self) -> ExchangeRate | None:
        """That of the day, where it is another than the page converts by."""
        return self.rate_of_the_day if self.rate_of_the_day != self.rate else None

    # --- tenders ----------------------------------------------------------------------------------------------

    def tender(self, option: PaymentOption, amount: int, *, reference: str, sent_rate: str) -> TenderFacts:
        """What the action takes. A rate on the page that is not that of the day is the action's to refuse."""
        is_own = option.currency == self.charge.currency
        rate = None if is_own else rate_seen(sent_rate, self.rate_of_the_day)
        return TenderFacts(option.method, amount, option.currency, rate, reference)

    def worth(self, option: PaymentOption, amount: int) -> int:
        """In the currency of the account."""
        quote = self._quote(option)
        return quote.convert(amount, option.currency, self.charge.currency) if quote else amount

    def settles(self, option: PaymentOption, left: int) -> int:
        """The amount that leaves nothing of `left`, or as little as the option's currency can."""
        quote = self._quote(option)
        return quote.most_within(left, option.currency, self.charge.currency) if quote and left else left

    def sums(self, tenders: Sequence[Written], adjustment: Adjustment) -> Sums:
        """What all tenders come to so far, each converted by itself, and what would settle the rest."""
        balance = None if self.charge.balance is None else self.charge.balance + adjustment.total
        total = sum(self.worth(one.option, one.amount) for one in tenders)
        left = None if balance is None else balance - total
        return Sums([self._sum(one, left) for one in tenders], total, left)

    def _sum(self, one: Written, left: int | None) -> Sum:
        quote, worth = self._quote(one.option), self.worth(one.option, one.amount)
        rounding = quote.rounding(one.amount, one.option.currency, self.charge.currency) if quote and one.amount else 0
        settles = None if left is None else self.settles(one.option, max(0, left + worth))
        return Sum(one.option, one.amount, one.field, worth, rounding, settles)

    def _quote(self, option: PaymentOption) -> Quote | None:
        return self.rate.quote if self.rate and option.currency != self.charge.currency else None
