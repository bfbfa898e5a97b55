"""What can be taken back of an order from the notice that says that it was done (ui/undoing.py)."""

from typing import Any

from django.shortcuts import get_object_or_404

from faena.accounts.models import User
from faena.orders import actions
from faena.orders.actions.parts import WRITTEN, PartFacts
from faena.orders.models import Part, ServiceOrder
from faena.ui import undoing
from faena.ui.undoing import Undo

ASSIGNED, ADDED, DELETED = "order.assigned", "part.added", "part.deleted"


def announce() -> None:
    undoing.register(ASSIGNED, _assign_back)
    undoing.register(ADDED, _take_off)
    undoing.register(DELETED, _put_back)


def of_assignment(order: ServiceOrder, before: User | None) -> Undo:
    """`order` as it is now; `before`: who had it."""
    return Undo(ASSIGNED, {"order": order.pk, "before": before.pk if before else None, "version": order.version})


def of_adding(part: Part) -> Undo:
    return Undo(ADDED, {"order": part.order_id, "part": part.pk, "version": part.version})


def of_deleting(part: Part) -> Undo:
    """`part` as it was."""
    return Undo(DELETED, {"order": part.order_id, "facts": {name: getattr(part, name) for name in WRITTEN}})


def _assign_back(user: User, *, order: int, before: int | None, version: int) -> Any:
    had_it = get_object_or_404(User, pk=before) if before else None
    return actions.undo_assignment(_order(user, order), before=had_it, version=version, by=user)


def _take_off(user: User, *, order: int, part: int, version: int) -> Any:
    added = get_object_or_404(Part.objects.select_related("order"), pk=part, order=_order(user, order))
    return actions.delete_part(added, version=version, by=user)


def _put_back(user: User, *, order: int, facts: dict[str, Any]) -> Any:
    return actions.add_part(_order(user, order), PartFacts(**facts), by=user)


def _order(user: User, pk: int) -> ServiceOrder:
    return get_object_or_404(ServiceOrder.objects.visible_to(user), pk=pk)
