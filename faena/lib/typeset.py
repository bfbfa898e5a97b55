"""Paper: one typst source per kind of document, filled with data that is never read as markup.

`typeset` makes the PDF that is printed, `draw` the same pages as pictures. `data` reaches the source as JSON text; a
customer who writes `#panic(1)` gets it printed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

PRINTER_DOTS = 203  # to the inch, on the heads of receipt printers


def typeset(source: Path, data: dict[str, Any]) -> bytes:
    """The document as PDF."""
    document = typst.compile(str(source), font_paths=_fonts(), sys_inputs=_inputs(data))
    assert isinstance(document, bytes)
    return document


def draw(source: Path, data: dict[str, Any], *, dots: int = PRINTER_DOTS) -> list[bytes]:
    """Its pages as PNG, with so many dots to the inch."""
    pages = typst.compile(str(source), font_paths=_fonts(), sys_inputs=_inputs(data), format="png", ppi=dots)
    return pages if isinstance(pages, list) else [bytes(pages or b"")]


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


@cache
def _fonts() -> typst.Fonts:
    """Ours and those that typst brings, read once: the machine's own would make each paper look different."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(settings.PAPER_FONTS)])
