"""A customer's plans: subscribed, changed, suspended, taken up again, cancelled for good."""

from dataclasses import asdict, dataclass
from datetime import date
from ipaddress import ip_address
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.models import LAST_DUE_DAY, Plan, Subscription, Suspension
from faena.billing.pricing import priced
from faena.company.actions import next_number
from faena.company.models import Branch
from faena.customers import search
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.journal.actions import changed, record
from faena.journal.models import Event
from faena.journal.unit_of_work import action, current
from faena.lib.errors import RuleBroken, refused
from faena.lib.money import MAX_AMOUNT, format_money
from faena.lib.network import read_mac
from faena.lib.text import clean

SERIES = "contract"


@dataclass(frozen=True)
class SubscriptionFacts:
    """price: a month, in minor units of the plan's currency, as agreed specially; None follows the plan. due_day: 1 to
    31; mac in any spelling."""

    plan: Plan
    price: int | None
    due_day: int
    started_on: date
    login: str = ""
    ip: str = ""
    mac: str = ""
    address: str = ""
    access_point: str = ""


@action(Perm.BILLING_MANAGE)
def subscribe(customer: Customer, facts: SubscriptionFacts, *, by: User) -> Subscription:
    """A customer takes a plan (C3, C4) and gets a contract number. Raises RuleBroken beside the field that is wrong,
    or for a customer who is retired."""
    customer = Customer.locked(customer.pk)
    if customer.why_retired:
        raise RuleBroken(customer.why_retired)
    subscription = Subscription(customer=customer, branch=Branch.default())
    _write_down(subscription, facts)
    subscription.number = next_number(SERIES, subscription.branch)
    with refused():
        subscription.save(force_insert=True)
    _be_found(subscription)
    _record("subscription.opened", subscription, by, price=_price(subscription))
    return subscription


@action(Perm.BILLING_MANAGE)
def change_subscription(
    subscription: Subscription, facts: SubscriptionFacts, *, version: int, by: User
) -> Subscription:
    """Another plan, price, place or line; each told old → new. The price follows the plan unless one was agreed
    specially. Raises Stale, or RuleBroken as subscribe does and when it is cancelled."""
    subscription = _held(subscription, version)
    before = _recorded(subscription)
    _write_down(subscription, facts)
    if not (changes := changed(before, _recorded(subscription))):
        return subscription
    with refused():
        subscription.save_changes(*asdict(facts), "currency", "has_own_price")
    _be_found(subscription)
    _record("subscription.changed", subscription, by, said={"changes": changes})
    return subscription


@action(Perm.BILLING_MANAGE)
def suspend_subscription(subscription: Subscription, *, reason: str, version: int, by: User) -> Subscription:
    """It is inactive from today until somebody takes it up again; those days are not billed. Raises Stale, or
    RuleBroken beside "reason", or when it is not active."""
    subscription = _held(subscription, version)
    if why := why_not_suspend(subscription):
        raise RuleBroken(why)
    subscription = _leave(subscription, Subscription.State.INACTIVE, reason, "subscription.suspended", by)
    today = timezone.localdate()
    if not subscription.suspensions.filter(until_on=today).update(until_on=None):
        Suspension.objects.create(subscription=subscription, from_on=today)
    return subscription


@action(Perm.BILLING_MANAGE)
def resume_subscription(subscription: Subscription, *, version: int, by: User) -> Subscription:
    """It is active again. Raises Stale, or RuleBroken when it is active or cancelled."""
    subscription = _held(subscription, version)
    if why := why_not_resume(subscription):
        raise RuleBroken(why)
    subscription.state, subscription.reason = Subscription.State.ACTIVE, ""
    subscription.save_changes("state", "reason")
    _end_suspension(subscription)
    _record("subscription.resumed", subscription, by)
    return subscription


@action(Perm.BILLING_MANAGE)
def cancel_subscription(subscription: Subscription, *, reason: str, version: int, by: User) -> Subscription:
    """It ends today, for good; its number and history stay, its login is free again. Raises Stale, or RuleBroken beside
    "reason", or when it is cancelled already."""
    subscription = _held(subscription, version)
    subscription.cancelled_on = timezone.localdate()
    subscription = _leave(subscription, Subscription.State.CANCELLED, reason, "subscription.cancelled", by)
    _end_suspension(subscription)
    _be_found(subscription)
    return subscription


@action(Perm.IMPORT)
def take_back_subscription(subscription: Subscription, *, by: User) -> None:
    """An import is undone: the plan that it wrote down is gone, and the history keeps its number. Raises RuleBroken
    once anything else was done with it."""
    Customer.locked(subscription.customer_id)
    subscription = Subscription.locked(subscription.pk)
    events = Event.objects.filter(about_kind=Subscription.ref_kind_name, about_id=subscription.pk)
    if events.exclude(act=current().uid).exists():
        raise RuleBroken(_("%(plan)s was changed since: it stays.") % {"plan": subscription})
    about, customer_id = subscription.as_ref, subscription.customer_id
    facts = {"number": str(subscription), "given": subscription.number}
    search.write_terms(subscription.customer, "subscription", subscription.pk, {})
    subscription.suspensions.all().delete()
    try:
        subscription.delete()
    except ProtectedError as error:
        raise RuleBroken(_("%(plan)s has invoices or visits: it stays.") % {"plan": subscription}) from error
    record("subscription.taken_back", about, facts=facts, customer_id=customer_id, by=by)


def why_not_suspend(subscription: Subscription) -> str:
    """What holds a plan back that is not cancelled; "" when nothing does."""
    return "" if subscription.is_active else _("%(plan)s is not active.") % {"plan": subscription}


def why_not_resume(subscription: Subscription) -> str:
    return _("%(plan)s is active already.") % {"plan": subscription} if subscription.is_active else ""


def _held(subscription: Subscription, version: int) -> Subscription:
    Customer.locked(subscription.customer_id)
    fresh = Subscription.locked(subscription.pk, version)
    if fresh.why_cancelled:
        raise RuleBroken(fresh.why_cancelled)
    return fresh


def _end_suspension(subscription: Subscription) -> None:
    subscription.suspensions.filter(until_on=None).update(until_on=timezone.localdate())


def _leave(subscription: Subscription, state: Subscription.State, reason: str, verb: str, by: User) -> Subscription:
    reason = clean(reason)
    if not reason:
        raise RuleBroken(_("Say why."), "reason")
    subscription.state, subscription.reason = state, reason
    subscription.save_changes("state", "reason", "cancelled_on")
    _record(verb, subscription, by, said={"note": reason})
    return subscription


def _write_down(subscription: Subscription, facts: SubscriptionFacts) -> None:
    """Put the facts on the row in the one spelling in which they are kept."""
    if facts.plan.is_retired and facts.plan.pk != subscription.plan_id:
        raise RuleBroken(_("This plan is not offered any more. Choose another one."), "plan")
    price = priced(subscription, facts.plan, facts.price)
    if not 0 <= price.amount <= MAX_AMOUNT:
        most = format_money(MAX_AMOUNT, facts.plan.currency, get_language() or "es")
        raise RuleBroken(_("Write a price of zero or more, %(most)s at most.") % {"most": most}, "price")
    if not 1 <= facts.due_day <= LAST_DUE_DAY:
        raise RuleBroken(_("Write a day of the month, 1 to %(last)s.") % {"last": LAST_DUE_DAY}, "due_day")
    subscription.price, subscription.has_own_price = price.amount, price.is_own
    subscription.plan, subscription.currency = facts.plan, facts.plan.currency
    subscription.due_day, subscription.started_on = facts.due_day, facts.started_on
    subscription.login, subscription.address = clean(facts.login), clean(facts.address)
    subscription.access_point = clean(facts.access_point)
    try:
        subscription.ip = str(ip_address(clean(facts.ip))) if clean(facts.ip) else None
    except ValueError as error:
        raise RuleBroken(_("This is no IP address. One looks like 10.20.3.4 or 2001:db8::7."), "ip") from error
    try:
        subscription.mac = read_mac(facts.mac)
    except ValueError as error:
        raise RuleBroken(_("This is no MAC address. One looks like AC:84:C6:12:34:56."), "mac") from error


def _price(subscription: Subscription) -> dict[str, Any]:
    return {"amount": subscription.price, "currency": subscription.currency}


def _recorded(subscription: Subscription) -> dict[str, Any]:
    """Everything written down as the history keeps it."""
    return {
        "plan": subscription.plan.name,
        "price": _price(subscription),
        "due_day": subscription.due_day,
        "started_on": {"day": subscription.started_on.isoformat()},
        "login": subscription.login,
        "ip": subscription.ip or "",
        "mac": subscription.mac,
        "address": subscription.address,
        "access_point": subscription.access_point,
    }


def _be_found(subscription: Subscription) -> None:
    """By its login, while it has one that is its own."""
    logins = [] if subscription.is_cancelled else [subscription.login]
    search.write_terms(subscription.customer, "subscription", subscription.pk, {"login": logins})


def _record(
    verb: str, subscription: Subscription, by: User, *, said: dict[str, Any] | None = None, **facts: Any
) -> None:
    record(
        verb,
        subscription.as_ref,
        facts={"number": str(subscription), "plan": subscription.plan.name, **facts},
        said=said or {},
        customer_id=subscription.customer_id,
        by=by,
    )
