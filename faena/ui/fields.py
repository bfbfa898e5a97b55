"""Form fields that speak the house's units."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from faena.lib.locales import active_language
from faena.lib.money import (
    MoneyError,
    format_input,
    format_quantity,
    format_rate,
    parse_amount,
    parse_quantity,
    parse_rate,
)
from faena.lib.numerals import NumeralError, read_number, write_number
from faena.ui.widget_attributes import as_typed

LONGEST_AMOUNT = 24  # "-1.000.000.000.000,00" and a sign
LONGEST_PHONE = 40
LONGEST_KEY = 18  # digits of the database's own numbers


class ExactField(forms.CharField):
    """Signs that are copied as they are: a login, a serial number, a code. No phone makes a capital of the first or a
    word of the rest, and Enter, which a scanner presses, goes on to the next field (ui/scripts/writing.js)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        as_typed(self.widget)
        self.widget.attrs.setdefault("data-exact", "")


class RowField(forms.ModelChoiceField):
    """One row of a list. `find`: the row of the list that has a key, by a read whose text is kept; the list itself is
    asked for where the field is shown."""

    find: Callable[[int], Model | None]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        key = str(value)
        row = self.find(int(key)) if key.isdecimal() and len(key) <= LONGEST_KEY else None
        if row is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return row


class NumberField(forms.CharField):
    """A number as people type it; cleans to an integer in the house's units, None when left empty. `read` may raise
    MoneyError with a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_AMOUNT)
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def read(self, text: str) -> int:
        raise NotImplementedError

    def write(self, value: int) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except MoneyError as error:
            raise ValidationError(str(error), code="number") from error

    def run_validators(self, value: Any) -> None:
        """The length was the text's matter; a number has none."""

    def prepare_value(self, value: Any) -> Any:
        return self.write(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class MoneyField(NumberField):
    """An amount, in minor units of `currency`."""

    def __init__(self, *, currency: str = "USD", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency
        self.widget.attrs["class"] = "money-input"

    def read(self, text: str) -> int:
        return parse_amount(text, self.currency)

    def write(self, value: int) -> str:
        return format_input(value, self.currency, active_language())


class QuantityField(NumberField):
    """How many or how much: `1,5` is 1500 thousandths."""

    def read(self, text: str) -> int:
        return parse_quantity(text)

    def write(self, value: int) -> str:
        return format_quantity(value, active_language(), grouped=False)


class RateField(NumberField):
    """What one currency is worth in another, in 10⁻⁸."""

    def read(self, text: str) -> int:
        return parse_rate(text)

    def write(self, value: int) -> str:
        return format_rate(value, active_language(), grouped=False)


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
