"""What the pages of plans may send."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.billing.models import LAST_DUE_DAY, Cancellation, Plan, Subscription
from faena.billing.pricing import PriceTold, price_told
from faena.lib.limits import longest
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.ui.fields import ExactField, MoneyField
from faena.ui.forms import FaenaForm


class SubscriptionForm(FaenaForm):
    """A plan and its line. `currency`: what the price is in before a plan is chosen; `kept`: the plan it has now,
    offered although it is retired."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"), empty_label=_("Choose…"))
    price = MoneyField(
        label=_("Price a month"), required=False, help_text=_("Leave it empty to take the price of the plan.")
    )
    due_day = forms.IntegerField(
        label=_("Due day"),
        min_value=1,
        max_value=LAST_DUE_DAY,
        help_text=_("In a month that is shorter, its last day."),
    )
    started_on = forms.DateField(label=_("Start"))
    login = ExactField(label=_("Login"), max_length=longest(Subscription, "login"), required=False)
    ip = ExactField(label=_("IP address"), max_length=45, required=False)
    mac = ExactField(label=_("MAC address"), max_length=40, required=False)
    access_point = ExactField(label=_("Access point"), max_length=longest(Subscription, "access_point"), required=False)
    address = forms.CharField(
        label=_("Installation address"), max_length=longest(Subscription, "address"), required=False
    )

    def __init__(self, *args: Any, currency: str, kept: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["plan"].queryset = Plan.objects.offered(kept)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["plan"].label_from_instance = self._offered  # type: ignore[attr-defined]  # the same
        self.fields["price"].currency = currency  # type: ignore[attr-defined]  # a MoneyField

    def clean_plan(self) -> Plan:
        """The price, which is read next, is in the plan's own currency: the shop may have another by now."""
        plan: Plan = self.cleaned_data["plan"]
        self.fields["price"].currency = plan.currency  # type: ignore[attr-defined]  # a MoneyField
        return plan

    def clean(self) -> dict[str, Any]:
        """What only stood there in another currency is no price."""
        data: dict[str, Any] = super().clean() or {}
        if (plan := data.get("plan")) and plan.currency != self.currency:
            data["price"] = None if data.get("price") == self.initial.get("price") else data.get("price")
        return data

    def told(self, subscription: Subscription, sent: Mapping[str, Any]) -> PriceTold | None:
        """What the chosen plan and the typed price come to; None before there is one, or for what cannot be read."""
        try:
            plan = self.fields["plan"].clean(sent.get("plan"))
            self.fields["price"].currency = plan.currency  # type: ignore[attr-defined]  # a MoneyField
            price = self.fields["price"].clean(sent.get("price"))
        except forms.ValidationError:
            return None
        is_foreign = plan.currency != self.currency and price == self.initial.get("price")
        return price_told(subscription, plan, None if is_foreign else price)

    def _offered(self, plan: Plan) -> str:
        """ "Fibra 100 · 100 / 50 Mbps · US$ 25,00", with the currency where it is not the one beside the price."""
        other = plan.currency if plan.currency != self.currency else ""
        price = format_money(plan.price, plan.currency, active_language())
        return " · ".join(part for part in (plan.name, plan.speed, price, other) if part)


class ChangeForm(SubscriptionForm):
    """The same, corrected. A price stands there only if it was agreed specially."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, subscription: Subscription) -> None:
        kept, currency = subscription.plan, subscription.currency
        super().__init__(data, currency=currency, kept=kept, initial=written(subscription))
        price: Any = self.fields["price"]
        price.widget.attrs["placeholder"] = price.write(subscription.price)
        price.help_text = _("Only if it was agreed specially. Empty: the price of the plan.")


class CancelForm(FaenaForm):
    """Why an invoice is cancelled."""

    reason = forms.CharField(
        label=_("Reason"), max_length=longest(Cancellation, "reason"), help_text=_("It stays on the invoice.")
    )


class LeaveForm(FaenaForm):
    """Why a plan is suspended or cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=longest(Subscription, "reason"),
        help_text=_("It stays in the history of the plan."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def written(subscription: Subscription) -> dict[str, Any]:
    """What is written down, as the form shows it."""
    names = [name for name in SubscriptionForm.base_fields if name != "plan"]
    facts = {name: getattr(subscription, name) for name in names}
    facts["price"] = subscription.price if subscription.has_own_price else None
    return {**facts, "plan": subscription.plan_id, "ip": subscription.ip or "", "version": subscription.version}
