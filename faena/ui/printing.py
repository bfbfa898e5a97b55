"""Papers on the screen: their pages as pictures at their true size, and the PDF that one click prints."""

from base64 import b64encode
from dataclasses import dataclass

from django.http import HttpResponse

from faena.lib.typeset import PRINTER_DOTS, Paper

SCREEN_DOTS = 96  # to the inch: CSS's pixels
COARSE = 130  # for what is large, or is made again and again; a roll is drawn as its printer has it
WIDE = 150  # mm
PNG_SIZE = slice(16, 24)  # where a PNG has its width and height


@dataclass(frozen=True)
class Picture:
    """A page as an image element takes it: the data themselves, and its true size on the screen."""

    data: str
    width: int
    height: int


def pictures_of(made: Paper, *, dots: int = 0) -> list[Picture]:
    """Its pages, and how large they are in the hand."""
    dots = dots or (COARSE if made.width > WIDE else PRINTER_DOTS)
    pictures = []
    for png in made.pictures(dots=dots):
        size = png[PNG_SIZE]
        wide, high = (int.from_bytes(side) * SCREEN_DOTS // dots for side in (size[:4], size[4:]))
        pictures.append(Picture(f"data:image/png;base64,{b64encode(png).decode()}", wide, high))
    return pictures


def pdf_answer(made: Paper, name: str) -> HttpResponse:
    """May stand in a frame of ours: that is how one click prints it."""
    answer = HttpResponse(made.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return answer
