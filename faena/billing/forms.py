"""What the pages of plans may send."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.billing.actions import MOST_ITEMS, ItemFacts
from faena.billing.models import LAST_DUE_DAY, Cancellation, Keeping, Plan, Subscription
from faena.billing.pricing import PriceTold, price_told
from faena.lib.limits import longest
from faena.lib.locales import active_language
from faena.lib.money import format_money
from faena.ui.fields import ExactField, MoneyField
from faena.ui.forms import FaenaForm, Refusal, set_widget_attributes


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


class ReissueForm(FaenaForm):
    """A cancelled month is invoiced again: nothing is asked."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class ItemsForm(FaenaForm):
    """An invoice with lines of its own, each what it is for and an amount; the first has to be there."""

    due_on = forms.DateField(label=_("Due"))

    def __init__(self, data: Any, *, currency: str, due_on: date) -> None:
        super().__init__(data, initial={"due_on": due_on})
        for place in range(MOST_ITEMS):
            is_first = place == 0
            self.fields[f"what_{place}"] = forms.CharField(label=_("What for"), max_length=120, required=is_first)
            self.fields[f"amount_{place}"] = MoneyField(label=_("Amount"), currency=currency, required=is_first)
            for name in (f"what_{place}", f"amount_{place}"):
                set_widget_attributes(self.fields[name], "off")

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"what_{place}"], self[f"amount_{place}"]) for place in range(MOST_ITEMS)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for place in range(1, MOST_ITEMS):
            what, amount = f"what_{place}", f"amount_{place}"
            if data.get(what) and data.get(amount) is None and amount not in self.errors:
                self.add_error(amount, _("Write the amount of this line."))
        return data

    def items(self) -> dict[int, ItemFacts]:
        """The lines that were written, by their places on the page."""
        read = self.cleaned_data
        rows = [(read.get(f"what_{place}", ""), read.get(f"amount_{place}")) for place in range(MOST_ITEMS)]
        return {place: ItemFacts(what, amount or 0) for place, (what, amount) in enumerate(rows) if what or amount}

    def add_refusal(self, refused: Refusal) -> None:
        """Items are counted without the lines that were left empty."""
        path = refused.at.split(".")
        if len(path) == 3 and path[0] == "items" and (places := list(self.items())):
            name = {"description": "what", "amount": "amount"}[path[2]]
            self.add_error(f"{name}_{places[int(path[1])]}", refused.sentence)
        else:
            super().add_refusal(refused)


class LeaveForm(FaenaForm):
    """Why a plan is suspended or cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=longest(Subscription, "reason"),
        help_text=_("It stays in the history of the plan."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class KeepingForm(FaenaForm):
    """For how many years invoices keep whom they were issued to."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    years = forms.IntegerField(label=_("Years after their issue"), min_value=0, max_value=30)


def keeping_written(rule: Keeping) -> dict[str, Any]:
    """What the rule says now, as its form shows it."""
    return {"years": rule.years, "version": rule.version}


def written(subscription: Subscription) -> dict[str, Any]:
    """What is written down, as the form shows it."""
    names = [name for name in SubscriptionForm.base_fields if name != "plan"]
    facts = {name: getattr(subscription, name) for name in names}
    facts["price"] = subscription.price if subscription.has_own_price else None
    return {**facts, "plan": subscription.plan_id, "ip": subscription.ip or "", "version": subscription.version}
