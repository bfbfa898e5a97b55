"""What the customer is told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.files.forms import PicturesField
from faena.orders.models import Stage, Status
from faena.ui.forms import FaenaForm


class StatusForm(FaenaForm):
    """A customer status with its photos."""

    status = forms.ModelChoiceField(
        Status.objects.none(), label=_("Status"), widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(label=_("Note for the customer"), max_length=1000, required=False, widget=forms.Textarea)
    photos = PicturesField(label=_("Photos"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Status.objects.offered().exclude(stage__in=[Stage.CLOSED, Stage.VOID])
        self.fields["status"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
