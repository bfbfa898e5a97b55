"""Form fields that speak the house's units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from faena.lib.money import MoneyError, format_input, parse_amount

LONGEST_AMOUNT = 24  # "-1.000.000.000.000,00" and a sign


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
            return format_input(value, self.currency, get_language() or "es")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows of a list. A key wider than the database's own numbers is none of them (SQLite would break)."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error
