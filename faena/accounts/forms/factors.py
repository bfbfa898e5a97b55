"""Forms of second factors and of which roles need one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions.factors import LONGEST_NAME
from faena.company.models import Company
from faena.gate.roles import Role
from faena.ui.forms import FaenaForm, PasskeyForm

TYPED = {"inputmode": "numeric", "data-unkept": ""}  # a code, which the page keeps nowhere


class PasskeySignInForm(PasskeyForm):
    """A passkey alone, from the sign-in page."""

    remember = forms.BooleanField(required=False)


class FactorForm(PasskeyForm):
    """After the password: the code of the app, a recovery code, or a passkey."""

    autocomplete = {"code": "one-time-code"}

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=TYPED),
        help_text=_("The six digits of your authenticator app, or one of your recovery codes."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not (facts.get("code") or facts.get("credential") or self.errors):
            self.add_error("code", _("Fill this in."))
        return facts


class NewPasskeyForm(PasskeyForm):
    """By what its owner knows a passkey later."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("So that you know it later: “My phone”, “Laptop at the counter”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].required = True
        self.fields["credential"].error_messages["required"] = _("The browser made no passkey. Try again.")


class AppForm(FaenaForm):
    """The code that shows that the app knows the secret, which travels sealed."""

    autocomplete = {"code": "one-time-code"}

    secret = forms.CharField(widget=forms.HiddenInput(attrs={"data-unkept": ""}), max_length=400)
    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=TYPED))


class FactorRolesForm(FaenaForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    roles = forms.MultipleChoiceField(
        label=_("A second factor is required for"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def initial_of(company: Company) -> dict[str, Any]:
    return {"roles": company.factor_roles}
