"""What an account is for, as far as the cash has to know it: how people call its kind's numbers, how a payment of it is
reversed, which may change the thing that was paid, and what is proposed when it is paid late.

The rooms above say so in their apps.py: `cases.register("order", numbers=ORDERS, module="workshop", reversing=…)`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.cash.models import Charge, Payment
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.lib.locales import active_language
from faena.lib.numerals import write_number
from faena.lib.series import Series


@dataclass(frozen=True)
class Late:
    """What is proposed for an account that is paid late, in its minor units: a fine once, and interest for `days`.
    `_bp`: hundredths of a percent."""

    fine: int
    interest: int
    days: int
    fine_bp: int
    interest_bp: int

    @property
    def fine_summary(self) -> str:
        return fine_summary(self.fine_bp)

    @property
    def interest_summary(self) -> str:
        return interest_summary(self.interest_bp, self.days)


@dataclass(frozen=True)
class Adjustment:
    """What whoever collects adds to an account for paying late, or takes off it, in its minor units."""

    fine: int = 0
    interest: int = 0
    discount: int = 0

    def __bool__(self) -> bool:
        return bool(self.fine or self.interest or self.discount)

    @property
    def total(self) -> int:
        return self.fine + self.interest - self.discount


NO_ADJUSTMENT = Adjustment()


@dataclass(frozen=True)
class Adjusting:
    """How an account is paid that may be adjusted: what is proposed for each on a day, by its key; the action that
    adjusts it and receives the payment in one (cash.actions.collect calls it); who may give a discount; and what locks
    the things that are paid, which stands before the locks of several accounts."""

    late: Callable[[Sequence[Charge], Company, date], dict[int, Late]]
    receive: Callable[..., Payment]
    discount: Perm
    lock: Callable[[Sequence[Charge]], None]


@dataclass(frozen=True)
class Consequence:
    """What reversing a payment does besides: a heading, and what follows from it."""

    title: str
    text: str


@dataclass(frozen=True)
class Reversing:
    """How a payment of an account is undone: the action, which may change the thing that was paid first, and what
    whoever is about to do it has to know besides; None for nothing."""

    reverse: Callable[..., object]
    consequence: Callable[[Payment], Consequence | None] = lambda payment: None


@dataclass(frozen=True)
class PayableKind:
    """numbers: how its accounts are called; module: where that is switched off, its things have no pages, and its
    payments stay ("": what both modules share); adjusting: None where an account is worth what it is."""

    numbers: Series
    module: str
    reversing: Reversing
    adjusting: Adjusting | None = None


_cases: dict[str, PayableKind] = {}


def register(
    kind: str, *, numbers: Series, module: str, reversing: Reversing, adjusting: Adjusting | None = None
) -> None:
    """Doing it twice changes nothing."""
    _cases[kind] = PayableKind(numbers, module, reversing, adjusting)


def adjusting_of(charge: Charge) -> Adjusting | None:
    """How its account may be adjusted when it is paid."""
    case = _cases.get(charge.ref_kind)
    return case.adjusting if case else None


def late_of(charges: Sequence[Charge], company: Company, on: date) -> dict[int, Late]:
    """What is proposed for each of these accounts on a day, by its key: one answer of each kind."""
    found: dict[int, Late] = {}
    for kind in sorted({charge.ref_kind for charge in charges}):
        of_kind = [charge for charge in charges if charge.ref_kind == kind]
        if adjusting := adjusting_of(of_kind[0]):
            found |= adjusting.late(of_kind, company, on)
    return found


def lock_things(charges: Sequence[Charge]) -> None:
    """Those that are paid, kind by kind, before their accounts are locked."""
    for kind in sorted({charge.ref_kind for charge in charges}):
        of_kind = [charge for charge in charges if charge.ref_kind == kind]
        if adjusting := adjusting_of(of_kind[0]):
            adjusting.lock(of_kind)


def fine_summary(bp: int) -> str:
    return _("Fine for late payment, %(percent)s %%") % {"percent": _percent(bp)}


def interest_summary(bp: int, days: int) -> str:
    return ngettext(
        "Interest, %(percent)s %% a month, %(days)s day", "Interest, %(percent)s %% a month, %(days)s days", days
    ) % {"percent": _percent(bp), "days": days}


def accounts_called(wanted: str) -> list[str]:
    """The account numbers that "OS-000123", "os 123" or "123" may mean; none for other words."""
    read = [(case.numbers, case.numbers.read(wanted)) for case in _cases.values()]
    return [series.write(number) for series, number in read if number is not None]


def page_of(charge: Charge, company: Company) -> str:
    """The page of the thing that is paid; "" where it has none, or its module is switched off."""
    case = _cases.get(charge.ref_kind)
    return charge.ref.url if charge.ref and (case is None or case.module in ("", *company.modules)) else ""


def reversing_of(payment: Payment, company: Company) -> Reversing | None:
    """How this payment is undone; None for one of an account whose kind has no pages now."""
    case = _cases.get(payment.charge.ref_kind)
    return case.reversing if case and case.module in ("", *company.modules) else None


def _percent(bp: int) -> str:
    return write_number(bp, 2, active_language(), trim=True)
