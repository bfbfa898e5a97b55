"""What is settled about the work: its value, its technician."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope
from faena.orders.models import ServiceOrder
from faena.ui.fields import MoneyField
from faena.ui.forms import FaenaForm


class ValueForm(FaenaForm):
    """What the service costs."""

    value = MoneyField(label=_("Value of the service"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].currency = currency  # type: ignore[attr-defined]  # a MoneyField


class AssignForm(FaenaForm):
    """Who does the work."""

    technician = forms.ModelChoiceField(
        User.objects.none(), label=_("Technician"), required=False, empty_label=_("Without technician")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """`user`: who assigns, everybody or oneself alone."""
        super().__init__(*args, **kwargs)
        offered = User.objects.technicians()
        if scope(user, Perm.ORDER_ASSIGN) is Scope.OWN:
            offered = offered.filter(pk=user.pk)
        self.fields["technician"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField


def technician_written(order: ServiceOrder) -> dict[str, Any]:
    """Who has the order now, as its form shows it."""
    return {"technician": order.technician_id, "version": order.version}


def value_written(order: ServiceOrder) -> dict[str, Any]:
    """What the service costs now, as its form shows it."""
    return {"value": order.service_value, "version": order.version}
