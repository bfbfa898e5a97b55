"""What is printed of an order: pages that show it, pictures to look at, PDFs to print."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.orders import paper
from faena.orders.models import ServiceOrder, Stage
from faena.orders.views.common import the_order


@requires(Perm.ORDER_SEE)
@require_GET
def slip(request: StaffRequest, pk: int) -> HttpResponse:
    order = the_order(request, pk)
    return _pdf(paper.slip(order, company=request.company), f"{order}.pdf")


@requires(Perm.ORDER_SEE)
@require_GET
def report(request: StaffRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(ServiceOrder.objects.visible_to(request.user).on_sheet(), pk=pk, stage=Stage.CLOSED)
    document = paper.report(order, company=request.company)
    return _pdf(document, f"{order}-report.pdf")


def _pdf(document: paper.Paper, name: str) -> HttpResponse:
    return HttpResponse(
        document.pdf(),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
