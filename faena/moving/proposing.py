"""How a file is read when nobody says how: its first table, the columns that its header names, the answers that a
preset or the questions themselves begin with. The command goes by that, with what is said in a file of its own."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.lib.errors import RuleBroken
from faena.lib.text import fold
from faena.moving.models import ImportPreset
from faena.moving.reading.columns import fingerprint, guessed
from faena.moving.reading.fields import FIELDS, Kind
from faena.moving.reading.questions import questions
from faena.moving.reading.records import Plan
from faena.moving.reading.tables import How, Table, Unreadable, contents_of, lines_of, some_of

SCANNED = 5_000  # lines by which the questions are asked


@dataclass(frozen=True)
class Proposal:
    """What choose_columns takes."""

    table: Table
    how: How
    plan: Plan
    system: str = ""


@dataclass(frozen=True)
class Said:
    """What somebody decided beforehand. `columns`: header, or number from 1 on → fields, none to leave it out."""

    table: str = ""
    system: str = ""
    how: How = field(default_factory=How)
    columns: Mapping[str, tuple[str, ...]] | None = None
    answers: Mapping[str, str] | None = None


def propose(path: Path, filename: str, kinds: Iterable[str], *, said: Said = Said(), preset: str = "") -> Proposal:
    """Raises RuleBroken when the file cannot be read, has no such table, or a column, field or preset is not there."""
    try:
        contents = contents_of(path, filename, said.how)
        table = _table(contents.tables, said.table)
        how = replace(
            said.how,
            encoding=said.how.encoding or contents.encoding,
            delimiter=said.how.delimiter or contents.delimiter,
            header=table.header,
            has_header=table.header is not None,
        )
        kept = _preset(preset, fingerprint(table.columns))
        some = some_of(path, filename, table.name, how)
        columns = dict(Plan.from_json(kept.plan).columns) if kept else guessed(table, some)
        columns = _said(table, columns, said.columns or {})
        company = Company.the()
        plan = Plan(
            frozenset(Kind(kind) for kind in kinds),
            columns,
            dict(kept.plan["answers"]) if kept else {},
            company.country,
            company.currency,
            timezone.localdate(),
            table.columns,
        )
        asked = questions(table, islice(lines_of(path, filename, table.name, how), SCANNED), plan)
    except Unreadable as unreadable:
        raise RuleBroken(unreadable.sentence, "upload") from unreadable
    answers = {one.name: one.default for one in asked} | dict(plan.answers) | dict(said.answers or {})
    return Proposal(table, how, replace(plan, answers=answers), said.system or (kept.system if kept else ""))


def read_map(path: Path) -> Said:
    """What stands in a TOML file: `table`, `system`, `encoding`, `delimiter`, `header`, [columns] and [answers]. Raises
    RuleBroken when it is none."""
    try:
        kept: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleBroken(_("The map cannot be read: %(why)s") % {"why": error}) from error
    header = kept.get("header")
    how = How(
        str(kept.get("encoding", "")), str(kept.get("delimiter", "")), header or None, has_header=header != 0
    )  # fmt: skip
    columns = {
        name: tuple([fields] if isinstance(fields, str) and fields else fields or ())
        for name, fields in kept.get("columns", {}).items()
    }
    answers = {name: str(answer) for name, answer in kept.get("answers", {}).items()}
    return Said(str(kept.get("table", "")), str(kept.get("system", "")), how, columns, answers)


def _table(tables: Sequence[Table], name: str) -> Table:
    if not tables:
        raise RuleBroken(_("No table was found in this file."), "upload")
    if not name:
        return tables[0]
    found = next((table for table in tables if table.name == name), None)
    if found is None:
        names = ", ".join(table.name for table in tables)
        raise RuleBroken(
            _("There is no table %(name)s in the file. It has: %(names)s.") % {"name": name, "names": names}
        )
    return found


def _preset(name: str, shape: str) -> ImportPreset | None:
    """The one of this name, else the newest for files of this shape."""
    if not name:
        return ImportPreset.objects.for_columns(shape)
    found = ImportPreset.objects.filter(name=name).first()
    if found is None:
        raise RuleBroken(_("There is no preset of this name: %(name)s.") % {"name": name})
    return found


def _said(
    table: Table, columns: dict[int, tuple[str, ...]], said: Mapping[str, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    fields = {one.name for one in FIELDS}
    places = {fold(name): place for place, name in reversed(list(enumerate(table.columns)))}
    for name, wanted in said.items():
        place = places.get(fold(name), int(name) - 1 if name.isdecimal() else -1)
        if not 0 <= place < len(table.columns):
            raise RuleBroken(_("There is no column %(name)s in the file.") % {"name": name})
        if strange := [one for one in wanted if one not in fields]:
            raise RuleBroken(_("There is no field %(name)s.") % {"name": strange[0]})
        columns = {at: names for at, names in columns.items() if at != place}
        if wanted:
            columns[place] = wanted
    return columns
