"""How the customer is told, in which words; and the words that the shop keeps for that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.orders.models import Telling, Wording
from faena.ui.forms import FaenaForm


class TellForm(FaenaForm):
    """The channels that reach the customer, and the text as he will read it. `ways`: channel → its label."""

    channels = forms.MultipleChoiceField(label=_("By"), widget=forms.CheckboxSelectMultiple, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=longest(Telling, "text"),
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("As the customer will read it. What you change here counts this once."),
    )

    def __init__(self, data: Any = None, *, ways: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["channels"].choices = list(ways.items())  # type: ignore[attr-defined]  # a MultipleChoiceField


class WordingForm(FaenaForm):
    """The shop's own text."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Text"),
        max_length=longest(Wording, "text"),
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("A line is left out where one of its placeholders has nothing to say."),
    )


class ResetForm(FaenaForm):
    """The program's text again."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
