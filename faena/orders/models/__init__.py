"""The workshop's case: a service order from intake to its final report, what the customer is told on the way,
the parts, the terms and their signature."""

from faena.orders.models.entries import AuthoredEntry, InternalEntry, StatusEntry, StatusPhoto
from faena.orders.models.files import OrderFile
from faena.orders.models.orders import (
    IS_OPEN,
    LONGEST_UNLOCK_CODE,
    ORDER_NUMBERS,
    TERMS_PENDING,
    OrderClosing,
    OrderQuerySet,
    ServiceOrder,
    Voiding,
    on_sheet,
)
from faena.orders.models.parts import Part
from faena.orders.models.statuses import OPEN_STAGES, OVER_STAGES, WAY, WORKING_STAGES, InternalStatus, Stage, Status
from faena.orders.models.tellings import Reminder, Reminding, Telling, Wording
from faena.orders.models.terms import Signature, Terms
from faena.orders.models.visits import OrderVisit

__all__ = [
    "IS_OPEN",
    "LONGEST_UNLOCK_CODE",
    "OPEN_STAGES",
    "ORDER_NUMBERS",
    "OVER_STAGES",
    "TERMS_PENDING",
    "WAY",
    "WORKING_STAGES",
    "AuthoredEntry",
    "InternalEntry",
    "InternalStatus",
    "OrderClosing",
    "OrderFile",
    "OrderQuerySet",
    "OrderVisit",
    "Part",
    "Reminder",
    "Reminding",
    "ServiceOrder",
    "Signature",
    "Stage",
    "Status",
    "StatusEntry",
    "StatusPhoto",
    "Telling",
    "Terms",
    "Voiding",
    "Wording",
    "on_sheet",
]
