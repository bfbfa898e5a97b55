"""What the record of one customer leads to (C2): plans, statement, contacts, tickets, orders, devices. Each room
registers its own in `apps.py`; permission and the switched-on halves decide who sees which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.lib.pages import Count, capped_count
from faena.ui.navigation import Half


@dataclass(frozen=True)
class Option:
    """`url_name` takes the customer's key. `count` asks the database once: how many rows this reader finds there."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    perm: Perm
    half: Half | None
    order: int
    count: Callable[[Customer, User], Count]


@dataclass(frozen=True)
class OptionRow:
    """An option as one reader sees it on the pages of one customer."""

    name: str
    label: str
    icon: str
    url: str
    count: Count
    is_current: bool


def counted(model: Any) -> Callable[[Customer, User], Count]:
    """How many rows of `model`, which has a customer, this reader sees of one."""
    return lambda customer, user: capped_count(model.objects.visible_to(user).filter(customer=customer))


_options: dict[str, Option] = {}


def register(option: Option) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    _options[option.name] = option


def options_of(request: StaffRequest, customer: Customer) -> list[OptionRow]:
    """What this reader may open of the customer, in order, with counts: one query for each."""
    rows = []
    for option in sorted(_options.values(), key=lambda option: (option.order, option.name)):
        if (option.half is None or option.half in request.company.halves) and may(request.user, option.perm):
            address, count = reverse(option.url_name, args=[customer.pk]), option.count(customer, request.user)
            rows.append(OptionRow(option.name, str(option.label), option.icon, address, count, request.path == address))
    return rows
