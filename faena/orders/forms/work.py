"""What is settled about the work: its value, its technician."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
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

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
