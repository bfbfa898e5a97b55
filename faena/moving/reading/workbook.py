"""The reader of workbooks: a program of its own that reads what a stranger sent, under limits of memory and time.

    python -m faena.moving.reading.workbook SOURCE [SHEET]

Without SHEET it prints a line of JSON for each sheet, with it one for each row that holds something: [number, is_hidden,
[cell, …]]. A day is {"d": "2026-03-14"}, a moment {"t": "2026-03-14T10:00:00"}. A problem is {"problem": "damaged"}. It
knows neither Django nor the database nor any secret."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import python_calamine

from faena.moving.reading.hidden import Hidden, hidden_parts
from faena.moving.reading.limits import (
    CPU_SECONDS,
    HEADER_WITHIN,
    MEMORY,
    MOST_ANSWER,
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TABLES,
)

EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number


class Refused(Exception):
    """The workbook is not taken; the argument is the code of why."""


def main(source: str, sheet: str | None = None) -> None:
    limit()
    try:
        for answer in rows(source, sheet) if sheet is not None else sheets(source):
            write(answer)
    except Refused as refused:
        write({"problem": str(refused)})
    except MemoryError:
        write({"problem": "costly"})
    except python_calamine.PasswordError:
        write({"problem": "locked"})
    except Exception:  # a reader may raise anything over a broken file
        write({"problem": "damaged"})


def write(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")) + "\n")


def limit() -> None:
    """Bound what this process may use, where the system can do that."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_ANSWER, MOST_ANSWER))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(10)  # people who wait for a page come first


def sheets(source: str) -> Iterator[dict[str, Any]]:
    """Of each sheet: name, whether it is hidden, its rows and columns, the first rows that hold something."""
    book = python_calamine.CalamineWorkbook.from_path(source)
    kinds = {sheet.name: sheet for sheet in book.sheets_metadata}
    if len(kinds) > MOST_TABLES:
        raise Refused("tables")
    for name, about in kinds.items():
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = hidden_parts(source, name)
        first: list[Any] = []
        last = width = 0
        for number, cells in filled(book, name):
            last, width = number, max(width, len(cells))
            if number <= HEADER_WITHIN * 3:
                first.append([number, number in hidden.rows, cells])
        yield {
            "name": name,
            "is_hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
            "last": last,
            "width": width,
            "hidden_columns": sorted(hidden.columns),
            "first": first,
        }


def rows(source: str, name: str) -> Iterator[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_path(source)
    if name not in book.sheet_names:
        raise Refused("absent")
    hidden: Hidden = hidden_parts(source, name)
    for number, cells in filled(book, name):
        yield [number, number in hidden.rows, cells]


def filled(book: Any, name: str) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold something, with their numbers as a spreadsheet counts, from column A."""
    sheet = book.get_sheet_by_name(name)
    start = sheet.start or (0, 0)
    if sheet.height > MOST_ROWS + HEADER_WITHIN:
        raise Refused("rows")
    before = [None] * min(start[1], MOST_COLUMNS + 1)
    for number, cells in enumerate(sheet.iter_rows(), start[0] + 1):
        kept = [plain(cell) for cell in cells]
        while kept and kept[-1] in (None, ""):
            kept.pop()
        if kept:
            if len(before) + len(kept) > MOST_COLUMNS:
                raise Refused("columns")
            yield number, before + kept


def plain(cell: Any) -> Any:
    """A cell as JSON has it. A whole number loses the point that a spreadsheet gives it while all its digits are there."""
    if isinstance(cell, str):
        return cell if len(cell) <= MOST_CELL else cell[:MOST_CELL]
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return None
        return int(cell) if cell.is_integer() and abs(cell) < EXACT else cell
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()} if cell.time() != time() else {"d": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


if __name__ == "__main__":
    main(*sys.argv[1:3])
