"""Form fields that speak the house's units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from faena.lib.locales import active_language
from faena.lib.money import MoneyError, format_input, format_quantity, parse_amount, parse_quantity
from faena.lib.numerals import NumeralError, read_number, write_number

LONGEST_AMOUNT = 24  # "-1.000.000.000.000,00" and a sign
LONGEST_PHONE = 40


class MoneyField(forms.CharField):
    """An amount as people type it; cleans to whole minor units of `currency`, None when left empty."""

    def __init__(self, *, currency: str = "USD", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_AMOUNT)
        super().__init__(**kwargs)
        self.currency = currency
        self.widget.attrs.update({"inputmode": "decimal", "class": "money-input"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency)
        except MoneyError as error:
            raise ValidationError(str(error), code="money") from error

    def run_validators(self, value: Any) -> None:
        """The length was the text's matter; an amount has no length."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return format_input(value, self.currency, active_language())
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class QuantityField(forms.CharField):
    """How many or how much, as people type it: `1,5`; cleans to thousandths, None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_AMOUNT, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_quantity(text)
        except MoneyError as error:
            raise ValidationError(str(error), code="quantity") from error

    def run_validators(self, value: Any) -> None:
        """The length was the text's matter; a quantity has no length."""

    def prepare_value(self, value: Any) -> Any:
        return format_quantity(value, active_language(), grouped=False) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class PhoneField(forms.CharField):
    """A phone number in any spelling, with the keyboard for it; the action keeps it in one (lib.phones)."""

    widget = forms.TextInput({"type": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_PHONE, **kwargs)


class PercentField(forms.Field):
    """A percentage with two decimals at most, kept as hundredths of a percent: `2,5` is 250."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value or None
        try:
            read = read_number(str(value).removesuffix("%"), 2)
        except NumeralError as error:
            raise ValidationError(str(error)) from error
        if read > self.most:
            limit = write_number(self.most, 2, active_language(), trim=True)
            raise ValidationError(_("Write %(limit)s at most."), params={"limit": limit})
        return read

    def prepare_value(self, value: Any) -> Any:
        return write_number(value, 2, active_language(), grouped=False, trim=True) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows of a list. A key wider than the database's own numbers is none of them (SQLite would break)."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error
