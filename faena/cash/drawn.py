"""What is drawn above the list of payments: a bar for each day, and a tile for each way in which money came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from faena.cash.payment_options import ICONS
from faena.cash.totals import CashTotals, DaySum, Line
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.ui.listing import ShownList

HEIGHT: Final = 100  # of the drawing, per cent; so are all measures
GAP: Final = 0.28  # of the room of a bar


@dataclass(frozen=True)
class Bar:
    """One day. x, width: its room; at, wide: the bar in it; y, height: of the bar."""

    day: date
    amount: str
    url: str
    x: str
    width: str
    at: str
    wide: str
    y: str
    height: str
    is_shown: bool


@dataclass(frozen=True)
class Way:
    """What stayed of one payment method in one currency, and the address of its payments."""

    line: Line
    icon: str
    url: str
    is_chosen: bool


def bars_of(days: Sequence[DaySum], shown: Sequence[DaySum], currency: str, listing: ShownList) -> list[Bar]:
    """A bar for each day, by what stayed of it; nothing where nothing came. A day on which more went back has none."""
    most = max((one.total for one in days), default=0)
    if most <= 0 or len(days) < 2:
        return []
    language, room, chosen = active_language(), 100 / len(days), {one.day for one in shown}
    bars = []
    for place, one in enumerate(days):
        height = max(0.0, HEIGHT * one.total / most)
        day = one.day.isoformat()
        bars.append(
            Bar(
                one.day,
                format_money(one.total, currency, language),
                listing.url_with(**{"from": day, "to": day}),
                _percent(place * room),
                _percent(room),
                _percent((place + GAP / 2) * room),
                _percent((1 - GAP) * room),
                _percent(HEIGHT - height),
                _percent(height),
                one.day in chosen,
            )
        )
    return bars


def ways_of(sums: CashTotals, listing: ShownList) -> list[Way]:
    """A tile for each line of the totals; pressed, it filters the list, and once more it does not."""
    chosen, code = listing.filters["method"], listing.filters.get("currency") or ""
    ways = []
    for line in sums.lines:
        is_chosen = chosen == str(line.method_id) and code in ("", line.currency)
        wanted = {"method": "" if is_chosen else str(line.method_id)}
        if any(field.name == "currency" for field in listing.filters.fields):
            wanted["currency"] = "" if is_chosen else line.currency
        icon = ICONS.get(line.kind, ICONS["other"])
        ways.append(Way(line, icon, listing.url_with(**wanted), is_chosen))
    return ways


def _percent(share: float) -> str:
    return f"{share:.2f}%"
