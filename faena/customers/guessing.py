"""Prefill of a new customer from a search text that found nobody: which field the text most likely is."""

from faena.customers.search import squeeze, without_label
from faena.lib.phones import PhoneError, normalise_phone
from faena.lib.taxid import TaxIdError, check, kinds_for
from faena.lib.text import clean, digits

SHORTEST_PHONE = 7
IMEI = 15
PUNCTUATION = set("+()- ")  # of a phone, be it without its area code


def guess(text: str, country: str) -> dict[str, str]:
    """The intake's fields that `text` fills for a new customer: a document of the country that checks, a serial
    (an IMEI, or letters and digits in one word), a phone, else the name."""
    text = without_label(clean(text))
    numbers = len(digits(text))
    if not numbers:
        return {"name": text}
    if numbers != IMEI and (kind := _document_kind(text, country)):
        return {"document_kind": kind, "document": text}
    bare = squeeze(text)
    if numbers == IMEI == len(bare) or (" " not in text and numbers < len(bare) >= 6 and _has_few_letters(bare)):
        return {"serial": text}
    if numbers >= SHORTEST_PHONE and numbers == len(bare):
        try:
            normalise_phone(text, country)
        except PhoneError:
            return {"phone" if set(text) & PUNCTUATION else "serial": text}
        return {"phone": text}
    return {"name": text}


def _document_kind(text: str, country: str) -> str:
    """The first kind of the country's documents that the text is one of. A bare number is none: it may be a phone,
    unless its check digits say otherwise."""
    for kind, _label in kinds_for(country)[:-1]:
        if kind == "ve_cedula" and not text[:1].isalpha():
            continue
        try:
            check(kind, text)
        except TaxIdError:
            continue
        return kind
    return ""


def _has_few_letters(bare: str) -> bool:
    """SN12345 is a serial, "Taller2000" is a name."""
    return sum(sign.isdigit() for sign in bare) * 2 >= len(bare)
