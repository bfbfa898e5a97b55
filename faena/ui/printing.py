"""Papers on the screen: their pages as pictures at their true size, and the PDF that one click prints."""

import io
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from PIL import Image

from faena.lib.typeset import PRINTER_DOTS, Paper

SCREEN_DOTS = 96  # to the inch: CSS's pixels
POINTS = 72  # to the inch: those of a page
COARSE = 130  # for what is large, or is made again and again; a roll is drawn as its printer has it
WIDE = 150  # mm
SHADES = [round(shade / 17) * 17 for shade in range(256)] * 3  # 16 of each colour, black and white among them


@dataclass(frozen=True)
class Picture:
    """A page as an image element takes it: its address, or the data themselves, and its true size on the screen."""

    src: str
    width: int
    height: int


def pictures_of(made: Paper, address: str) -> list[Picture]:
    """Its pages. `address`, with a query, is where `picture_answer` draws them: so the page that shows them is light,
    and knows how much room they take before they come."""
    sizes = [_on_screen(*page.size) for page in made.layout()]
    return [Picture(f"{address}&page={number}", *size) for number, size in enumerate(sizes, start=1)]


def sketch_of(made: Paper) -> list[Picture]:
    """Its pages inside the answer: what nobody has kept can have no address."""
    sizes = [_on_screen(*page.size) for page in made.layout()]
    pictures = [b64encode(_light(png)).decode() for png in made.pictures(dots=COARSE)]
    return [Picture(f"data:image/png;base64,{data}", *size) for data, size in zip(pictures, sizes, strict=True)]


def picture_answer(request: HttpRequest, made: Paper) -> HttpResponseBase:
    """One of its pages, `?page=2`. The reader's browser keeps it and asks each time whether it is still so: who may not
    see it any more is refused, and what is the same is not drawn again."""
    pages = made.layout()
    number = request.GET.get("page", "1")
    if number not in {str(one) for one in range(1, len(pages) + 1)}:
        raise Http404
    page = int(number) - 1
    etag = quote_etag(sha256(pages[page].drawing).hexdigest())
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        dots = COARSE if made.width > WIDE else PRINTER_DOTS
        answer = HttpResponse(_light(made.pictures(dots=dots)[page]), content_type="image/png")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def pdf_answer(made: Paper, name: str) -> HttpResponse:
    """May stand in a frame of ours: that is how one click prints it."""
    answer = HttpResponse(made.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return answer


def _on_screen(width: float, height: float) -> tuple[int, int]:
    """A page's points as whole pixels, in its proportions."""
    wide = round(width * SCREEN_DOTS / POINTS)
    return wide, round(wide * height / width)


def _light(png: bytes) -> bytes:
    """A third of the weight: black on white in some shades of grey, a logo in as many colours as are left."""
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        shades = picture.convert("RGB").point(SHADES)
        shades.quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG")
    return small.getvalue()
