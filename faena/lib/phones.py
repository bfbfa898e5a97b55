"""Phone numbers: kept in E.164 (`+584125550102`), shown as the country writes them, one tap from WhatsApp.

Numbering plans change faster than libraries: a number of a possible length is kept although its prefix is unknown.
"""

from typing import Final
from urllib.parse import quote

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from faena.lib.errors import RuleBroken
from faena.lib.text import clean, digits

_LONGEST: Final = 60
_NO_AREA_CODE: Final = 8
_MOST_DIGITS: Final = 15  # ITU-T E.164


class PhoneError(ValueError):
    """The text is no phone number that could be called; the message is a full sentence for the user."""


def normalise_phone(text: str, country: str) -> str:
    """The number in E.164, `country` (ISO 3166, `VE`) being where a number without `+` is called from.

    Raises PhoneError for what cannot be called: too short, too long, without area code, with an extension.
    """
    number = _parse(clean(text), country)
    if number is None:
        raise _refusal(len(digits(text)), country)
    if number.extension:
        raise PhoneError(_("Write the number without its extension, and the extension in the notes."))
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise _refusal(len(digits(text)), country)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def kept_phone(text: str, country: str, at: str = "phone") -> str:
    """The number as an action writes it down, "" for none. What cannot be called is refused `at` it."""
    try:
        return normalise_phone(text, country) if clean(text) else ""
    except PhoneError as error:
        raise RuleBroken(str(error), at) from error


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
    """A link that opens a chat with the number, `text` ready to be sent."""
    link = f"https://wa.me/{e164.removeprefix('+')}"
    return f"{link}?text={quote(text, safe='')}" if text else link


def _parse(text: str, country: str | None) -> PhoneNumber | None:
    if len(text) > _LONGEST:
        return None
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _refusal(length: int, country: str) -> PhoneError:
    """Says what is wrong with a number of so many digits."""
    if length == 0:
        sentence = _("This is not a phone number.")
    elif length <= _NO_AREA_CODE:
        sentence = _("The phone number is too short: write the area code too.")
    elif length > _MOST_DIGITS:
        sentence = _("The phone number is too long: write one number only.")
    else:
        sentence = _("No phone number looks like this.")
    return PhoneError(f"{sentence} {_hint(country)}")


def _hint(country: str) -> str:
    """How a right number looks; without a country, the international form."""
    sample = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    example = phonenumbers.format_number(sample, PhoneNumberFormat.NATIONAL) if sample else "+58 412-1234567"
    return _("Write it like %(example)s, or with + and the country code.") % {"example": example}
