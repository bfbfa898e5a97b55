"""Internal statuses of the workshop (W19)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.orders.models import InternalEntry, InternalStatus
from faena.ui.forms import FaenaForm


class InternalForm(FaenaForm):
    """An internal status and its note. `kept`: the status it has now, offered although it is retired."""

    status = forms.ModelChoiceField(
        InternalStatus.objects.none(), label=_("Internal status"), widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=longest(InternalEntry, "note"),
        required=False,
        widget=forms.Textarea,
        help_text=_("The customer does not see it."),
    )

    def __init__(self, *args: Any, kept: InternalStatus | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = InternalStatus.objects.offered(kept)  # type: ignore[attr-defined]  # a ModelChoiceField


class EditInternalForm(InternalForm):
    """Correcting an internal status."""

    version = forms.IntegerField(widget=forms.HiddenInput)
