"""What each sort of value is in a cell, and that any cell gives a value or a sentence."""

import string
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faena.lib.phones import normalise_phone
from faena.lib.taxid import check
from faena.moving.reading.cells import (
    Refused,
    code_of,
    day_of,
    due_day_of,
    email_of,
    money_of,
    phones_of,
    plain_text,
    text_of,
    whole_of,
)
from faena.moving.reading.documents import document_of
from faena.moving.reading.fields import FIELDS, Kind
from faena.moving.reading.lines import Cell, Line
from faena.moving.reading.plans import Plan
from faena.moving.reading.records import records
from tests.moving import samples

TODAY = date(2026, 11, 30)
COUNTRIES = ("VE", "BR", "PE", "AR", "CO", "MX", "CL", "UY", "PY", "US")
LIKELY = st.text(alphabet=string.digits + " .,-/()+$%eE=\"'RSsabx\n", max_size=30)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=60),
    LIKELY,
    st.from_regex(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}", fullmatch=True),
    st.from_regex(r"(R\$|S/\.|Bs|\$)? ?-?[0-9]{1,3}([.,][0-9]{3})*([.,][0-9]{1,2})?", fullmatch=True),
    st.from_regex(r"[0-9][.,][0-9]{1,8}E\+[0-9]{1,3}", fullmatch=True),
)


@settings(max_examples=60)  # each asks eleven readers
@given(cell=CELLS, country=st.sampled_from(COUNTRIES), currency=st.sampled_from(("USD", "BRL", "PYG", "CLP", "VES")))
def test_any_cell_gives_a_value_or_a_sentence(cell: Cell, country: str, currency: str) -> None:
    for reader in (
        text_of,
        code_of,
        whole_of,
        due_day_of,
        email_of,
        lambda one: day_of(one, TODAY),
        lambda one: day_of(one, TODAY, is_day_first=False),
        lambda one: money_of(one, currency),
        lambda one: money_of(one, currency, ","),
        lambda one: phones_of(one, country),
        lambda one: document_of(one, country),
    ):
        try:
            found = reader(cell)
        except Refused as refused:
            assert refused.sentence.strip()  # noqa: PT017  # a value, or a sentence
        else:
            assert all(found.why)
            assert all(found.kept)


@given(cell=CELLS, country=st.sampled_from(COUNTRIES))
def test_what_is_taken_is_as_the_program_keeps_it(cell: Cell, country: str) -> None:
    try:
        for number in phones_of(cell, country).value:
            assert normalise_phone(number, country) == number
        document = document_of(cell, country).value
    except Refused:
        return
    if document.kind:
        assert check(document.kind, document.value) == document.value


@given(
    cells=st.lists(CELLS, min_size=1, max_size=6),
    fields=st.lists(st.sampled_from([one.name for one in FIELDS]), min_size=6, max_size=6),
    kinds=st.frozensets(st.sampled_from(Kind), min_size=1),
    country=st.sampled_from(COUNTRIES),
)
def test_any_row_is_accepted_corrected_refused_or_left_out(
    cells: list[Cell], fields: list[str], kinds: frozenset[Kind], country: str
) -> None:
    plan = Plan(kinds, {at: (name,) for at, name in enumerate(fields)}, {}, country, "USD", TODAY)
    lines = [Line(number, tuple(cells)) for number in (1, 2)]

    for record in records([*lines, Line(3, ("Ana", *cells))], Plan.from_json(plan.to_json())):
        assert record.state in ("accepted", "corrected", "refused", "left_out")
        assert (record.facts is None) == (record.state in ("refused", "left_out"))
        assert record.facts is not None or any(str(one.why) for one in record.remarks)
        assert all(str(one.why).strip() for one in record.remarks)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (6558466.0, "6558466"),
        (353211110000050.0, "353211110000050"),
        ('="0123"', "0123"),
        ("'0123", "0123"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("a\u00a0b\u200bc\r", "a bc"),
        (True, "true"),
        (date(2026, 3, 14), "2026-03-14"),
        (None, ""),
    ],
)
def test_a_cell_is_the_text_that_a_person_typed(cell: Cell, read: str) -> None:
    assert text_of(cell).value == read


@pytest.mark.parametrize("cell", [1e15, 3.64063e13 * 100, "3,64063E+13", "1E+20", 10**40])
def test_a_number_that_the_spreadsheet_cut_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused, match="was cut by the spreadsheet"):
        code_of(cell)


def test_a_number_of_which_all_digits_are_there_is_not_cut() -> None:
    assert code_of("3.53211110000050E+14").value == "353211110000050"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("12/03/2026", date(2026, 3, 12)),
        ("2026-03-12", date(2026, 3, 12)),
        ("2026-03-12 10:00:00", date(2026, 3, 12)),
        ("2026-03-12T10:00:00Z", date(2026, 3, 12)),
        ("12.3.26", date(2026, 3, 12)),
        ("7/8/21", date(2021, 8, 7)),
        ("01/01/27", date(2027, 1, 1)),
        ("01/01/28", date(1928, 1, 1)),
        (46150, date(2026, 5, 8)),
        ("46150", date(2026, 5, 8)),
        (datetime(2026, 3, 12, 23, 59), date(2026, 3, 12)),
        ("0000-00-00", None),
        ("", None),
        ("N/A", None),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell, read: date | None) -> None:
    assert day_of(cell, TODAY).value == read


@pytest.mark.parametrize(
    ("cell", "is_day_first", "why"),
    [
        ("31/02/2026", True, "31/02/2026 is no day."),
        ("03/14/2025", True, "no day when the day comes first"),
        ("13/05/2025", False, "no day when the month comes first"),
        ("soon", True, "no date that can be read"),
        ("2026-13-01", True, "is no day"),
        ("01/01/9999", True, "too far away"),
    ],
)
def test_a_day_that_there_is_not_is_refused(cell: Cell, is_day_first: bool, why: str) -> None:
    with pytest.raises(Refused, match=why):
        day_of(cell, TODAY, is_day_first=is_day_first)


@pytest.mark.parametrize(
    ("cell", "currency", "decimal", "read"),
    [
        ("45,50", "USD", "", 4550),
        ("1.250,00", "USD", "", 125_000),
        ("1,250.00", "USD", "", 125_000),
        ("1.234.567", "USD", "", 123_456_700),
        ("$60", "USD", "", 6000),
        ("60$", "USD", "", 6000),
        ("R$ 1.249,00", "BRL", "", 124_900),
        ("99,9", "BRL", "", 9990),
        ("S/. -0.01", "PEN", "", -1),
        ("(35.50)", "USD", "", -3550),
        ("-35.5", "USD", "", -3550),
        ("1.250", "USD", ",", 125_000),
        ("1.250", "USD", ".", 125),
        ("1.250", "PYG", "", 1250),
        (99.9, "BRL", "", 9990),
        (120, "USD", "", 12_000),
        ("", "USD", "", None),
    ],
)
def test_an_amount_is_read_in_minor_units(cell: Cell, currency: str, decimal: str, read: int | None) -> None:
    assert money_of(cell, currency, decimal).value == read


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1.250", "can be read in two ways"),
        ("por revisar", "is no amount"),
        ("€ 20", "is no amount"),
        ("1,2,3,4", "is no amount"),
        ("12,3456", "more decimals"),
        (10**14, "too large"),
        (True, "is no amount"),
    ],
)
def test_what_is_no_amount_is_refused(cell: Cell, why: str) -> None:
    with pytest.raises(Refused, match=why):
        money_of(cell, "USD")


@pytest.mark.parametrize(
    ("cell", "country", "read"),
    [
        ("0412-5550101 / 0212-5550102", "VE", ("+584125550101", "+582125550102")),
        ("584145550201,582125550202", "VE", ("+584145550201", "+582125550202")),
        ("+58 412-5550401 ::: 0412-5550402", "VE", ("+584125550401", "+584125550402")),
        ("0412-5550101 y 0414-5550102", "VE", ("+584125550101", "+584145550102")),
        ("987000101965000102", "PE", ("+51987000101", "+51965000102")),
        ("987000103,965 000 104", "PE", ("+51987000103", "+51965000104")),
        ("04125550101\n04145550102", "VE", ("+584125550101", "+584145550102")),
        (4145550103, "VE", ("+584145550103",)),
        ("N/A", "VE", ()),
        ("0", "BR", ()),
    ],
)
def test_a_cell_may_hold_several_phones(cell: Cell, country: str, read: tuple[str, ...]) -> None:
    assert phones_of(cell, country).value == read


def test_an_extension_and_a_bad_second_phone_go_to_the_notes() -> None:
    read = phones_of("0243-555.01.06 ext 12 / 123", "VE")

    assert read.value == ("+582435550106",)
    assert read.kept == ("0243-555.01.06 ext 12", "123")


@pytest.mark.parametrize(
    ("cell", "country"), [("999990104", "BR"), ("35550104", "BR"), (999990104, "BR"), ("98700", "PE")]
)
def test_a_number_without_its_area_code_is_refused(cell: Cell, country: str) -> None:
    with pytest.raises(Refused, match="too short"):
        phones_of(cell, country)


@pytest.mark.parametrize(
    ("cell", "country", "kind", "value"),
    [
        ("6558466", "VE", "ve_cedula", "V6558466"),
        (6558466.0, "VE", "ve_cedula", "V6558466"),
        ("V-12.109.492", "VE", "ve_cedula", "V12109492"),
        ("VEV14282375", "VE", "ve_cedula", "V14282375"),
        (samples.RIF[0], "VE", "ve_rif", samples.RIF[0]),
        (samples.cpf_without_zeros(1), "BR", "br_cpf", samples.cpf_without_zeros(1).zfill(11)),
        (int(samples.cpf_without_zeros(2)), "BR", "br_cpf", samples.cpf_without_zeros(2).zfill(11)),
        (f"C{samples.CPF[0]}", "BR", "br_cpf", samples.CPF[0]),
        (f"C{samples.CNPJ[0]}", "BR", "br_cnpj", samples.CNPJ[0]),
        ("12.ABC.345/01DE-35", "BR", "br_cnpj", "12ABC34501DE35"),
        (8171895, "PE", "other", "08171895"),
        ("20512333797", "PE", "pe_ruc", "20512333797"),
        ("", "BR", "", ""),
        ("no tiene", "VE", "", ""),
    ],
)
def test_a_document_is_kept_in_its_one_spelling(cell: Cell, country: str, kind: str, value: str) -> None:
    read = document_of(cell, country).value

    assert (read.kind, read.value) == (kind, value)


@pytest.mark.parametrize(
    ("cell", "country", "why"),
    [
        ("3,64063E+13", "BR", "was cut"),
        ("111.111.111-11", "BR", "not a number of that kind"),
        ("12345678901", "BR", "check digit"),
        ("J-63043790-0", "VE", "check digit"),
    ],
)
def test_a_document_that_is_wrong_is_refused(cell: Cell, country: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        document_of(cell, country)


def test_markup_of_web_pages_is_no_text() -> None:
    assert plain_text("<p>N&atilde;o liga</p><p>tela <b>preta</b></p>") == "Não liga\ntela preta"
    assert plain_text("5 < 6 & 7") == "5 < 6 & 7"
