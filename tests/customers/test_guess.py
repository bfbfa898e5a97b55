"""W11: what is typed into the intake's one box and found nowhere goes into the right field of a new customer."""

import pytest

from faena.customers.guessing import guess
from faena.lib.taxid import example


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("María Ríos", {"name": "María Ríos"}),
        ("Taller 2000", {"name": "Taller 2000"}),
        ("María Ríos 0412 555 0101", {"name": "María Ríos", "phone": "0412 555 0101"}),
        ("0412-5550101, María Ríos", {"name": "María Ríos", "phone": "0412-5550101"}),
        ("María Ríos +58 (412) 555-0101", {"name": "María Ríos", "phone": "+58 (412) 555-0101"}),
        ("Calle 8 local 1234567", {"name": "Calle 8 local 1234567"}),  # seven digits are no phone of the country
        ("0412 555 0101", {"phone": "0412 555 0101"}),
        ("+58 412-5550101", {"phone": "+58 412-5550101"}),
        ("0412-555010", {"phone": "0412-555010"}),  # M19: a digit is missing, which the form will say
        ("356938035643809", {"serial": "356938035643809"}),
        ("SN-99812A", {"serial": "SN-99812A"}),
        (example("ve_rif", 3), {"document_kind": "ve_rif", "document": example("ve_rif", 3)}),
        ("V-12.345.678", {"document_kind": "ve_cedula", "document": "V-12.345.678"}),
    ],
)
def test_a_text_goes_into_its_field(text, fields):
    """W11: scanned, dialled or spoken, nothing is typed twice."""
    assert guess(text, "VE") == fields


def test_a_brazilian_document_is_known_by_its_check_digits():
    """W11, W30: eleven digits are a CPF when they check, else a phone."""
    cpf = example("br_cpf", 5)

    assert guess(cpf, "BR") == {"document_kind": "br_cpf", "document": cpf}
    assert guess("11987654321", "BR") == {"phone": "11987654321"}
