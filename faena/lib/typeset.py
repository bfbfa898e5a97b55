"""Paper: one typst source per kind of document, filled with data that is never read as markup.

The same source makes the PDF that is printed and its pages as pictures. `data` reaches the source as JSON text; a
customer who writes `#panic(1)` gets it printed. A source imports others by their path from the program's folder:
`#import "/company/templates/company/paper/house.typ": *`."""

import io
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

PRINTER_DOTS = 203  # to the inch, on the heads of receipt printers


SIZE = re.compile(rb'<svg\b[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"')


@dataclass(frozen=True)
class Page:
    """One page, set but not yet drawn: its drawing as SVG, whose dots nobody has counted out."""

    drawing: bytes

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        found = SIZE.match(self.drawing)
        assert found is not None, "typst writes the size first"
        return float(found[1]), float(found[2])


@dataclass(frozen=True)
class Paper:
    """Something to print: its source, its width in mm, and everything that is on it as text."""

    source: Path
    width: int
    data: dict[str, Any]

    def pdf(self) -> bytes:
        document = typst.compile(str(self.source), root=_root(), font_paths=_fonts(), sys_inputs=self._inputs())
        assert isinstance(document, bytes)
        return document

    def pictures(self, *, dots: int = PRINTER_DOTS) -> list[bytes]:
        """Its pages as PNG, black on white, with so many dots to the inch."""
        pages = typst.compile(
            str(self.source),
            root=_root(),
            font_paths=_fonts(),
            sys_inputs=self._inputs(),
            format="png",
            ppi=dots,
        )
        return pages if isinstance(pages, list) else [bytes(pages or b"")]

    def layout(self) -> list[Page]:
        """Its pages as they are set: how large they are, and whether two are the same. Half the work of pictures."""
        pages = typst.compile(
            str(self.source), root=_root(), font_paths=_fonts(), sys_inputs=self._inputs(), format="svg"
        )
        return [Page(page) for page in (pages if isinstance(pages, list) else [bytes(pages or b"")])]

    def _inputs(self) -> dict[str, str]:
        return {"data": json.dumps(self.data, ensure_ascii=False)}


def qr(url: str) -> str:
    """A QR code as SVG, as large as its place."""
    svg = io.BytesIO()
    segno.make(url, error="m").save(svg, kind="svg", border=0, omitsize=True)
    return svg.getvalue().decode()


def _root() -> str:
    return str(settings.BASE_DIR / "faena")


@cache
def _fonts() -> typst.Fonts:
    """Ours and those that typst brings, read once: the machine's own would make each paper look different."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(settings.PAPER_FONTS)])
