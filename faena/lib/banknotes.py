"""The usual banknotes of each currency, and with what an amount is usually paid."""

from typing import Final

from faena.lib.money import exponent

# In whole units, the smallest first; coins and notes that nobody sees are left out.
NOTES: Final[dict[str, tuple[int, ...]]] = {
    "VES": (5, 10, 20, 50, 100, 200, 500),
    "USD": (1, 5, 10, 20, 50, 100),
    "BRL": (2, 5, 10, 20, 50, 100, 200),
    "EUR": (5, 10, 20, 50, 100, 200),
    "COP": (2_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "PEN": (10, 20, 50, 100, 200),
    "ARS": (500, 1_000, 2_000, 10_000, 20_000),
    "CLP": (1_000, 2_000, 5_000, 10_000, 20_000),
    "MXN": (20, 50, 100, 200, 500, 1_000),
    "PYG": (2_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "UYU": (20, 50, 100, 200, 500, 1_000, 2_000),
    "BOB": (10, 20, 50, 100, 200),
    "DOP": (50, 100, 200, 500, 1_000, 2_000),
    "CRC": (1_000, 2_000, 5_000, 10_000, 20_000),
    "GTQ": (5, 10, 20, 50, 100, 200),
}
MOST_OFFERED: Final = 4


def paid_with(amount: int, currency: str) -> list[int]:
    """Minor units that are likely to be handed over for `amount`: itself, and what the notes come to that are next
    above it. US$ 83.00: 83, 85, 90, 100."""
    if amount <= 0:
        return []
    unit = 10 ** exponent(currency)
    above = {-(-amount // (note * unit)) * note * unit for note in NOTES.get(currency, ())}
    return sorted({amount, *above})[:MOST_OFFERED]
