"""Documents as old systems have them: without their zeros, with letters before them, cut by a spreadsheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from faena.lib.countries import usual_in
from faena.lib.taxid import TaxIdError, check, format_tax_id, kinds_for, label, normalise
from faena.lib.text import digits
from faena.moving.reading.cells import Read, Refused, code_of, is_none
from faena.moving.reading.lines import Cell

_RIF: Final = re.compile(r"[VEJPGC][\s.-]*[0-9][0-9\s.-]*")
_DOUBLE_LETTER: Final = re.compile(r"VE(?=[VEJPGC][\s.-]*[0-9])")
_LEADING_C: Final = re.compile(r"C(?=[0-9A-Z]{11}(?:[0-9A-Z]{3})?$)")
_LEAST_CPF: Final = 8  # fewer are not a number that lost its zeros
_LEAST_CNPJ: Final = 12
_DNI: Final = 8


@dataclass(frozen=True)
class Document:
    """`kind` as lib/taxid.py names it, "" for none; `value` in its one spelling. `is_company`: the kind says so."""

    kind: str = ""
    value: str = ""
    is_company: bool | None = None


def document_of(cell: Cell, country: str, *, only: str = "") -> Read[Document]:
    """The document of a company of the country (ISO 3166). `only`: "person" or "company", where the column says it.

    Raises Refused where no kind of document fits."""
    read = code_of(cell)
    text = read.value
    if not text or is_none(text) or not any(sign.isalnum() for sign in text) or not digits(text).strip("0"):
        if text and not is_none(text) and len(digits(text)) < 2:
            raise Refused(_("%(typed)s is no document.") % {"typed": text[:60]}, text)
        return Read(Document())
    first: TaxIdError | None = None
    for kind, candidate in _candidates(text.upper(), country, only):
        try:
            value = check(kind, candidate)
        except TaxIdError as error:
            first = first or error
            continue
        why = read.why
        if normalise(kind, candidate) != normalise(kind, text) or (kind == "ve_cedula" and text[:1].isdigit()):
            said = {"kind": label(kind), "document": format_tax_id(kind, value)}
            why = (*why, _("Read as %(kind)s %(document)s.") % said)
        return Read(Document(kind, value, _is_company(kind, value)), why)
    raise Refused(str(first) if first else _("%(typed)s is no document.") % {"typed": text[:60]}, text)


def _candidates(text: str, country: str, only: str) -> Iterator[tuple[str, str]]:
    """(kind, spelling), the likeliest first; the first one's refusal is the sentence."""
    bare = re.sub(r"[^0-9A-Z]", "", text)
    match country:
        case "VE":
            yield from _of_venezuela(text, bare)
        case "BR":
            yield from _of_brazil(text, bare, only)
        case "PE":
            yield from _of_peru(text, bare)
        case _:
            kind = usual_in(country).tax_kind
            if kind:
                yield kind, text
                if len(bare) >= _DNI - 1 and kind in dict(kinds_for(country)) and bare.isdigit():
                    yield kind, bare.zfill(len(bare) + 1)
            yield "other", text


def _of_venezuela(text: str, bare: str) -> Iterator[tuple[str, str]]:
    text = _DOUBLE_LETTER.sub("", text)
    bare = _DOUBLE_LETTER.sub("", bare)
    if not _RIF.fullmatch(text) and not bare.isdigit():
        if bare[:1].isalpha() and digits(bare) and bare[0] not in "VEJPGC":
            yield "other", text
        yield "ve_cedula", text
        return
    if bare[:1] in ("V", "E", "") or bare.isdigit():
        if len(digits(bare)) == 9 and bare[0].isalpha():
            yield "ve_rif", text
        elif len(digits(bare)) <= 8:
            yield "ve_cedula", bare
        elif len(digits(bare)) == 9:  # a letter is missing, and which one nobody can say
            yield "ve_rif", text
        else:
            yield "ve_cedula", text
        return
    yield "ve_rif", text
    if len(digits(bare)) == 8:  # a zero was lost, not the check digit
        yield "ve_rif", bare[0] + digits(bare).zfill(9)


def _of_brazil(text: str, bare: str, only: str) -> Iterator[tuple[str, str]]:
    bare = _LEADING_C.sub("", bare)
    length = len(bare)
    if bare.isdigit():
        if only != "company":
            if length == 11:
                yield "br_cpf", bare
            elif _LEAST_CPF <= length < 11:
                yield "br_cpf", bare.zfill(11)
        if only != "person" and _LEAST_CNPJ - 1 <= length <= 14:
            yield "br_cnpj", bare.zfill(14)
    elif length == 14 and only != "person":
        yield "br_cnpj", bare
    if only == "company":
        yield "br_cnpj", text
    elif bare.isdigit() or only == "person":
        yield "br_cpf" if length < _LEAST_CNPJ else "br_cnpj", text
    else:
        yield "other", text


def _of_peru(text: str, bare: str) -> Iterator[tuple[str, str]]:
    if bare.isdigit() and len(bare) == 11:
        yield "pe_ruc", bare
    elif bare.isdigit() and _DNI - 2 <= len(bare) <= _DNI:
        yield "other", bare.zfill(_DNI)
    else:
        yield "other", text


def _is_company(kind: str, value: str) -> bool | None:
    if kind == "ve_rif":
        return value[:1] in "JGC"
    if kind in ("ve_cedula", "br_cpf"):
        return False
    if kind == "br_cnpj":
        return True
    if kind == "pe_ruc":
        return value[:2] == "20"
    return None
