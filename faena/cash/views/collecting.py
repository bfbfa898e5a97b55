"""Collecting (W33): the account is found by its number or its customer, then the money is registered, in one or several
ways of paying."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.cases import accounts_called, page_of
from faena.cash.forms import PLACES, PaymentForm, place_name
from faena.cash.models import Charge, ExchangeRate
from faena.cash.ways import Way, rate_of_the_day, rate_seen, ways_of
from faena.customers.search import matching
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.ui.answers import asked, form_page, see_other

MOST_FOUND = 20


@requires(Perm.PAYMENT_REGISTER)
@require_GET
def find(request: StaffRequest) -> HttpResponseBase:
    """The account that somebody wants to pay. A whole number that only one account has opens it at once."""
    wanted = asked(request)
    found = _accounts(request, wanted) if wanted else []
    if len(found) == 1 and found[0].account in accounts_called(wanted) and not request.headers.get("HX-Request"):
        return redirect("cash:collect", found[0].pk)
    page = {"q": wanted, "found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    return render(request, "cash/find.html", page)


@requires(Perm.PAYMENT_REGISTER)
def collect(request: StaffRequest, charge_pk: int) -> HttpResponseBase:
    """Money is received for one account (W33)."""
    charge = _charge(request, charge_pk)
    if request.method == "GET" and (sentence := actions.why_not_collect(charge)):
        messages.error(request, sentence)
        return see_other(page_of(charge, request.company) or reverse("cash:find"))
    rate = rate_of_the_day(request.company)
    form = _form(request, charge, rate)

    def act(_data: dict[str, Any]) -> str:
        seen = rate_seen(request.POST.get("rate", ""), rate)
        payment = actions.receive_payment(
            charge, tenders=form.tenders(charge, seen), note=form.cleaned_data["note"], by=request.user
        )
        messages.success(request, _("Collected. Receipt %(receipt)s.") % {"receipt": payment})
        return f"{reverse('cash:payment', args=[payment.pk])}?registered"

    context = {"charge": charge, "sums": _sums(form, charge, rate), **_around(request, charge, rate)}
    return form_page(request, form, "cash/collect.html", context, act=act)


@requires(Perm.PAYMENT_REGISTER, repeatable=True)
@require_POST
def sums(request: StaffRequest, charge_pk: int) -> HttpResponse:
    """What the form comes to so far: each tender converted, the sum, and what is left. Nothing is kept."""
    charge = _charge(request, charge_pk)
    rate = rate_of_the_day(request.company)
    form = _form(request, charge, rate)
    form.is_valid()
    context = {"charge": charge, "sums": _sums(form, charge, rate), **_around(request, charge, rate)}
    return render(request, "cash/_sums.html", context)


# --- what a form comes to ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sum:
    """One tender so far. `worth`: in the account's currency; `rounding`: what rounding adds, in 10⁻⁴ of its minor unit;
    `rest`: what may be typed here so that nothing is left; `field`: the id of its amount."""

    way: Way
    amount: int
    worth: int
    rounding: int
    rest: int | None
    field: str


@dataclass(frozen=True)
class Sums:
    """`left`: after all of it; None while nobody knows what is owed, negative when it is too much."""

    rows: list[Sum]
    total: int
    left: int | None


def _sums(form: PaymentForm, charge: Charge, rate: ExchangeRate | None) -> Sums:
    """Every place that has an amount, and the first one in any case."""
    balance, own = charge.balance, charge.currency
    filled = {place: (way, amount) for place, way, amount in form.filled()}
    worths = {
        place: amount if way.currency == own or rate is None else rate.quote.convert(amount, way.currency, own)
        for place, (way, amount) in filled.items()
    }
    rows = []
    for place in PLACES:
        way = form.way(place)
        if way is None or (place not in filled and place > 1):
            continue
        foreign = rate.quote if rate and way.currency != own else None
        rest = None if balance is None else max(0, balance - sum(worths.values()) + worths.get(place, 0))
        amount = filled[place][1] if place in filled else 0
        rows.append(
            Sum(
                way,
                amount,
                worths.get(place, 0),
                foreign.rounding(amount, way.currency, own) if foreign and amount else 0,
                foreign.most_within(rest, way.currency, own) if foreign and rest else rest,
                f"id_{place_name('amount', place)}",
            )
        )
    total = sum(worths.values())
    return Sums(rows, total, None if balance is None else balance - total)


# --- helpers ----------------------------------------------------------------------------------------------------


def _charge(request: StaffRequest, pk: int) -> Charge:
    seen = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER).select_related("customer")
    charge: Charge = get_object_or_404(seen, pk=pk)
    return charge


def _form(request: StaffRequest, charge: Charge, rate: ExchangeRate | None) -> PaymentForm:
    ways = ways_of(request.company, rate=rate)
    return PaymentForm(request.POST or None, ways=ways, initial={"amount": _proposed(charge, ways, rate)})


def _proposed(charge: Charge, ways: list[Way], rate: ExchangeRate | None) -> int | None:
    """All that is left, in the currency of the way that stands first."""
    balance, first = charge.balance or 0, ways[0].currency if ways else charge.currency
    if rate is not None and first != charge.currency:
        balance = rate.quote.most_within(balance, first, charge.currency)
    return balance or None


def _around(request: StaffRequest, charge: Charge, rate: ExchangeRate | None) -> dict[str, Any]:
    """The account in both currencies, and by which rate."""
    currencies = request.company.currencies
    second = currencies[1] if rate and charge.currency == currencies[0] else ""
    worth = rate.quote.convert(charge.balance, charge.currency, second) if rate and second and charge.balance else None
    return {
        "places": PLACES,
        "about": page_of(charge, request.company),
        "rate": rate,
        "second": second,
        "balance_in_second": worth,
        "lacks_rate": len(currencies) > 1 and rate is None,
        "is_old": rate is not None and rate.on < timezone.localdate(),
    }


def _accounts(request: StaffRequest, wanted: str) -> list[Charge]:
    """What is still open among the accounts that are called so, or whose customer is found by it; newest first."""
    seen = Charge.objects.visible_to(request.user, Perm.PAYMENT_REGISTER)
    customers = matching(wanted, request.user).values("customer")
    found = seen.filter(Q(account__in=accounts_called(wanted)) | Q(customer__in=customers))
    return list(found.open().select_related("customer").order_by("-id")[: MOST_FOUND + 1])
