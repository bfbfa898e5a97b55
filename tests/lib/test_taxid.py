"""Tax ids are checked, kept in one spelling, and known for one person's whatever their form (W30)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.lib.taxid import (
    KINDS,
    LONGEST,
    TaxIdError,
    check,
    document_key,
    example,
    format_tax_id,
    kinds_for,
    normalise,
)

kinds = st.sampled_from(KINDS)


def test_a_company_chooses_among_its_countrys_documents() -> None:
    assert [kind for kind, _ in kinds_for("VE")] == ["ve_rif", "ve_cedula", "other"]
    assert [kind for kind, _ in kinds_for("BR")] == ["br_cpf", "br_cnpj", "other"]
    assert kinds_for("CO") == [("co_nit", "NIT"), ("other", "Other document")]
    assert kinds_for("JP") == [("other", "Other document")]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("ve_rif", "J-12345678-4", "J123456784"),
        ("ve_rif", " j 12345678 4 ", "J123456784"),
        ("ve_rif", "J-12.345.678-4", "J123456784"),
        ("ve_rif", "v-8123456-2", "V081234562"),
        ("ve_rif", "C-12345678-4", "C123456784"),
        ("ve_cedula", "V-12.345.678", "V12345678"),
        ("ve_cedula", "12345678", "V12345678"),
        ("ve_cedula", "v 08.123.456", "V8123456"),
        ("ve_cedula", "E-81234567", "E81234567"),
        ("br_cpf", "123.456.789-09", "12345678909"),
        ("br_cpf", "\uff11\uff12\uff13.456.789-09", "12345678909"),
        ("br_cnpj", "16.727.230/0001-97", "16727230000197"),
        ("br_cnpj", "12.abc.345/01de-35", "12ABC34501DE35"),
        ("co_nit", "213.123.432-1", "2131234321"),
        ("gt_nit", "576937-k", "576937K"),
        ("mx_rfc", "GODE 561231 GR8", "GODE561231GR8"),
        ("other", "  Passport  ab-123 ", "Passport ab-123"),
    ],
)
def test_a_right_document_is_kept_in_one_spelling(kind: str, typed: str, kept: str) -> None:
    assert check(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("ve_rif", "J-12345678-5"),
        ("br_cpf", "123.456.789-00"),
        ("br_cnpj", "16.727.230/0001-98"),
        ("br_cnpj", "12.ABC.345/01DE-36"),
        ("pe_ruc", "20512333798"),
    ],
)
def test_a_wrong_check_digit_is_named(kind: str, typed: str) -> None:
    with pytest.raises(TaxIdError, match="check digit does not match"):
        check(kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("ve_rif", "12345678-4"),
        ("ve_rif", "V-12345678"),
        ("ve_rif", "X-12345678-4"),
        ("ve_rif", "J-123456784-0"),
        ("ve_cedula", "J-12345678"),
        ("ve_cedula", "V-123.456.789"),
        ("ve_cedula", "V-0"),
        ("ve_cedula", "V"),
        ("ve_cedula", "=1+1"),
        ("br_cpf", "111.111.111-11"),
        ("br_cpf", "000.000.000-00"),
        ("br_cpf", "1234567890"),
        ("br_cpf", "abc"),
        ("br_cnpj", "00.000.000/0000-00"),
        ("br_cnpj", "16.727.230/0001"),
        ("br_cnpj", "ÀB.ABC.345/01DE-35"),
        ("mx_rfc", "123"),
    ],
)
def test_what_is_not_of_its_kind_is_refused_with_an_example(kind: str, typed: str) -> None:
    with pytest.raises(TaxIdError, match=r"Write it like \S.*\.$"):
        check(kind, typed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["", "   ", "---", "\u200b", "\x00"])
def test_nothing_is_no_document(kind: str, typed: str) -> None:
    with pytest.raises(TaxIdError):
        check(kind, typed)


def test_an_endless_document_is_refused() -> None:
    with pytest.raises(TaxIdError, match=str(LONGEST)):
        check("other", "9" * (LONGEST + 1))


def test_an_unknown_kind_is_the_programs_mistake() -> None:
    with pytest.raises(ValueError, match="no kind of document"):
        check("xx_id", "1")


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        ("ve_rif", "J123456784", "J-12345678-4"),
        ("ve_cedula", "V12345678", "V-12.345.678"),
        ("ve_cedula", "E8123", "E-8.123"),
        ("br_cpf", "12345678909", "123.456.789-09"),
        ("br_cnpj", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("pe_ruc", "20512333797", "20512333797"),
        ("other", "Passport ab-123", "Passport ab-123"),
        ("ve_rif", "not one", "not one"),
    ],
)
def test_a_document_is_shown_as_people_write_it(kind: str, kept: str, shown: str) -> None:
    assert format_tax_id(kind, kept) == shown


def test_a_persons_cedula_and_rif_are_one_identity() -> None:
    assert document_key("ve_cedula", "V12345678") == document_key("ve_rif", "V123456781") == "ve:V12345678"
    assert document_key("ve_cedula", "V8123456") == document_key("ve_rif", "V081234562")
    assert document_key("ve_cedula", "V12345678") != document_key("ve_cedula", "E12345678")
    assert document_key("ve_rif", "J123456784") != document_key("ve_rif", "G123456787")


def test_other_documents_are_one_whatever_their_punctuation() -> None:
    assert document_key("other", "Pasaporte AB-123") == document_key("other", "pasaporte ab 123")
    assert document_key("other", "12345678909") != document_key("br_cpf", "12345678909")


@given(kinds, st.integers(0, 10**6))
def test_a_made_up_document_is_a_right_one(kind: str, seed: int) -> None:
    assert check(kind, example(kind, seed)) == example(kind, seed)


@given(kinds, st.integers(0, 10**6))
def test_a_document_is_read_back_as_it_is_shown(kind: str, seed: int) -> None:
    kept = example(kind, seed)

    assert check(kind, format_tax_id(kind, kept)) == kept
    assert document_key(kind, format_tax_id(kind, kept)) == document_key(kind, kept)


@given(kinds, st.text(max_size=50))
def test_any_text_is_a_document_or_a_refusal(kind: str, text: str) -> None:
    try:
        kept = check(kind, text)
    except TaxIdError:
        return

    assert normalise(kind, kept) == kept
    assert document_key(kind, kept).isprintable()
