"""PIX "copy and paste": the BR Code of the Central Bank of Brazil, an EMV QR code in text (Manual de Padrões para
Iniciação do Pix). Each field is two digits, two digits of length and the value; the last is a checksum."""

import re
from binascii import crc_hqx
from decimal import Decimal

from faena.lib.text import fold

PIX = "br.gov.bcb.pix"
REAL = "986"  # ISO 4217's number of BRL
LONGEST_NAME, LONGEST_CITY, LONGEST_REFERENCE = 25, 15, 25
COUNTRY = "BRASIL"  # where no city is known


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
        ("59", receiver(name) or COUNTRY),
        ("60", place(city) or COUNTRY),
        ("62", _field("05", re.sub(r"[^A-Za-z0-9]", "", reference)[:LONGEST_REFERENCE] or "***")),
    ]
    text = "".join(_field(tag, value) for tag, value in fields) + "6304"
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"


def receiver(name: str) -> str:
    """The name as the payer's bank shows it; "" for one without a letter of the Latin alphabet."""
    return _plain(name)[:LONGEST_NAME].strip()


def place(city: str) -> str:
    """The city as the code says it; "" for one without a letter of the Latin alphabet."""
    return _plain(city)[:LONGEST_CITY].strip()


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def _plain(text: str) -> str:
    """Capitals of the Latin alphabet, digits and spaces: what every bank shows; "" where no letter is among them."""
    plain = " ".join(re.sub(r"[^A-Z0-9 ]", " ", fold(text).upper()).split())
    return plain if re.search("[A-Z]", plain) else ""
