"""Forms about people: a user's data, a role, one's own profile."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions import Person
from faena.accounts.models import Position, User
from faena.files.forms import PictureField
from faena.gate.roles import Role
from faena.lib.limits import longest
from faena.lib.phones import format_phone
from faena.ui.fields import ManyField, PhoneField
from faena.ui.forms import ConfirmForm, FaenaForm, set_widget_attributes

PHOTO_HINT = _("PNG, JPEG, WebP, HEIC or AVIF. It is made small, and where it was taken is left out.")


class PersonForm(FaenaForm):
    """W22: what is written down about somebody."""

    name = forms.CharField(label=_("Name"), max_length=longest(User, "name"))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=longest(User, "email"),
        help_text=_("They sign in with it; invitations and new passwords go there."),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    positions = ManyField(
        label=_("Positions"),
        queryset=Position.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A ticket can be forwarded to a position: everybody who has it finds it in their queue."),
    )
    receives_tickets = forms.BooleanField(label=_("Tickets can be forwarded to them"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any], **asked: Any) -> None:
        super().__init__(data, initial=initial, **asked)
        held = initial.get("positions", [])
        offered = Position.objects.offered() | Position.objects.filter(pk__in=[position.pk for position in held])
        self.fields["positions"].queryset = offered.distinct()  # type: ignore[attr-defined]  # it is a model choice
        if not self.fields["positions"].queryset.exists():  # type: ignore[attr-defined]  # as above
            del self.fields["positions"]

    def person(self) -> Person:
        facts = self.cleaned_data
        return Person(
            name=facts["name"],
            email=facts["email"],
            phone=facts["phone"],
            language=facts["language"],
            receives_tickets=facts["receives_tickets"],
            positions=list(facts.get("positions", [])),
        )


class NewUserForm(PersonForm):
    """A new user has a role as well; later it is changed on the user's page."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Pick one.")), *Role.choices])
    field_order = ["name", "email", "role"]


def taker_field(takers: Sequence[User], *, may_stay: bool) -> forms.TypedChoiceField:
    """Who gets what somebody has: one of these, or nobody where it may stay."""
    nobody, people = _("Nobody: it stays theirs") if may_stay else _("Pick one."), {str(one.pk): one for one in takers}
    choices = [("", nobody), *((pk, one.name) for pk, one in people.items())]
    label, needed = _("Hand the open work over to"), not may_stay
    return forms.TypedChoiceField(
        label=label, required=needed, coerce=people.__getitem__, empty_value=None, choices=choices
    )


class EditUserForm(PersonForm, ConfirmForm):
    """Of somebody who has work, also who gets it where a position is taken away. Another e-mail can open the account,
    so it asks who changes it."""

    is_always_asked = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, initial: dict[str, Any], takers: Sequence[User] = (), **asked: Any) -> None:
        super().__init__(data, initial=initial, **asked)
        if "current" in self.fields:
            self.fields["current"].help_text = _("Only where you change the e-mail.")
        if takers and "positions" in self.fields:
            self.fields["to"] = field = taker_field(takers, may_stay=True)
            set_widget_attributes(field, "off")


class RoleForm(ConfirmForm):
    """W24. Its own press of a button."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ["role", "current", "credential"]


class HandOverForm(FaenaForm):
    """Who gets what somebody has. As a part of deactivating or of another role it may stay with them."""

    def __init__(self, data: Any = None, *, takers: Sequence[User], name: str, may_stay: bool = False) -> None:
        super().__init__(data, auto_id=f"{name}_%s")  # it stands in several dialogs of one page
        self.fields["to"] = field = taker_field(takers, may_stay=may_stay)
        set_widget_attributes(field, "off")


class ProfileForm(FaenaForm):
    """One's own name, phone and language."""

    autocomplete = {"name": "name", "phone": "tel"}

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = forms.CharField(label=_("Name"), max_length=longest(User, "name"))
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class PhotoForm(FaenaForm):
    """W23."""

    beside = {"upload": "photo"}

    photo = PictureField(label=_("Photo"), help_text=PHOTO_HINT)


def initial_of(user: User, country: str) -> dict[str, Any]:
    """A user as the forms show them."""
    return {
        "name": user.name,
        "email": user.email,
        "phone": format_phone(user.phone, country),
        "language": user.language,
        "positions": list(user.positions.all()),
        "receives_tickets": user.receives_tickets,
        "version": user.version,
    }
