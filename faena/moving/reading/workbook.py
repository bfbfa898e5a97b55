"""The reader of workbooks: a program of its own that reads what a stranger sent, under limits of memory and time.

    python -m faena.moving.reading.workbook SOURCE [SHEET]

Without SHEET it prints a line of JSON for each sheet; with it, one for that sheet and one for each row that holds
something: [number, is_hidden, [cell, …]]. A day is {"d": "2026-03-14"}, a moment {"t": "2026-03-14T10:00:00"}. A
problem is {"problem": "damaged"}. It knows neither Django nor the database nor any secret."""

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
    if len(book.sheet_names) > MOST_TABLES:
        raise Refused("tables")
    for about in book.sheets_metadata:
        if about.typ == python_calamine.SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(about.name)
            yield summary(about, sheet, hidden_parts(source, about.name))


def rows(source: str, name: str) -> Iterator[Any]:
    """The same of one sheet, and then its rows."""
    book = python_calamine.CalamineWorkbook.from_path(source)
    about = next((one for one in book.sheets_metadata if one.name == name), None)
    if about is None or about.typ != python_calamine.SheetTypeEnum.WorkSheet:
        raise Refused("absent")
    sheet, hidden = book.get_sheet_by_name(name), hidden_parts(source, name)
    yield summary(about, sheet, hidden)
    for number, cells in filled(sheet):
        yield [number, number in hidden.rows, [plain(cell) for cell in cells]]


def summary(about: Any, sheet: Any, hidden: Hidden) -> dict[str, Any]:
    first: list[Any] = []
    last = width = 0
    for number, cells in filled(sheet):
        last, width = number, max(width, len(cells))
        if number <= HEADER_WITHIN * 3:
            first.append([number, number in hidden.rows, [plain(cell) for cell in cells]])
    return {
        "name": about.name,
        "is_hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
        "last": last,
        "width": width,
        "hidden_columns": sorted(hidden.columns),
        "first": first,
    }


def filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold something, with their numbers as a spreadsheet counts, from column A."""
    if sheet.height > MOST_ROWS + HEADER_WITHIN:
        raise Refused("rows")
    first_column = sheet.start[1] if sheet.start else 0
    before = [None] * min(first_column, MOST_COLUMNS + 1)
    for number, cells in enumerate(sheet.iter_rows(), 1):  # it gives empty rows at the top, no empty columns
        kept = len(cells)
        while kept and cells[kept - 1] == "":
            kept -= 1
        if kept:
            if len(before) + kept > MOST_COLUMNS:
                raise Refused("columns")
            yield number, before + cells[:kept]


def plain(cell: Any) -> Any:
    """A cell as JSON has it. A whole number loses the point that a spreadsheet gives it while all its digits are
    there."""
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
