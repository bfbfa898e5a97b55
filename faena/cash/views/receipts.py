"""Receipts on paper (W35): the first print is the original, every other one says that it is a copy."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.models import ReceiptPrint
from faena.cash.paper import PREVIEW, copy_of, receipt
from faena.cash.views.payments import the_payment
from faena.company.models import SlipPaper
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import see_other
from faena.ui.printing import pdf_answer, picture_answer


@requires(Perm.PAYMENT_SEE)
@require_GET
def picture(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A page of the receipt as the payment's page shows it: a preview, never a print."""
    wanted = request.GET.get("paper", "")
    size = wanted if wanted in SlipPaper.values else ""
    return picture_answer(request, receipt(the_payment(request, pk), request.company, size, copy=PREVIEW))


@requires(Perm.PAYMENT_SEE)
@require_POST
def print_receipt(request: StaffRequest, pk: int) -> HttpResponseBase:
    """One more print, and on to its PDF. A double click is one print; the next press has a key of its own
    (ui/scripts/print.js)."""
    payment = the_payment(request, pk)
    wanted = request.POST.get("paper", "")
    paper = wanted if wanted in SlipPaper.values else request.company.slip_paper
    made = actions.print_receipt(payment, paper=paper, by=request.user)
    return see_other(reverse("cash:print", args=[pk, made.number]))


@requires(Perm.PAYMENT_SEE)
@require_GET
def printed(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """The PDF of one print. The original comes only to who printed it, and only just now; later it is a copy too."""
    payment = the_payment(request, pk)
    made = get_object_or_404(ReceiptPrint, payment=payment, number=number)
    return pdf_answer(receipt(payment, request.company, made.paper, copy=copy_of(made, request.user)), str(payment))
