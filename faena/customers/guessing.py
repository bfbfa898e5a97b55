"""Prefill of a new customer from a search text that found nobody: which field the text most likely is."""

import re

from faena.customers.search import squeeze, without_label
from faena.lib.phones import PhoneError, normalise_phone
from faena.lib.taxid import TaxIdError, check, kinds_for
from faena.lib.text import clean, digits

SHORTEST_PHONE = 7
BOTH = re.compile(r"(?P<name>[^\W\d_][^\d+(]*?)[\s,;:·|/–-]+(?P<phone>[+(]?\d[\d\s().-]{5,})")
BOTH_TURNED = re.compile(r"(?P<phone>[+(]?\d[\d\s().-]{5,}?)[\s,;:·|/–-]+(?P<name>[^\W\d_][^\d+(]*)")
IMEI = 15
PUNCTUATION = set("+()- ")  # of a phone, be it without its area code


def guess(text: str, country: str) -> dict[str, str]:
    """The intake's fields that `text` fills for a new customer: a document of the country that checks, a serial
    (an IMEI, or letters and digits in one word), a phone, a name with a phone before or behind it, else the name."""
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
    return _name_and_phone(text, country) or {"name": text}


def _name_and_phone(text: str, country: str) -> dict[str, str]:
    """Where one follows the other, and the number is a phone of the country: "Ana Ríos 0414 555 0101"."""
    found = BOTH.fullmatch(text) or BOTH_TURNED.fullmatch(text)
    if found is None:
        return {}
    try:
        normalise_phone(found["phone"].strip(), country)
    except PhoneError:
        return {}
    return {"name": found["name"].strip(), "phone": found["phone"].strip()}


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
