"""The lock that every change of an order takes first."""

from django.utils.translation import gettext as _

from faena.lib.errors import RuleBroken, Stale
from faena.orders.models import ServiceOrder


def locked_order(order: ServiceOrder, version: int | None = None) -> ServiceOrder:
    """The order read again under its lock. Raises RuleBroken when it is closed or void, Stale on an old version."""
    fresh = ServiceOrder.objects.on_sheet().select_for_update(of=("self",)).get(pk=order.pk)
    if not fresh.is_open:
        raise RuleBroken(
            _("%(order)s is %(stage)s: it cannot be changed.")
            % {"order": fresh, "stage": fresh.get_stage_display().lower()}
        )
    if version is not None and fresh.version != version:
        raise Stale(
            _("Somebody changed this order while you were looking at it. Look again, then repeat."), current=fresh
        )
    result: ServiceOrder = fresh
    return result
