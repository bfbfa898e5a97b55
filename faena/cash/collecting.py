"""Money while it is received for one account (W33): by which rate and payment options it comes, what may be added to
the account or taken off it, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from faena.accounts.models import User
from faena.cash.actions import DAYS_WITHOUT_REASON, ChangeFacts, TenderFacts
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
    """One tender while it is written. `amount`: what counts of it, 0 where none can be read; `field`: the id of its
    amount on the page; `on`: the day on which it came; `over`: how much more was handed over in cash; `change_in`: in
    which currency that goes back."""

    option: PaymentOption
    amount: int
    field: str
    on: date
    over: int = 0
    change_in: str = ""


@dataclass(frozen=True)
class Back:
    """What goes back of a tender: out of which drawer, how much in which currency, and what the account gives up for
    it; `quote`: by which it was counted, None in the currency of the tender."""

    option: PaymentOption
    amount: int
    worth: int
    quote: Quote | None

    @property
    def currency(self) -> str:
        return self.option.currency


@dataclass(frozen=True, kw_only=True)
class Sum(Written):
    """`worth`: in the account's currency; `back`: the change on it; `rounding`: what rounding adds (lib.rates);
    `settles`: what may be typed here so that nothing is left, None while nobody knows what is owed; `rate`: of another
    day than today."""

    rate: ExchangeRate | None
    worth: int
    rounding: int
    settles: int | None
    back: Back | None = None


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
    """One account while `by` collects from it; it may be one that is still to be opened. `rate`: by which amounts of
    today are converted, that of the day; `sent_rate`: the key of another one, which stood on the page; `on`: the day on
    which all of the money had come, of which it is asked whether that was late."""

    def __init__(self, charge: Charge, company: Company, *, by: User, sent_rate: str = "") -> None:
        self.charge, self.company, self.by = charge, company, by
        self.today = self.on = timezone.localdate()
        self.sent_rate = sent_rate
        self._rates: dict[date, ExchangeRate | None] = {}

    @cached_property
    def rate_of_the_day(self) -> ExchangeRate | None:
        return rate_of_the_day(self.company)

    @cached_property
    def rate(self) -> ExchangeRate | None:
        seen = rate_seen(self.sent_rate, self.rate_of_the_day) if self.sent_rate else None
        return seen if seen and seen.pk else self.rate_of_the_day

    @cached_property
    def options(self) -> list[PaymentOption]:
        return payment_options(self.company, rate=self.rate)

    @cached_property
    def offers(self) -> Offers:
        adjusting = adjusting_of(self.charge)
        if adjusting is None:
            return Offers()
        late = adjusting.late([self.charge], self.company, self.on).get(self.charge.pk)
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
        return self.rate is not None and self.rate.on < self.today

    @property
    def newer_rate(self) -> ExchangeRate | None:
        """That of the day, where it is another than the page converts by."""
        return self.rate_of_the_day if self.rate_of_the_day != self.rate else None

    @property
    def oldest_without_reason(self) -> date:
        """Money that came before it is not written down without one."""
        return self.today - timedelta(days=DAYS_WITHOUT_REASON)

    # --- tenders ----------------------------------------------------------------------------------------------

    def tender(self, one: Written, *, reference: str, sent_rate: str) -> TenderFacts:
        """What the action takes. A rate on the page that is another by now is the action's to refuse: that of today, or
        of the day that ended while the page stood there."""
        rate = None
        if one.option.currency != self.charge.currency:
            seen, in_force = rate_seen(sent_rate, self.rate_of_the_day), self.rate_on(one.on)
            shown_then = in_force is not None and seen is not None and seen.on == in_force.on
            rate = seen if one.on >= self.today or shown_then else None
        came_on = one.on if one.on != self.today else None
        change = self._change(one, sent_rate)
        return TenderFacts(one.option.method, one.amount, one.option.currency, rate, reference, came_on, change)

    def _change(self, one: Written, sent_rate: str) -> ChangeFacts | None:
        if not one.over:
            return None
        drawer = self.drawer(one.option, one.change_in)
        is_told = drawer.currency not in (one.option.currency, self.charge.currency) and one.on >= self.today
        rate = rate_seen(sent_rate, self.rate_of_the_day) if is_told else None
        return ChangeFacts(drawer.method, drawer.currency, one.over, rate)

    def drawer(self, option: PaymentOption, currency: str) -> PaymentOption:
        """Out of which cash change is given on it: the same for its own currency, else the first that is offered."""
        others = (one for one in self.options if one.method.is_cash and one.currency == currency != option.currency)
        return next(others, option)

    @property
    def change_currencies(self) -> list[str]:
        """In which change can be given."""
        return list(dict.fromkeys(one.currency for one in self.options if one.method.is_cash))

    def back(self, one: Written) -> Back | None:
        """What goes back of a tender, as the action counts it; None for nothing."""
        if not one.over:
            return None
        drawer, own = self.drawer(one.option, one.change_in), self.charge.currency
        worth = self.worth(replace(one, amount=one.amount + one.over)) - self.worth(one)
        if drawer.currency == one.option.currency:
            return Back(drawer, one.over, worth, None)
        if drawer.currency == own:
            return Back(drawer, worth, worth, self._quote(one.option, one.on))
        quote = self._quote(drawer, one.on)
        return Back(drawer, quote.convert(worth, own, drawer.currency), worth, quote) if quote else None

    def rate_on(self, day: date) -> ExchangeRate | None:
        """By which money of that day is converted."""
        if day >= self.today:
            return self.rate
        if day not in self._rates:
            self._rates[day] = rate_of_the_day(self.company, day)
        return self._rates[day]

    def worth(self, one: Written) -> int:
        """In the currency of the account; 0 where nobody knows what it was worth on its day."""
        if one.option.currency == self.charge.currency:
            return one.amount
        quote = self._quote(one.option, one.on)
        return quote.convert(one.amount, one.option.currency, self.charge.currency) if quote else 0

    def settles(self, option: PaymentOption, left: int, on: date | None = None) -> int:
        """The amount that leaves nothing of `left`, or as little as the option's currency can."""
        quote = self._quote(option, on or self.today)
        return quote.most_within(left, option.currency, self.charge.currency) if quote and left else left

    def sums(self, tenders: Sequence[Written], adjustment: Adjustment) -> Sums:
        """What all tenders come to so far, each converted by itself, and what would settle the rest."""
        balance = None if self.charge.balance is None else self.charge.balance + adjustment.total
        total = sum(self.worth(one) for one in tenders)
        left = None if balance is None else balance - total
        return Sums([self._sum(one, left, self.worth(one)) for one in tenders], total, left)

    def _sum(self, one: Written, left: int | None, worth: int, last: int | None = None) -> Sum:
        """`last`: the part of it on which the change is given, where it is divided."""
        quote = self._quote(one.option, one.on)
        rounding = quote.rounding(one.amount, one.option.currency, self.charge.currency) if quote and one.amount else 0
        settles = None if left is None else self.settles(one.option, max(0, left + worth), one.on)
        rate = self.rate_on(one.on) if quote and one.on < self.today else None
        back = self.back(one if last is None else replace(one, amount=last))
        return Sum(**vars(one), rate=rate, worth=worth, rounding=rounding, settles=settles, back=back)

    def _quote(self, option: PaymentOption, on: date) -> Quote | None:
        rate = self.rate_on(on) if option.currency != self.charge.currency else None
        return rate.quote if rate else None
