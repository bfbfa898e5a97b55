"""What an account is for, as far as the cash has to know it: how people call its kind's numbers, and where a payment of
it is reversed, which may change the thing that was paid.

The rooms above say so in their apps.py: `cases.register("order", prefix="OS", half="workshop", reversal=…)`."""

from dataclasses import dataclass

from django.urls import reverse

from faena.cash.models import Charge, Payment
from faena.company.models import Company
from faena.lib.text import digits, fold

LONGEST_NUMBER = 15  # digits; more than any series reaches


@dataclass(frozen=True)
class Case:
    """prefix: "OS" of OS-000123; half: where that is switched off, its things have no pages; reversal: the route that
    takes the thing's id and the payment's."""

    prefix: str
    half: str
    reversal: str


_cases: dict[str, Case] = {}


def register(kind: str, *, prefix: str, half: str, reversal: str) -> None:
    """Doing it twice changes nothing."""
    _cases[kind] = Case(prefix, half, reversal)


def accounts_called(wanted: str) -> list[str]:
    """The account numbers that "OS-000123", "os 123" or "123" may mean; none for other words."""
    number, words = digits(wanted), fold(wanted).replace(" ", "")
    if not 0 < len(number) <= LONGEST_NUMBER:
        return []
    said = words.removesuffix(number)
    meant = [case.prefix for case in _cases.values() if said in ("", fold(case.prefix)) and words.endswith(number)]
    return [f"{prefix}-{int(number):06d}" for prefix in meant]


def page_of(charge: Charge, company: Company) -> str:
    """The page of the thing that is paid; "" where it has none, or its half is switched off."""
    case = _cases.get(charge.ref_kind)
    return charge.ref.url if charge.ref and (case is None or case.half in company.halves) else ""


def reversal_of(payment: Payment, company: Company) -> str:
    """The page on which this payment is reversed; "" for an account whose kind has none now."""
    case = _cases.get(payment.charge.ref_kind)
    if case is None or case.half not in company.halves:
        return ""
    return reverse(case.reversal, args=[payment.charge.ref_id, payment.pk])
