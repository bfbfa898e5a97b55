"""What the page of an import shows of its rows: those of one group, the first of them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.lib.routes import url
from faena.moving.models import Import, ImportRow
from faena.moving.reading.fields import BY_NAME

SHOWN = 50
LONGEST_TITLE = 60  # signs of the row that stand for it
KEPT = "kept"
GROUPS: dict[str, Any] = {
    KEPT: pgettext_lazy("rows of a file", "Not undone"),
    ImportRow.State.REFUSED: pgettext_lazy("rows of a file", "Refused"),
    ImportRow.State.CORRECTED: pgettext_lazy("rows of a file", "Corrected"),
    ImportRow.State.ACCEPTED: pgettext_lazy("rows of a file", "As they are"),
    ImportRow.State.LEFT_OUT: pgettext_lazy("rows of a file", "Left out"),
    ImportRow.Outcome.SAME: pgettext_lazy("rows of a file", "Already here"),
}


@dataclass(frozen=True)
class ShownRemark:
    label: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class ShownRow:
    """`title`: the first words of the row as the file has them; `url`: the customer that it became, where it did."""

    number: int
    title: str
    url: str = ""
    outcome: str = ""
    kept: str = ""
    remarks: list[ShownRemark] = field(default_factory=list)


MADE: dict[str, Any] = {
    "customer": _("Customers"),
    "contact": _("Contacts"),
    "address": _("Addresses"),
    "device": _("Devices"),
    "subscription": _("Plans"),
    "balance": _("Opening balances"),
    "past": _("History"),
    "order": _("Orders"),
}


def made_of(import_: Import) -> str:
    """`Customers: 240 · Devices: 80`, what it makes or made; "" for nothing."""
    counts = import_.counts
    return " · ".join(f"{label}: {counts[kind]}" for kind, label in MADE.items() if counts.get(kind))


def changing(import_: Import) -> int:
    """Rows of which something is written; the others are here already, refused or left out."""
    outcome = ImportRow.Outcome
    return sum(import_.counts.get(one, 0) for one in (outcome.NEW, outcome.FILLED, outcome.ADDED))


def groups_of(import_: Import) -> list[tuple[str, Any, int]]:
    """Name, label and number of rows of each group that has some. What was undone has the same rows."""
    counts = import_.counts
    return [(str(name), label, counts[name]) for name, label in GROUPS.items() if counts.get(name)]


def group_of(groups: list[tuple[str, Any, int]], asked: str) -> str:
    """The one that was asked for, else the first, which needs most attention; "" where there are none."""
    names = [name for name, _label, _number in groups]
    return asked if asked in names else names[0] if names else ""


def rows_of(import_: Import, group: str, *, is_written: bool) -> tuple[list[ShownRow], bool]:
    """The first of a group in the order of the file, and whether there are more."""
    rows = import_.rows.all()
    if group == KEPT:
        rows = rows.exclude(kept="")
    elif group == ImportRow.Outcome.SAME:
        rows = rows.filter(outcome=group)
    else:
        rows = rows.filter(state=group)
    read = list(rows.order_by("number")[: SHOWN + 1])
    return [_shown(row, is_written) for row in read[:SHOWN]], len(read) > SHOWN


def _shown(row: ImportRow, is_written: bool) -> ShownRow:
    words = " · ".join(text for cell in row.raw if (text := " ".join(str(cell or "").split())))
    title = words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"
    is_there = is_written and row.ref_kind == "customer" and row.outcome != ImportRow.Outcome.UNDONE
    return ShownRow(
        number=row.number,
        title=title or "—",
        url=url("home:record", row.ref_id) if is_there and row.ref_id else "",
        outcome=str(row.get_outcome_display()) if row.outcome else "",
        kept=row.kept,
        remarks=[_remark(one) for one in row.remarks],
    )


def _remark(one: dict[str, str]) -> ShownRemark:
    known = BY_NAME.get(one.get("field", ""))
    return ShownRemark(str(known.label) if known else "", one.get("old", ""), one.get("new", ""), one.get("why", ""))
