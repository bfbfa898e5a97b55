"""The ways of paying that a form offers: a method in a currency, as one choice, so that nobody picks two that do not
go together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from faena.cash.models import ExchangeRate, PaymentMethod
from faena.company.models import Company

LONGEST_KEY = 18  # digits of the database's own numbers


@dataclass(frozen=True)
class Way:
    """key: "3-VES", the value in the form; label: the method, with its currency where the shop has two; is_foreign: the
    currency is the second one, which counts by the rate of the day."""

    key: str
    label: str
    method: PaymentMethod
    currency: str
    is_foreign: bool


def ways_of(company: Company, *, rate: ExchangeRate | None) -> list[Way]:
    """In the shop's order. Those of the second currency only once it has a rate."""
    own, *second = company.currencies
    taken = [own, *(second if rate else [])]
    return [
        Way(f"{method.pk}-{code}", f"{method} · {code}" if second else str(method), method, code, code != own)
        for method in PaymentMethod.objects.offered()
        for code in taken
        if method.currency in ("", code)
    ]


def rate_of_the_day(company: Company) -> ExchangeRate | None:
    """Of the shop's two currencies; None for a shop with one, or while nobody set any."""
    own, *second = company.currencies
    if not second:
        return None
    rate: ExchangeRate | None = ExchangeRate.objects.in_force(own, second[0], timezone.localdate())
    return rate


def rate_seen(sent: str, rate: ExchangeRate | None) -> ExchangeRate | None:
    """The rate that stood on the page which was sent, by its key; the action refuses it when it is another by now."""
    if rate is None or sent == str(rate.pk) or not (sent.isdecimal() and len(sent) <= LONGEST_KEY):
        return rate
    found: ExchangeRate | None = ExchangeRate.objects.filter(pk=int(sent)).first()
    return found


def way_in(ways: Sequence[Way], key: str) -> Way | None:
    return next((way for way in ways if way.key == key), None)
