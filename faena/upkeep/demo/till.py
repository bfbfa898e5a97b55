"""How customers of the demo shop pay: in its own currency, in another one at the rate of the day, or in both."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from faena.accounts.models import User
from faena.cash import actions
from faena.cash.actions import ChangeFacts, TenderFacts, print_receipt, set_rate
from faena.cash.models import Payment, PaymentMethod, Tender
from faena.cash.payment_options import rate_of_the_day
from faena.company.models import Company
from faena.lib.banknotes import paid_with
from faena.lib.rates import Quote
from faena.orders.models import ServiceOrder
from faena.upkeep.demo.clock import OPENS, SUNDAY
from faena.upkeep.demo.country import Method, Rates, Till, Way


def methods(wanted: Sequence[Method]) -> None:
    """The shop's own list, in its order."""
    PaymentMethod.objects.all().delete()
    PaymentMethod.objects.bulk_create(
        PaymentMethod(**method._asdict(), position=place) for place, method in enumerate(wanted, start=1)
    )


def mornings(rates: Rates, first: datetime, now: datetime, by: User) -> Iterator[datetime]:
    """Every working day somebody sets the rate before the first customer comes; yields each such moment first."""
    day = timezone.localtime(first).replace(hour=OPENS, minute=0, second=0, microsecond=0) - timedelta(minutes=12)
    place = 0
    while day < now:
        if day.weekday() != SUNDAY:
            yield day
            wobble = (place * 37 % 11 - 5) * 2_150_000
            quote = Quote(rates.unit, rates.other, rates.first + place * rates.a_day + wobble)
            set_rate(quote, on=day.date(), is_sure=True, by=by)
        place += 1
        day += timedelta(days=1)


def collect(order: ServiceOrder, amount: int, till: Till, *, by: User) -> Payment:
    """So much is paid, in the way of this customer, and the receipt is printed."""
    payment = actions.collect(order.account, tenders=tenders(order, amount, till), by=by)
    print_receipt(payment, by=by)
    return payment


def tenders(order: ServiceOrder, amount: int, till: Till) -> list[TenderFacts]:
    """In notes, from afar, at the counter's phone or card, or the round part in notes and the rest by phone; always
    exactly `amount`."""
    habit = order.customer_id % 3
    if habit == 0:
        return [tender(till.notes, amount)]
    if habit == 1 and amount < till.both:
        return [tender(till.afar, amount)]
    if habit == 2:
        return [tender(till.phone if order.number % 2 else till.card, amount)]
    notes = amount // till.note * till.note - till.note
    return [tender(till.notes, notes), tender(till.phone, amount - notes)]


def tender(way: Way, amount: int) -> TenderFacts:
    """`amount` of the shop's own currency, given in that of the way; each operation has a number of its own. Cash is
    handed over in notes: change goes back. Now and then either is in the other currency."""
    method, before = PaymentMethod.objects.get(name=way.method), Tender.objects.count()
    if method.is_cash and before % 4 == 1:
        way = Way(way.method, next(iter(_others(method, way.currency)), way.currency))
    reference = f"{7040 + 37 * before:08d}" if method.needs_reference else ""
    given = _given(way.currency, amount)
    change = _change(method, way.currency, given, before) if method.is_cash else None
    return TenderFacts(method, given, way.currency, reference=reference, change=change)


def _change(method: PaymentMethod, currency: str, amount: int, before: int) -> ChangeFacts | None:
    """`before`: how many tenders there were, by which customers differ."""
    notes = paid_with(amount, currency)
    over = notes[before % min(3, len(notes))] - amount
    if not over:
        return None
    others = _others(method, currency) if before % 5 == 0 and currency == Company.here().currency else []
    return ChangeFacts(method, others[0] if others else currency, over)


def _others(method: PaymentMethod, currency: str) -> list[str]:
    """The other currencies that it takes, once there is a rate."""
    company = Company.here()
    has_rate = not method.currency and rate_of_the_day(company) is not None
    return [code for code in company.currencies if code != currency and has_rate]


def _given(currency: str, amount: int) -> int:
    company = Company.here()
    if currency == company.currency:
        return amount
    rate = rate_of_the_day(company)
    assert rate is not None
    return rate.quote.most_within(amount, currency, company.currency)
