"""What reaches people about orders."""

from collections.abc import Collection, Mapping
from typing import Any

from faena.accounts.notices import named_user
from faena.notifications import notices
from faena.notifications.models import Notice
from faena.orders.models import ServiceOrder


def announce() -> None:
    notices.gives("order.assigned", Notice.Kind.ASSIGNED, named_user)
    for verb in ("order.assigned", "order.unassigned"):
        notices.takes_back(verb, Notice.Kind.ASSIGNED)
    notices.register_thing("order", notices.Thing(_told))


def _told(user: Any, keys: Collection[int]) -> Mapping[int, str]:
    """The device and its customer."""
    orders = ServiceOrder.objects.visible_to(user).filter(pk__in=keys).select_related("device", "customer")
    return {order.pk: f"{order.device}\N{NO-BREAK SPACE}· {order.customer.name}" for order in orders}
