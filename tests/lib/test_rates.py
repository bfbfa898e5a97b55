"""What one currency is worth in another: exact both ways, rounded once, and the difference told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.money import NBSP, OFFERED, exponent
from faena.lib.rates import Quote, format_rounding

amounts = st.integers(0, 10**12)
rates = st.integers(1, 10**13)
pairs = st.lists(st.sampled_from(OFFERED), min_size=2, max_size=2, unique=True)
BOLIVARS = Quote("USD", "VES", 245_50000000)


def exact(quote: Quote, amount: int, source: str, target: str) -> Fraction:
    """The same once more, as at school."""
    rate = Fraction(quote.rate, 10**8)
    worth = Fraction(amount, 10 ** exponent(source)) * (rate if source == quote.unit else 1 / rate)
    return worth * 10 ** exponent(target)


def test_both_ways_by_the_rate_that_people_say() -> None:
    assert BOLIVARS.convert(45_00, "USD", "VES") == 11_047_50
    assert BOLIVARS.convert(11_047_50, "VES", "USD") == 45_00
    assert Quote("USD", "PYG", 7300_00000000).convert(50_00, "USD", "PYG") == 365_000
    assert Quote("USD", "COP", 4000_00000000).convert(4_000_000_00, "COP", "USD") == 1000_00


def test_a_half_goes_up() -> None:
    assert Quote("USD", "VES", 50_000_000).convert(1, "USD", "VES") == 1
    assert Quote("USD", "VES", 7_30000000).convert(1_00, "VES", "USD") == 14


@given(pairs, rates, amounts)
def test_it_is_off_by_half_a_unit_at_most_and_the_rounding_tells_by_how_much(pair, rate, amount) -> None:
    quote = Quote(*pair, rate)
    for source, target in (pair, pair[::-1]):
        whole, due = quote.convert(amount, source, target), exact(quote, amount, source, target)
        assert abs(whole - due) <= Fraction(1, 2)
        assert abs(Fraction(quote.rounding(amount, source, target), 10**2) - (whole - due)) <= Fraction(1, 200)


@given(pairs, rates, amounts, amounts)
def test_more_money_never_converts_to_less(pair, rate, one, other) -> None:
    low, high = sorted([one, other])

    assert Quote(*pair, rate).convert(low, *pair) <= Quote(*pair, rate).convert(high, *pair)


@given(pairs, st.integers(10**5, 10**12), st.integers(0, 10**8))
def test_the_most_that_fits_fits_and_one_coin_more_does_not_fit_better(pair, rate, limit) -> None:
    quote, (source, target) = Quote(*pair, rate), pair

    most = quote.most_within(limit, source, target)

    assert quote.convert(most, source, target) <= limit
    assert exact(quote, most + 1, source, target) > limit - Fraction(1, 2)


def test_it_says_nothing_of_other_currencies() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        BOLIVARS.convert(1, "USD", "BRL")
    with pytest.raises(ValueError, match="above zero"):
        Quote("USD", "VES", 0)


def test_it_reads_as_people_say_it() -> None:
    assert BOLIVARS.written("es") == f"US${NBSP}1 = Bs.{NBSP}245,50"
    assert BOLIVARS.rounding(11_047_00, "VES", "USD") == 20
    assert format_rounding(20, "USD", "es") == f"+US${NBSP}0,002"
    assert format_rounding(-20, "USD", "en") == f"−US${NBSP}0.002"
