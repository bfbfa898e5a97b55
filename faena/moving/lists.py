"""The list of what was brought in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.moving.models import Import, ImportRow
from faena.ui.columns import Column
from faena.ui.listing import Listing, Sort

TONES = {
    Import.State.READ: "grey",
    Import.State.CHECKING: "blue",
    Import.State.CHECKED: "amber",
    Import.State.RUNNING: "blue",
    Import.State.STOPPED: "red",
    Import.State.DONE: "green",
    Import.State.UNDOING: "blue",
    Import.State.HALTED: "red",
    Import.State.UNDONE: "grey",
}


def tone_of(import_: Import) -> str:
    return TONES[Import.State(import_.state)]


def written(import_: Import) -> int | None:
    """Rows that went in; None before."""
    states = {Import.State.RUNNING, Import.State.DONE, Import.State.STOPPED}
    return taken(import_.counts) if import_.state in states else None


def taken(counts: dict[str, Any]) -> int:
    """Rows that are taken as they are or corrected."""
    return int(counts.get(ImportRow.State.ACCEPTED, 0)) + int(counts.get(ImportRow.State.CORRECTED, 0))


IMPORTS = Listing(
    Import,
    [
        Column("file", _("File"), lambda row: row.file_name, at="title", link="moving:import", look="is-long"),
        Column("state", _("State"), lambda row: row.get_state_display(), at="status", tone=tone_of),
        Column("rows", pgettext_lazy("file", "Rows"), lambda row: row.total or None, at="amount", align="right"),
        Column("by", pgettext_lazy("import", "By"), lambda row: row.by.name, at="sub"),
        Column("when", _("When"), lambda row: row.made_at, at="meta"),
    ],
    newest=Sort(_("Newest first"), ("-made_at", "-id")),
)
