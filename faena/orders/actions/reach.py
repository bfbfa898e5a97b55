"""What every change of an order begins with: its lock, whether it can still change, and whose rows it may change."""

from typing import Any

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope
from faena.lib.errors import RuleBroken, Stale
from faena.orders.models import ServiceOrder, on_sheet


def locked_order(order: ServiceOrder, version: int | None = None) -> ServiceOrder:
    """The order read again under its lock. Raises RuleBroken when it is closed or void, Stale on an old version."""
    fresh = locked_in_any_stage(order)
    if not fresh.is_open:
        raise RuleBroken(why_finished(fresh))
    check_version(fresh, version)
    return fresh


def locked_in_any_stage(order: ServiceOrder) -> ServiceOrder:
    """For what may happen to a closed order too."""
    ServiceOrder.lock(order.pk)
    # Only now: whoever waited for the lock would see what hangs on the order as it was before the wait (PostgreSQL).
    return on_sheet.get(Scope.ALL, pk=order.pk)


def check_version(fresh: ServiceOrder, version: int | None) -> None:
    if version is not None and fresh.version != version:
        raise Stale(
            _("Somebody changed this order while you were looking at it. Look again, then repeat."), current=fresh
        )


def why_finished(order: ServiceOrder) -> str:
    """The sentence with which a closed or void order refuses every change."""
    return _("%(order)s is %(stage)s: it cannot be changed.") % {
        "order": order,
        "stage": order.get_stage_display().lower(),
    }


def reaches(by: User, perm: Perm, row: Any) -> bool:
    """Whether the permission reaches a row that has an author: everybody's, or only one's own (§4)."""
    reach = scope(by, perm)
    return reach is Scope.ALL or (reach is Scope.OWN and row.author_id == by.pk)
