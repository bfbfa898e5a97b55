"""Attributes of a form field and its widget: classes, keyboard of the phone, limits, and sentences instead of codes."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from faena.lib.dates import YEARS

ONE_LINE: Final = 200
MANY_LINES: Final = 5000
BIGGEST: Final = 2_147_483_647

# Our sentence for each of Django's codes, by the field's class; a field's own message is left alone.
SENTENCES: Final[dict[type[forms.Field], dict[str, str | Promise]]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.CharField: {
        "max_length": _("Write at most %(limit_value)d characters; there are %(show_value)d now."),
        "min_length": _("Write at least %(limit_value)d characters; there are %(show_value)d now."),
    },
    forms.EmailField: {"invalid": _("Write an e-mail address, such as ana@example.com.")},
    forms.URLField: {"invalid": _("Write an address, such as https://example.com.")},
    forms.IntegerField: {
        "invalid": _("Write a whole number, such as 12."),
        "max_value": _("Write a number up to %(limit_value)s."),
        "min_value": _("Write a number from %(limit_value)s up."),
    },
    forms.DecimalField: {"invalid": _("Write a number, such as 12.5.")},
    forms.DateField: {"invalid": _("Write a day of the calendar, such as 2026-11-21.")},
    forms.TimeField: {"invalid": _("Write a time, such as 16:00.")},
    forms.DateTimeField: {"invalid": _("Write a day and a time, such as 2026-11-21 16:00.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.ChoiceField: {"required": _("Pick one."), "invalid_choice": _("Pick one from the list.")},
    forms.MultipleChoiceField: {
        "required": _("Pick at least one."),
        "invalid_choice": _("Pick from the list."),
        "invalid_list": _("Pick from the list."),
    },
    forms.ModelChoiceField: {"required": _("Pick one."), "invalid_choice": _("Pick one from the list.")},
    forms.ModelMultipleChoiceField: {
        "required": _("Pick at least one."),
        "invalid_choice": _("Pick from the list."),
        "invalid_pk_value": _("Pick from the list."),
        "invalid_list": _("Pick from the list."),
    },
    forms.FileField: {
        "required": _("Choose a file."),
        "empty": _("The file is empty. Choose another one."),
        "missing": _("The file did not arrive. Choose it again."),
        "invalid": _("The file did not arrive. Choose it again."),
        "max_length": _("The file's name is too long. Give it a shorter one and choose it again."),
    },
}


def set_widget_attributes(field: forms.Field, autocomplete: str) -> None:
    _limit(field)
    _count(field)
    _speak(field)
    _type(field.widget, field)
    _class(field.widget)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = "—"
    attrs = field.widget.attrs
    written = isinstance(
        field.widget,
        forms.TextInput | forms.EmailInput | forms.URLInput | forms.NumberInput | forms.PasswordInput | forms.Textarea,
    )
    if written and not field.widget.is_hidden:
        secret = isinstance(field.widget, forms.PasswordInput)
        attrs.setdefault("autocomplete", "current-password" if secret and autocomplete == "off" else autocomplete)


def _limit(field: forms.Field) -> None:
    """No field takes text, numbers or days without an end."""
    if isinstance(field, forms.CharField) and field.max_length is None:
        field.max_length = MANY_LINES if isinstance(field.widget, forms.Textarea) else ONE_LINE
        field.validators.append(MaxLengthValidator(field.max_length))
    if isinstance(field, forms.DecimalField) and field.max_digits is None:
        field.validators.append(DecimalValidator(18, 8))
    elif isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField):
        if field.max_value is None:
            field.validators.append(MaxValueValidator(BIGGEST))
        if field.min_value is None:
            field.validators.append(MinValueValidator(-BIGGEST))
    if isinstance(field, forms.DateField | forms.DateTimeField):
        field.validators.append(_within_years)


def _count(field: forms.Field) -> None:
    """How many signs the field holds, told to the script that counts them (ui/scripts/writing.js). The browser's own
    `maxlength` cuts what is pasted without a word; what is too long is refused here, with a sentence and whole."""
    widgets = field.widget.widgets if isinstance(field.widget, forms.MultiWidget) else [field.widget]
    for widget in widgets:
        widget.attrs.pop("minlength", None)
        most = widget.attrs.pop("maxlength", None) or getattr(field, "max_length", None)
        if most and isinstance(widget, forms.TextInput | forms.Textarea | forms.PasswordInput) and not widget.is_hidden:
            widget.attrs["data-signs"] = str(most)


def _within_years(when: date) -> None:
    """The last hours of the year 9999 are beyond every calendar where the shop's clock is behind UTC."""
    if when.year not in YEARS:
        raise ValidationError("", code="invalid")  # the field has the sentence


def _speak(field: forms.Field) -> None:
    """Replace the messages that still are Django's own."""
    for kind in reversed(type(field).__mro__):
        for code, sentence in SENTENCES.get(kind, {}).items():
            if _is_djangos(field, code):
                field.error_messages[code] = sentence  # type: ignore[assignment]  # a lazy text, as Django takes


def _is_djangos(field: forms.Field, code: str) -> bool:
    now = field.error_messages.get(code)
    theirs = [
        kind.default_error_messages.get(code) for kind in type(field).__mro__ if hasattr(kind, "default_error_messages")
    ]
    ours = [said.get(code) for said in SENTENCES.values()]
    return now is None or any(now is one for one in (*theirs, *ours))


def _type(widget: forms.Widget, field: forms.Field) -> None:
    """The phone's right keyboard, and text instead of number boxes, which would hide what was typed wrongly."""
    attrs = widget.attrs
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        attrs.setdefault(
            "inputmode", "decimal" if isinstance(field, forms.DecimalField | forms.FloatField) else "numeric"
        )
        for word in ("min", "max", "step"):
            attrs.pop(word, None)
        if isinstance(field, forms.DecimalField):
            field.localize = widget.is_localized = True
    elif isinstance(widget, forms.DateTimeInput):
        _native(widget, "datetime-local", "%Y-%m-%dT%H:%M")
    elif isinstance(widget, forms.DateInput):
        _native(widget, "date", "%Y-%m-%d")
    elif isinstance(widget, forms.TimeInput):
        _native(widget, "time", "%H:%M")
    elif isinstance(widget, forms.FileInput):
        # What is there already, and taking it away, is a matter of the page, not of the input.
        widget.template_name = "django/forms/widgets/file.html"
        if isinstance(field, forms.ImageField):
            attrs["accept"] = "image/*,.heic,.heif"
    elif isinstance(field, forms.EmailField | forms.URLField) or isinstance(widget, forms.PasswordInput):
        as_typed(widget)
    elif isinstance(widget, forms.Textarea):
        if attrs.get("rows") in (None, "10"):
            attrs["rows"] = "3"
        attrs.pop("cols", None)


def as_typed(widget: forms.Widget) -> None:
    """What the phone's keyboard leaves alone. Safari knows a word of its own for correcting."""
    for word, off in (("autocapitalize", "none"), ("autocorrect", "off"), ("spellcheck", "false")):
        widget.attrs.setdefault(word, off)


def _native(widget: Any, input_type: str, value_format: str) -> None:
    """The browser's own picker shows the reader's order of day and month; what travels is ISO."""
    widget.input_type, widget.format, widget.is_localized = input_type, value_format, False


def _class(widget: forms.Widget) -> None:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        name = "form-check-input"
    elif isinstance(widget, forms.Select):
        name = "form-select"
    elif isinstance(widget, forms.FileInput):
        name = "photo-input"
    elif isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            _class(part)
        return
    else:
        name = "form-control"
    words = str(widget.attrs.get("class", "")).split()
    if name not in words:
        widget.attrs["class"] = " ".join([*words, name])
