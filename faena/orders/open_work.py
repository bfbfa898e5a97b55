"""Open orders as work that a technician has, and hands over (accounts/open_work.py)."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.accounts.open_work import Kind
from faena.gate.grants import Perm
from faena.orders.actions.work import assign_technician
from faena.orders.models import ServiceOrder


def _rows(user: User) -> QuerySet[ServiceOrder]:
    return ServiceOrder.objects.open().filter(technician=user).select_related("customer").order_by("id")


def _give(order: ServiceOrder, to: User, reason: str, by: User) -> object:
    return assign_technician(order, technician=to, version=order.version, by=by)


ORDERS = Kind(
    "orders",
    _("Orders"),
    "clipboard-list",
    Perm.ORDER_ASSIGN,
    rows=_rows,
    takers=User.objects.technicians,
    give=_give,
    line=lambda order: (f"{order} · {order.customer.name}", order.as_ref.url),
    url=lambda user: f"{reverse('orders:list')}?{urlencode({'technician': user.pk})}",
    module="workshop",
    order=10,
)
