"""Collecting (W33): the account is found by its number or its customer, then the money is registered, in one or several
tenders."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import page_of
from faena.cash.collecting import Collecting
from faena.cash.finding import find_accounts
from faena.cash.forms import PaymentForm
from faena.cash.models import Charge
from faena.customers.models import reached
from faena.gate.doors import requires
from faena.gate.grants import Perm, scope
from faena.lib.named import Named
from faena.ui.answers import form_page, search_text, see_other
from faena.ui.called import called_on


@requires(Perm.PAYMENT_REGISTER)
@require_GET
def find(request: StaffRequest) -> HttpResponseBase:
    """The account that somebody wants to pay; the newest open ones before anything is typed. A whole number that only
    one account has, open or not, opens it at once; one that takes no money any more is named with the reason."""
    wanted = search_text(request)
    found = find_accounts(wanted, request.user)
    if found.named and not request.headers.get("HX-Request"):
        return redirect("cash:collect", found.named.pk)
    finished = [
        {"charge": charge, "why_not": actions.why_not_collect(charge), "url": page_of(charge, request.company)}
        for charge in found.finished
    ]
    called = [] if found.shown or finished else called_on(request)
    return render(request, "cash/find.html", {"q": wanted, "found": found, "finished": finished, "called": called})


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
            charge, tenders=form.tender_facts, adjustment=form.adjustment, note=data["note"], by=request.user,
            day_reason=data["day_reason"], answers=form.answers,
        )  # fmt: skip
        return f"{reverse('cash:payment', args=[payment.pk])}?registered"

    return form_page(request, form, "cash/collect.html", {}, act=act)


@requires(Perm.PAYMENT_REGISTER, repeatable=True)
@require_POST
def sums(request: StaffRequest, charge_pk: int) -> HttpResponse:
    """What the form comes to so far: each tender converted, the sum, what is left, and what is proposed for paying late
    where another day changes it. Nothing is kept."""
    charge, sent_rate = _charge(request, charge_pk), request.POST.get("rate", "")
    collecting = Collecting(charge, request.company, by=request.user, sent_rate=sent_rate)
    form = PaymentForm(request.POST or None, collecting=collecting)
    return render(request, "cash/_sums.html", {"form": form, "is_answer": True})


def _charge(request: StaffRequest, pk: int) -> Charge:
    charge = _seen.first(scope(request.user, Perm.PAYMENT_REGISTER), pk=pk, user=request.user.pk)
    if charge is None:
        raise Http404
    return charge


_seen: Named[Charge] = Named(
    lambda ask, reach: reached(
        Charge.objects.select_related("customer").filter(pk=ask("pk", Charge._meta.pk)),
        reach,
        ask("user", User._meta.pk),
    )
)
