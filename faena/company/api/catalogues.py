"""The small lists that the company edits, all by the same routes. Each has a name ("payment_methods") and, beside the
name of a row, its own facts, which are those of its form; `GET /catalogues` tells which.

A fact that is another row ends in _id; an amount is in minor units."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from pydantic import BaseModel

from faena.company.api.room import routes
from faena.company.catalogue import actions
from faena.company.catalogue.listing import Catalogue, catalogues
from faena.company.models import CatalogueRow
from faena.company.requests import SignedInRequest
from faena.gate.grants import Perm, may
from faena.lib.errors import RuleBroken, within
from faena.rest.effects import version_of
from faena.rest.routes import THINGS, Thing, the
from faena.rest.values import In, Moment, Out
from faena.ui.fields import NumberField
from faena.ui.problems import Problem

OF_ALL = ("name", "version")


# --- what a fact is -------------------------------------------------------------------------------------------


class CatalogueFact(Out):
    """kind: text, number, amount, yes_no, row. values: what can be chosen, by its value; empty for anything."""

    name: str
    label: str
    kind: str
    is_due: bool
    values: dict[str, str]


def _own(form: forms.Form) -> dict[str, forms.Field]:
    return {name: field for name, field in form.fields.items() if name not in OF_ALL}


def _sent_as(name: str, field: forms.Field) -> str:
    return f"{name}_id" if isinstance(field, forms.ModelChoiceField) else name


def _kind_of(field: forms.Field) -> str:
    kinds: list[tuple[Any, str]] = [
        (forms.ModelChoiceField, "row"),
        (forms.BooleanField, "yes_no"),
        (NumberField, "amount"),
        (forms.IntegerField, "number"),
    ]
    coerced = getattr(field, "coerce", None)
    return next((word for kind, word in kinds if isinstance(field, kind)), "number" if coerced is int else "text")


def _fact_of(name: str, field: Any) -> CatalogueFact:
    options = getattr(field, "choices", ())
    values = {str(value): str(label) for value, label in options if str(value)}
    return CatalogueFact(
        name=_sent_as(name, field),
        label=str(field.label),
        kind=_kind_of(field),
        is_due=field.required,
        values=values,
    )


def _typed(name: str, field: Any, value: Any) -> Any:
    """As somebody would have typed it. Raises RuleBroken for a value of another kind."""
    kind, found = _kind_of(field), type(value)
    wanted = {"text": str, "yes_no": bool}.get(kind, int)
    if value is None:
        return ""
    if found is not wanted:
        raise RuleBroken(field.error_messages.get("invalid", field.error_messages["required"]), f"facts.{name}")
    if kind == "amount":
        return field.write(value)
    return value if kind == "yes_no" else str(value)


def _valid(form: forms.Form) -> Any:
    """The form, which was sent. Raises RuleBroken beside its first mistake."""
    for name, mistakes in form.errors.items():
        field = form.fields.get(name)
        at = "name" if name == "name" else f"facts.{_sent_as(name, field)}" if field else ""
        raise RuleBroken(mistakes[0], at)
    return form


def _filled(catalogue: Catalogue, name: str | None, facts: dict[str, Any], row: CatalogueRow | None) -> Any:
    """The form of the list with what was sent; what was not sent stands as the form begins with it."""
    blank = catalogue.form(row=row)
    own = _own(blank)
    known = {_sent_as(one, field) for one, field in own.items()}
    for one in facts:
        if one not in known:
            errors = [{"pointer": f"/facts/{one}", "detail": "This fact is not known here."}]
            raise Problem(422, "invalid", errors=errors)
    data: dict[str, Any] = {"name": blank["name"].value() if name is None else name}
    if row is not None:
        data["version"] = str(row.version)
    for one, field in own.items():
        sent = _sent_as(one, field)
        if sent in facts:
            data[one] = _typed(sent, field, facts[sent])
        else:
            begins = field.prepare_value(blank[one].value())
            data[one] = "" if begins is None else begins
    return _valid(catalogue.form(data, row=row))


# --- the lists ------------------------------------------------------------------------------------------------


class CatalogueOut(Out):
    name: str
    label: str
    description: str
    facts: list[CatalogueFact]


class CataloguesOut(Out):
    items: list[CatalogueOut]


@routes.thing("/catalogues", Perm.CATALOGUE_EDIT)
def all_catalogues(request: SignedInRequest) -> CataloguesOut:
    """The lists that the company edits, and what each says of a row besides its name."""
    there = sorted(catalogues.values(), key=lambda one: (one.order, one.namespace))
    items = [
        CatalogueOut(
            name=one.namespace,
            label=str(one.title),
            description=str(one.description),
            facts=[_fact_of(name, field) for name, field in _own(one.form()).items()],
        )
        for one in there
        if _is_open(request, one)
    ]
    return CataloguesOut(items=items)


class CatalogueRowOut(Out):
    """facts: by their names in `GET /catalogues`."""

    id: int
    version: int
    name: str
    facts: dict[str, Any]
    position: int
    retired_at: Moment | None


class CatalogueRows(Out):
    items: list[CatalogueRowOut]


def _is_open(request: SignedInRequest, catalogue: Catalogue) -> bool:
    """A list of a module that is switched off is not there."""
    return not catalogue.module or catalogue.module in request.company.modules


def _catalogue(request: SignedInRequest, name: str) -> Catalogue:
    catalogue = catalogues.get(name)
    if catalogue is None or not _is_open(request, catalogue):
        raise Http404
    return catalogue


def _shown(catalogue: Catalogue, row: CatalogueRow) -> CatalogueRowOut:
    form = catalogue.form
    facts = {}
    for name, field in form.base_fields.items():
        if name not in OF_ALL:
            is_row = isinstance(field, forms.ModelChoiceField)
            facts[_sent_as(name, field)] = getattr(row, f"{name}_id" if is_row else name)
    return CatalogueRowOut(
        id=row.pk, version=row.version, name=row.name, facts=facts, position=row.position, retired_at=row.retired_at
    )


@routes.thing("/catalogues/{name}/rows", Perm.CATALOGUE_EDIT, parameters=("retired",))
def catalogue_rows(request: SignedInRequest, name: str) -> CatalogueRows:
    """The rows of one list in their order; `retired=1`: those that no form offers any more."""
    catalogue = _catalogue(request, name)
    rows = catalogue.rows.filter(retired_at__isnull="retired" not in request.GET).order_by("position", "pk")
    return CatalogueRows(items=[_shown(catalogue, row) for row in rows])


@routes.thing("/catalogues/{name}/rows/{int:row_id}", Perm.CATALOGUE_EDIT)
def catalogue_row(request: SignedInRequest, name: str, row_id: int) -> CatalogueRowOut:
    """One row of a list."""
    catalogue = _catalogue(request, name)
    return _shown(catalogue, the(catalogue.model.objects.all(), row_id))


class RowOfCatalogue(Thing):
    """A row by two keys: (the name of its list, its own)."""

    def at(self, key: Any) -> str:
        return f"/catalogues/{key[0]}/rows/{key[1]}"

    def key_of(self, address: str) -> Any:
        """None for the address of anything else."""
        parts = address.split("/")
        if len(parts) == 5 and parts[1] == "catalogues" and parts[3] == "rows" and parts[4].isdecimal():
            return parts[2], int(parts[4])
        return None

    def seen_by(self, request: HttpRequest, key: Any) -> BaseModel | None:
        """None where the list or the row is not there."""
        if not may(request.user, self.perm):
            return None
        try:
            return self.read(request, name=key[0], row_id=key[1])
        except Http404:
            return None


ROW = RowOfCatalogue(catalogue_row.path, catalogue_row.perm, catalogue_row.read, catalogue_row.key)
THINGS.insert(0, ROW)


# --- what happens to a row ------------------------------------------------------------------------------------


class CatalogueRowIn(In):
    name: str
    facts: dict[str, Any] = {}


class CatalogueRowEditIn(In):
    """What is left out stays as it is."""

    name: str | None = None
    facts: dict[str, Any] = {}


@routes.event("/catalogues/{name}/rows", Perm.CATALOGUE_EDIT, to=ROW)
def add_row(request: SignedInRequest, name: str, facts: CatalogueRowIn) -> tuple[str, int]:
    """A new row, which stands last."""
    catalogue = _catalogue(request, name)
    form = _filled(catalogue, facts.name, facts.facts, None)
    with within("facts", name="name"):
        row = actions.add_row(catalogue.model, facts=form.facts(), by=request.user)
    return name, row.pk


@routes.change("/catalogues/{name}/rows/{int:row_id}", Perm.CATALOGUE_EDIT, to=ROW)
def edit_row(request: SignedInRequest, name: str, row_id: int, facts: CatalogueRowEditIn) -> tuple[str, int]:
    """A row says something else from now on, also where it was used before."""
    catalogue = _catalogue(request, name)
    row = the(catalogue.model.objects.all(), row_id)
    form = _filled(catalogue, facts.name, facts.facts, row)
    with within("facts", name="name"):
        check, version = catalogue.before_leaving, version_of(request)
        actions.edit_row(row, facts=form.facts(), version=version, before_leaving=check, by=request.user)
    return name, row_id


class CatalogueMoveIn(In):
    up: bool


@routes.event("/catalogues/{name}/rows/{int:row_id}/place", Perm.CATALOGUE_EDIT, to=ROW)
def move_row(request: SignedInRequest, name: str, row_id: int, facts: CatalogueMoveIn) -> tuple[str, int]:
    """One place up or down among the offered rows."""
    catalogue = _catalogue(request, name)
    actions.move_row(the(catalogue.model.objects.all(), row_id), up=facts.up, by=request.user)
    return name, row_id


@routes.event("/catalogues/{name}/rows/{int:row_id}/retirement", Perm.CATALOGUE_EDIT, to=ROW)
def retire_row(request: SignedInRequest, name: str, row_id: int) -> tuple[str, int]:
    """No form offers it any more; where it was used it stays."""
    catalogue = _catalogue(request, name)
    row = the(catalogue.model.objects.all(), row_id)
    actions.retire_row(row, before_leaving=catalogue.before_leaving, by=request.user)
    return name, row_id


@routes.event("/catalogues/{name}/rows/{int:row_id}/restoration", Perm.CATALOGUE_EDIT, to=ROW)
def restore_row(request: SignedInRequest, name: str, row_id: int) -> tuple[str, int]:
    """Forms offer it again, as the last one."""
    catalogue = _catalogue(request, name)
    actions.restore_row(the(catalogue.model.objects.all(), row_id), by=request.user)
    return name, row_id


@routes.removal("/catalogues/{name}/rows/{int:row_id}", Perm.CATALOGUE_DELETE)
def delete_row(request: SignedInRequest, name: str, row_id: int) -> None:
    """A row that was never used goes for good."""
    catalogue = _catalogue(request, name)
    row = the(catalogue.model.objects.all(), row_id)
    actions.delete_row(row, before_leaving=catalogue.before_leaving, by=request.user)
