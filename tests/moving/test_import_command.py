"""manage.py import_data does what the pages do, and says by its exit code how it went."""

import pytest
import python_calamine
from django.core.management import call_command
from django.core.management.base import CommandError

from faena.customers.models import Customer
from faena.moving.models import Import, ImportPreset
from faena.moving.reports import refused_rows, report_xlsx
from tests.moving.bringing import HEAD, ROWS, as_csv, checked, imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(as_csv(ROWS))
    return path


def exit_code(*args, **options):
    try:
        call_command("import_data", *map(str, args), **options)
    except SystemExit as left:
        return left.code
    return 0


def test_it_imports_and_says_that_some_were_refused(file, owner, capsys):
    assert exit_code(file) == 3

    assert (Customer.objects.count(), Import.objects.get().by) == (3, owner)
    assert "New customer: 3" in capsys.readouterr().out


def test_all_in_is_0_and_nothing_is_1(file, owner):
    file.write_bytes(as_csv(ROWS[:3]))
    assert exit_code(file) == 0

    file.write_bytes(as_csv(ROWS[3:]))
    assert exit_code(file) == 1


def test_a_dry_run_writes_the_reports_alone(file, owner, tmp_path):
    report, refused = tmp_path / "report.xlsx", tmp_path / "refused.csv"

    exit_code(file, dry_run=True, report=report, refused=refused)

    assert not Customer.objects.exists()
    sheets = python_calamine.CalamineWorkbook.from_path(report)
    assert len(sheets.get_sheet_by_name("Rows").to_python()) == 5
    assert refused.read_text(encoding="utf-8-sig").splitlines() == [",".join(HEAD), ",".join(ROWS[3])]


def test_a_map_says_what_the_columns_are(file, owner, tmp_path):
    chart = tmp_path / "map.toml"
    chart.write_text('system = "books"\n[columns]\n"Notas" = ""\n"2" = "name"\n[answers]\nduplicates = "fill"\n')

    exit_code(file, map=chart)

    import_ = Import.objects.get()
    assert (import_.system, import_.plan["answers"]["duplicates"]) == ("books", "fill")
    assert not Customer.objects.exclude(notes="").exists()


@pytest.mark.parametrize("line", ['"Nobody" = "name"', '"Notas" = "no_field"', "[["])
def test_a_wrong_map_imports_nothing(line, file, owner, tmp_path, settings, django_capture_on_commit_callbacks):
    chart = tmp_path / "map.toml"
    chart.write_text(f"[columns]\n{line}\n")

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(CommandError):
        call_command("import_data", str(file), map=chart)

    assert not Import.objects.exists()
    assert not settings.IMPORT_ROOT.exists() or not list(settings.IMPORT_ROOT.iterdir())


def test_it_undoes_by_its_number(file, owner):
    exit_code(file)

    assert exit_code(undo=Import.objects.get().pk) == 0

    assert (Customer.objects.count(), Import.objects.get().state) == (0, "undone")


@pytest.mark.parametrize("options", [{"by": "nobody@faena.example"}, {"undo": 99}, {"preset": "none"}])
def test_what_is_not_there_is_said(options, file, owner):
    with pytest.raises(CommandError):
        call_command("import_data", str(file), **options)


def test_a_seller_may_not(file, seller):
    with pytest.raises(CommandError):
        call_command("import_data", str(file), by=seller.email)

    assert not Import.objects.exists()


def test_a_preset_is_found_by_the_shape_of_the_file(file, owner):
    exit_code(file, dry_run=True)
    import_ = Import.objects.get()
    plan = import_.plan | {"answers": {"duplicates": "new"}}
    ImportPreset.objects.create(name="Shop", fingerprint="other", plan=plan, system="books", by=owner)

    exit_code(file, preset="Shop")

    assert Import.objects.get(state="done").plan["answers"]["duplicates"] == "new"


def test_reports_keep_formulas_as_text_and_the_shape_of_the_file(admin):
    rows = [["1", "", "", "0412-5550102", "", "", "", "", "", "=1+1"]]
    import_ = checked(admin, rows)

    lines = b"".join(refused_rows(import_).pieces).decode("utf-8-sig").splitlines()
    import_.file_name = "people.xlsx"
    book = refused_rows(import_)
    content = b"".join(book.pieces)

    assert lines[0] == ",".join(HEAD)
    assert lines[1].endswith("'=1+1")
    assert book.filename == "people-refused-rows.xlsx"
    assert b"<f>" not in content


def test_a_report_says_what_stayed(admin):
    import_ = imported(admin)
    import_.rows.filter(outcome="new").update(kept="Something was done with it since.")

    made = report_xlsx(import_)

    assert made.filename == "people-report.xlsx"
    assert len(b"".join(made.pieces)) > 5_000
