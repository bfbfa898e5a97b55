"""What the pages of plans may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.billing.models import LAST_DUE_DAY, Cancellation, Plan, Subscription
from faena.lib.limits import longest
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
        """Without a price of its own it is the plan's; what only stood there in another currency is none."""
        data: dict[str, Any] = super().clean() or {}
        if plan := data.get("plan"):
            is_foreign = plan.currency != self.currency and data.get("price") == self.initial.get("price")
            if data.get("price") is None or is_foreign:
                data["price"] = plan.price
        return data

    def _offered(self, plan: Plan) -> str:
        """ "Fibra 100 · 100 / 50 Mbps", with the currency where it is not the one beside the price."""
        other = plan.currency if plan.currency != self.currency else ""
        return " · ".join(part for part in (plan.name, plan.speed, other) if part)


class ChangeForm(SubscriptionForm):
    """The same, corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)


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
    return {**facts, "plan": subscription.plan_id, "ip": subscription.ip or "", "version": subscription.version}
