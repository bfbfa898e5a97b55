"""M10: what is handed over at once is divided to the last coin, and no account gets more than it is owed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.cash.dividing import Exchange, divide, divide_all
from faena.lib.money import RATE_SCALE
from faena.lib.rates import Quote

BOLIVARS = Exchange("VES", "USD", Quote("USD", "VES", 245_50000000))
DOLLARS = Exchange("USD", "VES", Quote("USD", "VES", 245_50000000))  # on accounts in bolívares: the coarse coin
OWN = Exchange("USD", "USD")

owed_by_some = st.lists(st.integers(1, 100_000_00), min_size=1, max_size=12)
quotes = st.builds(
    Exchange,
    st.just("VES"),
    st.just("USD"),
    st.builds(Quote, st.just("USD"), st.just("VES"), st.integers(4 * RATE_SCALE, 5000 * RATE_SCALE)),
)


@pytest.mark.parametrize(
    ("amount", "owed", "parts"),
    [
        (60_00, [30_00, 30_00], [30_00, 30_00]),
        (45_00, [30_00, 30_00], [30_00, 15_00]),
        (30_00, [30_00, 30_00], [30_00, 0]),
        (10_00, [30_00, 30_00], [10_00, 0]),
        (0, [30_00, 30_00], [0, 0]),
        (40_00, [30_00, 0, 30_00], [30_00, 0, 10_00]),
        (60_01, [30_00, 30_00], None),
    ],
)
def test_the_oldest_is_paid_first(amount, owed, parts):
    assert divide(amount, owed, OWN) == parts


@given(owed=owed_by_some, exchange=quotes, data=st.data())
def test_what_settles_them_all_settles_each(owed, exchange, data):
    """By any amount that comes to what all are owed, not by the nearest alone."""
    least, most = exchange.least(sum(owed)), exchange.most(sum(owed))
    amount = data.draw(st.integers(least, most))

    parts = divide(amount, owed, exchange)

    assert sum(parts) == amount
    assert [exchange.worth(part) for part in parts] == owed


@given(owed=owed_by_some, exchange=quotes, data=st.data())
def test_less_is_divided_to_the_last_coin(owed, exchange, data):
    """The first are settled, one gets the rest, and each part is worth something."""
    amount = data.draw(st.integers(exchange.least(1), exchange.most(sum(owed))))

    parts = divide(amount, owed, exchange)

    assert sum(parts) == amount
    worth = [exchange.worth(part) for part in parts if part]
    assert all(worth)
    assert worth[:-1] == owed[: len(worth) - 1]
    assert worth[-1] <= owed[len(worth) - 1]


@given(owed=owed_by_some, data=st.data())
def test_coarse_coins_are_divided_or_refused(owed, data):
    """A dollar on accounts in bolívares: whatever cannot be paid to the cent stays open, and nothing is too much."""
    amount = data.draw(st.integers(1, max(1, DOLLARS.about(sum(owed)))))

    parts = divide(amount, owed, DOLLARS)

    if parts is not None:
        assert sum(parts) == amount
        assert all(DOLLARS.worth(part) <= one for part, one in zip(parts, owed, strict=True))


def test_the_next_tender_goes_on_where_the_last_one_ended():
    parts = divide_all([(20_00, OWN), (2455_00, BOLIVARS), (30_00, OWN)], [30_00, 30_00])

    assert parts == [[20_00, 0], [2455_00, 0], [0, 30_00]]


def test_two_tenders_that_are_too_much_are_not_divided():
    assert divide_all([(40_00, OWN), (20_01, OWN)], [30_00, 30_00]) is None
