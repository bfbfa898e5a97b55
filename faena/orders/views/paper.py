"""What is printed of an order: pages that show each paper as it will come out, and the PDFs that are printed."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.company.models import Company, SlipPaper
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.typeset import PRINTER_DOTS
from faena.orders import paper
from faena.orders.models import ServiceOrder
from faena.orders.views.common import the_order

SCREEN_DOTS = 96  # to the inch: CSS's pixels
FINE, COARSE = PRINTER_DOTS, 130  # a roll as its printer has it; what is larger, or is made again and again
WIDE = 150  # mm
PNG_SIZE = slice(16, 24)  # where a PNG tells its width and height


@dataclass(frozen=True)
class Kind:
    """A paper and the sizes in which it comes, first the usual one."""

    title: Any
    sizes: dict[str, str]
    make: Callable[[ServiceOrder, Company, str], paper.Paper]
    closed_only: bool = False


KINDS = {
    "slip": Kind(_("Slip"), dict(SlipPaper.choices), lambda order, company, size: paper.slip(order, company, size)),
    "label": Kind(_("Label"), paper.LABELS, lambda order, _company, size: paper.label(order, size)),
    "report": Kind(_("Final report"), {"": "A4"}, lambda order, company, _size: paper.report(order, company), True),
}


@dataclass(frozen=True)
class Picture:
    """A page as an image element takes it: the data themselves, and its true size on the screen."""

    data: str
    width: int
    height: int


@requires(Perm.ORDER_SEE)
@require_GET
def page(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The paper at its true proportions; printing is one click from here (W15)."""
    order, size = _asked(request, pk, kind)
    made = KINDS[kind].make(order, request.company, size)
    pictures = pictures_of(made, dots=COARSE if made.width > WIDE else FINE)
    sheets = {"order": order, "kind": kind, "paper": KINDS[kind], "size": size, "pictures": pictures}
    return render(request, "orders/print.html", sheets)


@requires(Perm.ORDER_SEE)
@require_GET
def pdf(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """May stand in a frame of ours: that is how one click prints it."""
    order, size = _asked(request, pk, kind)
    answer = HttpResponse(KINDS[kind].make(order, request.company, size).pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{order}-{kind}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return answer


def pictures_of(made: paper.Paper, *, dots: int = FINE) -> list[Picture]:
    """Its pages, and how large they are in the hand."""
    pictures = []
    for png in made.pictures(dots=dots):
        size = png[PNG_SIZE]
        wide, high = (int.from_bytes(side) * SCREEN_DOTS // dots for side in (size[:4], size[4:]))
        pictures.append(Picture(f"data:image/png;base64,{b64encode(png).decode()}", wide, high))
    return pictures


def _asked(request: StaffRequest, pk: int, kind: str) -> tuple[ServiceOrder, str]:
    """The order, and the size that was asked for: else the shop's own for slips, the usual one for the rest."""
    order, sizes = the_order(request, pk), KINDS[kind].sizes
    if KINDS[kind].closed_only and not order.is_closed:
        raise Http404
    size = request.GET.get("paper", request.company.slip_paper if kind == "slip" else "")
    return order, size if size in sizes else next(iter(sizes))
