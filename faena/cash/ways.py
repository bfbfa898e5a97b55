"""The ways of paying that a form offers: a method in a currency, as one choice, so that nobody picks two that do not
go together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from faena.cash.models import ExchangeRate, PaymentMethod
from faena.company.models import Company


@dataclass(frozen=True)
class Way:
    """key: "3-VES", the value in the form; label: the method, with its currency where the shop has two."""

    key: str
    label: str
    method: PaymentMethod
    currency: str


def ways_of(company: Company, *, rate: ExchangeRate | None) -> list[Way]:
    """In the shop's order. Those of the second currency only once it has a rate."""
    own, *second = company.currencies
    taken = [own, *(second if rate else [])]
    offered = PaymentMethod.objects.offered()
    return [
        Way(f"{method.pk}-{currency}", f"{method} · {currency}" if len(taken) > 1 else str(method), method, currency)
        for method in offered
        for currency in taken
        if method.currency in ("", currency)
    ]


def rate_of_the_day(company: Company) -> ExchangeRate | None:
    """Of the shop's two currencies; None for a shop with one, or while nobody set any."""
    own, *second = company.currencies
    if not second:
        return None
    rate: ExchangeRate | None = ExchangeRate.objects.in_force(own, second[0], timezone.localdate())
    return rate


def way_in(ways: Sequence[Way], key: str) -> Way | None:
    return next((way for way in ways if way.key == key), None)
