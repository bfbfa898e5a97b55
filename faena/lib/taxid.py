"""Tax ids and identity documents: one spelling of each, its check digits, and when two of them are one person (W30).

Venezuela: R.I.F. (a letter, eight digits, a check digit) and cédula (V or E and up to eight digits); the R.I.F. of a
natural person contains the cédula. Brazil: CPF and CNPJ, the latter with letters since July 2026 (IN RFB 2.229/2024).
Of other countries the national tax number is checked; every country may also write down any other document as it is.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Final

from django.utils.translation import gettext as _
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut as cl_rut
from stdnum.co import nit as co_nit
from stdnum.cr import cpj
from stdnum.do import rnc
from stdnum.ec import ruc as ec_ruc
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gt import nit as gt_nit
from stdnum.mx import rfc
from stdnum.pe import ruc as pe_ruc
from stdnum.py import ruc as py_ruc
from stdnum.uy import rut as uy_rut
from stdnum.ve import rif

from faena.lib.places import country_name
from faena.lib.text import clean, fold

LONGEST: Final = 40

# Written the same in every language; only "other" is translated.
_NAMES: Final = {
    "ve_rif": "R.I.F.",
    "ve_cedula": "Cédula",
    "br_cpf": "CPF",
    "br_cnpj": "CNPJ",
    "ar_cuit": "CUIT",
    "cl_rut": "RUT",
    "co_nit": "NIT",
    "cr_cpj": "Cédula jurídica",
    "do_rnc": "RNC",
    "ec_ruc": "RUC",
    "gt_nit": "NIT",
    "mx_rfc": "RFC",
    "pe_ruc": "RUC",
    "py_ruc": "RUC",
    "uy_rut": "RUT",
}
_SAMPLES: Final = {
    "ve_rif": "J-12345678-4",
    "ve_cedula": "V-12.345.678",
    "br_cpf": "123.456.789-09",
    "br_cnpj": "12.ABC.345/01DE-35",
    "ar_cuit": "20-05536168-2",
    "cl_rut": "76.086.428-5",
    "co_nit": "213.123.432-1",
    "cr_cpj": "3-101-999999",
    "do_rnc": "1-01-85004-3",
    "ec_ruc": "1792060346-001",
    "gt_nit": "576937-K",
    "mx_rfc": "MAB 930714 8T4",
    "pe_ruc": "20512333797",
    "py_ruc": "80028061-0",
    "uy_rut": "21-100342-001-7",
}
_NATIONAL: Final = {
    "ar_cuit": cuit,
    "cl_rut": cl_rut,
    "co_nit": co_nit,
    "cr_cpj": cpj,
    "do_rnc": rnc,
    "ec_ruc": ec_ruc,
    "gt_nit": gt_nit,
    "mx_rfc": rfc,
    "pe_ruc": pe_ruc,
    "py_ruc": py_ruc,
    "uy_rut": uy_rut,
}
KINDS: Final = (*_NAMES, "other")

_RIF_LETTERS = "VEJPGC"
_RIF = re.compile(rf"[{_RIF_LETTERS}][0-9]{{9}}")
_RIF_UNPADDED = re.compile(rf"([{_RIF_LETTERS}])[ .-]*([0-9]{{1,8}})[ -]+([0-9])")
_CEDULA = re.compile(r"[VE][1-9][0-9]{0,7}")
_FOREIGN_SIGN = re.compile(r"[^\w\s./\-–]")


class TaxIdError(ValueError):
    """The document is not of its kind; the message is a full sentence that shows a right one."""


def kinds_for(country: str) -> list[tuple[str, str]]:
    """(kind, label) that a company of the country (ISO 3166, `VE`) may choose from, the commonest first."""
    prefix = country.lower() + "_"
    return [(kind, name) for kind, name in _NAMES.items() if kind.startswith(prefix)] + [("other", label("other"))]


def kinds_by_country(but: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of a select field: each country that has kinds of its own, by its name, except `but`."""
    countries = {kind.split("_")[0].upper() for kind in _NAMES} - {but}
    return sorted((country_name(country), kinds_for(country)[:-1]) for country in countries)


def label(kind: str) -> str:
    return _NAMES.get(kind) or _("Other document")


@lru_cache(maxsize=4_000)  # each document is asked several things
def normalise(kind: str, text: str) -> str:
    """The one spelling in which a document is kept: `j-12345678-4` is `J123456784`. Checks nothing."""
    text = clean(text)
    if kind == "other":
        return text
    bare = _bare(text)
    match kind:
        case "ve_rif":
            unpadded = _RIF_UNPADDED.fullmatch(text.upper())
            return f"{unpadded[1]}{unpadded[2]:0>8}{unpadded[3]}" if unpadded else bare
        case "ve_cedula":
            letter, number = (bare[0], bare[1:]) if bare[:1].isalpha() else ("V", bare)
            return letter + number.lstrip("0")
    return bare


def check(kind: str, text: str) -> str:
    """The document in its one spelling. Raises TaxIdError with a sentence for the user, ValueError for no kind."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of document.")
    value = normalise(kind, text)
    if not fold(value):
        raise TaxIdError(_("Write the number of the document."))
    if len(value) > LONGEST:
        raise TaxIdError(_("A document has at most %(count)s characters.") % {"count": LONGEST})
    if kind != "other":
        _check_form(kind, value, text)
    return value


def format_tax_id(kind: str, value: str) -> str:
    """A kept document as people write it: `J-12345678-4`, `V-12.345.678`, `123.456.789-09`, `12.ABC.345/01DE-35`."""
    match kind:
        case "ve_rif" if _RIF.fullmatch(value):
            return f"{value[0]}-{value[1:9]}-{value[9]}"
        case "ve_cedula" if _CEDULA.fullmatch(value):
            return f"{value[0]}-{int(value[1:]):,}".replace(",", ".")
        case "br_cpf" if len(value) == 11:
            return f"{value[:3]}.{value[3:6]}.{value[6:9]}-{value[9:]}"
        case "br_cnpj" if len(value) == 14:
            return f"{value[:2]}.{value[2:5]}.{value[5:8]}/{value[8:12]}-{value[12:]}"
    write = getattr(_NATIONAL.get(kind), "format", str)
    return str(write(value))


def document_key(kind: str, value: str) -> str:
    """What two spellings of one identity have in common: unique among a company's customers.

    A natural person's R.I.F. and cédula are one key (`ve:V12345678`): the R.I.F. is the cédula and a check digit,
    and a check digit adds nothing to a number. Any other document is compared without case, accents and punctuation.
    """
    value = normalise(kind, value)
    if kind == "ve_rif" and _RIF.fullmatch(value):
        return f"ve:{value[0]}{int(value[1:9])}"
    country, _underscore, _name = kind.partition("_")
    return f"{country}:{fold(value).replace(' ', '').upper()}"


def example(kind: str, seed: int) -> str:
    """A valid document made up from the seed, in its kept spelling, for the demo and for tests."""
    random = Random(f"{kind} {seed}")  # noqa: S311  # nothing secret: a believable number
    match kind:
        case "ve_rif":
            body = "J" + _random_digits(random, 8)
            return body + rif.calc_check_digit(body)
        case "ve_cedula":
            return f"V{random.randint(3_000_000, 32_999_999)}"
        case "br_cpf":
            body = _random_digits(random, 9)
            return next(number for tail in range(100) if cpf.is_valid(number := f"{body}{tail:02}"))
        case "br_cnpj":
            body = _random_digits(random, 8) + "0001"
            return body + cnpj.calc_check_digits(body)
        case "other":
            return f"P{_random_digits(random, 7)}"
    return normalise(kind, _SAMPLES[kind])


def _bare(text: str) -> str:
    """Capitals and ASCII digits, nothing between them."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.upper()))
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text.upper() if sign.isalnum())


def _check_form(kind: str, value: str, typed: str) -> None:
    names = {"kind": label(kind), "example": _SAMPLES[kind]}
    try:
        if _FOREIGN_SIGN.search(clean(typed)):
            raise ValueError
        _VALIDATE.get(kind, _validate_national(kind))(value)
    except InvalidChecksum as error:
        raise TaxIdError(
            _(
                "%(kind)s: a digit is wrong, the check digit does not match. "
                "Compare it with the document; it is written like %(example)s."
            )
            % names
        ) from error
    except (ValidationError, ValueError) as error:
        raise TaxIdError(
            _("%(kind)s: this is not a number of that kind. Write it like %(example)s.") % names
        ) from error


def _validate_rif(value: str) -> None:
    if not _RIF.fullmatch(value):
        raise ValueError
    # C (communal councils) counts as J in the check digit; the library does not know the letter.
    rif.validate(value.replace("C", "J"))


def _validate_cedula(value: str) -> None:
    if not _CEDULA.fullmatch(value):
        raise ValueError


def _validate_cpf(value: str) -> None:
    # The check digits of 111.111.111-11 are right; no such number is given out.
    if not value.isascii() or len(set(value)) == 1:
        raise ValueError
    cpf.validate(value)


def _validate_cnpj(value: str) -> None:
    if not value.isascii():
        raise ValueError
    cnpj.validate(value)


_VALIDATE: Final[dict[str, Callable[[str], None]]] = {
    "ve_rif": _validate_rif,
    "ve_cedula": _validate_cedula,
    "br_cpf": _validate_cpf,
    "br_cnpj": _validate_cnpj,
}


def _validate_national(kind: str) -> Callable[[str], None]:
    def validate(value: str) -> None:
        _NATIONAL[kind].validate(value)

    return validate


def _random_digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))
