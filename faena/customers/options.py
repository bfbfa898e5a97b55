"""What the record of one customer leads to (C2): plans, statement, contacts, tickets, orders, devices. Each room
registers its own in `apps.py`; permission and the switched-on modules decide who sees which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.lib.pages import COUNT_CAP, Count
from faena.ui.navigation import Module


@dataclass(frozen=True)
class Option:
    """`url_name` takes the customer's key. `rows`: what this reader finds there, which is only counted."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    perm: Perm
    module: Module | None
    order: int
    rows: Callable[[Customer, User], QuerySet[Any]]


@dataclass(frozen=True)
class OptionRow:
    """An option as one reader sees it on the pages of one customer."""

    name: str
    label: str
    icon: str
    url: str
    count: Count
    is_current: bool


def seen_of(model: Any) -> Callable[[Customer, User], QuerySet[Any]]:
    """The rows of `model`, which has a customer, that this reader sees of one."""
    return lambda customer, user: model.objects.visible_to(user).filter(customer=customer)


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
    rows, counts = [], how_many(customer, [option.rows(customer, request.user) for option in shown])
    for option, count in zip(shown, counts, strict=True):
        address = reverse(option.url_name, args=[customer.pk])
        rows.append(OptionRow(option.name, str(option.label), option.icon, address, count, request.path == address))
    return rows


class _HowMany(Subquery):
    """The number of rows that a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()
    empty_result_set_value = 0


def how_many(customer: Customer, many: list[QuerySet[Any]]) -> list[Count]:
    """How many rows each finds, counted to the cap at most: one query for all of them."""
    numbers = [_HowMany(rows.order_by().values("pk")[: COUNT_CAP + 1]) for rows in many]
    found = Customer.objects.values_list(*numbers).get(pk=customer.pk)
    return [Count(min(number, COUNT_CAP), number > COUNT_CAP) for number in found]
