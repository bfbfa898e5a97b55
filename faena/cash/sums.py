"""What a form that collects comes to while it is written: each tender converted, the sum, what is left, and what would
settle the rest."""

from dataclasses import dataclass

from faena.cash.forms import ROWS, PaymentForm, row_name
from faena.cash.models import Charge, ExchangeRate
from faena.cash.payment_options import PaymentOption


@dataclass(frozen=True)
class Sum:
    """One tender so far. `worth`: in the account's currency; `rounding`: what rounding adds (lib.rates); `settles`:
    what may be typed here so that nothing is left, None while nobody knows what is owed; `field`: its amount's id."""

    option: PaymentOption
    amount: int
    worth: int
    rounding: int
    settles: int | None
    field: str


@dataclass(frozen=True)
class Sums:
    """`left`: after all of it; None while nobody knows what is owed, negative when it is too much."""

    rows: list[Sum]
    total: int
    left: int | None

    @property
    def offer(self) -> Sum | None:
        """The last row that is open, where another amount would settle the account."""
        last = self.rows[-1] if self.rows else None
        return last if last and last.settles and last.settles != last.amount else None


def sums_of(form: PaymentForm, charge: Charge, rate: ExchangeRate | None) -> Sums:
    """Of the first row, of every one with an amount, and of those that are open on the page."""
    own = charge.currency
    balance = None if charge.balance is None else charge.balance + form.adjustment.total
    filled = {number: (option, amount) for number, option, amount in form.filled()}
    worths = {
        number: rate.quote.convert(amount, option.currency, own) if option.currency != own and rate else amount
        for number, (option, amount) in filled.items()
    }
    total = sum(worths.values())
    rows = []
    for number in ROWS:
        option = form.option(number)
        if option is None or not (number == 1 or number in filled or form.is_open(number)):
            continue
        quote = rate.quote if rate and option.currency != own else None
        amount, worth = (filled[number][1], worths[number]) if number in filled else (0, 0)
        settles = None if balance is None else max(0, balance - total + worth)
        if quote and settles:
            settles = quote.most_within(settles, option.currency, own)
        rounding = quote.rounding(amount, option.currency, own) if quote and amount else 0
        rows.append(Sum(option, amount, worth, rounding, settles, f"id_{row_name('amount', number)}"))
    return Sums(rows, total, None if balance is None else balance - total)
