"""The number series that a company has, with which number each goes on. Each room announces its own in apps.py:
`numbering.register("order", ORDER_NUMBERS.write, _("Orders"), module="workshop", order=10)`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from faena.company.models import Branch, Company, NumberSeries


@dataclass(frozen=True)
class Numbered:
    """kind: of its NumberSeries; write: how a number is printed; module: where that is off, nothing is numbered."""

    kind: str
    write: Callable[[int], str]
    label: Any
    module: str
    order: int


@dataclass(frozen=True)
class Next:
    """The next number of a series, and whether it may begin elsewhere: nothing was given yet."""

    series: Numbered
    number: int
    is_empty: bool

    @property
    def label(self) -> str:
        return str(self.series.label)

    @property
    def written(self) -> str:
        return self.series.write(self.number)


_series: dict[str, Numbered] = {}


def register(kind: str, write: Callable[[int], str], label: Any, *, module: str = "", order: int) -> None:
    """Doing it twice changes nothing."""
    _series[kind] = Numbered(kind, write, label, module, order)


def series_called(kind: str) -> Numbered | None:
    return _series.get(kind)


def next_of_each(company: Company) -> list[Next]:
    """Of each series of the modules that are switched on, in order. One query."""
    known = {row.kind: row for row in NumberSeries.objects.filter(branch=Branch.default())}
    found = []
    for one in sorted(_series.values(), key=lambda one: (one.order, one.kind)):
        if one.module in ("", *company.modules):
            row = known.get(one.kind) or NumberSeries(kind=one.kind)
            found.append(Next(one, row.last + 1, row.is_empty))
    return found
