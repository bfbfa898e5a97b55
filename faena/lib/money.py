"""Money as whole numbers: an amount is an int in its currency's own minor units (cents of VES, whole PYG).

Text becomes an amount when a form is read and an amount becomes text when a page is made; between the two there is
only integer arithmetic, rounded half up once. What one currency is worth in another is a Quote (lib/rates.py).
"""

from functools import lru_cache
from typing import Final

from babel.numbers import get_currency_name, get_currency_precision, is_currency
from django.utils.translation import gettext as _

from faena.lib.locales import active_language, locale_of
from faena.lib.numerals import MINUS, NumeralError, read_number, write_number

RATE_DECIMALS: Final = 8
RATE_SCALE: Final = 10**RATE_DECIMALS
QUANTITY_DECIMALS: Final = 3
QUANTITY_SCALE: Final = 10**QUANTITY_DECIMALS

# More is a slip of the finger; every sum of such numbers fits a bigint.
MAX_AMOUNT: Final = 10**12  # minor units
MAX_RATE: Final = 10**9 * RATE_SCALE
MAX_QUANTITY: Final = 10**6 * QUANTITY_SCALE

NBSP: Final = "\N{NO-BREAK SPACE}"

# A bare "$" is never printed: where dollars and pesos lie in one drawer it says nothing.
SIGNS: Final = {
    "VES": "Bs.",
    "USD": "US$",
    "BRL": "R$",
    "EUR": "€",
    "COP": "COL$",
    "PEN": "S/",
    "ARS": "AR$",
    "CLP": "CL$",
    "MXN": "MX$",
    "PYG": "Gs.",
    "UYU": "$U",
    "BOB": "Bs",
    "DOP": "RD$",
    "CRC": "₡",
    "GTQ": "Q",
}
OFFERED: Final = tuple(SIGNS)

# ISO 4217 where CLDR counts other decimals.
_ISO_EXPONENTS: Final = {"COP": 2, "CRC": 2, "CLP": 0, "PYG": 0, "UYU": 2}
# What a person may type beside the number, apart from the sign and the code. "$" is read where the currency is one.
_ALSO_TYPED: Final = {
    "VES": ("bs", "bsd", "bs.d", "bs.s", "bss"),
    "USD": ("$", "u$s", "u$d", "usd$"),
    "BRL": ("r$",),
    "PEN": ("s/.",),
    "PYG": ("gs", "₲"),
    "BOB": ("bs.",),
    "COP": ("$",),
    "ARS": ("$",),
    "CLP": ("$",),
    "MXN": ("$",),
    "UYU": ("$",),
    "DOP": ("$",),
}


class MoneyError(ValueError):
    """The text is not an amount that can be taken; the message is a full sentence for the user."""


def offered_currencies(language: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the currencies a company may choose, for a select field."""
    locale = locale_of(language or active_language())
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in OFFERED]


@lru_cache(maxsize=300)
def exponent(currency: str) -> int:
    """How many decimals the currency has: VES 2, PYG 0. Raises ValueError for what is no ISO 4217 code."""
    if currency in _ISO_EXPONENTS:
        return _ISO_EXPONENTS[currency]
    if not is_currency(currency):
        raise ValueError(f"{currency!r} is not a currency.")
    return get_currency_precision(currency)


def sign(currency: str) -> str:
    return SIGNS.get(currency, currency)


def parse_amount(text: str, currency: str, *, language: str | None = None) -> int:
    """The amount a person typed, in minor units: `1.234,50` VES is 123450.

    A currency's own sign or code may stand before or after the number; another currency's is refused, because it is
    a mistake of drawer. Raises MoneyError with a sentence for the user.
    """
    return _read(_without_sign(text, currency), exponent(currency), MAX_AMOUNT, language)


def parse_rate(text: str, *, language: str | None = None) -> int:
    """An exchange rate as an integer of 10⁻⁸, above zero: `36,5` is 3650000000."""
    rate = _read(text, RATE_DECIMALS, MAX_RATE, language)
    if rate == 0:
        raise MoneyError(_("The rate must be above zero."))
    return rate


def parse_quantity(text: str, *, language: str | None = None) -> int:
    """A quantity in thousandths: `1,5` is 1500."""
    return _read(text, QUANTITY_DECIMALS, MAX_QUANTITY, language)


def format_money(amount: int, currency: str, language: str) -> str:
    """`Bs. 1.234,50`, with a no-break space after the sign and a real minus before it."""
    number = write_number(abs(amount), exponent(currency), language)
    return (MINUS if amount < 0 else "") + sign(currency) + NBSP + number


def format_whole(amount: int, currency: str, language: str) -> str:
    """`Bs. 1.235`: rounded half up to whole units, for a figure that is read at a glance."""
    whole = divide_half_up(abs(amount), 10 ** exponent(currency))
    return (MINUS if amount < 0 and whole else "") + sign(currency) + NBSP + write_number(whole, 0, language)


def format_short(amount: int, currency: str, language: str) -> str:
    """`85`, `75,50`: no sign, and no decimals of whole amounts, for what stands beside its sign."""
    decimals = exponent(currency)
    whole, rest = divmod(amount, 10**decimals)
    return write_number(amount, decimals, language) if rest else write_number(whole, 0, language)


def format_input(amount: int, currency: str, language: str) -> str:
    """The amount as the value of a form field: no sign, no groups. `parse_amount` reads it back."""
    return write_number(amount, exponent(currency), language, grouped=False)


def format_rate(rate_e8: int, language: str, *, grouped: bool = True) -> str:
    """A rate with two decimals at least; `grouped=False` for the value of a form field."""
    return write_number(rate_e8, RATE_DECIMALS, language, grouped=grouped, trim=True, least=2)


def format_quantity(thousandths: int, language: str, *, grouped: bool = True) -> str:
    """A quantity without idle zeros; `grouped=False` for the value of a form field."""
    return write_number(thousandths, QUANTITY_DECIMALS, language, grouped=grouped, trim=True)


def line_total(quantity_thousandths: int, unit_price: int) -> int:
    """Price of a line in the minor units of `unit_price`, rounded half up once."""
    return divide_half_up(quantity_thousandths * unit_price, QUANTITY_SCALE)


def divide_half_up(dividend: int, divisor: int) -> int:
    """Rounded to the nearest whole. A half goes away from zero, so that what is given back equals what was taken."""
    quotient = (2 * abs(dividend) + divisor) // (2 * divisor)
    return quotient if dividend >= 0 else -quotient


def _read(text: str, decimals: int, most: int, language: str | None) -> int:
    try:
        value = read_number(text, decimals, language=language)
    except NumeralError as error:
        raise MoneyError(str(error)) from error
    if value > most:
        limit = write_number(most, decimals, language or active_language(), trim=True)
        raise MoneyError(_("The number is too large: the most is %(limit)s.") % {"limit": limit})
    return value


def _without_sign(text: str, currency: str) -> str:
    """The text without this currency's own sign or code at either end."""
    typed, own = text.strip(), _marks(currency)
    for mark in sorted(own, key=len, reverse=True):
        if typed.lower().startswith(mark):
            return typed[len(mark) :]
        if typed.lower().endswith(mark):
            return typed[: -len(mark)]
    foreign = {mark for code in OFFERED for mark in _marks(code)} - own
    if any(mark in typed.lower() for mark in foreign):
        raise MoneyError(_("This amount is asked in %(currency)s; write only the number.") % {"currency": currency})
    return typed


def _marks(currency: str) -> set[str]:
    return {currency.lower(), sign(currency).lower(), *_ALSO_TYPED.get(currency, ())}
