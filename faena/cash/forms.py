"""What the pages of the cash may send."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.forms.formsets import ManagementForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from faena.cash.actions import MOST_TENDERS, TenderFacts
from faena.cash.cases import Adjustment, Late
from faena.cash.collecting import Back, Collecting, Sums, Written
from faena.cash.models import BalanceVoiding, Charge, OpeningBalance, Payment, Tender
from faena.cash.payment_options import PaymentOption, PaymentOptionSelect, PaymentOptionTiles, option_in
from faena.cash.repeats import repeat_of
from faena.cash.several import CollectingSeveral, Gets
from faena.lib.banknotes import paid_with
from faena.lib.limits import longest
from faena.lib.money import sign
from faena.ui.fields import ExactField, MoneyField, RateField
from faena.ui.forms import AskingForm, FaenaForm, Refusal

CHOSEN = re.compile(r"account-(\d{1,18})-chosen")  # the box of one account


class AmountBox(forms.CheckboxInput):
    """A box that stands for an amount: sent when it is chosen, as the page showed it."""

    amount = 0

    def format_value(self, value: Any) -> str:
        return str(self.amount)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)


class TenderForm(FaenaForm):
    """One tender: a payment option, the amount that is collected in its currency, what was handed over of it in cash
    and in which currency the rest goes back, the reference of the operation, and the day on which the money came; an
    empty one is today. Only the first one has to be there; its options are tiles. `option_attrs`: what each option
    tells the page's script."""

    method = forms.ChoiceField(label=_("Payment method"), widget=PaymentOptionSelect)
    amount = MoneyField(label=pgettext_lazy("collected", "Amount"))
    received = MoneyField(label=pgettext_lazy("handed over", "Received"), required=False)
    change_in = forms.ChoiceField(label=pgettext_lazy("money", "Change"), required=False, widget=forms.RadioSelect)
    reference = ExactField(label=_("Reference"), max_length=longest(Tender, "reference"), required=False)
    came_on = forms.DateField(label=_("Day of payment"), required=False)

    def __init__(
        self,
        *args: Any,
        options: list[PaymentOption],
        option_attrs: Callable[[str], dict[str, str]],
        change_currencies: Sequence[str],
        is_first: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        method: Any = self.fields["method"]
        amount: Any = self.fields["amount"]
        if is_first:
            tiles = PaymentOptionTiles(method.widget.attrs | {"class": "pay-way-box"})
            tiles.is_required = method.widget.is_required
            method.widget = tiles
        self.fields["came_on"].initial = self.fields["came_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        method.choices = [(option.key, option.label) for option in options]
        method.widget.option_attrs = option_attrs
        method.required = amount.required = is_first
        if is_first and options:
            self.initial.setdefault("method", options[0].key)
        self.option = option_in(options, str(self["method"].value() or "")) or next(iter(options), None)
        self.fields["change_in"].choices = [(code, sign(code)) for code in change_currencies]  # type: ignore[attr-defined]  # a ChoiceField
        if self.option:
            amount.currency = self.fields["received"].currency = self.option.currency  # type: ignore[attr-defined]  # a MoneyField
            self.initial.setdefault("change_in", self.option.currency)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (data.get("came_on") or date.min) > timezone.localdate():
            self.add_error("came_on", _("That day is still to come. Type the day on which the money came."))
        if data.get("amount") and not data.get("method") and "method" not in self.errors:
            self.add_error("method", _("Choose how this was paid."))
        if data.get("reference") and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Write the amount of this way of paying, or take it away."))
        if self.is_cash and data.get("received") and data["received"] < (data.get("amount") or 0):
            self.add_error("received", _("Less was handed over than is collected. Type in “Amount” what is collected."))
        return data

    @property
    def is_cash(self) -> bool:
        """More may be handed over than is collected."""
        return self.option is not None and self.option.method.is_cash

    @cached_property
    def minor_units(self) -> int:
        """Its amount; 0 where none can be read. Before anything was sent, that with which the form begins. It stays
        when the action refuses it."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else self.initial  # errors: cleans it
        return int(read.get("amount") or 0)

    @property
    def over(self) -> int:
        """How much more than the amount was handed over."""
        return max(0, self.handed_over - self.minor_units) if self.is_cash and self.minor_units else 0

    @property
    def day(self) -> date:
        """On which it came, as far as that can be read."""
        today = timezone.localdate()
        read = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return min(read.get("came_on") or today, today)

    @property
    def operation(self) -> str:
        """None of cash, whose field is not shown, unless its method asks for one."""
        has_one = self.option is not None and (not self.is_cash or self.option.method.needs_reference)
        return self.cleaned_data.get("reference") or "" if has_one else ""

    @property
    def written(self) -> Written | None:
        if self.option is None:
            return None
        change_in = str(self["change_in"].value() or "")
        return Written(self.option, self.minor_units, self["amount"].auto_id, self.day, self.over, change_in)

    @property
    def handed_over(self) -> int:
        """As it was typed; 0 where nothing was."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return read.get("received") or 0

    @property
    def notes(self) -> list[int]:
        """With what it is usually paid in cash, in minor units."""
        return paid_with(self.minor_units, self.option.currency) if self.option and self.is_cash else []

    @property
    def was_shown(self) -> bool:
        """It lay open on the page that was sent, or has something that has to be seen."""
        lay_open = self.data.get(self.add_prefix("open"))
        return bool(lay_open or self["amount"].value() or self["reference"].value() or self.errors)


class TenderRows(forms.BaseFormSet):
    """As many tenders as one payment may have. Each lies on the page inside the one before it, with script and without,
    so the page sends no number of them. Those that were left empty are only made for a page that shows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[int, TenderForm] = {}

    @cached_property
    def management_form(self) -> ManagementForm:
        form = ManagementForm(
            {f"{self.prefix}-TOTAL_FORMS": self.max_num, f"{self.prefix}-INITIAL_FORMS": 0}, prefix=self.prefix
        )
        form.full_clean()
        return form

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        is_first = index == 0
        return {**super().get_form_kwargs(index), "is_first": is_first, "use_required_attribute": is_first}

    def _construct_form(self, i: int, **kwargs: Any) -> TenderForm:
        if i not in self._made:
            self._made[i] = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # not in the stubs
        return self._made[i]

    @property
    def sent(self) -> list[TenderForm]:
        """The first one, and those in which something was typed; of a page that is opened, all."""
        if not self.is_bound:
            return list(self.forms)
        sent = [row for row in range(self.max_num) if row == 0 or self._is_sent(self.add_prefix(row))]
        return [self._construct_form(row, **self.get_form_kwargs(row)) for row in sent]

    def _is_sent(self, prefix: str) -> bool:
        return any(self.data.get(f"{prefix}-{name}") for name in ("open", "amount", "reference"))

    @property
    def shown(self) -> list[TenderForm]:
        """Those that lie open: up to the last one that was shown."""
        last = max((row for row, form in enumerate(self.forms) if form.was_shown), default=0)
        return self.forms[: last + 1]

    @property
    def filled(self) -> list[TenderForm]:
        """Those with an amount, as the action counts them."""
        return [form for form in self.sent if form.minor_units]


TenderFormSet: type[TenderRows] = forms.formset_factory(  # type: ignore[assignment]  # its own class, as it was given
    TenderForm, TenderRows, min_num=1, extra=MOST_TENDERS - 1, max_num=MOST_TENDERS, absolute_max=MOST_TENDERS
)


class PaymentForm(AskingForm):
    """Money received for an account (W33): tenders, and what is added to the account or taken off it: the fine and the
    interest that are proposed, each as a box whose value is the amount that the page showed, and the discount.
    `asking`: the tender about which the action asks something."""

    asking: TenderForm | None = None
    accounts: Sequence["AccountForm"] = ()  # CollectionForm has some

    day_reason = forms.CharField(
        label=_("Why is it written down only now?"), max_length=longest(Payment, "day_reason"), required=False
    )
    note = forms.CharField(label=_("Note"), max_length=longest(Payment, "note"), required=False)
    fine = forms.IntegerField(label=_("Fine"), min_value=0, required=False, widget=AmountBox)
    interest = forms.IntegerField(label=_("Interest"), min_value=0, required=False, widget=AmountBox)
    discount = MoneyField(label=_("Discount"), required=False)

    def __init__(self, data: Any = None, *, collecting: Collecting, **kwargs: Any) -> None:
        self.collecting = collecting
        collecting.on = last_day_sent(data or {}, collecting.today)
        late = collecting.offers.late
        self.late_now = f"{late.fine}-{late.interest}" if late else ""
        self.is_late_new = data is not None and data.get("late", self.late_now) != self.late_now
        if data is not None and self.is_late_new:
            # What is proposed for another day is chosen at first, as on a page that is opened.
            proposed = {"fine": late.fine, "interest": late.interest} if late else {}
            data = data.copy()
            for name in ("fine", "interest"):
                data.pop(name, None)
            data.update({name: str(amount) for name, amount in proposed.items() if amount})
        super().__init__(data, **kwargs)
        self._offer()
        first = collecting.options[:1] if data is None else []
        self.tenders = TenderFormSet(
            data,
            prefix="tenders",
            form_kwargs={
                "options": collecting.options,
                "option_attrs": self._option_attrs,
                "change_currencies": collecting.change_currencies,
            },
            initial=[{"amount": collecting.settles(option, self._left) or None} for option in first],
        )

    @property
    def errors(self) -> dict[str, Any]:  # type: ignore[override]  # Django's is a dict as well
        """Its own and those of the tenders."""
        tenders = {form.add_prefix(name): said for form in self.tenders.sent for name, said in form.errors.items()}
        return {**super().errors, **tenders}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.is_late_new or any(self.data.get(name) for name in ("fine", "interest") if name not in self.fields):
            # Whoever collects was shown another, or none: neither is left away nor added in silence.
            self.add_error(
                None, _("The fine and the interest are others by now. Look at the amounts again, then register.")
            )
        return data

    @cached_property
    def adjustment(self) -> Adjustment:
        """What is added to the account or taken off it, so far: by the amounts that the page showed. It stays when the
        action refuses it."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else self.initial  # errors: cleans it
        return Adjustment(**{name: read.get(name) or 0 for name in ("fine", "interest", "discount")})

    @cached_property
    def sums(self) -> Sums:
        """What the tenders that lie open come to."""
        return self.collecting.sums(self._written, self.adjustment)

    @property
    def needs_reason(self) -> bool:
        days = [form.day for form in self.tenders.shown]
        return min(days) < self.collecting.oldest_without_reason or bool(self["day_reason"].value())

    @property
    def tender_facts(self) -> list[TenderFacts]:
        """What the action takes."""
        sent_rate = self.data.get("rate", "")
        return [
            self.collecting.tender(one, reference=form.operation, sent_rate=sent_rate)
            for form in self.tenders.filled
            if (one := form.written)
        ]

    def option_of(self, key: str) -> PaymentOption | None:
        """The payment option of a tile."""
        return option_in(self.collecting.options, key)

    def back(self, row: TenderForm) -> Back | None:
        """What goes back of a tender."""
        return next((one.back for one in self.sums.rows if one.field == row["amount"].auto_id), None)

    def shares(self, row: TenderForm) -> list[tuple[str, int]]:
        """(label, amount): of the last tender all that would be left without it, and half of it where it is alone."""
        rows = self.sums.rows
        settles = rows[-1].settles if rows and rows[-1].field == row["amount"].auto_id else None
        if not settles:
            return []
        half = [(pgettext("amount", "Half"), settles // 2)] if len(rows) == 1 and settles > 1 else []
        return [(pgettext("amount", "All"), settles), *half]

    def repeat_note(self, row: TenderForm) -> str:
        """That the reference of a tender came before, while it is written; "" where it did not, where it is asked about
        just now, and where the answer is there already."""
        reference = row.cleaned_data.get("reference") if row.is_bound and row.errors is not None else ""
        if not reference or not row.option or "reference" in row.errors or row is self.asking:
            return ""
        repeat = repeat_of(row.option.method, reference, by=self.collecting.by)
        return repeat.sentence if repeat and repeat.answer not in self.answers else ""

    def add_refusal(self, refused: Refusal) -> None:
        """Beside the field that is meant. `tenders.1.amount`: the second one that was filled, for a row between two may
        be empty; `tenders`: all together, said beside the first; `adjustment.discount`: the discount. A question about
        a tender stands in it."""
        whole, _dot, rest = refused.at.partition(".")
        number, _dot, name = rest.partition(".")
        form = self.tenders.filled[int(number)] if number.isdecimal() else self.tenders[0]
        if getattr(refused, "answers", None):
            self.asking = form
            super().add_refusal(refused)
        elif whole == "tenders":
            form.add_error(name or "amount", refused.sentence)
        else:
            super().add_refusal(refused)

    @property
    def _written(self) -> list[Written]:
        return [one for form in self.tenders.shown if (one := form.written)]

    def _offer(self) -> None:
        """The fields that are there only where the account may be adjusted. What is proposed is chosen at first."""
        offers = self.collecting.offers
        for name in ("fine", "interest"):
            amount = getattr(offers.late, name) if offers.late else 0
            if amount:
                self.initial[name] = amount
                self.fields[name].widget.amount = amount
            else:
                del self.fields[name]
        if offers.discount:
            discount: Any = self.fields["discount"]
            discount.currency = self.collecting.charge.currency
        else:
            del self.fields["discount"]

    def _option_attrs(self, key: str) -> dict[str, str]:
        """What the option tells the page's script."""
        option = option_in(self.collecting.options, key)
        return option.option_attrs(settles=self.collecting.settles(option, self._left)) if option else {}

    @cached_property
    def _left(self) -> int:
        """To pay with what is proposed and chosen; 0 while nobody knows."""
        chosen = sum(
            int(self.initial[name]) for name in ("fine", "interest") if name in self.fields and self[name].value()
        )
        return (self.collecting.charge.balance or 0) + chosen


def last_day_sent(data: Any, today: date) -> date:
    """Of the tenders that were sent: whether it is late has to be known before the form has its fields."""
    days = []
    for number in range(MOST_TENDERS):
        if str(data.get(f"tenders-{number}-amount", "")).strip():
            with suppress(ValueError):
                days.append(date.fromisoformat(str(data.get(f"tenders-{number}-came_on", "")) or today.isoformat()))
    return min(max(days, default=today), today)


class AccountForm(FaenaForm):
    """One account: whether it is paid, and what is added to it for paying late, each as a box whose value is the amount
    that the page showed."""

    chosen = forms.BooleanField(required=False, initial=True)
    fine = forms.IntegerField(min_value=0, required=False, widget=AmountBox)
    interest = forms.IntegerField(min_value=0, required=False, widget=AmountBox)

    def __init__(self, data: Any = None, *, charge: Charge, late: Late | None, page: str) -> None:
        super().__init__(data, prefix=f"account-{charge.pk}")
        self.charge, self.late, self.page = charge, late, page
        for name in ("fine", "interest"):
            amount = getattr(late, name) if late else 0
            if amount:
                self.initial[name] = amount
                self.fields[name].widget.amount = amount
            else:
                del self.fields[name]

    @property
    def is_chosen(self) -> bool:
        return bool(self["chosen"].value())

    @cached_property
    def adjustment(self) -> Adjustment:
        """What is added, by the amounts that the page showed."""
        read = self.cleaned_data if self.is_bound and self.errors is not None else self.initial  # errors: cleans it
        return Adjustment(**{name: read.get(name) or 0 for name in ("fine", "interest")})


class CollectionForm(PaymentForm):
    """Money received at once for the accounts that are chosen: all that the customer owes at first."""

    collecting: CollectingSeveral

    def __init__(self, data: Any = None, *, collecting: CollectingSeveral, **kwargs: Any) -> None:
        collecting.on = last_day_sent(data or {}, collecting.today)
        late = collecting.late
        late_now = " ".join(f"{pk}:{one.fine}-{one.interest}" for pk, one in sorted(late.items()))
        is_new = data is not None and data.get("late", late_now) != late_now
        if data is not None and is_new:
            data = _proposed(data, late)
        self.accounts = [
            AccountForm(data, charge=charge, late=late.get(charge.pk), page=collecting.pages[charge.pk])
            for charge in collecting.charges
        ]
        self.chosen = [account for account in self.accounts if account.is_chosen]
        collecting.choose([(account.charge, account.adjustment.total) for account in self.chosen])
        super().__init__(data, collecting=collecting, **kwargs)
        self.late_now, self.is_late_new = late_now, is_new

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        shown = {str(account.charge.pk) for account in self.accounts}
        if any(found[1] not in shown for name in self.data if (found := CHOSEN.fullmatch(name))):
            self.add_error(None, _("An account was paid or changed meanwhile. Look at the amounts again."))
        if not self.chosen:
            self.add_error(None, _("Choose what is paid."))
        return data

    @cached_property
    def adjustment(self) -> Adjustment:
        """Of all that are chosen."""
        each = [account.adjustment for account in self.chosen]
        return Adjustment(sum(one.fine for one in each), sum(one.interest for one in each))

    @property
    def adjustments(self) -> Mapping[int, Adjustment]:
        """What the action takes."""
        return {account.charge.pk: account.adjustment for account in self.chosen}

    @property
    def gets(self) -> list[Gets]:
        """What each chosen account gets of the tenders that lie open."""
        return self.collecting.gets(self._written)

    def add_refusal(self, refused: Refusal) -> None:
        if refused.at in ("accounts", "adjustment"):
            self.add_error(None, refused.sentence)
        else:
            super().add_refusal(refused)

    @cached_property
    def _left(self) -> int:
        return sum(self.collecting.owed)


def _proposed(data: Any, late: Mapping[int, Late]) -> Any:
    """What is proposed for another day is chosen at first, as on a page that is opened."""
    data = data.copy()
    for name in [name for name in data if re.fullmatch(r"account-\d+-(fine|interest)", name)]:
        data.pop(name)
    for pk, one in late.items():
        proposed = {"fine": one.fine, "interest": one.interest}
        data.update({f"account-{pk}-{name}": str(amount) for name, amount in proposed.items() if amount})
    return data


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


class BalanceForm(FaenaForm):
    """What a customer owed when the company came to the program. Where it has two currencies, in which of them."""

    concept = forms.CharField(
        label=_("What for"),
        max_length=longest(Charge, "concept"),
        help_text=_("What the customer reads on receipts: “Invoice 1042 of March”."),
    )
    currency = forms.ChoiceField(label=_("Currency"))
    amount = MoneyField(label=_("Amount"), help_text=_("What is left to pay of it."))
    due_on = forms.DateField(label=_("Due"), required=False, help_text=_("Empty where nobody knows."))
    old_number = ExactField(
        label=_("Old number"),
        max_length=longest(OpeningBalance, "old_number"),
        required=False,
        help_text=_("What the old system called it: it is found by it."),
    )

    def __init__(self, data: Any, *, currencies: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["amount"].currency = currencies[0]  # type: ignore[attr-defined]  # a MoneyField
        if len(currencies) == 1:
            del self.fields["currency"]

    def clean_currency(self) -> str:
        """The amount, which is read next, is in it."""
        code: str = self.cleaned_data["currency"]
        self.fields["amount"].currency = code  # type: ignore[attr-defined]  # a MoneyField
        return code


class VoidBalanceForm(FaenaForm):
    """Why an opening balance is not owed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=longest(BalanceVoiding, "reason"),
        help_text=_("It stays on the opening balance."),
    )
