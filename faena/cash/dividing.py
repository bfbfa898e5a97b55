"""Money handed over at once, divided among several accounts, the oldest first (decision 34). What is handed over in
another currency is cut so that each part, converted by itself, comes to what its account is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from faena.lib.rates import Quote


@dataclass(frozen=True)
class Exchange:
    """How amounts of `source` count on accounts in `target`; without a quote they are the same."""

    source: str
    target: str
    quote: Quote | None = None

    def worth(self, amount: int) -> int:
        return self.quote.convert(amount, self.source, self.target) if self.quote else amount

    def about(self, worth: int) -> int:
        """What comes nearest to it."""
        return self.quote.convert(worth, self.target, self.source) if self.quote else worth

    def most(self, limit: int) -> int:
        """The largest amount that counts for no more; 0 where the smallest coin does."""
        most = self.quote.largest_within(limit, self.source, self.target) if self.quote else limit
        return most if self.worth(most) else 0

    def least(self, worth: int) -> int:
        """The smallest amount that counts for as much."""
        return self.quote.smallest_for(worth, self.source, self.target) if self.quote else worth


def divide(amount: int, owed: Sequence[int], exchange: Exchange) -> list[int] | None:
    """The part of each account, in the order in which they are `owed` something; they sum to `amount`, and none counts
    for more than its account is owed. None where that cannot be: it is too much, or its coins are too coarse."""
    if not amount:
        return [0] * len(owed)
    most = [exchange.most(one) if one else 0 for one in owed]
    least = [exchange.least(exchange.worth(one)) if one else 0 for one in most]
    reached = _reached(amount, owed, most, exchange)
    for last in reached:
        settled = exchange.worth(amount) >= sum(owed[: last + 1])
        for of_last in (least[last] if settled else exchange.least(1), exchange.least(1)):
            if sum(least[:last]) + of_last <= amount:
                return _cut(amount, owed, [*least[:last], of_last], most[: last + 1], exchange)
    return None


def _reached(amount: int, owed: Sequence[int], most: Sequence[int], exchange: Exchange) -> list[int]:
    """The places of the account up to which the amount goes: by what it is worth, and by how much the accounts can
    hold at all."""
    holds = [place for place, sum_ in enumerate(accumulate(most)) if sum_ >= amount]
    by_worth = [place for place in holds if sum(owed[: place + 1]) >= exchange.worth(amount)]
    return [*by_worth[:1], *holds[:1]]


def _cut(amount: int, owed: Sequence[int], least: Sequence[int], most: Sequence[int], exchange: Exchange) -> list[int]:
    """Each part as near to what is owed as can be, so that enough and not too much is left for those that follow."""
    parts, rest = [], amount
    for place in range(len(most) - 1):
        fewest = max(least[place], rest - sum(most[place + 1 :]))
        largest = min(most[place], rest - sum(least[place + 1 :]))
        parts.append(min(max(exchange.about(owed[place]), fewest), largest))
        rest -= parts[-1]
    return [*parts, rest, *[0] * (len(owed) - len(most))]


def divide_all(tenders: Sequence[tuple[int, Exchange]], owed: Sequence[int]) -> list[list[int]] | None:
    """Of each tender the part of each account, one tender after the other: the next one goes on where the last one
    ended. None as `divide`."""
    left, found = list(owed), []
    for amount, exchange in tenders:
        parts = divide(amount, left, exchange)
        if parts is None:
            return None
        left = [one - exchange.worth(part) for one, part in zip(left, parts, strict=True)]
        found.append(parts)
    return found
