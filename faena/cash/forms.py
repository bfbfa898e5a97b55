"""What the pages of the cash may send."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.cash.actions import TenderFacts
from faena.cash.cases import Adjustment, Late
from faena.cash.models import Charge, ExchangeRate
from faena.cash.payment_options import PaymentOption, PaymentOptionSelect, option_in
from faena.lib.errors import RuleBroken
from faena.lib.money import sign
from faena.ui.fields import MoneyField, RateField
from faena.ui.forms import FaenaForm, Refusal

ROWS = (1, 2, 3, 4)  # tenders that one form has room for


def row_name(name: str, row: int) -> str:
    """The field of one tender, as actions name it: `amount`, of the second one `amount_2`."""
    return name if row == 1 else f"{name}_{row}"


def _method(**more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Payment method"), widget=PaymentOptionSelect, **more)


def _amount(**more: Any) -> MoneyField:
    return MoneyField(label=_("Amount"), **more)


def _reference() -> forms.CharField:
    return forms.CharField(label=_("Reference"), max_length=60, required=False)


class AmountBox(forms.CheckboxInput):
    """A box that stands for an amount: sent when it is chosen, as the page showed it."""

    amount = 0

    def format_value(self, value: Any) -> str:
        return str(self.amount)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)


@dataclass(frozen=True)
class Offers:
    """How the account may be adjusted on this page: what is proposed for paying late, and whether a discount may be
    given by whoever collects."""

    late: Late | None = None
    discount: bool = False

    def __bool__(self) -> bool:
        return bool(self.late or self.discount)


class PaymentForm(FaenaForm):
    """Money received for an account: up to four tenders, each a payment option with its amount and reference (W33).

    `options`: those offered. An amount is read in the currency beside it. `offers`: the fine and the interest
    that are proposed, each as a box whose value is the amount that the page showed, and the discount."""

    method, amount, reference = _method(), _amount(), _reference()
    method_2, amount_2, reference_2 = _method(required=False), _amount(required=False), _reference()
    method_3, amount_3, reference_3 = _method(required=False), _amount(required=False), _reference()
    method_4, amount_4, reference_4 = _method(required=False), _amount(required=False), _reference()
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    fine = forms.IntegerField(label=_("Fine"), min_value=0, required=False, widget=AmountBox)
    interest = forms.IntegerField(label=_("Interest"), min_value=0, required=False, widget=AmountBox)
    discount = MoneyField(label=_("Discount"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        options: list[PaymentOption],
        charge: Charge,
        rate: ExchangeRate | None,
        offers: Offers | None = None,
        **kwargs: Any,
    ) -> None:
        self.options, self.charge, self.rate, self.offers = options, charge, rate, offers or Offers()
        super().__init__(data, **kwargs)
        self._offer()
        self.initial["amount"] = self._settling(options[0]) if options else None
        attrs = {option.key: option.option_attrs(settles=self._settling(option)) for option in options}
        for row in ROWS:
            method: Any = self.fields[row_name("method", row)]
            method.choices = [(option.key, option.label) for option in options]
            method.widget.option_attrs = attrs
            amount: Any = self.fields[row_name("amount", row)]
            if option := self.option(row):
                amount.currency = option.currency

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for row in ROWS:
            method, amount, reference = (row_name(name, row) for name in ("method", "amount", "reference"))
            if data.get(amount) and not data.get(method) and method not in self.errors:
                self.add_error(method, _("Choose how this was paid."))
            if data.get(reference) and not data.get(amount) and amount not in self.errors:
                self.add_error(amount, _("Write the amount of this way of paying, or take it away."))
        if any(self.data.get(name) for name in ("fine", "interest") if name not in self.fields):
            # Whoever collects was shown one that is proposed no more: it is not left away in silence.
            self.add_error(
                None, _("The fine and the interest are others by now. Look at the amounts again, then register.")
            )
        return data

    @property
    def adjustment(self) -> Adjustment:
        """What is added to the account or taken off it, so far: by the amounts that the page showed."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else self.initial  # errors: cleans it
        return Adjustment(**{name: read.get(name) or 0 for name in ("fine", "interest", "discount")})

    def is_open(self, row: int) -> bool:
        """Whether the page shows it: it did when it was sent, something stands in it, or the next one, which lies
        inside it, is shown. Without script a page says nothing of that."""
        method, amount, reference = (self[row_name(name, row)] for name in ("method", "amount", "reference"))
        return bool(
            self.data.get(f"open_{row}")
            or amount.value()
            or reference.value()
            or any(field.errors for field in (method, amount, reference))
            or (row < ROWS[-1] and self.is_open(row + 1))
        )

    def _offer(self) -> None:
        """The fields that are there only where the account may be adjusted. What is proposed is chosen at first."""
        late = self.offers.late
        for name in ("fine", "interest"):
            amount = getattr(late, name) if late else 0
            if amount:
                self.initial[name] = amount
                self.fields[name].widget.amount = amount
            else:
                del self.fields[name]
        if self.offers.discount:
            discount: Any = self.fields["discount"]
            discount.currency = self.charge.currency
        else:
            del self.fields["discount"]

    def _settling(self, option: PaymentOption) -> int | None:
        """All that is left with what is proposed, in the currency of a payment option."""
        chosen = sum(
            int(self.initial[name]) for name in ("fine", "interest") if name in self.fields and self[name].value()
        )
        balance = (self.charge.balance or 0) + chosen
        if self.rate is not None and option.currency != self.charge.currency:
            balance = self.rate.quote.most_within(balance, option.currency, self.charge.currency)
        return balance or None

    def option(self, row: int) -> PaymentOption | None:
        """The payment option that is chosen in this row; the first one where none is yet."""
        chosen = str(self[row_name("method", row)].value() or "")
        return option_in(self.options, chosen) or next(iter(self.options), None)

    def filled(self) -> list[tuple[int, PaymentOption, int]]:
        """(row, option, amount in minor units) of every tender whose amount can be read; before anything was
        sent, of those with which the form begins."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else self.initial  # errors: cleans it
        amounts = ((row, self.option(row), read.get(row_name("amount", row))) for row in ROWS)
        return [(row, option, amount) for row, option, amount in amounts if option is not None and amount]

    def tenders(self, charge: Charge, rate: ExchangeRate | None) -> list[TenderFacts]:
        """What the action takes. `rate`: the one that stood on the page."""
        return [
            TenderFacts(
                option.method,
                amount,
                option.currency,
                rate=rate if option.currency != charge.currency else None,
                reference=self.cleaned_data.get(row_name("reference", row)) or "",
            )
            for row, option, amount in self.filled()
        ]

    def add_refusal(self, refused: Refusal) -> None:
        """Beside the row that is meant: the action counts the tenders, and a row between two may be empty."""
        named = {
            row_name(name, number): row_name(name, row)
            for number, (row, _method, _amount) in enumerate(self.filled(), start=1)
            for name in ("method", "amount", "reference")
        }
        field = named.get(refused.field or "", refused.field)
        super().add_refusal(RuleBroken(refused.sentence, field))


class RateForm(FaenaForm):
    """What one currency is worth in the other, from a day on."""

    unit = forms.ChoiceField(label=_("The rate says"), widget=forms.RadioSelect)
    rate = RateField(label=_("Rate"))
    on = forms.DateField(label=_("From the day"))
    sure = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)  # the odd rate that was asked about

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one, other = currencies
        self.fields["unit"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (unit, _("1 %(unit)s in %(other)s") % {"unit": sign(unit), "other": sign(rest)})
            for unit, rest in ((one, other), (other, one))
        ]
