"""What a customer may send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.lib.sealing import normalise_code
from faena.lib.series import LONGEST
from faena.lib.text import digits
from faena.ui.fields import ExactField
from faena.ui.forms import FaenaForm


class CodeForm(FaenaForm):
    """The number and the code of a slip, in any spelling: cleaned to an integer and the bare code."""

    number = ExactField(
        label=_("Number of the order"), max_length=24, help_text=_("As your slip has it, such as OS-000123.")
    )
    code = ExactField(
        label=_("Code"),
        max_length=24,
        help_text=_("Ten letters and digits, beside the QR on your slip."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )

    def clean_number(self) -> int:
        number = digits(self.cleaned_data["number"])
        if not number or len(number) > LONGEST:
            raise forms.ValidationError(_("Type the number as the slip has it, such as OS-000123."))
        return int(number)

    def clean_code(self) -> str:
        return normalise_code(self.cleaned_data["code"])
