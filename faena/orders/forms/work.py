"""What happens to an order: its value, money, technician, end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.cash.models import PaymentMethod
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


class VoidForm(FaenaForm):
    """Why an order is taken out of the work."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stays on the order. The customer does not see it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PaymentForm(FaenaForm):
    """Money received for the order, in its own currency (one tender; several come with the second currency)."""

    amount = MoneyField(label=_("Amount"))
    method = forms.ModelChoiceField(PaymentMethod.objects.none(), label=_("Payment method"), empty_label=None)
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]  # a MoneyField
        methods = PaymentMethod.objects.offered().filter(currency__in=["", currency])
        self.fields["method"].queryset = methods  # type: ignore[attr-defined]  # a ModelChoiceField


class AssignForm(FaenaForm):
    """Who does the work."""

    technician = forms.ModelChoiceField(
        User.objects.none(), label=_("Technician"), required=False, empty_label=_("Without technician")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField


class ClosingForm(FaenaForm):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=ServiceOrder.Outcome.choices, widget=forms.RadioSelect)
    work_done = forms.CharField(
        label=_("Work done"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed on the final report."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
