"""An amount in words, as a receipt says it: `cuarenta y cinco dólares estadounidenses con 50/100`."""

import re

from babel.numbers import get_currency_name
from num2words import num2words

from faena.lib.locales import locale_of
from faena.lib.money import exponent

MILLION = 10**6


def amount_in_words(amount: int, currency: str, language: str) -> str:
    """`amount`: minor units, zero or more. The cents stand as a fraction, as on a cheque; a currency without any has
    none. Spanish shortens "uno" before what is counted, and millions are "of" something there and in Portuguese."""
    locale, decimals = locale_of(language), exponent(currency)
    whole, cents = divmod(amount, 10**decimals)
    number = num2words(whole, lang=str(locale))
    if locale.language == "es":
        number = re.sub(r"veintiuno\b", "veintiún", number)
        number = re.sub(r"\buno\b", "un", number)
    of = " de" if locale.language != "en" and whole >= MILLION and whole % MILLION == 0 else ""
    name = get_currency_name(currency, count=whole, locale=locale)
    name = name.lower() if locale.language == "pt" else name  # CLDR writes it as a heading there
    fraction = f" {AND[locale.language]} {cents:0{decimals}}/{10**decimals}" if decimals else ""
    return f"{number}{of} {name}{fraction}"


AND = {"es": "con", "pt": "e", "en": "and"}
