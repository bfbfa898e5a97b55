"""The life of a service order, one function per event: intake, work, statuses, parts, terms, closing."""

from faena.orders.actions.closing import close_order, void_order
from faena.orders.actions.intake import IntakeChange, IntakeFacts, edit_intake, open_order
from faena.orders.actions.parts import amount_due
from faena.orders.actions.statuses import add_status, withdraw_status
from faena.orders.actions.terms import end_terms, publish_terms, renew_terms, sign_terms
from faena.orders.actions.work import assign_technician, set_value

__all__ = [
    "IntakeChange",
    "IntakeFacts",
    "add_status",
    "amount_due",
    "assign_technician",
    "close_order",
    "edit_intake",
    "end_terms",
    "open_order",
    "publish_terms",
    "renew_terms",
    "set_value",
    "sign_terms",
    "void_order",
    "withdraw_status",
]
