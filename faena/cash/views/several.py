"""Several accounts of a customer are paid at once (M10): the form, what it comes to, and the page of its receipts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import page_of
from faena.cash.forms import CollectionForm
from faena.cash.lists import in_full
from faena.cash.models import Collection, Payment, ReceiptPrint, receipts_of
from faena.cash.offers import why_not_several
from faena.cash.paper import PREVIEW, copy_of, receipts
from faena.cash.several import CollectingSeveral
from faena.cash.views.payments import sizes_of
from faena.company.models import SlipPaper
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, see_other
from faena.ui.printing import pdf_answer, picture_answer, pictures_of


@requires(Perm.PAYMENT_REGISTER)
def collect(request: StaffRequest, customer_pk: int) -> HttpResponseBase:
    """What a customer owes, the oldest first, each chosen until it is taken away."""
    form = _form(request, customer_pk)
    customer = form.collecting.customer
    if request.method == "GET" and not form.accounts:
        messages.error(request, why_not_several(customer))
        return see_other(customer.as_ref.url)

    def act(data: dict[str, Any]) -> str:
        made = actions.collect_several(
            customer, accounts=[one.charge for one in form.chosen], tenders=form.tender_facts, note=data["note"],
            adjustments=form.adjustments, day_reason=data["day_reason"], answers=form.answers, by=request.user,
        )  # fmt: skip
        return f"{reverse('cash:collection', args=[made.pk])}?registered"

    return form_page(request, form, "cash/several.html", {}, act=act)


@requires(Perm.PAYMENT_REGISTER, repeatable=True)
@require_POST
def sums(request: StaffRequest, customer_pk: int) -> HttpResponse:
    """What the form comes to so far, and what each account gets of it. Nothing is kept."""
    form = _form(request, customer_pk, sent_rate=request.POST.get("rate", ""))
    return render(request, "cash/_sums.html", {"form": form, "is_answer": True})


def _form(request: StaffRequest, customer_pk: int, *, sent_rate: str = "") -> CollectionForm:
    customers = Customer.objects.visible_to(request.user, Perm.PAYMENT_REGISTER)
    customer = get_object_or_404(customers, pk=customer_pk)
    collecting = CollectingSeveral(customer, request.company, by=request.user, sent_rate=sent_rate)
    return CollectionForm(request.POST or None, collecting=collecting)


# --- all its receipts -----------------------------------------------------------------------------------------


@requires(Perm.PAYMENT_SEE)
@require_GET
def collection(request: StaffRequest, collection_pk: int) -> HttpResponse:
    """The payments that were received at once, which of them were reversed, and the paper that lists them."""
    shown, payments = _collection(request, collection_pk)
    sizes, size = sizes_of(request)
    url = f"{reverse('cash:collection_picture', args=[shown.pk])}?paper={size}"
    context = {
        "collection": shown,
        "name": receipts_of(payments),
        "customer": shown.customer,
        "payments": payments,
        "pages": {one.pk: page_of(one.charge, request.company) for one in payments},
        "is_printed": ReceiptPrint.objects.filter(payment__in=payments).exists(),
        "sizes": sizes,
        "size": size,
        "pictures": pictures_of(receipts(payments, request.company, size, copy=PREVIEW), url),
    }
    return render(request, "cash/collection.html", context)


@requires(Perm.PAYMENT_SEE)
@require_GET
def picture(request: StaffRequest, collection_pk: int) -> HttpResponseBase:
    """A page of the paper as the collection's page shows it: a preview, never a print."""
    _shown, payments = _collection(request, collection_pk)
    wanted = request.GET.get("paper", "")
    size = wanted if wanted in SlipPaper.values else ""
    return picture_answer(request, receipts(payments, request.company, size, copy=PREVIEW))


@requires(Perm.PAYMENT_SEE)
@require_POST
def prints(request: StaffRequest, collection_pk: int) -> HttpResponseBase:
    """One more print of each receipt, and on to the PDF that has them all."""
    shown, _payments = _collection(request, collection_pk)
    wanted = request.POST.get("paper", "")
    paper = wanted if wanted in SlipPaper.values else request.company.slip_paper
    number = actions.print_collection(shown, paper=paper, by=request.user)
    return see_other(reverse("cash:collection_print", args=[shown.pk, number]))


@requires(Perm.PAYMENT_SEE)
@require_GET
def printed(request: StaffRequest, collection_pk: int, number: int) -> HttpResponse:
    """The PDF of one print of them all, as that of one receipt."""
    _shown, payments = _collection(request, collection_pk)
    made = ReceiptPrint.objects.filter(payment__in=payments, number=number).order_by("id").first()
    if made is None:
        raise Http404
    paper = receipts(payments, request.company, made.paper, copy=copy_of(made, request.user))
    return pdf_answer(paper, receipts_of(payments).replace(" ", ""))


def _collection(request: StaffRequest, pk: int) -> tuple[Collection, list[Payment]]:
    """With its payments in the order of their receipts, as far as whoever reads may see them."""
    seen = Collection.objects.visible_to(request.user).select_related("customer", "cashier")
    shown = get_object_or_404(seen, pk=pk)
    payments = in_full(Payment.objects.visible_to(request.user).filter(collection=shown)).order_by("receipt")
    if not payments:
        raise Http404  # each of its accounts became another's
    return shown, list(payments)
