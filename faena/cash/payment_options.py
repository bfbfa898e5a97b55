"""Payment options that a form offers: a method in a currency, as one choice, so that nobody picks two that do not
go together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.cash.models import Change, ExchangeRate, Payment, PaymentMethod, Tender
from faena.company.models import Company
from faena.lib.dates import format_day
from faena.lib.locales import active_language
from faena.lib.money import format_input, format_money, sign
from faena.lib.named import Named

ICONS: Final[dict[str, str]] = {
    PaymentMethod.Kind.CASH: "banknote",
    PaymentMethod.Kind.CARD: "credit-card",
    PaymentMethod.Kind.MOBILE: "smartphone",
    PaymentMethod.Kind.TRANSFER: "landmark",
    PaymentMethod.Kind.OTHER: "wallet-cards",
}
LONGEST_KEY = 18  # digits of the database's own numbers


class _Telling:
    """Payment options. Each tells the script (ui/cash.js) and the style what it means for the fields beside it: its
    currency, what would settle the whole account, whether the operation has a reference, whether it is cash.
    `option_attrs`: key → what is told, asked when it is drawn."""

    option_attrs: Callable[[str], dict[str, str]] = staticmethod(lambda key: {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # of Select
        option["attrs"] |= self.option_attrs(str(value))
        return option


class PaymentOptionSelect(_Telling, forms.Select):
    """As a list that opens."""


class PaymentOptionTiles(_Telling, forms.RadioSelect):
    """As tiles, each with its drawing (cash/_tiles.html)."""


@dataclass(frozen=True)
class PaymentOption:
    """key: "3-VES", the value in the form; label: the method, behind its currency where the shop has two; is_foreign:
    the currency is the second one, which counts by the rate of the day."""

    key: str
    label: str
    method: PaymentMethod
    currency: str
    is_foreign: bool

    @property
    def icon(self) -> str:
        """Its drawing: coins for cash of the second currency, so that two drawers differ."""
        return "coins" if self.method.is_cash and self.is_foreign else ICONS[self.method.kind]

    def option_attrs(self, *, settles: int | None = None) -> dict[str, str]:
        """What its option says of it."""
        return {
            "data-sign": sign(self.currency),
            "data-currency": self.currency,
            "data-all": format_input(settles, self.currency, active_language()) if settles else "",
            "data-reference": "1" if self.method.needs_reference else "",
            "data-cash": "1" if self.method.is_cash else "",
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
    it or came in another currency; what went back of it; and the day, where it came before it was written down. Its
    tenders are those of `Tender.objects.told()`."""
    tenders = list(payment.tenders.all())
    if len(tenders) == 1 and not tenders[0].rate_unit and not given_back(tenders[0]):
        return tenders[0].name + _earlier(tenders[0])
    language = active_language()
    return " + ".join(
        f"{one.name} {format_money(one.amount, one.currency, language)}{_back(one)}{_earlier(one)}" for one in tenders
    )


def given_back(tender: Tender) -> Change | None:
    """The change that was given on it; None for none."""
    return getattr(tender, "change", None)


def _back(tender: Tender) -> str:
    change = given_back(tender)
    if change is None:
        return ""
    return " − " + _("%(amount)s of change") % {
        "amount": format_money(change.amount, change.currency, active_language())
    }


def _earlier(tender: Tender) -> str:
    return f" ({format_day(tender.came_on, active_language())})" if tender.came_on else ""


def option_in(options: Sequence[PaymentOption], key: str) -> PaymentOption | None:
    return next((option for option in options if option.key == key), None)
