"""PIX "copy and paste": the BR Code of the Central Bank of Brazil, an EMV QR code in text (Manual de Padrões para
Iniciação do Pix). Each field is two digits, two digits of length and the value; the last is a checksum."""

import re
from binascii import crc_hqx
from decimal import Decimal
from uuid import UUID

from stdnum.br import cnpj, cpf

from faena.lib.text import fold

PIX = "br.gov.bcb.pix"
REAL = "986"  # ISO 4217's number of BRL
LONGEST_NAME, LONGEST_CITY, LONGEST_KEY, LONGEST_REFERENCE = 25, 15, 77, 25
COUNTRY = "BRASIL"  # where no city is known
_PHONE = re.compile(r"\+55[1-9]\d{9,10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def kept_key(typed: str) -> str:
    """A PIX key as the bank knows it: an e-mail address in lower case, a phone +5511999990000, a CPF or CNPJ in digits,
    a random key (UUID). Raises ValueError for anything else."""
    text = typed.strip()
    if "@" in text:
        if not _EMAIL.fullmatch(text) or len(text) > LONGEST_KEY or not text.isascii():
            raise ValueError(typed)
        return text.lower()
    bare = re.sub(r"[\s().\-/]", "", text)
    if text.startswith("+"):
        if not _PHONE.fullmatch(bare):
            raise ValueError(typed)
        return bare
    for document in (cpf, cnpj):
        if document.is_valid(bare):
            return str(document.compact(bare))
    if len(text) == len(str(UUID(int=0))):
        return str(UUID(text))
    raise ValueError(typed)


def brcode(*, key: str, name: str, city: str, amount: int, reference: str) -> str:
    """What a bank's app reads: pay `amount` (centavos of BRL) to `key`. `reference`: letters and digits by which the
    payment is known again. Name and city lose their accents and what is too long."""
    fields = [
        ("00", "01"),
        ("26", _field("00", PIX) + _field("01", key)),
        ("52", "0000"),
        ("53", REAL),
        ("54", f"{Decimal(amount).scaleb(-2):.2f}"),
        ("58", "BR"),
        ("59", _plain(name)[:LONGEST_NAME].strip() or COUNTRY),
        ("60", _plain(city)[:LONGEST_CITY].strip() or COUNTRY),
        ("62", _field("05", re.sub(r"[^A-Za-z0-9]", "", reference)[:LONGEST_REFERENCE] or "***")),
    ]
    text = "".join(_field(tag, value) for tag, value in fields) + "6304"
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def _plain(text: str) -> str:
    """Capitals of the Latin alphabet, digits and spaces: what every bank shows."""
    return " ".join(re.sub(r"[^A-Z0-9 ]", " ", fold(text).upper()).split())
