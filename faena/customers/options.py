"""What the record of one customer leads to (C2): plans, statement, contacts, tickets, orders, devices. Each room
registers its own in `apps.py`; permission and the switched-on modules decide who sees which."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.functional import Promise

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer, reached
from faena.gate.grants import Perm, Scope, may, scope
from faena.lib.named import NamedValues
from faena.lib.pages import COUNT_CAP, Count
from faena.ui.jinja import url
from faena.ui.navigation import Module


@dataclass(frozen=True)
class Option:
    """`url_name` takes the customer's key. `rows`: what a reader whose permission reaches so far finds there, which is
    only counted."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    perm: Perm
    module: Module | None
    order: int
    rows: "Seen"


@dataclass(frozen=True)
class OptionRow:
    """An option as one reader sees it on the pages of one customer."""

    name: str
    label: str
    icon: str
    url: str
    count: Count
    is_current: bool


Seen = Callable[[Any, Scope, Any], QuerySet[Any]]  # customer, reach, user


def seen_of(model: Any) -> Seen:
    """The rows of `model`, which has a customer, that a reader sees of one."""
    return lambda customer, reach, user: reached(model.objects.filter(customer=customer), reach, user)


_options: dict[str, Option] = {}


def register(option: Option) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _options[option.name] = option


def options_of(request: StaffRequest, customer: Customer) -> list[OptionRow]:
    """What this reader may open of the customer, in order, with counts: one query for all of them."""
    shown = [
        option
        for option in sorted(_options.values(), key=lambda option: (option.order, option.name))
        if (option.module is None or option.module in request.company.modules) and may(request.user, option.perm)
    ]
    reaches = tuple((option.name, scope(request.user, option.perm)) for option in shown)
    (numbers,) = _counts.rows(*reaches, customer=customer.pk, user=request.user.pk) if reaches else [()]
    rows, counts = [], _capped(numbers)
    for option, count in zip(shown, counts, strict=True):
        address = url(option.url_name, customer.pk)
        rows.append(OptionRow(option.name, str(option.label), option.icon, address, count, request.path == address))
    return rows


class _HowMany(Subquery):
    """The number of rows that a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()
    empty_result_set_value = 0


def how_many(customer: Customer, many: list[QuerySet[Any]]) -> list[Count]:
    """How many rows each finds, counted to the cap at most: one query for all of them."""
    return _capped(_numbers(many).get(pk=customer.pk))


def _numbers(many: list[QuerySet[Any]]) -> "QuerySet[Any, Any]":
    return Customer.objects.values_list(*(_HowMany(rows.order_by().values("pk")[: COUNT_CAP + 1]) for rows in many))


def _capped(numbers: Iterable[int]) -> list[Count]:
    return [Count(min(number, COUNT_CAP), number > COUNT_CAP) for number in numbers]


def _seen(ask: Any, *reaches: tuple[str, Scope]) -> "QuerySet[Any, Any]":
    """How many rows of one customer somebody sees behind each option."""
    customer, user = ask("customer", Customer._meta.pk), ask("user", User._meta.pk)
    return _numbers([_options[name].rows(customer, reach, user) for name, reach in reaches]).filter(pk=customer)


_counts = NamedValues(_seen)
