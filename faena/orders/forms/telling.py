"""How the customer is told, in which words; and the words that the shop keeps for that."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.orders.models import Reminding, Telling, Wording
from faena.ui.forms import FaenaForm


def text_mark(text: str) -> str:
    """What a form keeps of the text that it offered, to know whether somebody changed it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:24]


class TellForm(FaenaForm):
    """The channels, the text as the customer will read it, and what reminds of it."""

    channels = forms.MultipleChoiceField(
        label=_("By"), choices=Telling.Channel.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(
        label=_("Text"), max_length=longest(Telling, "text"), widget=forms.Textarea(attrs={"rows": 7})
    )
    reminds = forms.BooleanField(label=_("Remind if nobody collects"), required=False)


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


class RemindingForm(FaenaForm):
    """When the shop is reminded of what is ready, and whether a mail does it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    first_days = forms.IntegerField(label=_("First time after days"), min_value=1, max_value=90)
    again_days = forms.IntegerField(
        label=_("Once more after days"), min_value=0, max_value=180, help_text=_("0 for no second time.")
    )
    by_mail = forms.BooleanField(
        label=_("Customers who were told by e-mail get the reminder by e-mail, without anybody doing it"),
        required=False,
    )


def reminding_written(rule: Reminding) -> dict[str, Any]:
    """What the rule says now, as its form shows it."""
    return {name: getattr(rule, name) for name in ("first_days", "again_days", "by_mail", "version")}
