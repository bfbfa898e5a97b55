"""The pages of a small catalogue. Each room's list runs through these same views, told apart by `catalogue`."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.company.catalogue import actions
from faena.company.catalogue.forms import CatalogueForm
from faena.company.models import CatalogueRow
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.journal.telling import tell
from faena.lib.errors import RuleBroken, Stale
from faena.ui.answers import see_other

if TYPE_CHECKING:
    from faena.company.catalogue.listing import Catalogue

LAST_EVENTS = 10


@requires(Perm.CATALOGUE_EDIT)
@require_GET
def list_rows(request: HttpRequest, catalogue: "Catalogue") -> HttpResponse:
    """The list in its order; `?retired=1` shows what no form offers any more."""
    _be_open(request, catalogue)
    rows = list(catalogue.model.objects.order_by("position", "pk"))
    kept = {retired: [row for row in rows if row.is_retired is retired] for retired in (False, True)}
    retired = "retired" in request.GET
    page = {"catalogue": catalogue, "rows": kept[retired], "retired": retired}
    return render(
        request,
        "company/catalogue_list.html",
        {**page, "offered_count": len(kept[False]), "retired_count": len(kept[True])},
    )


@requires(Perm.CATALOGUE_EDIT)
def add(request: HttpRequest, catalogue: "Catalogue") -> HttpResponse:
    _be_open(request, catalogue)
    form = catalogue.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_row(catalogue.model, facts=form.facts(), by=_staff(request))
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": row.name})
            return _to_list(catalogue, row)
    return _form_page(request, catalogue, form)


@requires(Perm.CATALOGUE_EDIT)
def edit(request: HttpRequest, catalogue: "Catalogue", pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    form = catalogue.form(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        facts, version = form.facts(), form.cleaned_data["version"]
        try:
            row = actions.edit_row(
                row, facts=facts, version=version, before_leaving=catalogue.before_leaving, by=_staff(request)
            )
        except Stale as stale:
            form.stale({name: getattr(stale.current, name) for name in facts}, version=stale.current.version)
        except RuleBroken as broken:
            form.add_refusal(broken)
        else:
            messages.success(request, _("“%(name)s” was saved.") % {"name": row.name})
            return _to_list(catalogue, row)
    return _form_page(request, catalogue, form, row)


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def move(request: HttpRequest, catalogue: "Catalogue", pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    row = actions.move_row(row, up=request.POST.get("direction") == "up", by=_staff(request))
    return _to_list(catalogue, row)


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def retire(request: HttpRequest, catalogue: "Catalogue", pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    try:
        row = actions.retire_row(row, before_leaving=catalogue.before_leaving, by=_staff(request))
    except RuleBroken as broken:
        return _form_page(request, catalogue, catalogue.form(row=row), row, problem=broken.sentence)
    messages.success(request, _("“%(name)s” is retired: no form offers it any more.") % {"name": row.name})
    return see_other(reverse(catalogue.route("edit"), args=[row.pk]))


@requires(Perm.CATALOGUE_EDIT)
@require_POST
def restore(request: HttpRequest, catalogue: "Catalogue", pk: int) -> HttpResponse:
    row = actions.restore_row(_row(request, catalogue, pk), by=_staff(request))
    messages.success(request, _("“%(name)s” is offered again.") % {"name": row.name})
    return _to_list(catalogue, row)


@requires(Perm.CATALOGUE_DELETE)
@require_POST
def delete(request: HttpRequest, catalogue: "Catalogue", pk: int) -> HttpResponse:
    row = _row(request, catalogue, pk)
    try:
        actions.delete_row(row, before_leaving=catalogue.before_leaving, by=_staff(request))
    except RuleBroken as broken:
        return _form_page(request, catalogue, catalogue.form(row=row), row, problem=broken.sentence)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": row.name})
    return see_other(reverse(catalogue.route("list")))


def _be_open(request: HttpRequest, catalogue: "Catalogue") -> None:
    """A list of a half that is switched off is not there."""
    if catalogue.half and catalogue.half not in request.company.halves:  # type: ignore[attr-defined]  # TheShop adds it
        raise Http404


def _row(request: HttpRequest, catalogue: "Catalogue", pk: int) -> CatalogueRow:
    _be_open(request, catalogue)
    row: CatalogueRow = get_object_or_404(catalogue.model.objects, pk=pk)
    return row


def _staff(request: HttpRequest) -> Any:
    """Who acts; the door has seen to it that somebody does."""
    return request.user


def _to_list(catalogue: "Catalogue", row: CatalogueRow) -> HttpResponse:
    """Back to the list, where the row stands."""
    return see_other(f"{reverse(catalogue.route('list'))}#row-{row.pk}")


def _form_page(
    request: HttpRequest,
    catalogue: "Catalogue",
    form: CatalogueForm,
    row: CatalogueRow | None = None,
    *,
    problem: str = "",
) -> HttpResponse:
    events = Event.objects.about(row.as_ref).select_related("author").order_by("-id")[:LAST_EVENTS] if row else []
    page = {
        "catalogue": catalogue,
        "form": form,
        "row": row,
        "problem": problem,
        "is_used": row is not None and actions.is_used(row),
        "story": [tell(event) for event in events],
    }
    status = 422 if form.is_bound or problem else 200
    return render(request, "company/catalogue_form.html", page, status=status)
