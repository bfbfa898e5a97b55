"""The text of the terms, and what a signing page sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.limits import longest
from faena.lib.strokes import MOST_SIGNS, TOO_LONG
from faena.orders.models import Signature, Terms
from faena.ui.forms import FaenaForm


class TermsForm(FaenaForm):
    """The next version."""

    text = forms.CharField(
        label=_("Text"),
        max_length=longest(Terms, "text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Printed on the slip, so short is good. An empty line makes a new paragraph."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class EndTermsForm(FaenaForm):
    """No terms any more."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RenewForm(FaenaForm):
    """The version in force, as the sheet offered it."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class SignForm(FaenaForm):
    """A drawing or a signature on paper: the pressed button says which."""

    SCREEN, PAPER = "screen", "paper"

    signer = forms.CharField(label=_("Name of the person who signs"), max_length=longest(Signature, "signer"))
    terms = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    strokes = forms.CharField(
        widget=forms.HiddenInput, max_length=MOST_SIGNS, required=False, error_messages={"max_length": TOO_LONG}
    )
    way = forms.ChoiceField(
        choices=[(SCREEN, SCREEN), (PAPER, PAPER)],
        widget=forms.HiddenInput,
        error_messages={code: _("Press “Sign” or “Signed on paper”.") for code in ("required", "invalid_choice")},
    )
