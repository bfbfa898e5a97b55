"""Steps 4 and 5: what the check found, the press that imports, how far it is, what came of it, and undoing it."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.moving import actions
from faena.moving.found import changing, group_of, groups_of, made_of, rows_of
from faena.moving.lists import taken, tone_of
from faena.moving.models import Import, ImportRow
from faena.moving.staying import staying
from faena.moving.views.common import fetch, page_of, sheet_of
from faena.ui.answers import pressed, see_other

State = Import.State
CHECKING = {State.READ, State.CHECKING, State.CHECKED}
DISCARDED = {State.READ, State.CHECKED}  # or undone: nothing of it is here


@requires(Perm.IMPORT)
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Where an import is. While a job works at it, the page asks again by itself; a reload shows the same."""
    import_ = fetch(request, pk)
    if import_.state == State.READ and not import_.problem and not import_.forgotten_at:
        return see_other(reverse("moving:questions" if import_.plan else "moving:table", args=[import_.pk]))
    return render(request, "moving/import.html", {"import_": import_, **_told(import_), **_found(request, import_)})


def _told(import_: Import) -> dict[str, Any]:
    """Where it is, and what may be done with it now."""
    return {
        "step": 4 if import_.state in CHECKING else 5,
        "sheet": sheet_of(import_),
        "tone": tone_of(import_),
        **far(import_),
        "figures": figures_of(import_),
        "taken": taken(import_.counts),
        "changing": changing(import_),
        "made": made_of(import_),
        "refused": import_.counts.get(ImportRow.State.REFUSED, 0),
        "numbers_kept": import_.counts.get("kept", 0),
        "why_not_run": actions.why_not_run(import_),
        "why_not_undo": actions.why_not_undo(import_),
        "can_remember": not actions.why_not_remember(import_),
        "can_discard": import_.state in DISCARDED and import_.started_at is None,
    }


def _found(request: StaffRequest, import_: Import) -> dict[str, Any]:
    """The rows of the group that was asked for."""
    groups = groups_of(import_)
    group = group_of(groups, request.GET.get("rows", ""))
    rows, more = rows_of(import_, group, is_written=import_.started_at is not None) if group else ([], False)
    return {
        "group": group,
        "groups": [(label, f"{request.path}?rows={name}", name == group, number) for name, label, number in groups],
        "rows": rows,
        "more": more,
        "has_files": bool(groups) and import_.forgotten_at is None,
    }


def far(import_: Import) -> dict[str, int]:
    """How many rows the job is through with, and of how many."""
    if import_.state in (State.UNDOING, State.HALTED):
        done = import_.counts.get("undone", 0) + import_.counts.get("kept", 0)
        return {"done": done, "whole": changing(import_)}
    return {"done": import_.looked_at, "whole": import_.total}


def figures_of(import_: Import) -> list[tuple[str, int, str | None]]:
    """How many rows became what: label, number, colour."""
    counts, row = import_.counts, ImportRow.State
    if not counts:
        return []
    return [
        (pgettext("rows of a file", "Taken"), taken(counts), "green"),
        (pgettext("rows of a file", "Corrected"), counts.get(row.CORRECTED, 0), "blue"),
        (pgettext("rows of a file", "Refused"), counts.get(row.REFUSED, 0), "red" if counts.get(row.REFUSED) else None),
        (pgettext("rows of a file", "Left out"), counts.get(row.LEFT_OUT, 0), None),
        (pgettext("rows of a file", "Already here"), counts.get(ImportRow.Outcome.SAME, 0), None),
    ]


@requires(Perm.IMPORT)
@require_POST
def start(request: StaffRequest, pk: int) -> HttpResponseBase:
    """It is written by a job, from its first row or from where it was stopped."""
    import_ = fetch(request, pk)
    return pressed(
        request,
        lambda: actions.run_import(import_, by=request.user),
        said=_("The file is being imported."),
        back=page_of(import_),
    )


@requires(Perm.IMPORT)
@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The job ends after the rows that it has in hand."""
    import_ = fetch(request, pk)
    return pressed(
        request,
        lambda: actions.stop_import(import_, by=request.user),
        said=_("It stops after the rows that it has in hand."),
        back=page_of(import_),
    )


@requires(Perm.IMPORT)
def undo(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What would stay, and the press that takes the rest away."""
    import_ = fetch(request, pk)
    if request.method == "POST":
        said, back = _("The import is being undone."), page_of(import_)
        return pressed(request, lambda: actions.undo_import(import_, by=request.user), said=said, back=back)
    why_not = actions.why_not_undo(import_)
    customers, more = ([], False) if why_not else staying(import_)
    context = {"import_": import_, "why_not": why_not, "staying": customers, "more": more}
    return render(request, "moving/import_undo.html", context)


@requires(Perm.IMPORT)
@require_POST
def discard(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A file of which nothing was imported goes for good."""
    import_ = fetch(request, pk)
    return pressed(
        request,
        lambda: actions.discard_import(import_, by=request.user),
        said=_("The file was thrown away."),
        back=page_of(import_),
        after=reverse("moving:imports"),
    )
