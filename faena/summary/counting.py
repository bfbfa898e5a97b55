"""What days come to, counted from the rows of the trade. A day's figures are counted here whether the day is over and
they are kept (jobs.py), still running (page.py), or asked about by fsck.

Each thing counts on the day on which the server wrote it down, and what undoes it on the day of that: a reversal, a
reopening. So a day that is over stays as it was. The one exception is a status that was a slip: withdrawn within a day
it never made its order ready, which is why a day is kept only when another one has passed (jobs.py)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from faena.billing.models import InvoiceLine
from faena.cash.models import Change, Payment, Tender
from faena.lib.dates import day_span
from faena.lib.named import NamedValues
from faena.orders.models import OrderClosing, Part, ServiceOrder, Stage, StatusEntry, Voiding
from faena.summary.models import DayFigure
from faena.tickets.models import TicketClosing

What = DayFigure.What
A_SLIP = timedelta(days=1)  # a status withdrawn within it was pressed by mistake
LONGEST = 9999  # tenths of days


class Figure(NamedTuple):
    """As a row of DayFigure."""

    what: str
    key: str
    currency: str
    count: int  # type: ignore[assignment]  # as the column is called
    amount: int
    worth: int


def figures_of(days: Sequence[date], zone: ZoneInfo) -> dict[date, list[Figure]]:
    """Of each of these days, which follow one another; two queries for all of them."""
    spans = [day_span(day, zone) for day in days]
    asked = {f"{name}{row}": span[end] for row, span in enumerate(spans) for end, name in enumerate(("start", "end"))}
    sums: dict[tuple[date, str, str, str], list[int]] = {}
    for row, what, key, currency, *numbers in _sums.rows(len(days), **asked):
        _add(sums, (days[row], what, key or "", currency or ""), [int(number or 0) for number in numbers])
    for (day, tenths), count in _ready_on(zone, spans[0][0], spans[-1][1]).items():
        _add(sums, (day, What.READY, str(tenths), ""), [count, 0, 0])
    found: dict[date, list[Figure]] = {day: [] for day in days}
    for (day, what, key, currency), numbers in sums.items():
        if any(numbers):
            found[day].append(Figure(str(what), key, currency, *numbers))
    return found


def _add(sums: dict[tuple[date, str, str, str], list[int]], place: tuple[date, str, str, str], more: list[int]) -> None:
    known = sums.setdefault(place, [0, 0, 0])
    sums[place] = [one + another for one, another in zip(known, more, strict=True)]


def _ready_on(zone: ZoneInfo, start: Any, end: Any) -> Counter[tuple[date, int]]:
    """(day, tenths of days since the opening) of the orders that became ready for the first time."""
    counted: Counter[tuple[date, int]] = Counter()
    for at, happened_at, opened_at in _ready.rows(start=start, end=end):
        tenths = round(max(timedelta(0), happened_at - opened_at) / timedelta(days=1) * 10)
        counted[timezone.localtime(at, zone).date(), min(tenths, LONGEST)] += 1
    return counted


def _first_ready(ask: Any) -> "QuerySet[Any, Any]":
    at = StatusEntry._meta.get_field("at")
    meant = Q(withdrawn_at=None) | Q(withdrawn_at__gt=F("at") + A_SLIP)
    ready = StatusEntry.objects.filter(meant, status__stage=Stage.READY)
    earlier = ready.filter(order=OuterRef("order")).filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
    )
    rows = ready.filter(at__gte=ask("start", at), at__lt=ask("end", at)).filter(~Exists(earlier))
    return rows.order_by().values_list("at", "happened_at", "order__opened_at")


def _of_days(ask: Any, days: int) -> "list[QuerySet[Any, Any]]":
    """(which of the days, what, key, currency, how many, how much, worth)"""
    return [arm for row in range(days) for arm in _of_day(ask, row)]


def _of_day(ask: Any, row: int) -> "list[QuerySet[Any, Any]]":
    at = Payment._meta.get_field("at")
    start, end = ask(f"start{row}", at), ask(f"end{row}", at)

    def within(column: str) -> Q:
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})

    def arm(
        rows: Any, what: str, *, by: str, currency: Any = NOTHING, key: Any = NOTHING, sums: Any = (NONE, NONE)
    ) -> "QuerySet[Any, Any]":
        total, value = sums
        grouped = rows.order_by().values(by).annotate(number=Count("pk"), total=total, value=value)
        place, name = Value(row, IntegerField()), Value(str(what), CharField())
        return grouped.values_list(place, name, key, currency, "number", "total", "value")

    def money_by(column: str, sign: int) -> "list[QuerySet[Any, Any]]":
        """What was handed over less its change: as it came, or as a reversal gave it back."""
        return [
            arm(
                model._default_manager.filter(within(column)),
                What.COLLECTED,
                by="currency",
                currency=F("currency"),
                sums=(Sum(way * F("amount")), Sum(way * F(worth))),
            )
            for model, worth, way in ((Tender, "amount_in_charge_currency", sign), (Change, "worth", -sign))
        ]

    def tickets(when: Q, what: str) -> "QuerySet[Any, Any]":
        key = Cast("type_id", CharField())
        return arm(TicketClosing.objects.filter(when, within("at")), what, by="type", key=key)

    def parts(what: str, *, charged: bool) -> "QuerySet[Any, Any]":
        """Each line rounded half up, as its order's account has it."""
        closed = OrderClosing.objects.filter(within("at")).values("order")
        rows = Part.objects.filter(order__in=closed, is_chargeable=charged)
        total = Sum((F("quantity") * F("unit_price") + 500) / 1000)
        money = "order__charge__currency"
        return arm(rows, what, by=money, currency=F(money), sums=(total, total))

    money = "invoice__charge__currency"
    paid = Payment.objects.filter(within("at")).values("charge")
    discounts = InvoiceLine.objects.filter(within("at"), kind=InvoiceLine.Kind.DISCOUNT, invoice__charge__in=paid)
    discounted = Sum(-F("amount"))
    return [
        *money_by("payment__at", 1),
        *money_by("payment__reversal__at", -1),
        arm(ServiceOrder.objects.filter(within("opened_at")), What.ORDERS_IN, by="branch"),
        arm(OrderClosing.objects.filter(within("at")), What.ORDERS_OUT, by="outcome"),
        arm(Voiding.objects.filter(within("at")), What.ORDERS_OUT, by="by"),
        tickets(Q(at__lte=F("due_at")), What.IN_TIME),
        tickets(Q(at__gt=F("due_at")), What.LATE),
        parts(What.PARTS, charged=True),
        parts(What.PARTS_BORNE, charged=False),
        arm(discounts, What.DISCOUNTS, by=money, currency=F(money), sums=(discounted, discounted)),
    ]


NOTHING, NONE = Value("", CharField()), Value(0, IntegerField())
_sums = NamedValues(_of_days)
_ready = NamedValues(_first_ready)
