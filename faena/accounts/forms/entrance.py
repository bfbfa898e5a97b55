"""Forms of getting in. Those of the sign-in library keep its field names and get our words and our look."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions import NewShop
from faena.accounts.hashers import composed
from faena.accounts.models import User
from faena.accounts.sessions import begin
from faena.company.models import Company
from faena.lib import money, places, taxid
from faena.lib.limits import longest
from faena.ui.fields import ExactField
from faena.ui.forms import FaenaForm, FaenaFormMixin

LONGEST_PASSWORD = 200
LONG_ENOUGH = _("At least 10 characters. A few words that only you put together are easy to type and hard to guess.")


def password_field(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    """Kept as it was typed, spaces and all."""
    token = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": token}),
        help_text=help_text,
    )


class SignInForm(FaenaFormMixin, LoginForm):
    """W3, W4."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("E-mail"), autocomplete="username")
        _say(self.fields["password"], _("Password"))
        self.fields["remember"].label = _("Keep me signed in on this device")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        answer = super().login(request, redirect_url)
        begin(request, keep=self.cleaned_data["remember"])
        return answer


class RecoveryForm(FaenaFormMixin, ResetPasswordForm):
    """W6. Any e-mail passes here; whether somebody has it is looked up later, elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], _("E-mail"), autocomplete="username")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPassword(FaenaForm):
    """One password, typed once: the eye shows it. Checked against the rules and against its owner's name."""

    password = password_field(_("New password"), new=True, help_text=LONG_ENOUGH)
    owner: User | None = None

    def clean_password(self) -> str:
        password = composed(self.cleaned_data["password"])
        validate_password(password, self.owner)
        return password


class RecoveredPasswordForm(FaenaFormMixin, ResetPasswordKeyForm):
    """The end of a recovery link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _say(self.fields["password1"], _("New password"), LONG_ENOUGH)


class InvitationForm(NewPassword):
    """W27: the invited person's password."""

    def __init__(self, data: Any = None, *, owner: User) -> None:
        super().__init__(data)
        self.owner = owner
        self.fields["password"].label = _("Password")


class ChangePasswordForm(NewPassword):
    """W8."""

    current = password_field(_("Current password"))
    field_order = ["current", "password"]

    def __init__(self, data: Any = None, *, owner: User) -> None:
        super().__init__(data)
        self.owner = owner


class SetUpForm(NewPassword):
    """The first page of an installation: the company and its Master."""

    autocomplete = {"company": "organization", "name": "name", "email": "username"}
    beside = {"shop.name": "company"}
    field_order = [
        "company", "country", "language", "currency", "zone", "tax_kind", "tax_id", "name", "email", "password",
    ]  # fmt: skip

    company = forms.CharField(label=_("Name of the company"), max_length=longest(Company, "name"))
    country = forms.ChoiceField(label=_("Country"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    currency = forms.ChoiceField(label=_("Currency"))
    zone = forms.ChoiceField(label=_("Time zone"))
    tax_kind = forms.ChoiceField(label=_("Kind of tax id"), required=False)
    tax_id = ExactField(label=_("Tax id"), max_length=longest(Company, "tax_id"), required=False)
    name = forms.CharField(label=_("Your name"), max_length=longest(User, "name"))
    email = forms.EmailField(label=_("Your e-mail"), max_length=longest(User, "email"))

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["password"].label = _("Your password")
        choices = {
            "country": places.countries(),
            "zone": places.zones(initial["country"]),
            "currency": money.offered_currencies(),
            "tax_kind": [("", _("No tax id")), *taxid.kinds_by_country(), ("—", [("other", taxid.label("other"))])],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # each of them is a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A password that repeats the name or the e-mail just typed is a bad one."""
        facts = super().clean() or self.cleaned_data
        if password := facts.get("password"):
            owner = User(name=facts.get("name", ""), email=facts.get("email", ""))
            try:
                validate_password(password, owner)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return facts

    def shop(self) -> NewShop:
        facts = self.cleaned_data
        columns = ("country", "language", "currency", "zone", "tax_kind", "tax_id")
        return NewShop(name=facts["company"], **{column: facts[column] for column in columns})


def shop_to_begin_with(company: Company) -> dict[str, Any]:
    """What a fresh installation takes the company to be, in the language of whoever opens the page."""
    return {
        "country": company.country,
        "currency": company.currency,
        "zone": company.zone,
        "language": get_language(),
    }


def _say(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    """Our words on a field of the library."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attrs
