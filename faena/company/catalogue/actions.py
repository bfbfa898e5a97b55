"""What happens to the rows of a small catalogue: added, edited, moved, retired, restored, deleted.

Each action locks the whole list, which is short: names and order are facts of the list, not of one row."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import ForeignObjectRel, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faena.company.models import CatalogueRow
from faena.gate.grants import Perm
from faena.journal.actions import kept_label, record, yes_no
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused

Row = TypeVar("Row", bound=CatalogueRow)
Leaving = Callable[[CatalogueRow, Mapping[str, object]], None] | None


@action(Perm.CATALOGUE_EDIT)
def add_row(model: type[Row], *, facts: Mapping[str, object], by: AbstractBaseUser) -> Row:
    """A new row stands last. RuleBroken beside "name" when the list has that name."""
    rows = _locked(model)
    _check_name(rows, str(facts["name"]))
    row = model(**facts, position=max((one.position for one in rows), default=0) + 1)
    with refused():
        row.save(force_insert=True)
    record("catalogue.added", row.as_ref, said={"name": row.name}, by=by)
    return row


@action(Perm.CATALOGUE_EDIT)
def edit_row(
    row: Row, *, facts: Mapping[str, object], version: int, before_leaving: Leaving = None, by: AbstractBaseUser
) -> Row:
    """The row says something else from now on, also where it was used before. Raises Stale, or RuleBroken when the
    list has the name or the program cannot do without the row as it was."""
    rows = _locked(type(row))
    row = type(row).locked(row.pk, version)
    _check_name(rows, str(facts["name"]), but=row)
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return row
    if before_leaving:
        before_leaving(row, facts)
    changes = {name: [_recorded(row, name, getattr(row, name)), _recorded(row, name, facts[name])] for name in changed}
    said = {"name": row.name}
    for name in changed:
        setattr(row, name, facts[name])
    with refused():
        row.save_changes(*changed)
    record("catalogue.edited", row.as_ref, facts={"changes": changes}, said=said, by=by)
    return row


@action(Perm.CATALOGUE_EDIT)
def move_row(row: Row, *, up: bool, by: AbstractBaseUser) -> Row:
    """One place up or down among the offered rows; at the end of the list, or retired, it stays where it is."""
    offered = [one for one in _locked(type(row)) if not one.is_retired]
    at = next((place for place, one in enumerate(offered) if one.pk == row.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(offered):
        return row
    offered.insert(to, offered.pop(at))
    for place, one in enumerate(offered, start=1):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position"])
    row = offered[to]
    record("catalogue.moved", row.as_ref, facts={"place": to + 1}, said={"name": row.name}, by=by)
    return row


@action(Perm.CATALOGUE_EDIT)
def retire_row(row: Row, *, before_leaving: Leaving = None, by: AbstractBaseUser) -> Row:
    """No form offers it any more; where it was used it stays. Doing it twice is harmless."""
    _locked(type(row))
    row = type(row).locked(row.pk)
    if row.is_retired:
        return row
    if before_leaving:
        before_leaving(row, {})
    row.retired_at = timezone.now()
    row.save_changes("retired_at")
    record("catalogue.retired", row.as_ref, said={"name": row.name}, by=by)
    return row


@action(Perm.CATALOGUE_EDIT)
def restore_row(row: Row, *, by: AbstractBaseUser) -> Row:
    """Forms offer it again, as the last one."""
    rows = _locked(type(row))
    row = type(row).locked(row.pk)
    if not row.is_retired:
        return row
    row.retired_at, row.position = None, max(one.position for one in rows) + 1
    row.save_changes("retired_at", "position")
    record("catalogue.restored", row.as_ref, said={"name": row.name}, by=by)
    return row


@action(Perm.CATALOGUE_DELETE)
def delete_row(row: Row, *, before_leaving: Leaving = None, by: AbstractBaseUser) -> None:
    """A row that was never used goes for good; its history stays. RuleBroken when anything points to it."""
    _locked(type(row))
    row = type(row).locked(row.pk)
    if why := why_not_delete(row):
        raise RuleBroken(why)
    if before_leaving and not row.is_retired:
        before_leaving(row, {})
    about = row.as_ref
    try:
        row.delete()
    except ProtectedError as error:
        raise RuleBroken(_in_use(row)) from error
    record("catalogue.deleted", about, said={"name": about.label}, by=by)


def why_not_delete(row: CatalogueRow) -> str:
    """What holds a row back from going for good; "" when nothing does."""
    return _in_use(row) if is_used(row) else ""


def _in_use(row: CatalogueRow) -> str:
    return gettext("“%(name)s” is in use, so it cannot be deleted: retire it instead.") % {"name": row.name}


def is_used(row: CatalogueRow, *, elsewhere: bool = False) -> bool:
    """Whether any row of any room points to it; `elsewhere`: of another list than its own, where one stands under
    another. Hidden relations count (related_name "+"), and so does the table behind a many-to-many link, which Django
    itself would empty without a word."""
    pointing = (field for field in row._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel))
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in pointing
        if not (elsewhere and relation.related_model is type(row))
    )


def _locked(model: type[Row]) -> list[Row]:
    """The whole list in its order, under a lock."""
    rows: list[Row] = list(model._base_manager.select_for_update().order_by("pk"))
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _check_name(rows: list[Row], name: str, *, but: Row | None = None) -> None:
    """One name once, whatever its capitals; SQLite itself knows only the capitals of ASCII."""
    if not name.strip():
        raise RuleBroken(_("Fill this in."), "name", "required")
    for row in rows:
        if row.name.casefold() == name.casefold() and row != but:
            sentence = (
                _("“%(name)s” is in the list, retired. Restore it, or choose another name.")
                if row.is_retired
                else _("“%(name)s” is in the list already.")
            )
            raise RuleBroken(sentence % {"name": row.name}, "name")


def _recorded(row: CatalogueRow, name: str, value: Any) -> Any:
    """A value as the history keeps it: a choice by its English label in its context, so that all readers get their
    own word."""
    if isinstance(value, bool):
        return yes_no(value)
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", ()))
    return kept_label(choices[value], name) if value in choices else row.recorded(name, value)
