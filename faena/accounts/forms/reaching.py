"""The form of one's own notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.notifications.models import Notice
from faena.ui.forms import FaenaForm


class ReachingForm(FaenaForm):
    """What reaches oneself, and the quiet hours."""

    beside = {"muted": "reaches"}

    reaches = forms.MultipleChoiceField(
        label=_("What reaches you"),
        choices=Notice.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False)
    quiet_to = forms.TimeField(label=_("Until"), required=False)

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        data = self.cleaned_data
        muted = [kind for kind in Notice.Kind.values if kind not in data["reaches"]]
        return {"muted": muted, "quiet_from": data["quiet_from"], "quiet_to": data["quiet_to"]}


def reaching_written(user: User) -> dict[str, Any]:
    """What stands there now, as the form's fields have it."""
    reaches = [kind for kind in Notice.Kind.values if kind not in user.muted_notices]
    return {"reaches": reaches, "quiet_from": user.quiet_from, "quiet_to": user.quiet_to}
