"""What belongs to a customer, by kinds, counted: two customers are looked at side by side before they are merged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from faena.customers.models import Customer, Merge
from faena.customers.options import how_many
from faena.lib.pages import Count


@dataclass(frozen=True)
class Kind:
    """model: its label, "orders.serviceorder". rows: those of a customer, which are only counted."""

    model: str
    label: str | Promise
    order: int
    rows: Callable[[Customer], QuerySet[Any]]


_kinds: dict[str, Kind] = {}


def register(model: Any, label: str | Promise, order: int, path: str = "customer") -> None:
    """`path` leads from a row to its customer. Doing it twice changes nothing."""
    name = model._meta.label_lower
    _kinds[name] = Kind(name, label, order, lambda customer: model.objects.filter(**{path: customer}))


def side_by_side(*customers: Customer) -> list[tuple[str, list[Count]]]:
    """For each kind of which one of them has any: its name, and how many each has. One query for each customer."""
    kinds = sorted(_kinds.values(), key=lambda kind: kind.order)
    counted = [how_many(one, [kind.rows(one) for kind in kinds]) for one in customers]
    lines = [(str(kind.label), [counts[place] for counts in counted]) for place, kind in enumerate(kinds)]
    return [(label, counts) for label, counts in lines if any(count.number for count in counts)]


def moved(merge: Merge) -> list[tuple[str, int]]:
    """What went over, for people: what has no name here (accounts, links) went with what has one."""
    numbers = {key.rpartition(".")[0]: len(keys) for key, keys in merge.moved.items()}
    for double in merge.doubles:
        numbers[double["model"]] = numbers.get(double["model"], 0) + 1
    kinds = sorted(_kinds.values(), key=lambda kind: kind.order)
    return [(str(kind.label), numbers[kind.model]) for kind in kinds if numbers.get(kind.model)]
