"""What a customer owed when the company came to the program: all of it, one with everything about it, written down and
voided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.cash import actions
from faena.cash.forms import BalanceForm, VoidBalanceForm
from faena.cash.lists import BALANCES, in_full
from faena.cash.models import OpeningBalance, Payment
from faena.cash.offers import balance_offers, opening
from faena.company.exports import exported, page_or_file
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.refs import Ref
from faena.ui.answers import form_page, see_other
from faena.ui.listing import Filters, file_form

MOST_EVENTS = 50


@requires(Perm.BALANCE_OPEN, gives_file=True)
@page_or_file
def balances(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All opening balances of a customer."""
    customer, filters = _customer(request, pk), Filters(request)
    rows = OpeningBalance.objects.visible_to(request.user, Perm.BALANCE_OPEN).filter(customer=customer)
    rows = rows.with_received().select_related("charge", "customer")
    if file_form(request):
        return exported(request, BALANCES.file(request, rows, f"{_('Opening balances')} {customer}"), filters)
    offers = Offers(request.user, [opening(customer)], header=("open",), bar=("open",))
    context = {"customer": customer, "listing": BALANCES.show(request, rows, filters), "offers": offers}
    return render(request, "cash/balances.html", context)


@requires(Perm.BALANCE_OPEN)
def open_balance(request: StaffRequest, customer_pk: int) -> HttpResponseBase:
    """What a customer owed already is written down."""
    customer = _customer(request, customer_pk)
    form = BalanceForm(request.POST or None, currencies=request.company.currencies)

    def act(data: dict[str, Any]) -> str:
        made = actions.open_balance(customer, facts=actions.BalanceFacts(**data), by=request.user)
        messages.success(request, _("%(balance)s is written down.") % {"balance": made})
        return made.as_ref.url

    return form_page(request, form, "cash/open_balance.html", {"customer": customer}, act=act)


@requires(Perm.PAYMENT_SEE)
@require_GET
def balance(request: StaffRequest, balance_pk: int) -> HttpResponse:
    """One opening balance: what for, what is left, its payments and its history."""
    found = _balance(request, balance_pk, Perm.PAYMENT_SEE)
    about = [found.as_ref, Ref("charge", found.charge_id)]
    events = Event.objects.about(*about).select_related("author").order_by("-id")[:MOST_EVENTS]
    context = {
        "balance": found,
        "charge": found.charge,
        "customer": found.customer,
        "voiding": getattr(found, "voiding", None),
        "payments": list(in_full(Payment.objects.filter(charge=found.charge)).order_by("id")),
        "offers": balance_offers(found, request.user),
        "history": [render_event(event) for event in events],
    }
    return render(request, "cash/balance.html", context)


@requires(Perm.BALANCE_VOID)
def void_balance(request: StaffRequest, balance_pk: int) -> HttpResponseBase:
    """By a Master, with the reason: it is not owed after all."""
    found = _balance(request, balance_pk, Perm.BALANCE_VOID)
    if request.method != "POST" and (why := actions.why_not_void(found.charge)):
        messages.error(request, why)
        return see_other(found.as_ref.url)
    form = VoidBalanceForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.void_balance(found, reason=data["reason"], by=request.user)
        messages.success(request, _("%(balance)s is void.") % {"balance": found})
        return found.as_ref.url

    context = {"balance": found, "charge": found.charge, "customer": found.customer}
    return form_page(request, form, "cash/void_balance.html", context, act=act)


def _customer(request: StaffRequest, pk: int) -> Customer:
    """Whoever is out of reach is not found."""
    if (customer := Customer.seen_by(request.user, pk, Perm.BALANCE_OPEN)) is None:
        raise Http404
    return customer


def _balance(request: StaffRequest, pk: int, perm: Perm) -> OpeningBalance:
    rows = OpeningBalance.objects.visible_to(request.user, perm).with_received()
    return get_object_or_404(rows.select_related("charge", "customer", "by", "voiding__by"), pk=pk)
