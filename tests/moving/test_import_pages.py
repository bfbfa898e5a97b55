"""The pages of an import: file, columns, questions, check, import, and undoing it (B14)."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from faena.customers.models import Customer
from faena.journal.actions import record
from faena.journal.models import Access
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.moving.examples import COLUMNS, columns_of
from faena.moving.models import Import, ImportPreset, ImportRow
from faena.moving.reading.fields import Kind
from faena.moving.reading.tables import tables_of
from tests.moving.an_import import an_import
from tests.world import committed, run_jobs

HOME = "/settings/import/"
TEXT = "Nombre;Telefono;Color\nAna Arias;0414-5550101;azul\nBeto Blanco;0414-5550102;rojo\n"


def upload(browser, text=TEXT, name="clientes.csv"):
    return browser.post(f"{HOME}new/", {"upload": SimpleUploadedFile(name, text.encode())})


def by_the_worker():
    """As upkeep/working.py runs a job: in a unit of work of the worker's own."""
    with unit_of_work(Origin("job")):
        run_jobs()


def body(answer):
    return answer.content.decode()


def test_a_file_goes_step_by_step_to_its_check(client_of, owner):
    browser = client_of(owner)

    answer = upload(browser)
    import_ = Import.objects.get()
    at = f"{HOME}{import_.pk}/"
    assert (answer.status_code, answer.url) == (303, f"{at}sheet/")
    assert "Ana Arias" in body(browser.get(answer.url))

    answer = browser.post(f"{at}sheet/", {"header": ""})
    assert answer.url == f"{at}columns/"
    shown = body(browser.get(answer.url))
    assert "azul" in shown
    assert "Beto Blanco" in shown

    columns = {"column_0": "name", "column_1": "phone", "column_2": "notes", "kinds": ["customers"]}
    answer = browser.post(f"{at}columns/", columns)
    assert answer.url == f"{at}questions/"
    assert browser.get(answer.url).status_code == 200

    answer = browser.post(f"{at}questions/")
    import_.refresh_from_db()
    assert answer.url == at
    assert import_.state == Import.State.CHECKING
    assert import_.plan["columns"] == {"0": ["name"], "1": ["phone"], "2": ["notes"]}
    assert 'hx-trigger="every 2s"' in body(browser.get(at))


def test_the_next_page_of_an_import_is_the_one_that_is_due(client_of, owner):
    """The address of an import leads to what has to be done; a step that is over leads back to it."""
    browser = client_of(owner)
    done = an_import(state="done", started_at=timezone.now(), ended_at=timezone.now())
    fresh = an_import(state="read", plan={})

    assert browser.get(f"{HOME}{fresh.pk}/").url == f"{HOME}{fresh.pk}/sheet/"
    for step in ("sheet", "columns", "questions"):
        answer = browser.get(f"{HOME}{done.pk}/{step}/")
        assert (answer.status_code, answer.url) == (303, f"{HOME}{done.pk}/"), step


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [("", "a.csv", "The file is empty."), ("\x00\x01\x02" * 50, "a.xlsx", None)],
)
def test_what_cannot_be_read_says_so(text, name, said, client_of, owner):
    browser = client_of(owner)

    answer = upload(browser, text, name)

    if said:
        assert answer.status_code == 422
        assert said in body(answer)
        assert not Import.objects.exists()
    else:
        assert 'class="notice is-red"' in body(browser.get(answer.url))
        assert browser.post(answer.url, {"header": ""}).status_code == 422


def test_the_first_rows_follow_what_is_chosen(client_of, owner):
    """Without script as well: the address holds it."""
    browser = client_of(owner)
    import_ = an_import(text="Lista de clientes\n" + TEXT)

    found = body(browser.get(f"{HOME}{import_.pk}/sheet/"))
    without = body(browser.get(f"{HOME}{import_.pk}/sheet/?header=&no_header=on"))

    assert '<th scope="col">Nombre</th>' in found
    assert '<th scope="col">Nombre</th>' not in without
    assert "Nombre" in without


def test_a_field_is_one_column(client_of, owner):
    """Two names beside one another are no name; any number of columns may go to the notes."""
    browser = client_of(owner)
    import_ = an_import(text=TEXT)
    at = f"{HOME}{import_.pk}/columns/"

    twice = browser.post(at, {"column_0": "name", "column_1": "name", "kinds": ["customers"]})
    notes = browser.post(at, {"column_0": "name", "column_1": "notes", "column_2": "notes", "kinds": ["customers"]})
    none = browser.post(at, {"kinds": ["customers"]})

    assert twice.status_code == 422
    assert "is Name already. Leave one of them out." in body(twice)
    assert notes.status_code == 303
    assert none.status_code == 422
    assert "Choose what at least one column is." in body(none)


def test_what_the_check_found_is_shown_row_by_row(client_of, owner):
    browser = client_of(owner)
    import_ = an_import()

    shown = body(browser.get(f"{HOME}{import_.pk}/"))
    left = body(browser.get(f"{HOME}{import_.pk}/?rows=left_out"))

    assert "This is not a phone number." in shown
    assert "Row 3" in shown
    assert "Import 2 rows" in shown
    assert "Customers: 2" in shown
    assert "can be undone for 30 days" in shown
    assert "Row 4" in left
    assert "Row 3" not in left


def test_the_press_imports_once(client_of, owner):
    browser = client_of(owner)
    import_ = an_import()

    first = browser.post(f"{HOME}{import_.pk}/start/")
    again = browser.post(f"{HOME}{import_.pk}/start/")

    import_.refresh_from_db()
    assert (first.status_code, again.status_code) == (303, 303)
    assert import_.state == Import.State.RUNNING
    assert "Stop" in body(browser.get(first.url))
    browser.post(f"{HOME}{import_.pk}/stop/")
    import_.refresh_from_db()
    assert import_.state == Import.State.STOPPED
    assert "Go on" in body(browser.get(first.url))


def test_undoing_that_was_stopped_offers_to_go_on_undoing(client_of, owner):
    browser = client_of(owner)
    ended = timezone.now()
    counts = {"accepted": 3, "new": 3, "undone": 1}
    import_ = an_import(state="undoing", started_at=ended, total=3, counts=counts)

    browser.post(f"{HOME}{import_.pk}/stop/")
    shown = body(browser.get(f"{HOME}{import_.pk}/"))

    assert "1 of 3 rows are taken back" in shown
    assert f'action="{HOME}{import_.pk}/undoing/"' in shown
    assert f"{HOME}{import_.pk}/start/" not in shown
    browser.post(f"{HOME}{import_.pk}/undoing/")
    import_.refresh_from_db()
    assert import_.state == Import.State.UNDOING


def test_a_form_is_remembered_and_the_next_file_is_known_by_it(client_of, owner):
    browser = client_of(owner)
    upload(browser)
    first = Import.objects.get()
    at = f"{HOME}{first.pk}/"
    browser.post(f"{at}sheet/", {"header": ""})
    chosen = {"column_0": "name", "column_1": "", "column_2": "city", "kinds": ["customers"]}
    browser.post(f"{at}columns/", chosen)
    browser.post(f"{at}questions/")
    by_the_worker()

    assert f"{at}remembering/" in body(browser.get(at))
    assert "Name of the preset" in body(browser.get(f"{at}remembering/"))
    assert browser.post(f"{at}remembering/", {"name": ""}).status_code == 422
    assert browser.post(f"{at}remembering/", {"name": "Color shop"}).url == at
    again = browser.post(f"{at}remembering/", {"name": "Color shop"})
    assert (again.status_code, "There is a preset of this name" in body(again)) == (422, True)

    upload(browser, name="another.csv")
    second = Import.objects.latest("pk")
    browser.post(f"{HOME}{second.pk}/sheet/", {"header": ""})
    shown = body(browser.get(f"{HOME}{second.pk}/columns/"))
    second.refresh_from_db()
    assert "This is a file of Color shop" in shown
    assert (second.plan["columns"], second.system) == ({"0": ["name"], "2": ["city"]}, first.system or second.system)
    first.refresh_from_db()
    assert second.system == first.system

    listed = body(browser.get(HOME))
    preset = ImportPreset.objects.get()
    assert "Color shop" in listed
    assert browser.post(f"{HOME}forms/{preset.pk}/deleting/").url == HOME
    assert "Color shop" not in body(browser.get(HOME)).split("<main")[1].split("is-toast")[0].replace("deleted", "")


def test_what_became_of_the_rows_leaves_a_row_of_access(client_of, owner):
    browser = client_of(owner)
    counts = {"accepted": 1, "corrected": 1, "refused": 1, "new": 2}
    import_ = an_import(counts=counts)

    report = browser.post(f"{HOME}{import_.pk}/report/")
    refused = browser.post(f"{HOME}{import_.pk}/refused/")

    assert browser.get(f"{HOME}{import_.pk}/report/").status_code == 405
    kinds = [answer["Content-Disposition"].rpartition(".")[2].strip(chr(34)) for answer in (report, refused)]
    assert kinds == ["xlsx", "csv"]
    taken = list(Access.objects.filter(kind="export").order_by("pk"))
    assert [(one.person_id, one.said["list"], one.facts["format"], one.count, one.is_whole) for one in taken] == [
        (owner.pk, "customers.csv: Report", "xlsx", 3, True),
        (owner.pk, "customers.csv: Refused rows", "csv", 1, True),
    ]
    assert all(one.address for one in taken)


def test_a_reload_shows_how_far_it_is(client_of, owner):
    """Without script the page is the same; it only does not ask by itself."""
    counts = {"accepted": 700, "refused": 50}
    import_ = an_import(state="running", started_at=timezone.now(), total=1500, counts=counts)

    shown = body(client_of(owner).get(f"{HOME}{import_.pk}/"))

    assert "750 of 1500 rows" in shown
    assert '<progress max="1500" value="750">' in shown


def test_who_undoes_sees_what_would_stay(client_of, owner, customer):
    browser = client_of(owner)
    ended = timezone.now() - timedelta(hours=1)
    import_ = an_import(state="done", started_at=ended, ended_at=ended)
    mine = {"ref_kind": "customer", "was_new": True}
    import_.rows.filter(number=2).update(ref_id=customer.pk, **mine)
    untouched = body(browser.get(f"{HOME}{import_.pk}/undoing/"))
    record("customer.retired", customer.as_ref, customer_id=customer.pk, by=owner)

    touched = body(browser.get(f"{HOME}{import_.pk}/undoing/"))
    answer = browser.post(f"{HOME}{import_.pk}/undoing/")

    import_.refresh_from_db()
    assert "all of them go" in untouched
    assert f"/customers/{customer.pk}/" in touched
    assert answer.url == f"{HOME}{import_.pk}/"
    assert import_.state == Import.State.UNDOING


def test_what_the_worker_imported_the_worker_undoes(client_of, owner):
    """Its jobs are one unit of work with what they go on with, whatever else the worker does in its turn."""
    browser = client_of(owner)
    upload(browser)
    import_ = Import.objects.get()
    at = f"{HOME}{import_.pk}/"
    browser.post(f"{at}sheet/", {"header": ""})
    browser.post(f"{at}columns/", {"column_0": "name", "column_1": "phone", "kinds": ["customers"]})
    browser.post(f"{at}questions/", {"answer_0": "skip"})

    by_the_worker()
    assert "Customers: 2" in body(browser.get(at))
    browser.post(f"{at}start/")
    by_the_worker()
    assert Customer.objects.filter(name__in=["Ana Arias", "Beto Blanco"]).count() == 2
    assert "2 rows were imported" in body(browser.get(at))
    assert "all of them go" in body(browser.get(f"{at}undoing/"))
    browser.post(f"{at}undoing/")
    by_the_worker()

    assert not Customer.objects.exists()
    assert "Everything that it made is gone again." in body(browser.get(at))


def test_what_is_too_old_is_not_undone(client_of, owner):
    ended = timezone.now() - timedelta(days=31)
    import_ = an_import(state="done", started_at=ended, ended_at=ended)

    page = body(client_of(owner).get(f"{HOME}{import_.pk}/"))

    assert "Undo the import" not in page
    assert (
        "<form" not in body(client_of(owner).get(f"{HOME}{import_.pk}/undoing/")).split("<main")[1].split("</main")[0]
    )


def test_a_file_of_which_nothing_was_imported_is_thrown_away(client_of, owner):
    import_ = an_import()
    path = import_.path

    answer = client_of(owner).post(f"{HOME}{import_.pk}/discarding/")

    assert answer.url == HOME
    assert not Import.objects.exists()
    assert not ImportRow.objects.exists()
    assert path.exists()  # as long as it may be rolled back
    committed()
    assert not path.exists()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_an_example_that_is_filled_in_is_understood(kind, language, client_of, owner, tmp_path):
    """In each language every column of it is known by its name."""
    browser = client_of(owner)
    browser.cookies["language"] = language
    answer = browser.get(f"{HOME}example/{kind}.xlsx", headers={"accept-language": language})
    path = tmp_path / "example.xlsx"
    path.write_bytes(answer.content)

    assert zipfile.ZipFile(BytesIO(answer.content)).testzip() is None
    (table,) = tables_of(path, path.name)
    assert list(columns_of(table).values()) == [(name,) for name in COLUMNS[kind]]


@pytest.mark.parametrize("who", ["clerk", "seller", "technician"])
def test_who_may_not_import_gets_no_page(who, customer, client_of, request):
    """Nor the link in Settings."""
    browser = client_of(request.getfixturevalue(who))

    assert browser.get(HOME).status_code == 403
    assert HOME not in body(browser.get("/settings/"))


def test_nothing_brought_yet_says_what_can_be(client_of, owner):
    shown = body(client_of(owner).get(HOME))

    assert "Nothing was brought in yet" in shown
    for kind in Kind:
        assert f"{HOME}example/{kind}.xlsx" in shown
