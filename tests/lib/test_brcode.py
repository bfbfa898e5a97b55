"""C6: the PIX text is an EMV BR Code; a decoder that shares nothing with the program reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.brcode import brcode, receiver


def decoded(text: str) -> dict[str, str]:
    """Tag → value; templates that hold fields of their own as "26.01". Every sign has to belong to a field."""
    found: dict[str, str] = {}

    def read(piece: str, before: str) -> None:
        while piece:
            tag, length = piece[:2], int(piece[2:4])
            value, piece = piece[4 : 4 + length], piece[4 + length :]
            assert len(value) == length, f"field {tag} is cut"
            assert before + tag not in found, f"field {tag} twice"
            found[before + tag] = value
            if not before and tag in ("26", "62"):
                read(value, f"{tag}.")

    read(text, "")
    return found


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE, bit by bit: polynomial 1021, begun with FFFF, nothing turned."""
    register = 0xFFFF
    for byte in text.encode("ascii"):
        register ^= byte << 8
        for _bit in range(8):
            register = (register << 1) ^ 0x1021 if register & 0x8000 else register << 1
            register &= 0xFFFF
    return f"{register:04X}"


def test_the_checksum_is_the_known_one():
    """The check value of CRC-16/CCITT-FALSE in every catalogue of checksums."""
    assert checksum("123456789") == "29B1"


def test_a_bank_reads_what_is_to_be_paid():
    """C6."""
    key = "123e4567-e89b-12d3-a456-426655440000"

    text = brcode(
        key=key, name="Provedor São João & Filhos Ltda.", city="São Luís", amount=123_45, reference="F-000012"
    )

    read = decoded(text)
    assert read == {
        "00": "01",
        "26": f"0014br.gov.bcb.pix0136{key}",
        "26.00": "br.gov.bcb.pix",
        "26.01": key,
        "52": "0000",
        "53": "986",
        "54": "123.45",
        "58": "BR",
        "59": "PROVEDOR SAO JOAO FILHOS",
        "60": "SAO LUIS",
        "62": "0507F000012",
        "62.05": "F000012",
        "63": checksum(text[:-4]),
    }


@given(
    st.text(max_size=60),
    st.text(max_size=40),
    st.integers(1, 10**12),
    st.text(max_size=40),
    st.emails().filter(lambda one: len(one) <= 77 and one.isascii()),
)
def test_whatever_the_shop_is_called_the_code_can_be_read(name, city, amount, reference, key):
    text = brcode(key=key, name=name, city=city, amount=amount, reference=reference)

    read = decoded(text)
    assert text.isascii()
    assert read["63"] == checksum(text[:-4])
    assert (read["26.01"], read["54"]) == (key, f"{amount // 100}.{amount % 100:02}")
    assert 1 <= len(read["59"]) <= 25
    assert 1 <= len(read["60"]) <= 15
    assert 1 <= len(read["62.05"]) <= 25


@pytest.mark.parametrize(
    ("name", "shown"), [("Água Boa 3", "AGUA BOA 3"), ("東京修理", ""), ("Мастер 24", ""), ("24 / 7", "")]
)
def test_a_receiver_has_a_latin_letter(name, shown):
    """M5: what is left of a name without one is nobody's name."""
    assert receiver(name) == shown
