"""What one currency is worth in another, as people say it: 1 US$ = Bs. 245,50. A rate is an integer of 10⁻⁸.

The same quote converts both ways, so nobody has to turn it round and lose the digits that the other way needs."""

from dataclasses import dataclass
from typing import Final

from faena.lib.money import NBSP, RATE_SCALE, divide_half_up, exponent, format_rate, sign
from faena.lib.numerals import MINUS, write_number

ROUNDING_DECIMALS: Final = 2  # beyond the currency's own, in which a rounding is shown


@dataclass(frozen=True)
class Quote:
    """One `unit` is worth `rate` × 10⁻⁸ of `other`; `rate` is above zero."""

    unit: str
    other: str
    rate: int

    def __post_init__(self) -> None:
        if self.rate <= 0:
            raise ValueError("A rate is above zero.")

    def convert(self, amount: int, source: str, target: str) -> int:
        """`amount` of `source` in minor units of `target`, rounded half up."""
        return divide_half_up(amount * self._times(source, target), self._over(source, target))

    def most_within(self, limit: int, source: str, target: str) -> int:
        """How much of `source` comes to `limit` of `target`, or to as much of it as coins can without more: it stays
        below where the smallest coin of `source` is worth more than that of `target`."""
        amount = self.convert(limit, target, source)
        while amount and self.convert(amount, source, target) > limit:
            amount -= 1
        return amount

    def largest_within(self, limit: int, source: str, target: str) -> int:
        """The largest amount of `source` that does not come to more than `limit` of `target`."""
        return int((self._over(source, target) * (2 * limit + 1) - 1) // (2 * self._times(source, target)))

    def smallest_for(self, worth: int, source: str, target: str) -> int:
        """The smallest amount of `source` that comes to `worth` of `target`, or to more."""
        return int(max(0, -(-self._over(source, target) * (2 * worth - 1) // (2 * self._times(source, target)))))

    def rounding(self, amount: int, source: str, target: str) -> int:
        """What rounding adds (or takes away) when `amount` of `source` becomes minor units of `target`, in 10⁻² of
        them, itself rounded half up."""
        whole, over = self.convert(amount, source, target), self._over(source, target)
        return divide_half_up((whole * over - amount * self._times(source, target)) * 10**ROUNDING_DECIMALS, over)

    def written(self, language: str) -> str:
        """`US$ 1 = Bs. 245,50`."""
        return f"{sign(self.unit)}{NBSP}1 = {sign(self.other)}{NBSP}{format_rate(self.rate, language)}"

    def _times(self, source: str, target: str) -> int:
        return int(10 ** exponent(target) * (self.rate if source == self.unit else RATE_SCALE))

    def _over(self, source: str, target: str) -> int:
        if {source, target} != {self.unit, self.other}:
            raise ValueError(f"{self} says nothing of {source} in {target}.")
        return int(10 ** exponent(source) * (RATE_SCALE if source == self.unit else self.rate))


def format_rounding(difference: int, currency: str, language: str) -> str:
    """`+US$ 0,002`: a rounding in 10⁻² of the minor unit, without idle zeros."""
    number = write_number(abs(difference), exponent(currency) + ROUNDING_DECIMALS, language, trim=True)
    return f"{MINUS if difference < 0 else '+'}{sign(currency)}{NBSP}{number}"
