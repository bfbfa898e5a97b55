"""The plans of a customer, one of them with everything about it, and what happens to it (C3, C4)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.actions import SubscriptionFacts
from faena.billing.forms import ChangeForm, LeaveForm, SubscriptionForm, written
from faena.billing.models import Subscription
from faena.billing.offers import subscribing, subscription_offers
from faena.billing.views.common import history_of, the_customer
from faena.customers.models import Customer
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.gate.offers import Offers
from faena.ui.answers import form_page, pressed, see_other


@requires(Perm.BILLING_SEE)
@require_GET
def plans(request: StaffRequest, pk: int) -> HttpResponse:
    """All plans of a customer: active, inactive, cancelled, with counts (C3)."""
    customer = the_customer(request, pk)
    rows = Subscription.objects.visible_to(request.user).filter(customer=customer).select_related("plan")
    grouped: dict[str, list[Subscription]] = {state: [] for state in Subscription.State.values}
    for row in rows.order_by("-id"):
        grouped[row.state].append(row)
    groups = [(Subscription.State(state), those) for state, those in grouped.items()]
    offers = Offers(request.user, [subscribing(customer)], header=("plan",), bar=("plan",))
    return render(request, "billing/plans.html", {"customer": customer, "groups": groups, "offers": offers})


@requires(Perm.BILLING_MANAGE)
def subscribe(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A customer takes a plan."""
    customer = the_customer(request, pk, Perm.BILLING_MANAGE)
    form = SubscriptionForm(request.POST or None, currency=request.company.currency, initial=_begun_with(customer))
    told = form.told(Subscription(), request.POST or request.GET)
    context = {"customer": customer, "subscription": None, "told": told}

    def act(data: dict[str, Any]) -> str:
        subscription = actions.subscribe(customer, SubscriptionFacts(**data), by=request.user)
        said = {"name": customer.name, "plan": subscription.plan}
        messages.success(request, _("%(name)s has the plan %(plan)s.") % said)
        return subscription.as_ref.url

    return form_page(request, form, "billing/subscribe.html", context, act=act)


@requires(Perm.BILLING_SEE)
@require_GET
def subscription(request: StaffRequest, subscription_pk: int) -> HttpResponse:
    """Everything about one plan of a customer (C4), and what happened to it."""
    found = _subscription(request, subscription_pk, Perm.BILLING_SEE)
    offers, history = subscription_offers(found, request.user), history_of(found.as_ref)
    context = {"subscription": found, "customer": found.customer, "offers": offers, "history": history}
    return render(request, "billing/subscription.html", context)


@requires(Perm.BILLING_MANAGE)
def change(request: StaffRequest, subscription_pk: int) -> HttpResponseBase:
    """Another plan, price, address or line."""
    found = _subscription(request, subscription_pk)
    if away := _ended(request, found):
        return away
    form = ChangeForm(request.POST or None, subscription=found)
    told = form.told(found, request.POST or request.GET)

    def act(data: dict[str, Any]) -> str:
        version = data.pop("version")
        actions.change_subscription(found, SubscriptionFacts(**data), version=version, by=request.user)
        messages.success(request, f"{told.title}: {told.text}" if told else _("The plan was saved."))
        return found.as_ref.url

    context = {"customer": found.customer, "subscription": found, "told": told}
    return form_page(request, form, "billing/subscribe.html", context, act=act, saved=written)


@requires(Perm.BILLING_MANAGE)
def suspend(request: StaffRequest, subscription_pk: int) -> HttpResponseBase:
    """The plan is inactive until somebody takes it up again."""
    found = _subscription(request, subscription_pk)
    said = _("%(plan)s is inactive.")
    return _leave(request, found, actions.suspend_subscription, said, ends=False)


@requires(Perm.BILLING_MANAGE)
def cancel(request: StaffRequest, subscription_pk: int) -> HttpResponseBase:
    """The plan ends, for good."""
    found = _subscription(request, subscription_pk)
    said = _("%(plan)s is cancelled.")
    return _leave(request, found, actions.cancel_subscription, said, ends=True)


@requires(Perm.BILLING_MANAGE)
@require_POST
def resume(request: StaffRequest, subscription_pk: int) -> HttpResponseBase:
    """The plan is active again."""
    found = _subscription(request, subscription_pk)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0  # digits of a version
    return pressed(
        request,
        lambda: actions.resume_subscription(found, version=version, by=request.user),
        said=_("%(plan)s is active again.") % {"plan": found},
        back=found.as_ref.url,
    )


def _begun_with(customer: Customer) -> dict[str, Any]:
    """From today on, at the customer's first address."""
    address, today = customer.addresses.order_by("id").first(), timezone.localdate()
    return {"started_on": today, "due_day": today.day, "address": str(address or "")}


def _leave(
    request: StaffRequest, found: Subscription, leave: Callable[..., Any], said: str, *, ends: bool
) -> HttpResponseBase:
    if away := _ended(request, found):
        return away
    form = LeaveForm(request.POST or None, initial={"version": found.version})

    def act(data: dict[str, Any]) -> str:
        leave(found, reason=data["reason"], version=data["version"], by=request.user)
        messages.success(request, said % {"plan": found})
        return found.as_ref.url

    context = {"customer": found.customer, "subscription": found, "ends": ends}
    return form_page(request, form, "billing/leave.html", context, act=act)


def _ended(request: StaffRequest, found: Subscription) -> HttpResponseBase | None:
    """A form that could only be refused is not shown; what was typed already is the action's to refuse."""
    if request.method == "POST" or not found.why_cancelled:
        return None
    messages.error(request, found.why_cancelled)
    return see_other(found.as_ref.url)


def _subscription(request: StaffRequest, pk: int, perm: Perm = Perm.BILLING_MANAGE) -> Subscription:
    rows = Subscription.objects.visible_to(request.user, perm).select_related("plan", "customer")
    return get_object_or_404(rows, pk=pk)
