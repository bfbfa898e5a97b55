"""What a subscriber pays a month: the price of the plan, unless another one was agreed specially; told old → new before
it is saved."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from faena.billing.models import Plan, Subscription
from faena.lib.locales import active_language
from faena.lib.money import format_money


@dataclass(frozen=True)
class Price:
    """In minor units of the plan's currency. is_own: agreed specially, so another plan does not change it."""

    amount: int
    is_own: bool


def priced(subscription: Subscription, plan: Plan, price: int | None) -> Price:
    """What it would cost with that plan and that price. None follows the plan: another plan brings its own price; the
    same plan keeps what was paid so far, however its list price moved, and ends what had been agreed specially."""
    is_same = plan.pk == subscription.plan_id
    if price is None:
        keeps = is_same and not subscription.has_own_price
        return Price(subscription.price if keeps else plan.price, is_own=False)
    if is_same and price == subscription.price:
        return Price(price, subscription.has_own_price)
    return Price(price, is_own=price != plan.price)


@dataclass(frozen=True)
class PriceTold:
    """title: "Fibra 100 → Fibra 300"; text: what is paid from then on."""

    title: str
    text: str
    is_own: bool


def price_told(subscription: Subscription, plan: Plan, price: int | None) -> PriceTold | None:
    """What saving that would come to, in words; None where neither plan nor price would change."""
    now = priced(subscription, plan, price)
    new = _money(now.amount, plan.currency)
    if not subscription.plan_id:
        title, text = plan.name, _("%(price)s a month.") % {"price": new}
    else:
        old = _money(subscription.price, subscription.currency)
        if plan.pk == subscription.plan_id and new == old:
            return None
        title = plan.name if plan.pk == subscription.plan_id else f"{subscription.plan.name} → {plan.name}"
        step = new if new == old else f"{old} → {new}"
        text = _("%(price)s a month, from the next invoice on.") % {"price": step}
    if now.is_own:
        text += " " + _("It was agreed specially: the plan costs %(price)s.") % {
            "price": _money(plan.price, plan.currency)
        }
    return PriceTold(title, text, now.is_own)


def _money(amount: int, currency: str) -> str:
    return format_money(amount, currency, active_language())
