"""Payment options that a form offers: a method in a currency, as one choice, so that nobody picks two that do not
go together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from faena.cash.models import ExchangeRate, Payment, PaymentMethod, Tender
from faena.company.models import Company
from faena.lib.dates import format_day
from faena.lib.locales import active_language
from faena.lib.money import format_input, format_money, sign
from faena.lib.named import Named

LONGEST_KEY = 18  # digits of the database's own numbers


class PaymentOptionSelect(forms.Select):
    """Payment options. Each tells the script (ui/cash.js) what it means for the fields beside it: the sign of its
    currency, what would settle the whole account, whether the operation has a reference. `option_attrs`: key → what is
    told, asked when it is drawn."""

    option_attrs: Callable[[str], dict[str, str]] = staticmethod(lambda key: {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.option_attrs(str(value))
        return option


@dataclass(frozen=True)
class PaymentOption:
    """key: "3-VES", the value in the form; label: the method, behind its currency where the shop has two; is_foreign:
    the currency is the second one, which counts by the rate of the day."""

    key: str
    label: str
    method: PaymentMethod
    currency: str
    is_foreign: bool

    def option_attrs(self, *, settles: int | None = None) -> dict[str, str]:
        """What its option says of it."""
        return {
            "data-sign": sign(self.currency),
            "data-all": format_input(settles, self.currency, active_language()) if settles else "",
            "data-reference": "1" if self.method.needs_reference else "",
        }


def payment_options(company: Company, *, rate: ExchangeRate | None) -> list[PaymentOption]:
    """In the shop's order. Those of the second currency only once it has a rate."""
    own, *second = company.currencies
    taken = [own, *(second if rate else [])]
    return [
        PaymentOption(
            f"{method.pk}-{code}", f"{sign(code)} · {method}" if second else str(method), method, code, code != own
        )
        for method in _methods.rows()
        for code in taken
        if method.currency in ("", code)
    ]


_methods: Named[PaymentMethod] = Named(lambda _ask: PaymentMethod.objects.offered())


def rate_of_the_day(company: Company, on: date | None = None) -> ExchangeRate | None:
    """Of the shop's two currencies, today or on another day; None for a shop with one, or while nobody had set any."""
    own, *second = company.currencies
    if not second:
        return None
    return ExchangeRate.objects.in_force(own, second[0], on or timezone.localdate())


def rate_seen(sent: str, rate: ExchangeRate | None) -> ExchangeRate | None:
    """The rate that stood on the page which was sent, by its key. The action refuses it when it is another by now,
    and so it does an unsaved one, which stands for what was on no page."""
    if rate is None or sent == str(rate.pk):
        return rate
    named = int(sent) if sent.isdecimal() and len(sent) <= LONGEST_KEY else 0
    return ExchangeRate.objects.filter(pk=named).first() or ExchangeRate()


def how_paid(payment: Payment) -> str:
    """How a payment came, in one line: the method alone, or with what was given where that is not all of
    it or came in another currency; and the day, where it came before it was written down."""
    tenders = list(payment.tenders.all())
    if len(tenders) == 1 and not tenders[0].rate_unit:
        return tenders[0].name + _earlier(tenders[0])
    language = active_language()
    return " + ".join(
        f"{one.name} {format_money(one.amount, one.currency, language)}{_earlier(one)}" for one in tenders
    )


def _earlier(tender: Tender) -> str:
    return f" ({format_day(tender.came_on, active_language())})" if tender.came_on else ""


def option_in(options: Sequence[PaymentOption], key: str) -> PaymentOption | None:
    return next((option for option in options if option.key == key), None)
