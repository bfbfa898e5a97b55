"""How an order ends, and how its end is undone."""

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.orders import actions
from faena.orders.api.orders import order, routes
from faena.orders.api.shapes import found_order
from faena.rest.effects import version_of
from faena.rest.values import In


class OrderClosingIn(In):
    outcome: str
    work_done: str


@routes.event("/orders/{int:order_id}/closing", Perm.ORDER_CLOSE, to=order, is_versioned=True)
def close_order(request: StaffRequest, order_id: int, facts: OrderClosingIn) -> int:
    """The device is handed back: nothing changes afterwards."""
    found = found_order(request, order_id, Perm.ORDER_CLOSE)
    actions.close_order(found, **facts.model_dump(), version=version_of(request), by=request.user)
    return order_id


class OrderReasonIn(In):
    reason: str


@routes.event("/orders/{int:order_id}/reopening", Perm.ORDER_REOPEN, to=order, is_versioned=True)
def reopen_order(request: StaffRequest, order_id: int, facts: OrderReasonIn) -> int:
    """A closed order is open again: its final report is superseded."""
    found = found_order(request, order_id, Perm.ORDER_REOPEN)
    actions.reopen_order(found, reason=facts.reason, version=version_of(request), by=request.user)
    return order_id


@routes.event("/orders/{int:order_id}/voiding", Perm.ORDER_VOID, to=order, is_versioned=True)
def void_order(request: StaffRequest, order_id: int, facts: OrderReasonIn) -> int:
    """An order is taken out of the work: it keeps its number and owes nothing."""
    found = found_order(request, order_id, Perm.ORDER_VOID)
    actions.void_order(found, reason=facts.reason, version=version_of(request), by=request.user)
    return order_id
