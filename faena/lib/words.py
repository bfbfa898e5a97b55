"""An amount in words, as a receipt says it: `cuarenta y cinco dólares estadounidenses con 50/100`, `noventa reais e
vinte centavos`."""

import re

from babel.numbers import get_currency_name

from faena.lib.locales import locale_of
from faena.lib.money import exponent

MILLION = 10**6


def amount_in_words(amount: int, currency: str, language: str) -> str:
    """`amount`: minor units, zero or more. The cents stand as a fraction, as on a cheque; a currency without any has
    none. Spanish shortens "uno" before what is counted, and millions are "of" something there and in Portuguese. Reais
    in Portuguese are written as cheques of Brazil are."""
    if (currency, language) == ("BRL", "pt-br"):
        return _reais(amount)
    locale, decimals = locale_of(language), exponent(currency)
    whole, cents = divmod(amount, 10**decimals)
    number = _counted(whole, str(locale))
    if locale.language == "es":
        number = re.sub(r"veintiuno\b", "veintiún", number)
        number = re.sub(r"\buno\b", "un", number)
    of = _of(whole) if locale.language != "en" else ""
    name = get_currency_name(currency, count=whole, locale=locale)
    name = name.lower() if locale.language == "pt" else name  # CLDR writes it as a heading there
    fraction = f" {AND[locale.language]} {cents:0{decimals}}/{10**decimals}" if decimals else ""
    return f"{number}{of} {name}{fraction}"


AND = {"es": "con", "pt": "e", "en": "and"}


def _reais(amount: int) -> str:
    """Cents in words as well, and no part that is none: `um real`, `cinquenta centavos`."""
    whole, cents = divmod(amount, 100)
    parts = [(whole, "real", "reais")] if whole or not cents else []
    parts += [(cents, "centavo", "centavos")] if cents else []
    return " e ".join(
        f"{_counted(count, 'pt_BR')}{_of(count)} {one if count == 1 else many}" for count, one, many in parts
    )


def _counted(count: int, language: str) -> str:
    from num2words import num2words  # sixty languages: not before a receipt asks

    return str(num2words(count, lang=language))


def _of(count: int) -> str:
    """Between whole millions and what they are millions of."""
    return " de" if count >= MILLION and count % MILLION == 0 else ""
