"""Phone numbers: kept in E.164 (`+584125550102`), shown as the country writes them, one tap from WhatsApp.

Numbering plans change faster than libraries: a number of the length of mobile or fixed ones is kept although its prefix
is unknown, unless it can be said what is missing of it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
)

from faena.lib.errors import RuleBroken
from faena.lib.text import clean, digits

_LONGEST: Final = 60
_NO_AREA_CODE: Final = 8
_MOST_DIGITS: Final = 15  # ITU-T E.164
_LEAST_SOUGHT: Final = 4
_MOST_MISSING: Final = 3  # more is an area code
_BRAZIL: Final = 55
_ARGENTINA: Final = 54
_COLOMBIA: Final = 57
_PARAGUAY: Final = 595
_CUBA: Final = 53
# How mobiles and long distance were dialled in Mexico until 2019, and as many still write them: 044 55 1234 5678.
_DIALLED_BEFORE: Final = {52: re.compile(r"^(?:01|04[45]|1)(?=[0-9]{10}$)")}
# The number of a subscriber without its area code, where the library's own lengths do not tell.
_LOCAL: Final = {
    _BRAZIL: re.compile(r"[2-9][0-9]{7}|9[0-9]{8}"),
    _ARGENTINA: re.compile(r"[0-9]{6,8}|15[0-9]{6,8}"),
    _COLOMBIA: re.compile(r"[0-9]{7}|[124-8][0-9]{7}"),  # the latter as they were written until 2021, without the 60
    _PARAGUAY: re.compile(r"[0-9]{5,7}"),
    _CUBA: re.compile(r"[0-9]{4,7}"),
}
_OLD_MOBILE: Final = re.compile(r"[1-9]{2}[6-8][0-9]{7}")  # of Brazil, before they got a ninth digit
_EXIT: Final = re.compile(r"[^0-9+]*00")
_CALLED: Final = re.compile(r"^[^0-9+]*?(?=[(\s]*[0-9+])")  # "tel: 0412 …"; a single letter before a digit is a slip
# Numbers that were normalised lately, with the country: whoever keeps one asks again what it is.
_given: set[tuple[str, str]] = set()
_numbers: dict[str, PhoneNumber] = {}  # what these are
_MOST_GIVEN: Final = 4_000
_DIALLING: Final = ("fixed_line", "mobile")


class PhoneError(ValueError):
    """The text is no phone number that could be called; the message is a full sentence for the user."""


def normalise_phone(text: str, country: str) -> str:
    """The number in E.164, `country` (ISO 3166, `VE`) being where a number without `+` is called from.

    `00` before a country's code is a `+`, from wherever it is called; a trunk 0 is left out. Raises PhoneError with
    what is missing or wrong for what cannot be called: a digit or the area code missing, a letter, an extension.
    """
    if (text, country) in _given:
        return text
    text = clean(text)
    refusal = _slip(text, country)
    for number, is_valid in () if refusal else _readings(text, country):
        refusal = _wrong_with(number, country, is_valid=is_valid)
        if refusal is None:
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            _keep_given(e164, country, number if is_valid else None)
            return e164
    raise refusal or _unreadable(len(digits(text)), country)


def _keep_given(e164: str, country: str, number: PhoneNumber | None) -> None:
    if len(_given) >= _MOST_GIVEN:
        _given.clear()
        _numbers.clear()
    _given.add((e164, country))
    if number is not None:
        _numbers[e164] = number


def kept_phone(text: str, country: str, at: str = "phone", *, before: str = "") -> str:
    """The number as an action writes it down, "" for none. What cannot be called is refused `at` it; what stood there
    `before` and was left as it is stays, so that an old slip holds up nothing else."""
    if before and clean(text) in (before, format_phone(before, country)):
        return before
    try:
        return normalise_phone(text, country) if clean(text) else ""
    except PhoneError as error:
        raise RuleBroken(str(error), at) from error


def sought_digits(text: str, country: str) -> str:
    """The digits of a kept number that are meant by a phone as people type it, whole or its beginning: `(011) 98765` is
    1198765, `0055 11` is 5511. Empty for what is no phone, or too little of one."""
    text = clean(text)
    typed = digits(text)
    if len(typed) < _LEAST_SOUGHT or any(sign.isalpha() for sign in text):
        return ""
    try:
        return digits(normalise_phone(text, country))
    except PhoneError:
        abroad = typed.lstrip("0") if _EXIT.match(text) else typed if "+" in text else ""
    for length in (1, 2, 3):
        if abroad and (code := int(abroad[:length])) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return abroad[:length] + _trunk(code).sub("", abroad[length:])
    return typed.lstrip("0")


def is_surely_phone(text: str) -> bool:
    """Nothing else that has a number is written with these signs."""
    return "+" in text or "(" in text or bool(_EXIT.match(text))


@lru_cache(maxsize=20_000)
def format_phone(e164: str, country: str) -> str:
    """`0412-5550102` in its own country, `+58 412-5550102` elsewhere; what is no number is shown as it is."""
    number = _parse(e164, None)
    if number is None:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def phone_link(e164: str) -> str:
    return f"tel:{e164}"


def whatsapp_link(e164: str, text: str = "") -> str:
    """A link that opens a chat with the number, `text` ready to be sent. WhatsApp knows Argentina's mobiles by the 9
    after the country's code, which people leave out."""
    number = e164.removeprefix("+")
    if number.startswith(str(_ARGENTINA)) and number[2:3] != "9":
        number = f"{_ARGENTINA}9{number[2:]}"
    link = f"https://wa.me/{number}"
    return f"{link}?text={quote(text, safe='')}" if text else link


def _readings(text: str, country: str) -> Iterator[tuple[PhoneNumber, bool]]:
    """The numbers that the text may be, the likeliest first, and whether the library knows each as one."""
    abroad = _parse("+" + text[at.end() :], None) if (at := _EXIT.match(text)) else None
    is_valid = abroad is not None and phonenumbers.is_valid_number(abroad)
    if abroad and is_valid:
        yield abroad, True
    if number := _parse(text, country):
        yield _without_trunk(number)
    if abroad:
        yield abroad, is_valid


def _without_trunk(number: PhoneNumber) -> tuple[PhoneNumber, bool]:
    """Without what is only dialled before a national number, where the library left it (a number that it does not
    know); and whether it knows the number then."""
    if phonenumbers.is_valid_number(number):
        return number, True
    national = phonenumbers.national_significant_number(number)
    bare = _DIALLED_BEFORE.get(number.country_code or 0, _trunk(number.country_code or 0)).sub("", national)
    if bare == national or not bare:
        return number, False
    number = PhoneNumber(country_code=number.country_code, national_number=int(bare), extension=number.extension)
    return number, phonenumbers.is_valid_number(number)


def _slip(text: str, country: str) -> PhoneError | None:
    """A letter among the digits: the library would dial it as on the keys of a telephone."""
    number = _parse(text, country)
    if number is None or number.extension:
        return None
    called = _CALLED.match(text)
    name = called[0] if called else ""
    after = text[len(name) :] if len(name.strip(" .:(")) != 1 else text
    letters = [sign for sign in after if sign.isalpha()]
    if not letters:
        return None
    sentence = _("There is a letter in the phone number, %(letter)s: write digits only.") % {"letter": letters[0]}
    return _refused(sentence, country)


def _wrong_with(number: PhoneNumber, country: str, *, is_valid: bool) -> PhoneError | None:
    """What keeps a number from being called, None for nothing."""
    if number.extension:
        return PhoneError(_("Write the number without its extension, and the extension in the notes."))
    if is_valid:
        return None
    region = _region(number, country)
    national = phonenumbers.national_significant_number(number)
    lengths = _lengths(number)
    if _has_no_area_code(number, national):
        return _refused(_no_area_code(), region)
    if number.country_code == _BRAZIL and _OLD_MOBILE.fullmatch(national):
        return _refused(_("The phone number is too short: mobile numbers have a 9 before the others."), region)
    missing = _missing(number, national, lengths)
    if missing > _MOST_MISSING:
        return _refused(_no_area_code(), region)
    if missing:
        few = ngettext(
            "The phone number is too short: one digit is missing.",
            "The phone number is too short: %(count)s digits are missing.",
            missing,
        )
        return _refused(few % {"count": missing}, region)
    if len(national) in lengths:
        return None
    if len(national) > max(lengths, default=_MOST_DIGITS):
        return _refused(_("The phone number is too long: write one number only."), region)
    return _refused(_("No phone number looks like this."), region)


def _has_no_area_code(number: PhoneNumber, national: str) -> bool:
    if local := _LOCAL.get(number.country_code or 0):
        return bool(local.fullmatch(national))
    whole = _plan(number.country_code or 0).general_desc
    return whole is not None and len(national) in whole.possible_length_local_only


def _no_area_code() -> str:
    return _("The phone number is too short: write the area code too.")


def _missing(number: PhoneNumber, national: str, lengths: set[int]) -> int:
    """How many digits are missing at the end: for a number that is known, else for one of a length that there is."""
    for count in range(1, _MOST_MISSING + 1):
        longer = PhoneNumber(
            country_code=number.country_code,
            national_number=int(national + "2" * count),
            italian_leading_zero=number.italian_leading_zero,
        )
        if len(national) + count in lengths and phonenumbers.is_valid_number(longer):
            return count
    more = [length - len(national) for length in lengths if length > len(national)]
    return min(more) if more and len(national) not in lengths else 0


def _lengths(number: PhoneNumber) -> set[int]:
    """The digits that fixed and mobile numbers of the country have."""
    metadata = _plan(number.country_code or 0)
    kinds = [getattr(metadata, kind) for kind in _DIALLING]
    return {length for kind in kinds if kind for length in kind.possible_length if length > 0}


def _plan(code: int) -> PhoneMetadata:
    """The library's plan of the country with this calling code."""
    plan = PhoneMetadata.metadata_for_region_or_calling_code(code, phonenumbers.region_code_for_country_code(code))
    assert plan is not None, "Only numbers of known countries are parsed."
    return plan


def _trunk(code: int) -> re.Pattern[str]:
    """What is dialled before a national number of the country, and is no part of it."""
    return re.compile(f"^(?:{_plan(code).national_prefix or '(?!)'})+")


def _region(number: PhoneNumber, country: str) -> str:
    """Whose numbers are shown as an example: those of the country that was called."""
    if number.country_code == phonenumbers.country_code_for_region(country):
        return country
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _parse(text: str, country: str | None) -> PhoneNumber | None:
    """Nobody changes what it gives: it is kept for a while, since each number is asked several things."""
    if len(text) > _LONGEST:
        return None
    return _numbers.get(text) or _parsed(text, None if text.startswith("+") else country)


@lru_cache(maxsize=2_000)
def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _unreadable(length: int, country: str) -> PhoneError:
    """Says what is wrong with a text of so many digits that is no number at all."""
    if length == 0:
        sentence = _("This is not a phone number.")
    elif length <= _NO_AREA_CODE:
        sentence = _no_area_code()
    elif length > _MOST_DIGITS:
        sentence = _("The phone number is too long: write one number only.")
    else:
        sentence = _("No phone number looks like this.")
    return _refused(sentence, country)


def _refused(sentence: str, country: str) -> PhoneError:
    return PhoneError(f"{sentence} {_hint(country)}")


def _hint(country: str) -> str:
    """How a right number looks; without a country, the international form."""
    sample = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    example = phonenumbers.format_number(sample, PhoneNumberFormat.NATIONAL) if sample else "+58 412-1234567"
    return _("Write it like %(example)s, or with + and the country code.") % {"example": example}
