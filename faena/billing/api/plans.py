"""Plans, and the subscriptions of customers: taken, changed, suspended, taken up again, cancelled."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.billing import actions
from faena.billing.actions import SubscriptionFacts
from faena.billing.api.room import routes, the_customer
from faena.billing.models import Plan, Subscription
from faena.billing.offers import subscription_offers
from faena.gate.grants import Perm
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import Page, page_of
from faena.rest.routes import named, the
from faena.rest.values import Action, Amount, In, Key, Label, Money, Out

# What each offer of the page is here.
ACTIONS = {
    "edit": "PATCH /subscriptions/{subscription_id}",
    "suspend": "POST /subscriptions/{subscription_id}/suspension",
    "resume": "POST /subscriptions/{subscription_id}/resumption",
    "cancel": "POST /subscriptions/{subscription_id}/cancellation",
}


class PlanRow(Out):
    """price: a month, for new subscribers. down_mbps, up_mbps: 0 where they do not matter."""

    id: int
    name: str
    price: Money
    down_mbps: int
    up_mbps: int
    technology: str


class PlansOut(Out):
    items: list[PlanRow]


@routes.thing("/plans", Perm.BILLING_SEE)
def plans(request: StaffRequest) -> PlansOut:
    """What can be subscribed to, in the company's order."""
    return PlansOut(items=[_plan(one) for one in Plan.objects.offered()])


def _plan(one: Plan) -> PlanRow:
    return PlanRow(
        id=one.pk,
        name=one.name,
        price=Money(amount=one.price, currency=one.currency),
        down_mbps=one.down_mbps,
        up_mbps=one.up_mbps,
        technology=one.technology,
    )


class SubscriptionRow(Out):
    """number: of the contract. price: a month. state: active, inactive, cancelled."""

    id: int
    number: str
    version: int
    state: str
    customer: Label
    plan: Label
    price: Money
    due_day: int
    started_on: date
    login: str
    address: str
    cancelled_on: date | None


class SubscriptionOut(SubscriptionRow):
    """has_own_price: it was agreed specially, and another plan does not change it. reason: why it is inactive or
    cancelled."""

    has_own_price: bool
    ip: str
    mac: str
    access_point: str
    reason: str
    actions: list[Action]


def _facts(one: Subscription) -> dict[str, object]:
    return {
        "id": one.pk,
        "number": str(one),
        "version": one.version,
        "state": one.state,
        "customer": Label.of(one.customer),
        "plan": Label.of(one.plan),
        "price": Money(amount=one.price, currency=one.currency),
        "due_day": one.due_day,
        "started_on": one.started_on,
        "login": one.login,
        "address": one.address,
        "cancelled_on": one.cancelled_on,
    }


@routes.thing("/customers/{int:customer_id}/plans", Perm.BILLING_SEE, parameters=("limit", "cursor"))
def plans_of_customer(request: StaffRequest, customer_id: int) -> Page[SubscriptionRow]:
    """All plans of a customer, the newest first."""
    customer = the_customer(request, customer_id)
    rows = Subscription.objects.visible_to(request.user).filter(customer=customer).select_related("plan", "customer")
    page = page_of(request, rows, ("-id",))
    items = [SubscriptionRow.model_validate(_facts(row)) for row in page.rows]
    return Page[SubscriptionRow](items=items, next=page.next_cursor)


@routes.thing("/subscriptions/{int:subscription_id}", Perm.BILLING_SEE, kind="subscription")
def subscription(request: StaffRequest, subscription_id: int) -> SubscriptionOut:
    """A plan of a customer, with its line and what can be done now."""
    found = _subscription(request, subscription_id, Perm.BILLING_SEE)
    more = {
        "has_own_price": found.has_own_price,
        "ip": found.ip or "",
        "mac": found.mac,
        "access_point": found.access_point,
        "reason": found.reason,
        "actions": actions_of(subscription_offers(found, request.user), ACTIONS, subscription_id=subscription_id),
    }
    return SubscriptionOut.model_validate(_facts(found) | more)


class SubscriptionIn(In):
    """price: a month, in minor units of the plan's currency, as agreed specially; None follows the plan. started_on:
    None for today. mac: in any spelling."""

    plan_id: Key
    price: Amount | None = None
    due_day: int
    started_on: date | None = None
    login: str = ""
    ip: str = ""
    mac: str = ""
    address: str = ""
    access_point: str = ""


@routes.event("/customers/{int:customer_id}/plans", Perm.BILLING_MANAGE, to=subscription)
def subscribe(request: StaffRequest, customer_id: int, facts: SubscriptionIn) -> int:
    """A customer takes a plan."""
    customer = the_customer(request, customer_id, Perm.BILLING_MANAGE)
    plan = named(Plan.objects.offered(), facts.plan_id, "plan_id")
    written = facts.model_dump(exclude={"plan_id", "started_on"})
    taken = SubscriptionFacts(plan=plan, started_on=facts.started_on or timezone.localdate(), **written)
    return actions.subscribe(customer, taken, by=request.user).pk


class SubscriptionChangeIn(In):
    """What is not sent stays, as what is None; but a price of None ends what was agreed specially."""

    plan_id: Key | None = None
    price: Amount | None = None
    due_day: int | None = None
    started_on: date | None = None
    login: str | None = None
    ip: str | None = None
    mac: str | None = None
    address: str | None = None
    access_point: str | None = None


@routes.change("/subscriptions/{int:subscription_id}", Perm.BILLING_MANAGE, to=subscription)
def change_subscription(request: StaffRequest, subscription_id: int, facts: SubscriptionChangeIn) -> int:
    """Another plan, price, address or line."""
    found = _subscription(request, subscription_id)
    sent = {name: value for name, value in facts if value is not None and name != "plan_id"}
    if "price" in facts.model_fields_set:
        sent["price"] = facts.price
    plan = named(Plan.objects.offered(found.plan), facts.plan_id, "plan_id") or found.plan
    keeps_price = found.has_own_price and plan.currency == found.currency  # in another it would be another price
    before = SubscriptionFacts(
        plan=plan,
        price=found.price if keeps_price else None,
        due_day=found.due_day,
        started_on=found.started_on,
        login=found.login,
        ip=found.ip or "",
        mac=found.mac,
        address=found.address,
        access_point=found.access_point,
    )
    actions.change_subscription(found, replace(before, **sent), version=version_of(request), by=request.user)
    return subscription_id


class SubscriptionLeavingIn(In):
    reason: str


@routes.event(
    "/subscriptions/{int:subscription_id}/suspension", Perm.BILLING_MANAGE, to=subscription, is_versioned=True
)
def suspend_subscription(request: StaffRequest, subscription_id: int, facts: SubscriptionLeavingIn) -> int:
    """It is inactive until somebody takes it up again; those days are not billed."""
    found, version = _subscription(request, subscription_id), version_of(request)
    actions.suspend_subscription(found, reason=facts.reason, version=version, by=request.user)
    return subscription_id


@routes.event(
    "/subscriptions/{int:subscription_id}/resumption", Perm.BILLING_MANAGE, to=subscription, is_versioned=True
)
def resume_subscription(request: StaffRequest, subscription_id: int) -> int:
    """It is active again."""
    found, version = _subscription(request, subscription_id), version_of(request)
    actions.resume_subscription(found, version=version, by=request.user)
    return subscription_id


@routes.event(
    "/subscriptions/{int:subscription_id}/cancellation", Perm.BILLING_MANAGE, to=subscription, is_versioned=True
)
def cancel_subscription(request: StaffRequest, subscription_id: int, facts: SubscriptionLeavingIn) -> int:
    """It ends today, for good."""
    found, version = _subscription(request, subscription_id), version_of(request)
    actions.cancel_subscription(found, reason=facts.reason, version=version, by=request.user)
    return subscription_id


def _subscription(request: StaffRequest, subscription_id: int, perm: Perm = Perm.BILLING_MANAGE) -> Subscription:
    rows = Subscription.objects.visible_to(request.user, perm).select_related("plan", "customer")
    found: Subscription = the(rows, subscription_id)
    return found
