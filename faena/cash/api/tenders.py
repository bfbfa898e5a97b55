"""How money is handed over, as a call sends it and as the actions take it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from faena.cash.actions import ChangeFacts, TenderFacts
from faena.cash.models import ExchangeRate, PaymentMethod
from faena.lib.errors import RuleBroken
from faena.lib.text import clean
from faena.rest.routes import named
from faena.rest.values import Amount, In, Key

# A fact of a tender → its name in the body.
NAMES = {"method": "method_id", "received": "change.over", "change_in": "change.currency", "rate": "rate_id"}


class ChangeIn(In):
    """over: how much more than the amount was handed over, in the currency of the tender. currency: in which the rest
    goes back, out of the drawer method_id. rate_id: by which, as the customer was told."""

    method_id: Key
    currency: str
    over: Amount
    rate_id: Key | None = None


class TenderIn(In):
    """amount: what counts of it, minor units of `currency`. rate_id: by which it is converted, as the customer was
    told; None: by that of the day. came_on: the day on which the money came, None for today."""

    method_id: Key
    amount: Amount
    currency: str
    rate_id: Key | None = None
    reference: str = ""
    came_on: date | None = None
    change: ChangeIn | None = None


def tender_of(sent: TenderIn, at: str) -> TenderFacts:
    """at: its path in the body. Raises RuleBroken for a method or rate that there is not."""
    change = sent.change
    return TenderFacts(
        method=named(PaymentMethod.objects.offered(), sent.method_id, f"{at}.method"),
        amount=sent.amount,
        currency=sent.currency,
        rate=named(ExchangeRate.objects.all(), sent.rate_id, f"{at}.rate"),
        reference=clean(sent.reference),
        came_on=sent.came_on,
        change=ChangeFacts(
            method=named(PaymentMethod.objects.offered(), change.method_id, f"{at}.change.method"),
            currency=change.currency,
            over=change.over,
            rate=named(ExchangeRate.objects.all(), change.rate_id, f"{at}.change.rate"),
        )
        if change
        else None,
    )


def tenders_of(sent: list[TenderIn]) -> list[TenderFacts]:
    return [tender_of(one, f"tenders.{number}") for number, one in enumerate(sent)]


@contextmanager
def as_sent() -> Iterator[None]:
    """What is refused of a tender or an advance is named as the body names it: `tenders.0.method` is
    `tenders.0.method_id`."""
    try:
        yield
    except RuleBroken as broken:
        first, *rest = broken.at.split(".")
        if first in ("tenders", "advance") and rest and rest[-1] in NAMES:
            broken.at = ".".join((first, *rest[:-1], NAMES[rest[-1]]))
        raise
