"""Forms of getting in. Those of the sign-in library keep its field names and get our words and our look."""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.login import perform_password_login
from babel.dates import get_day_names
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions import NewShop
from faena.accounts.hashers import composed
from faena.accounts.models import User
from faena.accounts.sessions import KEEP, PROVED
from faena.company.models import Company
from faena.lib import money, places, taxid
from faena.lib.countries import Usual, usual_in
from faena.lib.limits import longest
from faena.lib.locales import active_language, first_week_day_in, locale_of
from faena.ui.fields import ExactField
from faena.ui.forms import FaenaForm, FaenaFormMixin

LONGEST_PASSWORD = 200
READ = 2000  # signs of what is typed as an e-mail; an e-mail has 254 at most, invisible signs may stand between
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
        _shorten(self.fields["login"])
        _say(self.fields["password"], _("Password"))
        self.fields["remember"].label = _("Keep me signed in on this device")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """In, or on to the second factor: what is chosen here is kept until then, and not for long."""
        request.session[KEEP] = self.cleaned_data["remember"]
        request.session[PROVED] = self.user.get_session_auth_hash()
        request.session.set_expiry(app_settings.LOGIN_TIMEOUT)
        self._login.redirect_url = redirect_url
        return perform_password_login(request, self.user_credentials(), self._login)


class RecoveryForm(FaenaFormMixin, ResetPasswordForm):
    """W6. Any e-mail passes here; whether somebody has it is looked up later, elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], _("E-mail"), autocomplete="username")
        _shorten(self.fields["email"])

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
    ends_tokens = forms.BooleanField(label=_("Revoke my tokens of the API as well"), required=False)
    field_order = ["current", "password", "ends_tokens"]

    def __init__(self, data: Any = None, *, owner: User, has_tokens: bool = False) -> None:
        super().__init__(data)
        self.owner = owner
        if not has_tokens:
            del self.fields["ends_tokens"]


BUSINESS = {
    "workshop": pgettext_lazy("what a company does", "Repairs"),
    "care": pgettext_lazy("what a company does", "Provides Internet"),
    "both": pgettext_lazy("what a company does", "Both"),
}


class SetUpForm(NewPassword):
    """The first page of an installation, in two steps: the company, then its Master. `go` names the step to which a
    button leads; without it everything is there and is meant.

    What is usual in a country is filled in when another one is chosen: at once by the page's script, without one on
    the first press, which then asks for a second. What was chosen by hand stays."""

    autocomplete = {"company": "organization", "name": "name", "email": "username"}
    beside = {"shop.name": "company", "has_workshop": "business"}
    company_part = (
        "company", "business", "country", "suggested_for", "currency", "second_currency", "zone", "language",
        "tax_kind", "tax_id",
    )  # fmt: skip
    own_part = ("name", "email", "password")
    field_order = (*company_part, *own_part)

    company = forms.CharField(label=_("Name of the company"), max_length=longest(Company, "name"))
    business = forms.ChoiceField(
        label=_("What does the company do?"),
        choices=list(BUSINESS.items()),
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label=_("Country"))
    suggested_for = forms.CharField(required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Language of papers and messages"),
        choices=settings.LANGUAGES,
        help_text=_("The first statuses, kinds and methods are written in it once. You keep reading in this page's."),
    )
    currency = forms.ChoiceField(
        label=_("Prices are in"), help_text=_("It cannot be changed any more once an amount is owed or paid.")
    )
    second_currency = forms.ChoiceField(label=_("Also taken"), required=False, help_text=_("Its rate is set each day."))
    zone = forms.ChoiceField(label=_("Time zone"))
    tax_kind = forms.ChoiceField(label=_("Kind of tax id"), required=False)
    tax_id = ExactField(label=_("Tax id"), max_length=longest(Company, "tax_id"), required=False)
    name = forms.CharField(label=_("Your name"), max_length=longest(User, "name"))
    email = forms.EmailField(label=_("Your e-mail"), max_length=longest(User, "email"))

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        moved = None if data is None else with_usual(data.dict())
        self.was_filled_in = data is not None and moved != data.dict()
        super().__init__(moved, initial=initial)
        self.chosen = str(self["country"].value())
        self.goes = "" if data is None else data.get("go", "")
        self.fields["password"].label = _("Your password")
        own = (places.country_name(self.chosen), taxid.kinds_for(self.chosen))
        choices = {
            "country": places.countries(),
            "zone": places.zones(self.chosen),
            "currency": money.offered_currencies(),
            "second_currency": [("", _("None")), *money.offered_currencies()],
            "tax_kind": [("", _("No tax id")), own, *taxid.kinds_by_country(but=self.chosen)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # each of them is a ChoiceField

    def full_clean(self) -> None:
        """On the way to another step nothing is said yet of who it is."""
        super().full_clean()
        for name in self.own_part if self.goes else ():
            self.errors.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """A password that repeats the name or the e-mail just typed is a bad one."""
        facts = super().clean() or self.cleaned_data
        if self.was_filled_in:
            filled = _("What is usual in %(country)s is filled in now. Look at it, then press once more.")
            self.add_error(None, filled % {"country": places.country_name(self.chosen)})
        if password := facts.get("password"):
            owner = User(name=facts.get("name", ""), email=facts.get("email", ""))
            try:
                validate_password(password, owner)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return facts

    def shop(self) -> NewShop:
        """A kind of document that was only suggested says nothing without its number."""
        facts = self.cleaned_data
        columns = ("country", "language", "currency", "second_currency", "zone", "tax_id")
        return NewShop(
            name=facts["company"],
            **{column: facts[column] for column in columns},
            tax_kind=facts["tax_kind"] if facts["tax_id"] else "",
            has_workshop=facts["business"] != "care",
            has_care=facts["business"] != "workshop",
        )

    @property
    def step(self) -> str:
        """Which part is shown, "company" or "own": the first one with something wrong, else where the button leads."""
        wrong = self.is_bound and any(name in self.errors for name in (*self.company_part, NON_FIELD_ERRORS))
        return "own" if self.is_bound and self.goes != "company" and not wrong else "company"

    @property
    def week_begins(self) -> str:
        """The name of the day on which weeks begin in the country chosen."""
        names = get_day_names("wide", "stand-alone", locale_of(active_language()))
        return str(names[first_week_day_in(self.chosen)])


def shop_to_begin_with(company: Company, asked: Mapping[str, str]) -> dict[str, Any]:
    """What a fresh installation takes the company to be: in Brazil for who reads Portuguese. asked: what stands in the
    form so far, while it is only asked what is usual in another country."""
    country = "BR" if get_language() == "pt-br" else company.country
    so_far = {name: asked[name] for name in ("country", "suggested_for", "tax_id", *Usual._fields) if name in asked}
    if so_far.get("country") not in places.COUNTRIES:
        so_far = {}
    begun = {"country": country, "suggested_for": country, **_usual(country)}
    return with_usual({**begun, **so_far})


def with_usual(facts: dict[str, Any]) -> dict[str, Any]:
    """The form's values after another country was chosen: what stood as is usual in the one before is now as is
    usual in the new one. Without a country before, as they are."""
    before, country = facts.get("suggested_for"), facts.get("country")
    if before == country or not {before, country} <= places.COUNTRIES:
        return facts
    usual, new = _usual(str(before)), _usual(str(country))
    moved = {name: new[name] for name in new if facts.get(name, usual[name]) == usual[name]}
    return {**facts, **moved, "suggested_for": country}


def _usual(country: str) -> dict[str, str]:
    return usual_in(country, get_language() or settings.LANGUAGE_CODE)._asdict()


def _shorten(field: forms.Field) -> None:
    """Whoever sends megabytes in place of an e-mail costs nobody a second."""
    read = field.to_python
    field.to_python = lambda value: read(value[:READ] if isinstance(value, str) else value)  # type: ignore[method-assign]  # of this one field


def _say(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    """Our words on a field of the library."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attrs
