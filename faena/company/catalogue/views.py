"""The pages of a small catalogue. Each room's list runs through these same views, told apart by `catalogue`."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company.catalogue import actions
from faena.company.catalogue.listing import Catalogue
from faena.company.models import CatalogueRow
from faena.company.offers import row_offers
from faena.company.requests import SignedInRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.ui.answers import form_page, see_other

FORM = "company/catalogue_form.html"
LAST_EVENTS = 10


@requires(Perm.CATALOGUE_EDIT)
@require_GET
def list_rows(request: SignedInRequest, catalogue: Catalogue) -> HttpResponse:
    """The list in its order; `?retired=1` shows what no form offers any more."""
    _be_open(request, catalogue)
    rows = list(catalogue.rows.order_by("position", "pk"))
    kept = {retired: [row for row in rows if row.is_retired is retired] for retired in (False, True)}
    retired = "retired" in request.GET
    page = {"catalogue": catalogue, "rows": kept[retired], "retired": retired}
    return render(
        request,
        "company/catalogue_list.html",
        {**page, "offered_count": len(kept[False]), "retired_count": len(kept[True])},
    )


@requires(Perm.CATALOGUE_EDIT)
def add(request: SignedInRequest, catalogue: Catalogue) -> HttpResponseBase:
    _be_open(request, catalogue)
    form = catalogue.form(request.POST or None)

    def act(_data: dict[str, Any]) -> str:
        row = actions.add_row(catalogue.model, facts=form.facts(), by=request.user)
        messages.success(request, _("“%(name)s” was added.") % {"name": row.name})
        return _place(catalogue, row)

    return form_page(request, form, FORM, _around(request, catalogue), act=act)


@requires(Perm.CATALOGUE_EDIT)
def edit(request: SignedInRequest, catalogue: Catalogue, pk: int) -> HttpResponseBase:
    row = _row(request, catalogue, pk)
    form = catalogue.form(request.POST or None, row=row)

    def act(data: dict[str, Any]) -> str:
        facts, check = form.facts(), catalogue.before_leaving
        now = actions.edit_row(row, facts=facts, version=data["version"], before_leaving=check, by=request.user)
        messages.success(request, _("“%(name)s” was saved.") % {"name": now.name})
        return _place(catalogue, now)

    return form_page(request, form, FORM, _around(request, catalogue, row), act=act, saved=form.kept)


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def move(request: SignedInRequest, catalogue: Catalogue, pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    row = actions.move_row(row, up=request.POST.get("direction") == "up", by=request.user)
    return see_other(_place(catalogue, row))


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def retire(request: SignedInRequest, catalogue: Catalogue, pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    try:
        row = actions.retire_row(row, before_leaving=catalogue.before_leaving, by=request.user)
    except RuleBroken as broken:
        return _refused(request, catalogue, row, broken)
    messages.success(request, _("“%(name)s” is retired: no form offers it any more.") % {"name": row.name})
    return see_other(reverse(catalogue.route("edit"), args=[row.pk]))


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def restore(request: SignedInRequest, catalogue: Catalogue, pk: int) -> HttpResponse:
    row = actions.restore_row(_row(request, catalogue, pk), by=request.user)
    messages.success(request, _("“%(name)s” is offered again.") % {"name": row.name})
    return see_other(_place(catalogue, row))


@requires(Perm.CATALOGUE_DELETE)
@require_POST
def delete(request: SignedInRequest, catalogue: Catalogue, pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    try:
        actions.delete_row(row, before_leaving=catalogue.before_leaving, by=request.user)
    except RuleBroken as broken:
        return _refused(request, catalogue, row, broken)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": row.name})
    return see_other(reverse(catalogue.route("list")))


def _be_open(request: SignedInRequest, catalogue: Catalogue) -> None:
    """A list of a module that is switched off is not there."""
    if catalogue.module and catalogue.module not in request.company.modules:
        raise Http404


def _row(request: SignedInRequest, catalogue: Catalogue, pk: int) -> CatalogueRow:
    _be_open(request, catalogue)
    return get_object_or_404(catalogue.model.objects, pk=pk)


def _place(catalogue: Catalogue, row: CatalogueRow) -> str:
    """The list, where the row stands."""
    return f"{reverse(catalogue.route('list'))}#row-{row.pk}"


def _around(request: SignedInRequest, catalogue: Catalogue, row: CatalogueRow | None = None) -> dict[str, Any]:
    """What stands on a row's page beside its form."""
    events = Event.objects.about(row.as_ref).select_related("author").order_by("-id")[:LAST_EVENTS] if row else []
    in_use = actions.why_not_delete(row) if row else ""
    return {
        "catalogue": catalogue,
        "row": row,
        "problem": "",
        "is_used": bool(in_use),
        "offers": row_offers(catalogue, row, request.user, why_not_delete=in_use),
        "story": [render_event(event) for event in events],
    }


def _refused(request: SignedInRequest, catalogue: Catalogue, row: CatalogueRow, broken: RuleBroken) -> HttpResponse:
    """The row's page with the reason why it stays as it is."""
    page = {**_around(request, catalogue, row), "form": catalogue.form(row=row), "problem": broken.sentence}
    return render(request, FORM, page, status=422)
