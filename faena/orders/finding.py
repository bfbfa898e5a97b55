"""How the lists of the workshop are searched: by an order's number, by what its customer is found by, by words that
somebody wrote, in any spelling of their letters; and the statuses that their filters offer."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from faena.customers.search import matching
from faena.lib.named import NamedValues
from faena.lib.text import fold
from faena.lib.trigrams import containing
from faena.orders.models import ORDER_NUMBERS, ServiceOrder, Status
from faena.ui.search import numbered

Rows = TypeVar("Rows", bound=QuerySet[Any])
NEWEST = 2000  # of the terms, notes or parts that a word finds which stands everywhere


def found_by(rows: Rows, column: str, wanted: str, user: Any, *, newest: int = NEWEST) -> Rows:
    """Those of the rows whose folded column has all the words, those of the order with this number, and of the orders
    of customers who are found by it. One query for each, so that each has its index."""
    every, number = rows.model._default_manager.order_by(), ORDER_NUMBERS.read(wanted)
    orders = ServiceOrder.objects.filter(customer__in=matching(wanted, user, newest=newest).values("customer"))
    found = [every.filter(order__in=orders.order_by().values("pk"))]
    if words := fold(wanted).split():
        found.append(containing(every, column, words, newest=newest))
    if number is not None:
        found.append(every.filter(order__in=numbered(ServiceOrder.objects.all(), number)))
    first, *others = (one.values("pk") for one in found)
    return rows.filter(pk__in=first.union(*others) if others else first)


def any_status() -> list[tuple[Any, str]]:
    """The statuses that a filter offers: retired ones too, orders still stand on them."""
    return [("", _("Any status")), *_statuses.rows()]


_statuses = NamedValues(lambda _ask: Status.objects.order_by("position", "id").values_list("pk", "name"))
