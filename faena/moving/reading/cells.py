"""Cells: what each sort of value is in a cell, and what was changed to read it.

Every function takes any cell and gives Read, or raises Refused with a full sentence about this field alone. They use
the program's own rules (lib/phones.py, lib/taxid.py, lib/money.py); what stands here is what spreadsheets do to
values."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from html import unescape
from typing import Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from faena.lib import money
from faena.lib.limits import DAYS
from faena.lib.phones import PhoneError, normalise_phone
from faena.lib.text import clean, digits
from faena.moving.reading.headers import folded
from faena.moving.reading.lines import Cell

EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number
MOST_PHONES: Final = 6
_SERIALS: Final = range(20_000, 80_000)  # days since 30 December 1899: 1954 to 2119
_EPOCH: Final = date(1899, 12, 30)
_LONGEST_EMAIL: Final = 254
_CUT: Final = re.compile(r"[-+]?([0-9])(?:[.,]([0-9]+))?[eE][+]?([0-9]{1,3})")
_FORMULA: Final = re.compile(r'="(.*)"', re.S)
_APOSTROPHE: Final = re.compile(r"'+(?=\s*[=+\-@\t\r\n0-9\uff1d\uff0b\uff0d\uff20\u2212])")
_NONE: Final = frozenset(
    ("", "no tiene", "no posee", "no aplica", "no", "na", "n a", "nao tem", "nao possui", "nao", "none", "null",
     "nenhum", "ninguno", "ninguna", "sin correo", "sin email", "sin telefono", "sem email", "sem telefone", "s n",
     "sn",
     "x", "xx", "xxx", "nil", "desconocido", "desconhecido", "nd", "n d", "sd", "s d", "no tengo", "no usa")
)  # fmt: skip
_LONGEST_NONE: Final = max(map(len, _NONE)) + 4
_EMPTY_DAYS: Final = re.compile(r"0000-00-00(?:[ T][0:.]*)?|00/00/0000|0|1900-01-00|30/12/1899|1899-12-30.*")
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_DAY: Final = re.compile(
    r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})(?:[ ,T]+[0-9:.]+(?: ?[ap]\.? ?m\.?)?)?", re.I
)
_SPLIT: Final = re.compile(r"\s*(?:/|,|;|:::|\||\n|\r|\s[yeo]\s|\s[ou]\s)\s*")
_EXTENSION: Final = re.compile(
    r"[\s,;(]*(?:ext(?:ensi[oó]n)?|ramal|anexo|int(?:erno)?|extens[aã]o)\.?[:\s]*([0-9]{1,6})\)?\s*$", re.I
)
_TAGS: Final = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.I)
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.S)
_PLAIN_MONEY: Final = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_TWO_WAYS: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_NUMBER: Final = re.compile(r"[0-9][0-9.,' \u00a0\u202f]*|[.,][0-9]+")

T = TypeVar("T", covariant=True)


class Refused(Exception):
    """The field is refused, not its row. `sentence` says why; `kept`: what is worth keeping in the notes."""

    def __init__(self, sentence: str, kept: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.kept = kept


@dataclass(frozen=True)
class Read(Generic[T]):
    """The value, and sentences about what was changed; `kept`: what goes to the notes."""

    value: T
    why: tuple[str, ...] = ()
    kept: tuple[str, ...] = field(default=())


def text_of(cell: Cell, *, multiline: bool = False) -> Read[str]:
    """As a person typed it. A whole number has no point; the wrapping of spreadsheets (`="0123"`, an apostrophe) goes.

    Raises Refused for a number that the spreadsheet cut."""
    if isinstance(cell, str):
        return _unwrapped(cell, multiline)
    if cell is None:
        return Read("")
    if isinstance(cell, bool):
        return Read("true" if cell else "false")
    if isinstance(cell, datetime):
        return Read(cell.isoformat(" ", "minutes"))
    if isinstance(cell, date):
        return Read(cell.isoformat())
    return Read(_digits_of(cell))


def code_of(cell: Cell) -> Read[str]:
    """A number that only names something: a code, a serial, a document. Raises Refused where digits are lost."""
    text = text_of(cell).value
    found = _CUT.fullmatch(text)
    if not found:
        return Read(text)
    decimals, exponent = found[2] or "", int(found[3])
    if len(decimals) < exponent or exponent > 14:
        raise Refused(_cut(text), text)
    whole = found[1] + decimals[:exponent]
    return Read(whole, (_("The spreadsheet wrote the number as %(typed)s.") % {"typed": text},))


def is_none(text: str) -> bool:
    """Whether people write this for nothing: N/A, no tiene, S/N."""
    return len(text) <= _LONGEST_NONE and folded(text) in _NONE


def whole_of(cell: Cell, least: int = 0, most: int = 10**9) -> Read[int | None]:
    """A count. Raises Refused for what is none."""
    text = text_of(cell).value
    if not text:
        return Read(None)
    if not re.fullmatch(r"[-+]?[0-9]{1,12}(?:[.,]0+)?", text):
        raise Refused(_("%(typed)s is no number.") % {"typed": _shown(text)}, text)
    number = int(re.split("[.,]", text)[0])
    if number < least:
        raise Refused(
            _("A count cannot be below zero.")
            if least == 0
            else _("The number cannot be below %(least)s.") % {"least": least},
            text,
        )
    if number > most:
        raise Refused(_("The number cannot be above %(most)s.") % {"most": most}, text)
    return Read(number)


def due_day_of(cell: Cell) -> Read[int | None]:
    """A day of the month: 10, `Dia 10`, `05`. 29 to 31 count as the last day of shorter months. Raises Refused."""
    if isinstance(cell, date):
        return Read(cell.day, (_("Of the date, the day of the month was taken."),))
    text = text_of(cell).value
    if not text or is_none(text):
        return Read(None)
    found = re.fullmatch(r"\D*([0-9]{1,2})(?:[.,]0+)?\D*", text)
    if not found or not 1 <= int(found[1]) <= 31:
        raise Refused(_("%(typed)s is no day of a month: write 1 to 31.") % {"typed": _shown(text)}, text)
    day = int(found[1])
    bare = text.lstrip("0").removesuffix(".0") == str(day)
    return Read(day, () if bare else (_("Read as day %(day)s of the month.") % {"day": day},))


def day_of(cell: Cell, today: date, *, is_day_first: bool = True) -> Read[date | None]:
    """A date: of a date cell, of Excel's count of days, or as people write it. Two digits of a year are up to the
    next year in this century. Raises Refused for a day that there is not."""
    if isinstance(cell, datetime):
        return Read(_within(cell.date(), str(cell)))
    if isinstance(cell, date):
        return Read(_within(cell, str(cell)))
    text = text_of(cell).value
    if not text or is_none(text) or _EMPTY_DAYS.fullmatch(text):
        return Read(None)
    if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", text) and int(text[:5]) in _SERIALS:
        day = _EPOCH + timedelta(days=int(text[:5]))
        said = _("%(typed)s is the day %(day)s as Excel counts.") % {"typed": text, "day": day.isoformat()}
        return Read(day, (said,))
    if found := _ISO.fullmatch(text):
        return Read(_made(int(found[1]), int(found[2]), int(found[3]), text))
    if not (found := _DAY.fullmatch(text)):
        raise Refused(_("%(typed)s is no date that can be read.") % {"typed": _shown(text)}, text)
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    why: tuple[str, ...] = ()
    if len(found[3]) == 2:
        year += 2000 if 2000 + year <= today.year + 1 else 1900
        why = (_("The year was read as %(year)s.") % {"year": year},)
    day_number, month = (first, second) if is_day_first else (second, first)
    if month > 12 >= day_number:
        raise Refused(_no_day_so(text, is_day_first), text)
    return Read(_made(year, month, day_number, text), why)


def parts_of_day(text: str) -> tuple[int, int] | None:
    """The two first numbers of a day as people write it, whichever is the month; None for no such day."""
    found = _DAY.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def has_two_readings(text: str, currency: str) -> bool:
    """Whether 1.250 may be a thousand and something, or one and a quarter."""
    found = _NUMBER.search(text)
    number = found[0].strip(" \u00a0\u202f.,") if found else ""
    return bool(money.exponent(currency) and _TWO_WAYS.fullmatch(number) and not number.startswith("0"))


def money_of(cell: Cell, currency: str, decimal: str = "") -> Read[int | None]:
    """An amount in minor units, below zero too. `decimal`: the sign before decimals, where a person said so; else
    the last of point and comma is it when one or two digits follow. Raises Refused where it could be read in two
    ways."""
    if isinstance(cell, (bool, date)):
        raise Refused(_no_amount(text_of(cell).value), text_of(cell).value)
    if isinstance(cell, int | float | Decimal):
        return _amount_of_number(Decimal(str(cell)), currency)
    text = text_of(cell).value
    if not text or is_none(text):
        return Read(None)
    bare, sign = _signed(text)
    exponent = money.exponent(currency)
    if exponent == 2 and _PLAIN_MONEY.fullmatch(bare):
        whole, _mark, part = bare.replace(",", ".").partition(".")
        return Read(_bounded(sign * int(whole + part.ljust(2, "0")), text))
    found = _NUMBER.search(bare)
    if not found:
        raise Refused(_no_amount(text), text)
    number = found[0].strip(" \u00a0\u202f")
    around = bare[: found.start()] + "1" + bare[found.end() :]
    try:
        money.parse_amount(around, currency, language="en")
    except money.MoneyError as error:
        raise Refused(_no_amount(text), text) from error
    return Read(_bounded(sign * _minor(number.rstrip(".,"), exponent, decimal, text), text))


def email_of(cell: Cell) -> Read[tuple[str, ...]]:
    """The addresses in a cell; what is none goes to the notes. Raises Refused where there is none at all."""
    text = text_of(cell, multiline=True).value.strip()
    if not text or is_none(text) or text in ("0", "1"):
        why = (_("%(typed)s is no e-mail address: left empty.") % {"typed": _shown(text)},) if text else ()
        return Read((), why)
    good: list[str] = []
    bad: list[str] = []
    parts = [text] if _is_email(text) else re.split(r"\s*(?:[,;/|]|:::)\s*|\s+", text)
    for part in parts:
        if part and part != "*":
            (good if _is_email(part) else bad).append(part)
    if not good:
        raise Refused(_("%(typed)s is no e-mail address.") % {"typed": _shown(text)}, text)
    refused = tuple(_("%(typed)s is no e-mail address.") % {"typed": _shown(part)} for part in bad)
    return Read(tuple(dict.fromkeys(good)), refused, tuple(bad))


def phones_of(cell: Cell, country: str) -> Read[tuple[str, ...]]:
    """The numbers in a cell in E.164. What is none, and extensions, go to the notes. Raises Refused where there is
    none at all."""
    text = text_of(cell, multiline=True).value.strip()
    if not text or is_none(text) or not digits(text).strip("0"):
        return Read(())
    if _CUT.fullmatch(text):
        raise Refused(_cut(text), text)
    good: list[str] = []
    why: list[str] = []
    kept: list[str] = []
    for part in _numbers_in(text, country)[:MOST_PHONES]:
        number = part
        if extension := _EXTENSION.search(part):
            number = part[: extension.start()]
            kept.append(part)
            why.append(_("The extension %(number)s stands in the notes.") % {"number": extension[1]})
        try:
            good.append(_normalised(number, country))
        except PhoneError as error:
            why.append(_("%(typed)s: %(why)s") % {"typed": _shown(number), "why": error})
            kept.append(part)
    if not good:
        raise Refused(" ".join(why) or _("This is not a phone number."), text)
    return Read(tuple(dict.fromkeys(good)), tuple(why), tuple(kept))


def flag_of(cell: Cell) -> bool | None:
    """Yes or no, None for neither."""
    plain = folded(text_of(cell).value)
    if plain in (
        "si",
        "sim",
        "yes",
        "y",
        "s",
        "true",
        "1",
        "x",
        "verdadero",
        "verdadeiro",
        "juridica",
        "empresa",
        "company",
    ):
        return True
    if plain in ("no", "nao", "n", "false", "0", "falso", "fisica", "natural", "persona", "individual", "person"):
        return False
    return None


def plain_text(text: str) -> str:
    """Without the markup of web pages: `<p>N&atilde;o liga</p>` is `Não liga`."""
    if "<" not in text and "&" not in text:
        return clean(text, multiline=True)
    return clean(unescape(_MARKUP.sub("", _TAGS.sub("\n", text))), multiline=True).strip()


@lru_cache(maxsize=8_000)  # a cell is looked at several times
def _unwrapped(text: str, multiline: bool) -> Read[str]:
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] not in "=' " and text[-1:] != " ":
        return Read(text)
    if text.startswith("="):
        text = found[1].replace('""', '"') if (found := _FORMULA.fullmatch(text.strip())) else text
    elif text.startswith("'"):
        text = _APOSTROPHE.sub("", text, count=1)
    return Read(clean(text, multiline=multiline))


def _digits_of(number: int | float | Decimal) -> str:
    if isinstance(number, int):
        if abs(number) >= 10**30:
            raise Refused(_cut(f"{number:.5e}"))
        return str(number)
    exact = Decimal(str(number)) if isinstance(number, float) else number
    if not exact.is_finite():
        return ""
    if exact == exact.to_integral_value():
        if abs(exact) >= EXACT:
            raise Refused(_cut(f"{exact:.5E}"), f"{exact:.5E}")
        return str(int(exact))
    return format(exact, "f")[:60]


def _cut(text: str) -> str:
    return _(
        "%(typed)s was cut by the spreadsheet and cannot be brought back. Format the column as text in the "
        "original and "
        "save it again, or leave the field empty."
    ) % {"typed": text}


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        made = date(year, month, day)
    except ValueError as error:
        raise Refused(_("%(typed)s is no day.") % {"typed": _shown(text)}, text) from error
    return _within(made, text)


def _within(day: date, text: str) -> date:
    if day.year not in DAYS or day.year >= MAXYEAR:
        raise Refused(_("%(typed)s is too far away to be right.") % {"typed": _shown(text)}, text)
    return day


def _no_day_so(text: str, is_day_first: bool) -> str:
    if is_day_first:
        return _("%(typed)s is no day when the day comes first.") % {"typed": _shown(text)}
    return _("%(typed)s is no day when the month comes first.") % {"typed": _shown(text)}


def _signed(text: str) -> tuple[str, int]:
    """Without a minus or brackets, and the sign. A minus may stand behind the currency."""
    plain = text.translate(_MINUSES).strip()
    if plain.startswith("(") and plain.endswith(")"):
        return plain[1:-1].strip(), -1
    if found := re.match(r"([^0-9-]{0,6}?)-\s*(?=[^-]*[0-9])", plain):
        return (found[1] + plain[found.end() :]).strip(), -1
    if plain.endswith("-") and not plain.startswith("-"):
        return plain[:-1].strip(), -1
    return plain, 1


_MINUSES: Final = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{FULLWIDTH HYPHEN-MINUS}": "-"})


def _minor(number: str, exponent: int, decimal: str, text: str) -> int:
    number = re.sub(r"[' \u00a0\u202f]", "", number)
    if not decimal and exponent and _TWO_WAYS.fullmatch(number) and not number.startswith("0"):
        raise Refused(
            _("%(typed)s can be read in two ways: say which sign stands before the decimals.")
            % {"typed": _shown(text)},
            text,
        )
    marks = [sign for sign in number if sign in ".,"]
    mark = decimal or (marks[-1] if marks else "")
    if not decimal and marks and (marks.count(mark) > 1 or (exponent == 0 and _TWO_WAYS.fullmatch(number))):
        mark = ""  # only groups
    other = "".join(sign for sign in ".," if sign != mark)
    head, _mark, tail = number.partition(mark) if mark else (number, "", "")
    head = re.sub(f"[{other}]", "", head) if _grouped(head, other) else head
    tail = tail.rstrip("0") if len(tail) > exponent else tail
    if not re.fullmatch("[0-9]*", head) or not re.fullmatch("[0-9]*", tail) or not head + tail:
        raise Refused(_no_amount(text), text)
    if len(tail) > exponent:
        raise Refused(_("%(typed)s has more decimals than the currency.") % {"typed": _shown(text)}, text)
    return int((head or "0") + tail.ljust(exponent, "0"))


def _grouped(head: str, marks: str) -> bool:
    return bool(re.fullmatch(rf"[0-9]{{1,3}}(?:[{marks}][0-9]{{2,3}})*", head)) or head.isdigit()


def _amount_of_number(number: Decimal, currency: str) -> Read[int | None]:
    if not number.is_finite():
        return Read(None)
    try:
        minor = number.scaleb(money.exponent(currency))
        whole = int(minor.to_integral_value(rounding="ROUND_HALF_UP"))
    except (InvalidOperation, OverflowError) as error:
        raise Refused(_no_amount(str(number)), str(number)) from error
    _bounded(whole, str(number))
    is_exact = abs(minor - whole) < Decimal("0.0001")
    return Read(whole, () if is_exact else (_("The amount was rounded."),))


def _bounded(amount: int, text: str) -> int:
    if abs(amount) > money.MAX_AMOUNT:
        raise Refused(_("The amount %(typed)s is too large.") % {"typed": _shown(text)}, text)
    return amount


def _no_amount(text: str) -> str:
    return _("%(typed)s is no amount.") % {"typed": _shown(text)}


@lru_cache(maxsize=4_000)
@lru_cache(maxsize=1_000)  # each is asked twice
def _is_email(text: str) -> bool:
    if len(text) > _LONGEST_EMAIL:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _numbers_in(text: str, country: str) -> list[str]:
    """Each phone of a text by itself: two that were written without a sign between them too."""
    found: list[str] = []
    for part in _SPLIT.split(text):
        if not part or not digits(part):
            continue
        found.extend(_halves(part, country) if len(digits(part)) > _MOST_OF_ONE else [part])
    return found or [text]


_MOST_OF_ONE: Final = 13  # digits of one number with its country's code, in most countries


def _halves(part: str, country: str) -> list[str]:
    """Two numbers where each half of the digits is one."""
    number = digits(part)
    half = len(number) // 2
    if len(number) % 2 == 0 and not part.strip().startswith("+"):
        halves = [number[:half], number[half:]]
        if all(_is_phone(one, country) for one in halves):
            return halves
    if len(pieces := re.split(r"\s{2,}|\s-\s|\s(?=\+)", part)) > 1 and all(_is_phone(one, country) for one in pieces):
        return pieces
    return [part]


def _is_phone(text: str, country: str) -> bool:
    try:
        _normalised(text, country)
    except PhoneError:
        return False
    return True


def _normalised(text: str, country: str) -> str:
    return normalise_phone(text, country)


def _shown(text: str) -> str:
    """At most sixty signs of it."""
    return text if len(text) <= 60 else f"{text[:59]}…"


Reader = Callable[[Cell], Read[T]]
