"""Ways to break what fsck keeps, one function for each rule: it breaks the rule in the shop, behind the program's back,
and gives back what has to be named, as (kind, id)."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from faena.cash.models import Charge
from faena.orders.models import ServiceOrder
from faena.upkeep import fsck

Broken = set[tuple[str, Any]]
BROKEN: list[tuple[fsck.Check, Callable[[Any], Broken]]] = []


def breaks(check):
    """The function below breaks a rule of this check."""

    def keep(fn):
        BROKEN.append((check, fn))
        return fn

    return keep


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def row_of(order):
    return ServiceOrder.objects.filter(pk=order.pk)


def charge_of(order):
    return Charge.objects.filter(pk=order.charge_id)
