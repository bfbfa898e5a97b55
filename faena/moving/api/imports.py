"""Files that were brought: begun, gone through, imported, stopped, undone, thrown away, and what became of their rows.

READ → (its columns, choosing.py) → CHECKED → RUNNING → DONE. A job does the work; the import says how far it is."""

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from ninja import File
from ninja.files import UploadedFile

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.refs import Ref
from faena.lib.text import clean
from faena.moving import actions, reports
from faena.moving.actions.importing import why_not_run, why_not_undo
from faena.moving.api.room import routes
from faena.moving.lists import IMPORTS
from faena.moving.models import Import, ImportQuerySet, ImportRow
from faena.rest.lists import Page, listing, page_of
from faena.rest.routes import the
from faena.rest.values import Label, Moment, Out
from faena.ui.listing import Filters
from faena.ui.problems import Problem

UPLOAD: UploadedFile = File(...)


class ImportFileRow(Out):
    """looked_at: rows that the job which works at it is through with, of `total`. size in bytes."""

    id: int
    file_name: str
    size: int
    state: str
    is_busy: bool
    looked_at: int
    total: int
    by: Label
    made_at: Moment
    started_at: Moment | None
    ended_at: Moment | None


class ImportFileOut(ImportFileRow):
    """counts: how many rows became what, and how many things were made. problem: why it could not be read."""

    table: str
    sha256: str
    kinds: list[str]
    counts: dict[str, int]
    problem: str
    undo_until: Moment | None
    forgotten_at: Moment | None
    why_not_run: str
    why_not_undo: str


def _row(import_: Import) -> dict[str, Any]:
    kept = ("file_name", "size", "state", "is_busy", "looked_at", "total", "made_at", "started_at", "ended_at")
    return {"id": import_.pk, **{name: getattr(import_, name) for name in kept}, "by": Label.of(import_.by)}


def _found(user: User, _filters: Filters) -> ImportQuerySet:
    return Import.objects.visible_to(user).select_related("by")


@listing(routes, "/imports", Perm.IMPORT, IMPORTS, fields=lambda _user: (), found=_found, parameters=())
def imports(import_: Import) -> ImportFileRow:
    """Each file that somebody brought, the newest first."""
    return ImportFileRow.model_validate(_row(import_))


@routes.thing("/imports/{int:import_id}", Perm.IMPORT, kind="import")
def import_file(request: StaffRequest, import_id: int) -> ImportFileOut:
    """Where an import is."""
    found: Import = fetched(request, import_id)
    return ImportFileOut.model_validate(
        _row(found)
        | {name: getattr(found, name) for name in ("table", "sha256", "problem", "undo_until", "forgotten_at")}
        | {
            "kinds": found.plan.get("kinds", []),
            "counts": {name: number for name, number in found.counts.items() if isinstance(number, int)},
            "why_not_run": why_not_run(found),
            "why_not_undo": why_not_undo(found),
        }
    )


def fetched(request: StaffRequest, import_id: int) -> Import:
    found: Import = the(Import.objects.visible_to(request.user).select_related("by"), import_id)
    return found


@routes.event("/imports", Perm.IMPORT, to=import_file)
def begin_import(request: StaffRequest, upload: UploadedFile = UPLOAD) -> int:
    """A file is kept as it is, 50 MB at most; nothing of it is written."""
    name = clean(upload.name or "")[:200] or _("File")
    return actions.begin_import(upload, name, by=request.user).pk


@routes.event("/imports/{int:import_id}/running", Perm.IMPORT, to=import_file)
def run_import(request: StaffRequest, import_id: int) -> int:
    """A job writes it, from its first row or from where it was stopped."""
    actions.run_import(fetched(request, import_id), by=request.user)
    return import_id


@routes.event("/imports/{int:import_id}/stopping", Perm.IMPORT, to=import_file)
def stop_import(request: StaffRequest, import_id: int) -> int:
    """The job ends after the rows that it has in hand."""
    actions.stop_import(fetched(request, import_id), by=request.user)
    return import_id


@routes.event("/imports/{int:import_id}/undoing", Perm.IMPORT, to=import_file)
def undo_import(request: StaffRequest, import_id: int) -> int:
    """A job takes away what it made, while nobody has done anything with it since."""
    actions.undo_import(fetched(request, import_id), by=request.user)
    return import_id


@routes.removal("/imports/{int:import_id}", Perm.IMPORT)
def discard_import(request: StaffRequest, import_id: int) -> None:
    """A file of which nothing was imported goes for good."""
    actions.discard_import(fetched(request, import_id), by=request.user)


# --- its rows -------------------------------------------------------------------------------------------------


class ImportRemarkOut(Out):
    field: str
    old: str
    new: str
    why: str


class ImportRowOut(Out):
    """customer: the key of the one that it became, while it is there. kept: why undoing left it where it is."""

    number: int
    state: str
    outcome: str
    cells: list[str]
    remarks: list[ImportRemarkOut]
    customer: int | None
    kept: str


def _of_row(row: ImportRow, *, is_written: bool) -> ImportRowOut:
    is_there = is_written and row.ref_kind == "customer" and row.outcome != ImportRow.Outcome.UNDONE
    names = ImportRemarkOut.model_fields
    return ImportRowOut(
        number=row.number,
        state=row.state,
        outcome=row.outcome,
        cells=[str(cell or "") for cell in row.raw],
        remarks=[ImportRemarkOut(**{name: str(one.get(name, "")) for name in names}) for one in row.remarks],
        customer=row.ref_id if is_there else None,
        kept=row.kept,
    )


@routes.thing("/imports/{int:import_id}/rows", Perm.IMPORT, parameters=("state", "limit", "cursor"))
def import_rows(request: StaffRequest, import_id: int) -> Page[ImportRowOut]:
    """Its rows in the order of the file, of one `state`, with what becomes or became of each."""
    found, state = fetched(request, import_id), request.GET.get("state", "")
    if state not in ("", *ImportRow.State.values):
        raise Problem(422, "invalid", errors=[{"parameter": "state", "detail": "This is not among its values."}])
    rows = found.rows.filter(state=state) if state else found.rows.all()
    page = page_of(request, rows, ("number", "id"))
    is_written = found.started_at is not None
    return Page[ImportRowOut](items=[_of_row(row, is_written=is_written) for row in page.rows], next=page.next_cursor)


@routes.file("/imports/{int:import_id}/report", Perm.IMPORT)
def import_report(request: StaffRequest, import_id: int) -> FileResponse:
    """Every row with what becomes of it, as a workbook."""
    return _file(request, fetched(request, import_id), reports.report_xlsx)


@routes.file("/imports/{int:import_id}/refused", Perm.IMPORT)
def import_refused(request: StaffRequest, import_id: int) -> FileResponse:
    """The refused rows alone, in the shape of the file, to be corrected and brought again."""
    return _file(request, fetched(request, import_id), reports.refused_rows)


def _file(request: StaffRequest, import_: Import, make: Any) -> FileResponse:
    """Made on the disk, piece by piece; the journal of access keeps that it was taken."""
    note_seen(request, Access.Kind.EXPORT, Ref("import", import_.pk, import_.file_name), person=request.user)
    made = make(import_)
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    try:
        file.writelines(made.pieces)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=made.filename, content_type=made.content_type)
