"""What a provider sells, as an editable list under Settings (C19)."""

from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _

from faena.billing.models import Plan
from faena.company.catalogue import Catalogue, CatalogueForm
from faena.company.catalogue.urls import urls_of
from faena.company.models import Company
from faena.lib.limits import between
from faena.ui.columns import Amount, Column
from faena.ui.fields import MoneyField


class PlanForm(CatalogueForm):
    """C19: its price is what a new subscriber pays; who has it already keeps his own."""

    price = MoneyField(label=_("Price a month"), help_text=_("For new subscribers; who has the plan keeps his price."))
    technology = forms.ChoiceField(label=_("Technology"), choices=Plan.Technology.choices)
    down_mbps = forms.IntegerField(label=_("Download, Mbps"), **between(Plan, "down_mbps"), required=False)
    up_mbps = forms.IntegerField(label=_("Upload, Mbps"), **between(Plan, "up_mbps"), required=False)

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row)
        self.currency = row.currency if row else Company.the().currency
        self.fields["price"].currency = self.currency  # type: ignore[attr-defined]  # a MoneyField

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        speeds = {name: facts[name] or 0 for name in ("down_mbps", "up_mbps")}
        return {**facts, **speeds, "currency": self.currency}


PLANS = Catalogue(
    model=Plan,
    namespace="plans",
    icon="wifi",
    title=_("Plans"),
    description=_("What customers subscribe to by the month, and at which price."),
    new=_("New plan"),
    form=PlanForm,
    module="care",
    columns=(
        Column("price", _("Price a month"), lambda plan: Amount(plan.price, plan.currency), at="meta"),
        Column("speed", _("Speed"), lambda plan: plan.speed, at="meta"),
        Column("technology", _("Technology"), lambda plan: plan.get_technology_display(), at="meta"),
    ),
    order=60,
)

urlpatterns = [path("plans/", urls_of(PLANS))]
