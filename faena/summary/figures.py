"""What the days of a page came to: those that are over as they are kept, the last ones counted now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, IntegerField, Max, QuerySet, Sum, Value

from faena.lib.named import NamedValues
from faena.summary.counting import Figure, figures_of
from faena.summary.models import DayFigure, SummedDay
from faena.summary.periods import A_DAY, Span

What = DayFigure.What
MOST_COUNTED_NOW = 7  # days: some more than are open, so that nobody misses a worker that stood still for a moment
FLOW = (What.ORDERS_IN, What.ORDERS_OUT, What.READY)
IN_SUM = (What.IN_TIME, What.LATE, What.PARTS, What.PARTS_BORNE, What.DISCOUNTS)


class Figures:
    """`known_from`: the first of the last days, all of which are known; earlier ones up to the first that is kept are
    missing where `is_whole` is not true."""

    def __init__(self, by_day: dict[date, list[Figure]], *, is_whole: bool, known_from: date) -> None:
        self._by_day, self.is_whole, self.known_from = by_day, is_whole, known_from

    def of(self, what: str, span: Span) -> Iterator[Figure]:
        """Those of one kind in these days."""
        for day, figures in self._by_day.items():
            if day in span:
                yield from (figure for figure in figures if figure.what == what)

    def count(self, what: str, span: Span) -> int:
        return sum(figure.count for figure in self.of(what, span))

    def worth(self, what: str, span: Span) -> int:
        """Minor units of the company's own currency."""
        return sum(figure.worth for figure in self.of(what, span))

    def amounts(self, what: str, span: Span) -> dict[str, tuple[int, int]]:
        """Currency → minor units of it, and what they were worth."""
        found: dict[str, tuple[int, int]] = {}
        for figure in self.of(what, span):
            amount, worth = found.get(figure.currency, (0, 0))
            found[figure.currency] = (amount + figure.amount, worth + figure.worth)
        return found


def read_figures(money: Iterable[Span], flow: Span, sums: Span, *, today: date, zone: ZoneInfo) -> Figures:
    """`money`: the spans of which what was collected is asked day by day; `flow`: orders and days until ready; `sums`:
    everything else, as one. Three queries."""
    spans = [*money]
    asked = {"start": min(span.start for span in spans), "end": max(span.end for span in spans)}
    asked |= {"flow_start": flow.start, "flow_end": flow.end, "sum_start": sums.start, "sum_end": sums.end}
    by_day: dict[date, list[Figure]] = defaultdict(list)
    newest = date.min
    for kind, day, key, currency, count, amount, worth in _kept.rows(**asked):
        if kind == NEWEST:
            newest = day
        else:
            by_day[day].append(Figure(kind, key, currency, int(count), int(amount), int(worth)))
    first = min(max(newest + A_DAY, today - (MOST_COUNTED_NOW - 1) * A_DAY), today)
    days = [first + timedelta(days=row) for row in range((today - first).days + 1)]
    by_day |= figures_of(days, zone)
    return Figures(by_day, is_whole=newest >= first - A_DAY, known_from=first)


def _of_spans(ask: Any) -> "list[QuerySet[Any, Any]]":
    """(what, day, key, currency, how many, how much, worth); first the newest day that is kept."""
    on = SummedDay._meta.pk
    kept = DayFigure.objects.order_by()

    def within(start: str, end: str) -> "QuerySet[DayFigure]":
        return kept.filter(day__gte=ask(start, on), day__lte=ask(end, on))

    newest = SummedDay.objects.order_by("-on")
    columns = ("what", "day", "key", "currency", "count", "amount", "worth")
    summed = within("sum_start", "sum_end").filter(what__in=IN_SUM).values("what", "key", "currency")
    summed = summed.annotate(last=Max("day"), number=Sum("count"), total=Sum("amount"), value=Sum("worth"))
    return [
        newest.values_list(Value(NEWEST, CharField()), "on", NOTHING, NOTHING, NONE, NONE, NONE)[:1],
        within("start", "end").filter(what=What.COLLECTED).values_list(*columns),
        within("flow_start", "flow_end").filter(what__in=FLOW).values_list(*columns),
        summed.values_list("what", "last", "key", "currency", "number", "total", "value"),
    ]


NEWEST = "newest"
NOTHING, NONE = Value("", CharField()), Value(0, IntegerField())
_kept = NamedValues(_of_spans)
