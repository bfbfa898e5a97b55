"""Everything of the company as one archive: asked for, and taken while it lies ready."""

from django.http import FileResponse, Http404

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.journal.access import origin_of
from faena.journal.unit_of_work import unit_of_work
from faena.moving.api.room import routes
from faena.moving.archive import shelf
from faena.moving.archive.actions import ask_for_archive, take_archive
from faena.moving.archive.jobs import write_asked
from faena.rest.values import Moment, Out


class ArchiveOut(Out):
    """state: waiting, writing, ready, failed. done of all: rows that are written. size in bytes. name: what it is taken
    by."""

    name: str
    state: str
    by: str
    asked_at: Moment
    done: int
    all: int
    rows: int
    files: int
    size: int
    sha256: str
    is_ready: bool


class ArchivesOut(Out):
    items: list[ArchiveOut]


@routes.thing("/archives", Perm.EXPORT_ALL)
def archives(request: StaffRequest) -> ArchivesOut:
    """The archives of the last day."""
    names = ("name", "state", "done", "all", "rows", "files", "size", "sha256", "is_ready")
    items = [
        ArchiveOut(**{name: getattr(one, name) for name in names}, by=one.by_name, asked_at=one.asked)
        for one in shelf.newest()
    ]
    return ArchivesOut(items=items)


@routes.event("/archives", Perm.EXPORT_ALL, to=archives)
def ask_archive(request: StaffRequest) -> int:
    """A job writes everything of the company; one at a time."""
    write_asked.enqueue(ask_for_archive(by=request.user).name, request.user.pk)
    return 0


@routes.file("/archives/{name}", Perm.EXPORT_ALL)
def archive_file(request: StaffRequest, name: str) -> FileResponse:
    """One that is ready, for a day; the journal of access keeps that it was taken."""
    shelved = next((one for one in shelf.newest() if one.name == name and one.is_ready), None)
    if shelved is None:
        raise Http404
    with unit_of_work(origin_of(request, f"api:{request.user.token_id}")):
        stream = take_archive(shelved, by=request.user)
    filename = f"faena-{shelved.asked:%Y-%m-%d}.zip"
    answer = FileResponse(stream, as_attachment=True, filename=filename, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
