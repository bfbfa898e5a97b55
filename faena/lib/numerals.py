"""Numbers as people type and read them: `1.234,50`, `1,234.50`, `1 234,5`.

A number is an integer of a fixed count of decimals: 123450 with 2 decimals is 1234.50. Reading accepts both ways of
writing where there is only one meaning, asks where there are two, and refuses the rest with a sentence; it never
guesses. Which mark is the decimal one is a matter of language and country (`marks_of` in lib/locales.py).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from faena.lib.locales import active_language, marks_of

MINUS = "\N{MINUS SIGN}"

_LONGEST = 60
_MINUSES = "-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{SMALL HYPHEN-MINUS}"
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
_TWINS = str.maketrans({"\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH FULL STOP}": ".", **dict.fromkeys(_SPACES, " ")})
_TYPED = re.compile(r"[0-9 .,]*[0-9]")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[ .,])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_LONE = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,])(?P<tail>[0-9]{3})")


class NumeralError(ValueError):
    """What was typed is not a number that can be taken; the message is a full sentence for the user."""


def read_number(text: str, decimals: int, *, language: str | None = None) -> int:
    """Read what a person typed as an integer of `decimals` decimals: `1.234,5` with 2 is 123450.

    The reader's decimal mark is always one: `3,745` in Venezuela has three decimals. A mark that cannot group (`12.50`
    there) is one too. Any other mark alone before three digits (`3.745` there) groups thousands where the number
    has fewer decimals than that, as an amount has; where it may have three, as a rate and a quantity may, both readings
    are offered. Digits of any script count.

    Raises NumeralError for an empty, negative, malformed, ambiguous or too precise number.
    """
    language = language or active_language()
    typed = _plain(text)
    if not typed:
        raise NumeralError(_("Write a number."))
    if typed[0] in _MINUSES or (typed[0] == "(" and typed[-1] == ")"):
        raise NumeralError(_("The number cannot be negative."))
    if _has_two_readings(typed, decimals, language):
        raise NumeralError(_both_readings(typed, decimals, language))
    whole, fraction = _split(typed, language)
    if len(fraction) > decimals:
        raise NumeralError(_too_precise(decimals))
    return int(whole + fraction.ljust(decimals, "0"))


def write_number(
    value: int, decimals: int, language: str, *, grouped: bool = True, trim: bool = False, least: int = 0
) -> str:
    """Write an integer of `decimals` decimals in the reader's form; `trim` drops decimals that say nothing,
    but for the first `least`."""
    group, mark = marks_of(language)
    whole, fraction = divmod(abs(value), 10**decimals)
    text = f"{whole:,}".replace(",", group) if grouped else str(whole)
    tail = f"{fraction:0{decimals}}" if decimals else ""
    tail = tail[:least] + tail[least:].rstrip("0") if trim else tail
    return (MINUS if value < 0 else "") + text + (mark + tail if tail else "")


def _plain(text: str) -> str:
    """ASCII digits and marks, every kind of space and apostrophe as one space, nothing around."""
    if len(text) > _LONGEST:
        raise NumeralError(_("The number is too long."))
    digits = (str(unicodedata.decimal(sign, sign)) for sign in text)
    return "".join(digits).translate(_TWINS).strip()


def _has_two_readings(typed: str, decimals: int, language: str) -> bool:
    """Whether `1.500` may be 1500 and 1.5 here. Where it cannot be the latter, for want of decimals, it may not."""
    lone = _LONE.fullmatch(typed)
    if not lone:
        return False
    if decimals >= len(lone["tail"]):
        return lone["mark"] != marks_of(language).decimal
    return lone["mark"] != marks_of(language).group and decimals > 0 and not lone["tail"][decimals:].strip("0")


def _both_readings(typed: str, decimals: int, language: str) -> str:
    whole = int(_digits(typed))
    return _("%(typed)s can be read in two ways. Write %(whole)s or %(part)s, whichever is meant.") % {
        "typed": typed,
        "whole": write_number(whole, 0, language, grouped=False),
        "part": write_number(whole * 10**decimals // 1000, decimals, language, grouped=False, trim=True),
    }


def _split(typed: str, language: str) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    if not _TYPED.fullmatch(typed):
        raise NumeralError(_unreadable(language))
    head, mark, tail = _rpartition(typed)
    groups = _GROUPED.fullmatch(typed)
    if groups and (groups["mark"] != mark or mark in head or mark != marks_of(language).decimal):
        return _digits(typed), ""
    groups = _GROUPED.fullmatch(head)
    if tail.isdigit() and (not head or head.isdigit() or (groups and groups["mark"] != mark)):
        return _digits(head) or "0", tail if mark else ""
    raise NumeralError(_unreadable(language))


def _rpartition(typed: str) -> tuple[str, str, str]:
    """Before, the last point or comma, after; a number without one is all before."""
    at = max(typed.rfind("."), typed.rfind(","))
    return (typed[:at], typed[at], typed[at + 1 :]) if at >= 0 else (typed, "", "0")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _unreadable(language: str) -> str:
    example = write_number(123450, 2, language)
    return _("This is not a number that can be read. Write it like %(example)s.") % {"example": example}


def _too_precise(decimals: int) -> str:
    if decimals == 0:
        return _("This number has no decimals: write it whole.")
    if decimals == 1:
        return _("This number has at most one decimal.")
    return _("This number has at most %(count)s decimals.") % {"count": decimals}
