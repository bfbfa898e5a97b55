"""How customers of the demo shop pay: in dollars, in bolívares at the rate of the day, or in both."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from faena.accounts.models import User
from faena.cash import actions
from faena.cash.actions import TenderFacts, print_receipt, set_rate
from faena.cash.models import Payment, PaymentMethod
from faena.cash.payment_options import rate_of_the_day
from faena.company.models import Company
from faena.lib.rates import Quote
from faena.orders.models import ServiceOrder
from faena.upkeep.demo.clock import OPENS, SUNDAY

FIRST_RATE, A_DAY = 231_05000000, 48310000  # × 10⁻⁸: what a dollar cost in bolívares, and by how much that rose
BOTH = 40_00  # from this amount on some pay in two ways


def methods(names: Sequence[tuple[str, str, bool]]) -> None:
    """The shop's own list: name, currency ("" for any), asks for a reference."""
    PaymentMethod.objects.all().delete()
    PaymentMethod.objects.bulk_create(
        PaymentMethod(name=name, currency=currency, needs_reference=reference, position=place)
        for place, (name, currency, reference) in enumerate(names, start=1)
    )


def mornings(first: datetime, now: datetime, by: User) -> Iterator[datetime]:
    """Every working day somebody sets the rate before the first customer comes; yields each such moment first."""
    day = timezone.localtime(first).replace(hour=OPENS, minute=0, second=0, microsecond=0) - timedelta(minutes=12)
    place = 0
    while day < now:
        if day.weekday() != SUNDAY:
            yield day
            wobble = (place * 37 % 11 - 5) * 2_150_000
            quote = Quote("USD", "VES", FIRST_RATE + place * A_DAY + wobble)
            set_rate(quote, on=day.date(), is_sure=True, by=by)
        place += 1
        day += timedelta(days=1)


def collect(order: ServiceOrder, amount: int, *, by: User) -> Payment:
    """So much is paid, in the way of this customer, and the receipt is printed."""
    payment = actions.collect(order.account, tenders=tenders(order, amount), by=by)
    print_receipt(payment, by=by)
    return payment


def tenders(order: ServiceOrder, amount: int) -> list[TenderFacts]:
    """In dollars, in bolívares, or the round part in dollars and the rest in bolívares; always exactly `amount`."""
    habit = order.customer_id % 3
    if habit == 0:
        return [tender("Efectivo", "USD", amount)]
    if habit == 1 and amount < BOTH:
        return [tender("Zelle", "USD", amount, order.number)]
    if habit == 2:
        return [_bolivars("Pago móvil" if order.number % 2 else "Punto de venta", amount, order.number)]
    notes = amount // 20_00 * 20_00 - 20_00
    return [tender("Efectivo", "USD", notes), _bolivars("Pago móvil", amount - notes, order.number)]


def _bolivars(method: str, amount: int, number: int) -> TenderFacts:
    rate = rate_of_the_day(Company.the())
    assert rate is not None
    return tender(method, "VES", rate.quote.most_within(amount, "VES", "USD"), number)


def tender(method: str, currency: str, amount: int, number: int = 0) -> TenderFacts:
    way = PaymentMethod.objects.get(name=method)
    return TenderFacts(way, amount, currency, reference=f"{7040 + number * 37:08d}" if way.needs_reference else "")
