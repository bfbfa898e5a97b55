"""What is printed of an order, as PDF. Each is noted as printed, as those of the pages are."""

from django.http import Http404, HttpResponse

from faena.accounts.requests import StaffRequest
from faena.cash.api.shapes import paper_asked, wrong
from faena.gate.grants import Perm
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.typeset import Paper
from faena.orders import paper
from faena.orders.api.orders import routes
from faena.orders.api.shapes import found_order
from faena.orders.models import ServiceOrder
from faena.ui.printing import pdf_answer


@routes.file("/orders/{int:order_id}/slip.pdf", Perm.ORDER_SEE, parameters=("paper",))
def slip(request: StaffRequest, order_id: int) -> HttpResponse:
    """The slip that the customer takes home; paper: 58, 80 or a4, the shop's own unless told."""
    size, found = paper_asked(request), found_order(request, order_id)
    return _printed(request, found, paper.slip(found, request.company, size), "slip")


@routes.file("/orders/{int:order_id}/label.pdf", Perm.ORDER_SEE, parameters=("paper",))
def label(request: StaffRequest, order_id: int) -> HttpResponse:
    """The label on the device; paper: 50x30 unless told, or 62x29."""
    size = request.GET.get("paper", "") or next(iter(paper.LABELS))
    if size not in paper.LABELS:
        raise wrong("paper", f"One of: {', '.join(paper.LABELS)}.")
    found = found_order(request, order_id)
    return _printed(request, found, paper.label(found, size), "label")


@routes.file("/orders/{int:order_id}/report.pdf", Perm.ORDER_SEE, parameters=("closing",))
def report(request: StaffRequest, order_id: int) -> HttpResponse:
    """The final report of a closing, the last one unless told; 404 for an order that was never closed."""
    found, asked = found_order(request, order_id), request.GET.get("closing", "")
    closings = {str(one.pk): one for one in found.closings.order_by("-id")}
    closing = closings.get(asked) if asked else next(iter(closings.values()), None)
    if closing is None:
        raise Http404
    closing.order = found
    return _printed(request, found, paper.report(closing, request.company), "report")


def _printed(request: StaffRequest, order: ServiceOrder, made: Paper, kind: str) -> HttpResponse:
    note_seen(request, Access.Kind.PRINT, order.as_ref, person=request.user)
    return pdf_answer(made, f"{order}-{kind}")
