"""Whose order it is, corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.customers.models import Customer
from faena.lib.limits import LONGEST_REASON
from faena.orders.models import ServiceOrder
from faena.ui.forms import FaenaForm


class CustomerForm(FaenaForm):
    """settled: signed or paid, which asks for a reason. asks: the device has other orders, so somebody says whose it
    is."""

    device = forms.ChoiceField(label=_("Device"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("It stays in the history. The customer does not see it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, order: ServiceOrder, customer: Customer, settled: bool, asks: bool) -> None:
        super().__init__(data, initial={"version": order.version})
        names = {"name": customer.name, "old": order.customer.name}
        self.fields["device"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("takes", _("It is %(name)s's, with its earlier orders") % names),
            ("leaves", _("It stays %(old)s's: %(name)s has another one of this kind") % names),
        ]
        if not asks:
            del self.fields["device"]
        if not settled:
            del self.fields["reason"]

    def facts(self, data: dict[str, Any]) -> dict[str, Any]:
        """Of a valid form, what the action takes."""
        takes = data.get("device", "takes") == "takes"
        return {"takes_device": takes, "reason": data.get("reason", ""), "version": data["version"]}
