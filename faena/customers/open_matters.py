"""What of a customer is still open: rooms above register each kind (orders, tickets, visits, plans, balances). While
there is any, the customer is not retired."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from faena.company.models import Company
from faena.customers.models import Customer
from faena.lib.pages import Count
from faena.lib.refs import Ref

MOST = 20  # rows that are named of each kind


@dataclass(frozen=True)
class Matter:
    """One kind. rows(customer): the open ones. ref(row): what is named and led to. module: where that is switched off,
    the kind holds nothing back, for nobody could end it."""

    name: str
    label: str | Promise
    rows: Callable[[Customer], QuerySet[Any]]
    ref: Callable[[Any], Ref]
    order: int
    module: str = ""


@dataclass(frozen=True)
class Open:
    """The rows of one kind as (text, address; "" where its module is off), MOST of them, and how many there are."""

    label: str
    lines: list[tuple[str, str]]
    count: Count


_matters: dict[str, Matter] = {}


def register(matter: Matter) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _matters[matter.name] = matter


def open_matters(customer: Customer) -> list[Open]:
    """Kinds without any are left out; one query for each kind."""
    modules, found = Company.the().modules, []
    for matter in sorted(_matters.values(), key=lambda matter: matter.order):
        if matter.module and matter.module not in modules:
            continue
        if rows := list(matter.rows(customer)[: MOST + 1]):
            refs = [matter.ref(row) for row in rows[:MOST]]
            lines = [(str(ref), ref.url if not ref.module or ref.module in modules else "") for ref in refs]
            found.append(Open(str(matter.label), lines, Count(min(len(rows), MOST), len(rows) > MOST)))
    return found
