"""What an account is for, as far as the cash has to know it: how people call its kind's numbers, and where a payment of
it is reversed, which may change the thing that was paid.

The rooms above say so in their apps.py: `cases.register("order", prefix="OS", reversal="orders:reversal")`."""

from dataclasses import dataclass

from django.urls import reverse

from faena.cash.models import Payment
from faena.lib.text import digits, fold

LONGEST_NUMBER = 15  # digits; more than any series reaches


@dataclass(frozen=True)
class Case:
    """prefix: "OS" of OS-000123; reversal: the route that takes the thing's id and the payment's."""

    prefix: str
    reversal: str


_cases: dict[str, Case] = {}


def register(kind: str, *, prefix: str, reversal: str) -> None:
    """Doing it twice changes nothing."""
    _cases[kind] = Case(prefix, reversal)


def accounts_called(wanted: str) -> list[str]:
    """The account numbers that "OS-000123", "os 123" or "123" may mean; none for other words."""
    number, words = digits(wanted), fold(wanted).replace(" ", "")
    if not 0 < len(number) <= LONGEST_NUMBER:
        return []
    said = words.removesuffix(number)
    meant = [case.prefix for case in _cases.values() if said in ("", fold(case.prefix)) and words.endswith(number)]
    return [f"{prefix}-{int(number):06d}" for prefix in meant]


def reversal_of(payment: Payment) -> str:
    """The page on which this payment is reversed; "" for an account whose kind has none."""
    case = _cases.get(payment.charge.ref_kind)
    return reverse(case.reversal, args=[payment.charge.ref_id, payment.pk]) if case else ""
