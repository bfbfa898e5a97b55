"""One form style: what arrives is cleaned before anybody looks at it, widgets fit phone and desk, and a
refusal or a version conflict is said beside the field it concerns with what was typed still there."""

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faena.lib.limits import LONGEST_REASON
from faena.lib.text import clean
from faena.ui.widget_attributes import set_widget_attributes

MOST_SIGNS = 200_000  # in all fields of a form together; a drawn signature takes 60,000, terms 20,000


class Refusal(Protocol):
    """faena.lib.errors.RuleBroken, or whatever else has a sentence and says of which fact."""

    at: str

    @property
    def sentence(self) -> str: ...


class FaenaBoundField(BoundField):
    """A field as kit.field draws it."""

    form: "FaenaFormMixin"

    @property
    def kind(self) -> str:
        """Which of the kit's shapes it takes."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.PasswordInput):
            return "password"
        if isinstance(widget, forms.FileInput):
            return "file"
        return "line"

    @property
    def saved(self) -> str:
        """What somebody else saved meanwhile, when it differs from what was typed here."""
        return self.form.saved_values.get(self.name, "")

    @property
    def aria_describedby(self) -> str | None:
        own = super().aria_describedby
        return f"{own or ''} {self.auto_id}_saved".strip() if self.saved else own


if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class FaenaFormMixin(_Form):
    """What our forms and those of the sign-in library share."""

    data: Any
    base_fields: dict[str, forms.Field]
    are_dressed: bool
    bound_field_class: Any = FaenaBoundField
    error_css_class = "has-error"
    required_css_class = "required"
    # field name -> HTML autocomplete token; staff forms are about other people, so the default is "off"
    autocomplete: Mapping[str, str] = {}
    # fact of the action ("customer.phone") -> the field that it was typed into, where that is called otherwise
    beside: Mapping[str, str] = {}
    passkey = ""

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        self.saved_values: dict[str, str] = {}
        kwargs.setdefault("label_suffix", "")
        if "are_dressed" not in vars(type(self)):
            self._dress_all()
        super().__init__(data, files, *args, **kwargs)
        for name, field in self.fields.items():  # those that a form of the sign-in library adds
            self._dress(name, field)
        self._tidy()

    @classmethod
    def _dress_all(cls) -> None:
        """The fields of the class get their attributes, once for all its forms, which copy them."""
        fields = copy.deepcopy(cls.base_fields)
        for name, field in fields.items():
            cls._dress(name, field)
        cls.base_fields, cls.are_dressed = fields, True

    @classmethod
    def _dress(cls, name: str, field: forms.Field) -> None:
        if not hasattr(field, "is_dressed"):
            set_widget_attributes(field, cls.autocomplete.get(name, "off"))
            field.is_dressed = True  # type: ignore[attr-defined]  # a copy of it is, too

    def add_refusal(self, refused: Refusal) -> None:
        """Put the sentence of a refused action beside the field of its fact, or on top when it concerns the whole."""
        self.add_error(self._field_of(refused.at), refused.sentence)

    def stale(self, current: Mapping[str, Any], *, version: int | None = None) -> None:
        """Somebody saved first. Each field that differs shows what is saved now beside what was typed; saving again
        replaces it, because the hidden `version` becomes the one just shown."""
        for name, value in current.items():
            if name in self.fields and not self[name].is_hidden and self._differs(name, value):
                self.saved_values[name] = self._shown(name, value)
        if version is not None:
            data = self.data.copy()
            data[self.add_prefix("version")] = str(version)
            self.data = data
        self.add_error(
            None,
            _(
                "Somebody else changed this while you were writing. What is saved now stands beside each field "
                "that differs. Look at both and save again to keep yours."
            ),
        )

    def _field_of(self, at: str) -> str | None:
        """Of a fact's path: as the form says (`beside`), else the field of its name, else of what it is a part of:
        `customer.phone` stands beside "phone", `photos.0` beside "photos"."""
        while at:
            for name in (self.beside.get(at, at), at.rpartition(".")[2]):
                if name in self.fields:
                    return name
            at = at.rpartition(".")[0]
        return None

    def _tidy(self) -> None:
        """Take controls, bidi overrides and idle spaces out of what arrived; showing it again shows the tidy text.
        A password stays as it was typed. What is longer than any form has room for is refused in any case, and only
        begun: tidying and showing two megabytes would keep a server busy for anybody who sends them."""
        if not self.is_bound or not hasattr(self.data, "setlist"):
            return
        tidy, room = dict[str, list[str]](), MOST_SIGNS
        for name, field in self.fields.items():
            key, widget = self.add_prefix(name), field.widget
            if key in self.data and not isinstance(widget, forms.PasswordInput):
                lines, values = isinstance(widget, forms.Textarea), []
                sent = self.data.getlist(key)
                for value in sent:
                    values.append(clean(value[:room], multiline=lines))
                    room -= len(value[:room])
                if values != sent:
                    tidy[key] = values
        if tidy:  # copying it takes longer than looking at it
            self.data = self.data.copy()
            for key, values in tidy.items():
                self.data.setlist(key, values)

    def _differs(self, name: str, value: Any) -> bool:
        bound = self[name]
        return bool(bound.field.has_changed(bound.field.prepare_value(value), bound.data))

    def _shown(self, name: str, value: Any) -> str:
        """The saved value as the field itself would write it; a choice by its label."""
        field = self.fields[name]
        if value in (None, "", [], ()):
            return _("empty")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if choices := getattr(field, "choices", None):
            labels = {str(key): str(label) for key, label in _flat(choices)}
            many = value if isinstance(value, list | tuple | set | QuerySet) else [value]
            keys = [str(getattr(one, "pk", one)) for one in many]
            return ", ".join(labels.get(key, key) for key in keys)
        return str(field.widget.format_value(field.prepare_value(value)) or value)


class FaenaForm(FaenaFormMixin, forms.Form):
    """Base of every form of ours. Its view hands `cleaned_data` to an action."""


class AskingForm(FaenaForm):
    """A form whose action may ask something first (`ui/_asked.html`): what was answered is sent with what was typed."""

    question: Any = None

    @property
    def answers(self) -> frozenset[str]:
        """What was said to each question so far."""
        return frozenset(one[:40] for one in self.data.getlist("answers")[:20]) if self.is_bound else frozenset()

    def add_refusal(self, refused: Refusal) -> None:
        """A question stands above the fields, with its answers."""
        if getattr(refused, "answers", None):
            self.question = refused
        else:
            super().add_refusal(refused)


class CredentialField(forms.JSONField):
    """What a browser says of a passkey, as it is: an object."""

    def to_python(self, value: Any) -> Any:
        credential = super().to_python(value)
        if credential is not None and not isinstance(credential, dict):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})
        return credential


class PasskeyForm(FaenaForm):
    """A form that a passkey can answer, where there is one: `passkey` is the address from which the script gets what
    the browser is asked (ui/passkeys.js), "" where there is none."""

    credential = CredentialField(required=False, widget=forms.HiddenInput(attrs={"data-unkept": ""}))

    def __init__(self, *args: Any, passkey: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passkey = passkey
        if not passkey:
            del self.fields["credential"]


class ConfirmForm(PasskeyForm):
    """What something serious asks first: that whoever is signed in is there, by the password or a passkey. Its view
    says whether that is known already (`fresh`); the check is accounts.confirming."""

    autocomplete = {"current": "current-password"}
    is_always_asked = True  # else only where the view finds something serious in what was sent

    current = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        help_text=gettext_lazy("Once more, so that it is you."),
    )

    def __init__(self, *args: Any, fresh: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current"].required = self.is_always_asked and not self.passkey
        if fresh:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.is_always_asked and self.passkey and not (facts.get("current") or facts.get("credential")):
            self.add_error("current", _("Type your password, or use a passkey."))
        return facts


class ConfirmWithReasonForm(ConfirmForm):
    """And a reason, for what only a Master may do."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("It stays in the history. The customer does not see it."),
    )
    field_order = ["reason", "current", "credential"]


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups; a model choice's value is unwrapped to its key."""
    flat: list[tuple[Any, Any]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            flat.extend(label)
        else:
            flat.append((getattr(value, "value", value), label))
    return flat
