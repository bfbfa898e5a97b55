"""Files that cannot be read, or not all of them: a sentence each, and never another exception."""

import gzip
import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from faena.files.making import BARE
from faena.moving.reading import tables, unpacking
from faena.moving.reading.lines import How, Line, Unreadable
from faena.moving.reading.spreadsheets import MET_ITS_LIMIT
from faena.moving.reading.tables import contents_of, lines_of, tables_of
from tests.moving import samples

ROWS = [["Código", "Nombre", "Teléfono"], ["1", "Íñigo Ejemplo", "0412-5550901"], ["2", "Ana", "0412-5550902"]]


ANYTHING = How()


def first(path: Path, how: How = ANYTHING) -> list[Line]:
    return list(lines_of(path, path.name, tables_of(path, path.name, how)[0].name, how))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_of_any_encoding_and_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = samples.text_file(tmp_path / "list.csv", ROWS, delimiter, encoding)

    assert contents_of(path, "").delimiter == delimiter
    assert [line.cells for line in first(path)] == [tuple(row) for row in ROWS[1:]]


def test_an_encoding_that_a_person_chose(tmp_path: Path) -> None:
    path = samples.text_file(tmp_path / "list.csv", ROWS, ";", "mac-roman")

    assert first(path, How(encoding="mac-roman"))[0].cells[1] == "Íñigo Ejemplo"
    with pytest.raises(Unreadable, match="not in the encoding"):
        first(path, How(encoding="utf-8"))
    for name in ("no such", "base64", "zip"):
        with pytest.raises(Unreadable, match="no encoding of this name"):
            first(path, How(encoding=name))


def test_a_quote_that_is_never_closed_spoils_its_own_line_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Nombre;Teléfono\n"Ana;0412\n' + "Bea;0414\n" * 300, encoding="utf-8")

    lines = first(path)

    assert lines[0].problem == "Line 2 opens a quote that is never closed."
    assert lines[0].raw == '"Ana;0412'
    assert len(lines) == 301
    assert not any(line.problem for line in lines[1:])


def test_a_line_with_too_many_or_too_few_fields_is_refused_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nombre;Teléfono;Notas\nAna;0412\nBea;1;x;y\nCira;2;;;;\n", encoding="utf-8")

    lines = first(path)

    assert lines[0].problem == "Line 2 has 2 fields where the header has 3."
    assert lines[1].problem
    assert lines[1].raw == "Bea;1;x;y"
    assert not lines[2].problem
    assert lines[2].cells == ("Cira", "2", "")


def test_the_raw_text_of_a_line_with_a_password_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nombre;Teléfono;Senha\nAna;0412;canary\nBea;x;canary;canary\n", encoding="utf-8")

    assert "canary" not in str(first(path))


def test_empty_rows_the_header_again_and_totals_are_no_rows(tmp_path: Path) -> None:
    rows = [
        ["Nombre", "Teléfono", "Monto", "Abono"], ["Ana", "0412", "5", "1"], ["", "", "", ""],
        ["Nombre", "Teléfono", "Monto", "Abono"], ["Total Clean C.A.", "0414", "7", "1"], ["TOTAL GENERAL", "", "12",
         ""],
        ["2 clientes", "", "", ""],
    ]  # fmt: skip
    lines = first(samples.text_file(tmp_path / "list.csv", rows))

    assert [line.left_out for line in lines] == [
        "", "This row is empty.", "This is the header again.", "", "This is a row of totals.", "This is a row "
        "of totals.",
    ]  # fmt: skip


def test_a_row_of_sums_without_a_word_is_no_row(tmp_path: Path) -> None:
    rows = [["Nombre", "Teléfono", "Monto", "Abono"], *[[f"Ana {at}", "x", at, 1] for at in (5, 6, 7)], ["", "", 18, 3]]

    assert first(samples.workbook(tmp_path / "list.xlsx", {"A": rows}))[-1].left_out == "This is a row of totals."


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    rows = [[], ["A title"], [], ["", "Nombre", "Teléfono"], ["", "Ana", "0412"], [], ["", "Bea", "0414"]]
    path = samples.workbook(tmp_path / "list.xlsx", {"A": rows})

    found = tables_of(path, "")[0]
    assert (found.header, found.columns) == (4, ("A", "Nombre", "Teléfono"))
    assert [(line.number, line.cells[1]) for line in first(path) if not line.left_out] == [(5, "Ana"), (7, "Bea")]


def test_a_formula_stays_what_it_showed(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nombre", "Teléfono"])
        sheet.write_formula(1, 0, '="Ana "&"Ejemplo"', value="Ana Ejemplo")
        sheet.write_string(1, 1, "=HYPERLINK(0)")

    assert first(path)[0].cells == ("Ana Ejemplo", "=HYPERLINK(0)")


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    wide = samples.text_file(tmp_path / "wide.csv", [["Nombre", *["x"] * 100_000]])
    with pytest.raises(Unreadable, match="at most 200 columns"):
        tables_of(wide, "")
    with pytest.raises(Unreadable, match="at most 200 columns"):
        tables_of(samples.workbook(tmp_path / "wide.xlsx", {"A": [["x"] * 300]}), "")
    dump = tmp_path / "wide.sql"
    dump.write_text(samples.dump({"t": ([f"c{at}" for at in range(300)], [["x"] * 300])}))
    with pytest.raises(Unreadable, match="at most 200 columns"):
        tables_of(dump, "")


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 50)
    path = samples.text_file(tmp_path / "long.csv", [["Nombre", "Teléfono"], *[["Ana", "0412"]] * 80])

    with pytest.raises(Unreadable, match="1,000,000 rows"):
        tables_of(path, "")


def test_a_line_without_an_end_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(b"Nombre;" * 400_000)

    with pytest.raises(Unreadable, match="a million characters"):
        tables_of(path, "")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = samples.text_file(tmp_path / "list.csv", ROWS)
    monkeypatch.setattr(unpacking, "MOST_BYTES", 10)

    with pytest.raises(Unreadable, match="50 MB"):
        tables_of(path, "")


def test_an_archive_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 2**20)
    zeros = "0;" * 2**20
    bombs = [samples.zipped(tmp_path / "a.zip", "a.csv", zeros), samples.gzipped(tmp_path / "a.csv.gz", zeros)]
    nested = tmp_path / "b.zip"
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv.gz", gzip.compress(zeros.encode()))

    for path in (*bombs, nested):
        with pytest.raises(Unreadable, match="500 MB"):
            tables_of(path, "")


def test_a_spreadsheet_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 2**20)
    path = samples.open_document(tmp_path / "bomb.ods", "A", [["A" * 2**21]])

    with pytest.raises(Unreadable, match="500 MB"):
        tables_of(path, "")


def test_a_spreadsheet_that_takes_too_much_memory_ends_its_own_process_alone(tmp_path: Path) -> None:
    path = samples.open_document(tmp_path / "bomb.ods", "A", [["A" * 2**26]])
    code = (
        f"from faena.moving.reading import workbook; workbook.MEMORY = 180 * 2**20; workbook.main({str(path)!r}, 'A')"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=BARE, capture_output=True, check=False
    )

    assert done.returncode in MET_ITS_LIMIT or b'"problem":"costly"' in done.stdout


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    whole = [
        samples.workbook(tmp_path / "a.xlsx", {"A": ROWS}), samples.stock(tmp_path / "a.ods"),
        samples.mapos(tmp_path / "a.zip"),
        samples.mkauth(tmp_path / "a.sql.gz"),
    ]  # fmt: skip
    for path in whole:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])

        with pytest.raises(Unreadable, match="cut"):
            tables_of(path, "")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"%PDF-1.7 ...", "kind PDF"),
        (b"\x89PNG\r\n", "kind PNG"),
        (b"SQLite format 3\x00", "kind SQLite"),
        (b"<html><table><tr><td>Nombre</td></tr></table></html>", "web page"),
        (b"<?xml version='1.0'?><a/>", "kind XML"),
        (bytes(range(256)) * 40, "no text and no spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=why):
        tables_of(path, "list.csv")


def test_an_archive_of_several_files_is_asked_for_one(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "Nombre;Teléfono\n")
        archive.writestr("b.csv", "Nombre;Teléfono\n")
    with pytest.raises(Unreadable, match=r"a\.csv, b\.csv"):
        tables_of(path, "")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", "")
    with pytest.raises(Unreadable, match="no table in this archive"):
        tables_of(path, "")


def test_a_tar_with_a_dump_is_read(tmp_path: Path) -> None:
    path, text = tmp_path / "a.tar.gz", samples.dump({"t": (["nome", "fone"], [["Ana", "1"]])}).encode()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("db/mk.sql")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))

    assert [table.name for table in tables_of(path, "")] == ["t"]


def test_what_is_in_the_file_counts_and_not_its_name(tmp_path: Path) -> None:
    path = samples.workbook(tmp_path / "list.csv", {"A": ROWS})

    assert contents_of(path, "list.csv").format == "workbook"


def test_a_table_without_a_header_has_letters(tmp_path: Path) -> None:
    path = samples.text_file(tmp_path / "list.csv", ROWS[1:])

    assert tables_of(path, "")[0].columns == ("A", "B", "C")
    assert len(first(path)) == 2
    headed = samples.text_file(tmp_path / "headed.csv", ROWS)
    assert len(first(headed, How(has_header=False))) == 3
    assert [line.cells[0] for line in first(headed, How(header=2))] == ["2"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(content=st.one_of(st.binary(max_size=400), st.text(alphabet='a;,"\n\r\t|1', max_size=200).map(str.encode)))
def test_any_text_gives_lines_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(content)
    if content.startswith((b"PK", b"\xd0\xcf")):
        return
    try:
        lines = first(path)
    except Unreadable as error:
        assert error.sentence  # noqa: PT017  # rows, or a sentence
    else:
        assert all(line.number > 0 for line in lines)
