"""What is printed of an order: pages that show each paper as it will come out, and the PDFs that are printed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.company.models import Company, SlipPaper
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.access import note_seen
from faena.journal.models import Access
from faena.lib.dates import format_day
from faena.lib.typeset import Paper
from faena.orders import paper
from faena.orders.models import OrderClosing, ServiceOrder
from faena.orders.views.common import the_order
from faena.ui.printing import pdf_answer, picture_answer, pictures_of

SIZE = _("Size of the paper")


@dataclass(frozen=True)
class Kind:
    """A paper and what it comes in, first the usual one: sizes, or the closings that a report was written for."""

    title: Any
    choices: Callable[[ServiceOrder, Company], dict[str, Any]]
    make: Callable[[ServiceOrder, Company, str], Paper]
    choice_title: Any = SIZE


def _slips(order: ServiceOrder, company: Company) -> dict[str, Any]:
    return dict(sorted(SlipPaper.choices, key=lambda choice: choice[0] != company.slip_paper))


def _reports(order: ServiceOrder, company: Company) -> dict[str, Any]:
    """One for each closing, the newest first: what was reopened since is superseded, and stays."""
    closings = OrderClosing.objects.filter(order=order).order_by("-id")
    return {str(one.pk): _named(one) for one in closings}


def _named(closing: OrderClosing) -> Any:
    day = format_day(timezone.localdate(closing.at), get_language() or "es")
    return day if closing.stands else _("%(day)s · superseded") % {"day": day}


def _report(order: ServiceOrder, company: Company, choice: str) -> Paper:
    closing = OrderClosing.objects.get(order=order, pk=int(choice))
    closing.order = order
    return paper.report(closing, company)


KINDS = {
    "slip": Kind(_("Slip"), _slips, lambda order, company, size: paper.slip(order, company, size)),
    "label": Kind(
        _("Label"), lambda order, company: paper.LABELS, lambda order, company, size: paper.label(order, size)
    ),
    "report": Kind(_("Final report"), _reports, _report, _("Closed on")),
}


@requires(Perm.ORDER_SEE)
@require_GET
def page(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The paper at its true proportions; printing is one click from here (W15)."""
    order, choices, choice = _requested(request, pk, kind)
    made = KINDS[kind].make(order, request.company, choice)
    drawn = f"{reverse(f'orders:{kind}_picture', args=[pk])}?paper={choice}"
    sheets = {"order": order, "kind": kind, "paper": KINDS[kind], "choices": choices, "choice": choice}
    return render(
        request,
        "orders/print.html",
        {
            **sheets,
            "pictures": pictures_of(made, drawn),
            "has_report": kind == "report" or bool(_reports(order, request.company)),
        },
    )


@requires(Perm.ORDER_SEE)
@require_GET
def picture(request: StaffRequest, pk: int, kind: str) -> HttpResponseBase:
    """One page of it, as its page shows it."""
    order, _choices, choice = _requested(request, pk, kind)
    return picture_answer(request, KINDS[kind].make(order, request.company, choice))


@requires(Perm.ORDER_SEE)
@require_GET
def pdf(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    order, _choices, choice = _requested(request, pk, kind)
    note_seen(request, Access.Kind.PRINT, order.as_ref, person=request.user)
    return pdf_answer(KINDS[kind].make(order, request.company, choice), f"{order}-{kind}")


def _requested(request: StaffRequest, pk: int, kind: str) -> tuple[ServiceOrder, dict[str, Any], str]:
    """The order, what the paper comes in, and what was asked for: else the usual one. An order that was never closed
    has no report."""
    order = the_order(request, pk)
    choices = KINDS[kind].choices(order, request.company)
    if not choices:
        raise Http404
    choice = request.GET.get("paper", "")
    return order, choices, choice if choice in choices else next(iter(choices))
