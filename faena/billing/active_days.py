"""What a month of a plan costs: by the days on which it was active in it, whatever it is when the month is billed.

The day on which it starts or is taken up again counts; that on which it is suspended or cancelled does not. One day
makes a whole month, or its share of one where the company divides months."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum

from faena.billing.models import Subscription, SubscriptionQuerySet, Suspension
from faena.billing.months import next_month
from faena.lib.dates import days_in_month

AT_ONCE = 500


@dataclass(frozen=True)
class Share:
    """amount: in minor units of the plan's currency; days: on which it was active, of so many days of the month."""

    amount: int
    days: int
    of: int

    @property
    def is_part(self) -> bool:
        return self.days < self.of


class Standing(NamedTuple):
    """What a subscription costs a month, and all that says on which days it is active. `suspensions`: from a day until
    another; None while one lasts."""

    price: int
    state: str
    started_on: date
    cancelled_on: date | None
    suspensions: Sequence[tuple[date, date | None]]


def share_of(subscription: Subscription, period: date, *, prorates: bool) -> Share:
    """What the month costs; nothing without an active day. A part is rounded half up, and never to nothing."""
    suspensions = [(one.from_on, one.until_on) for one in subscription.suspensions.all()]
    facts = (subscription.price, subscription.state, subscription.started_on, subscription.cancelled_on)
    return share_standing(Standing(*facts, suspensions), period, prorates=prorates)


def share_standing(standing: Standing, period: date, *, prorates: bool) -> Share:
    """The same of one that was not read as a row of its own."""
    days, of = _active_days(standing, period), days_in_month(period)
    whole = standing.price if days else 0
    part = (2 * standing.price * days + of) // (2 * of)
    return Share(min(whole, max(1, part)) if prorates else whole, days, of)


@dataclass(frozen=True)
class Sums:
    """What would be issued in one currency: how many invoices, and what they come to."""

    currency: str
    many: int
    total: int


def sums_of(rows: SubscriptionQuerySet, period: date, *, prorates: bool) -> list[Sums]:
    """Of subscriptions that are active in the month, by currency."""
    sums = rows.order_by("currency").values_list("currency").annotate(Count("pk"), Sum("price"))
    less = _left_off(rows, period) if prorates else Counter[str]()
    return [Sums(currency, many, total - less[currency]) for currency, many, total in sums]


def _left_off(rows: SubscriptionQuerySet, period: date) -> Counter[str]:
    """What parts of months are less than their prices, by currency. Whole months are not read."""
    after, less = next_month(period), Counter[str]()
    away = Suspension.objects.filter(subscription=OuterRef("pk"), from_on__lt=after)
    away = away.filter(Q(until_on=None) | Q(until_on__gt=period))
    parts = rows.filter(Q(started_on__gt=period) | Q(cancelled_on__lt=after) | Exists(away))
    for one in parts.prefetch_related("suspensions").iterator(AT_ONCE):
        less[one.currency] += one.price - share_of(one, period, prorates=True).amount
    return less


def _active_days(standing: Standing, period: date) -> int:
    after = next_month(period)
    begins, ends = max(period, standing.started_on), min(after, standing.cancelled_on or after)
    if standing.state == Subscription.State.INACTIVE and all(until for _from, until in standing.suspensions):
        return 0  # nobody knows since when
    return max(0, (ends - begins).days - sum(_overlaps(standing, begins, ends)))


def _overlaps(standing: Standing, begins: date, ends: date) -> Iterable[int]:
    """Of each suspension the days that lie between the two, `ends` not counted."""
    for from_on, until_on in standing.suspensions:
        yield max(0, (min(ends, until_on or ends) - max(begins, from_on)).days)
