"""Collecting (W33): the account is found by its number or its customer, then the money is registered, in one or several
tenders."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import accounts_called, page_of
from faena.cash.collecting import Collecting
from faena.cash.forms import PaymentForm
from faena.cash.models import Charge, ChargeQuerySet, received_on
from faena.customers.search import SHORTEST_QUERY, matching
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import form_page, search_text, see_other

MOST_FOUND = 20


@requires(Perm.PAYMENT_REGISTER)
@require_GET
def find(request: StaffRequest) -> HttpResponseBase:
    """The account that somebody wants to pay; the newest open ones before anything is typed. A whole number that only
    one open account has opens it at once; one that takes no money any more is named with the reason."""
    wanted = search_text(request)
    seen = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER).select_related("customer").order_by("-id")
    called = Q(account__in=accounts_called(wanted))
    rows = _matching(seen, wanted, called, request.user).open()
    rows = rows.annotate(paid=received_on("pk"))  # type: ignore[no-redef]  # instead of its query for each row
    found = list(rows[: MOST_FOUND + 1])
    if len(found) == 1 and found[0].account in accounts_called(wanted) and not request.headers.get("HX-Request"):
        return redirect("cash:collect", found[0].pk)
    finished = seen.filter(called).first() if wanted and not found else None
    page = {
        "q": wanted,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "finished": finished,
        "why_not": actions.why_not_collect(finished) if finished else "",
        "finished_url": page_of(finished, request.company) if finished else "",
        "is_short": 0 < len(wanted) < SHORTEST_QUERY and not accounts_called(wanted),
    }
    return render(request, "cash/find.html", page)


@requires(Perm.PAYMENT_REGISTER)
def collect(request: StaffRequest, charge_pk: int) -> HttpResponseBase:
    """Money is received for one account (W33)."""
    charge = _charge(request, charge_pk)
    if request.method == "GET" and (sentence := actions.why_not_collect(charge)):
        messages.error(request, sentence)
        return see_other(page_of(charge, request.company) or reverse("cash:find"))
    form = PaymentForm(request.POST or None, collecting=Collecting(charge, request.company, by=request.user))

    def act(data: dict[str, Any]) -> str:
        payment = actions.collect(
            charge, tenders=form.tender_facts, adjustment=form.adjustment, note=data["note"], by=request.user
        )
        return f"{reverse('cash:payment', args=[payment.pk])}?registered"

    return form_page(request, form, "cash/collect.html", {}, act=act)


@requires(Perm.PAYMENT_REGISTER, repeatable=True)
@require_POST
def sums(request: StaffRequest, charge_pk: int) -> HttpResponse:
    """What the form comes to so far: each tender converted, the sum, and what is left. Nothing is kept."""
    charge, sent_rate = _charge(request, charge_pk), request.POST.get("rate", "")
    collecting = Collecting(charge, request.company, by=request.user, sent_rate=sent_rate)
    form = PaymentForm(request.POST or None, collecting=collecting)
    return render(request, "cash/_sums.html", {"form": form})


# --- helpers ----------------------------------------------------------------------------------------------------


def _charge(request: StaffRequest, pk: int) -> Charge:
    seen = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER).select_related("customer")
    return get_object_or_404(seen, pk=pk)


def _matching(seen: ChargeQuerySet, wanted: str, called: Q, user: User) -> ChargeQuerySet:
    """By account number, or by what the customer is found by."""
    return seen.filter(called | Q(customer__in=matching(wanted, user).values("customer"))) if wanted else seen
