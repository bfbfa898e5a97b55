"""What the first steps of a company send."""

from django import forms

from faena.company.models import SlipPaper
from faena.ui.forms import FaenaForm


class TestPrintForm(FaenaForm):
    """The paper on which a test came out well."""

    paper = forms.ChoiceField(choices=SlipPaper.choices, widget=forms.HiddenInput)
