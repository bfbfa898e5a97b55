"""Workbooks (XLSX, XLS, ODS): read in a process of its own (workbook.py), whose answer waits in a file until it is
used, so that neither process holds a whole table for long."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from faena.files.making import BARE
from faena.moving.reading.limits import WALL_SECONDS
from faena.moving.reading.lines import Cell, Unreadable

MET_ITS_LIMIT: Final = (-24, -25, -9, -6)  # SIGXCPU, SIGXFSZ, SIGKILL, SIGABRT: no memory


@dataclass(frozen=True)
class Sheet:
    """`last`: the number of its last row that holds something; `first`: (number, is hidden, cells)."""

    name: str
    is_hidden: bool
    last: int
    width: int
    hidden_columns: frozenset[int]
    first: list[tuple[int, bool, tuple[Cell, ...]]]


def sheets_of(place: Path) -> list[Sheet]:
    """Raises Unreadable."""
    return [_sheet(one) for one in _answers(place)]


def sheet_and_rows(place: Path, name: str) -> tuple[Sheet, Iterator[tuple[int, bool, tuple[Cell, ...]]]]:
    """A sheet and its rows that hold something: number, whether it is hidden, cells from column A. Raises
    Unreadable."""
    answers = _answers(place, name)
    return _sheet(next(answers)), map(_row, answers)


def _sheet(said: dict[str, Any]) -> Sheet:
    return Sheet(
        name=said["name"],
        is_hidden=said["is_hidden"],
        last=said["last"],
        width=said["width"],
        hidden_columns=frozenset(said["hidden_columns"]),
        first=[_row(row) for row in said["first"]],
    )


def _row(answer: list[Any]) -> tuple[int, bool, tuple[Cell, ...]]:
    number, is_hidden, cells = answer
    return number, is_hidden, tuple(_cell(one) if type(one) is dict else one for one in cells)


def _cell(kept: dict[str, str]) -> Cell:
    return date.fromisoformat(kept["d"]) if "d" in kept else datetime.fromisoformat(kept["t"])


def _answers(place: Path, *sheet: str) -> Iterator[Any]:
    with TemporaryFile(prefix="import-") as answer:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "faena.moving.reading.workbook", str(place), *sheet],
                cwd=settings.BASE_DIR,
                env=BARE,
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(_sentence("costly")) from error
        if done.returncode:
            raise Unreadable(_sentence("costly" if done.returncode in MET_ITS_LIMIT else "damaged"))
        answer.seek(0)
        for line in answer:
            said = json.loads(line)
            if isinstance(said, dict) and "problem" in said:
                raise Unreadable(_sentence(said["problem"]))
            yield said


def _sentence(code: str) -> str:
    sentences = {
        "costly": _("Reading this spreadsheet takes too much memory or time. Bring it in parts, or as CSV."),
        "locked": _("The spreadsheet is protected by a password. Save it without one."),
        "rows": _("A table has at most 1,000,000 rows. Bring it in parts."),
        "columns": _("A table has at most 200 columns. Leave out what is not needed."),
        "tables": _("A file has at most 200 tables."),
        "absent": _("There is no sheet of this name."),
    }
    return sentences.get(code) or _("The spreadsheet is cut or damaged. Open it and save it again as XLSX.")
