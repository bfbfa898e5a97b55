"""Taking everything out: the page on which a Master asks for the archive, sees how far it is and saves it."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faena.accounts.confirming import asked_of, confirm, confirmed
from faena.accounts.rate_limits import throttled
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.access import origin_of
from faena.journal.unit_of_work import unit_of_work
from faena.moving.archive import shelf
from faena.moving.archive.actions import ask_for_archive, take_archive
from faena.moving.archive.jobs import write_asked
from faena.ui.answers import form_page
from faena.ui.forms import ConfirmForm

PROBLEMS = {
    "room": _("There was no room for it on the disk of the server, or the file could not be written."),
    "right": _("Whoever asked for it may not take everything out any more."),
}
UNKNOWN = _("It was broken off. Whoever runs the server finds why in the program's log.")


@requires(Perm.EXPORT_ALL, repeatable=True)
@throttled
def archive(request: StaffRequest) -> HttpResponseBase:
    """The archives of the last day, and the form that asks for a new one."""
    form = ConfirmForm(request.POST or None, **asked_of(request))

    def act(facts: dict[str, Any]) -> str:
        confirm(request, facts)
        write_asked.enqueue(ask_for_archive(by=request.user).name, request.user.pk)
        return reverse("moving:archive")

    return form_page(request, form, "moving/archive.html", _shown, act=act)


def _shown() -> dict[str, Any]:
    there = shelf.newest()
    failed = there[0] if there and there[0].has_failed else None
    return {
        "unfinished": next((one for one in there if one.is_unfinished), None),
        "ready": [one for one in there if one.is_ready],
        "problem": PROBLEMS.get(failed.why, UNKNOWN) if failed else "",
    }


@requires(Perm.EXPORT_ALL, repeatable=True)
@throttled
def archive_file(request: StaffRequest, name: str) -> HttpResponseBase:
    """The archive itself, for a day."""
    shelved = next((one for one in shelf.newest() if one.name == name and one.is_ready), None)
    if shelved is None:
        raise Http404
    return _taken(request, shelved)


@confirmed
def _taken(request: StaffRequest, shelved: shelf.Shelved) -> HttpResponseBase:
    """What is kept of it is an access."""
    if request.method == "POST":
        return redirect("moving:archive")
    with unit_of_work(origin_of(request, "page")):
        stream = take_archive(shelved, by=request.user)
    filename = f"faena-{shelved.asked:%Y-%m-%d}.zip"
    answer = FileResponse(stream, as_attachment=True, filename=filename, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
