"""The life of a service order, one function per event: intake, work, statuses, parts, terms, closing."""

from faena.orders.actions.closing import close_order, void_order
from faena.orders.actions.intake import IntakeChange, IntakeFacts, edit_intake, open_order
from faena.orders.actions.parts import PartFacts, add_part, amount_due, delete_part, edit_part
from faena.orders.actions.statuses import add_status, withdraw_status
from faena.orders.actions.work import assign_technician, set_value

__all__ = [
    "IntakeChange",
    "IntakeFacts",
    "PartFacts",
    "add_part",
    "add_status",
    "amount_due",
    "assign_technician",
    "close_order",
    "delete_part",
    "edit_intake",
    "edit_part",
    "open_order",
    "set_value",
    "void_order",
    "withdraw_status",
]
