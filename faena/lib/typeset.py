"""Paper: one typst source per kind of document, filled with data that is never read as markup."""

import json
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings


def typeset(source: Path, data: dict[str, Any], *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """The document as PDF, or as a 203-dpi picture (what thermal printers print).

    `data` reaches the source as JSON text; a customer who writes `#panic(1)` gets it printed."""
    fonts = [str(settings.PAPER_FONTS)]
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    if form == "png":
        page = typst.compile(
            str(source), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs, format="png", ppi=203
        )
    else:
        page = typst.compile(str(source), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    return bytes(page)
