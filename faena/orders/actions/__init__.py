"""The life of a service order, one function per event: intake, work, statuses, parts, terms, closing."""

from faena.orders.actions.closing import close_order, reopen_order, reverse_collection, void_order
from faena.orders.actions.files import attach_files, restore_file, withdraw_file
from faena.orders.actions.intake import IntakeChange, IntakeFacts, edit_intake, open_order
from faena.orders.actions.internal import add_internal, edit_internal, withdraw_internal
from faena.orders.actions.owners import correct_customer
from faena.orders.actions.parts import PartFacts, add_part, delete_part, edit_part
from faena.orders.actions.reminding import set_reminding
from faena.orders.actions.statuses import (
    add_status,
    attach_photos,
    edit_status,
    restore_photo,
    restore_status,
    withdraw_photo,
    withdraw_status,
)
from faena.orders.actions.telling import (
    confirm_telling,
    remind_by_mail,
    tell_customer,
    update_customer,
    write_wording,
)
from faena.orders.actions.terms import end_terms, publish_terms, renew_terms, sign_terms
from faena.orders.actions.undoing import undo_status
from faena.orders.actions.visits import book_order_visit
from faena.orders.actions.work import assign_technician, set_value, undo_assignment

__all__ = [
    "IntakeChange",
    "IntakeFacts",
    "PartFacts",
    "add_internal",
    "add_part",
    "add_status",
    "assign_technician",
    "attach_files",
    "attach_photos",
    "book_order_visit",
    "close_order",
    "confirm_telling",
    "correct_customer",
    "delete_part",
    "edit_intake",
    "edit_internal",
    "edit_part",
    "edit_status",
    "end_terms",
    "open_order",
    "publish_terms",
    "remind_by_mail",
    "renew_terms",
    "reopen_order",
    "restore_file",
    "restore_photo",
    "restore_status",
    "reverse_collection",
    "set_reminding",
    "set_value",
    "sign_terms",
    "tell_customer",
    "undo_assignment",
    "undo_status",
    "update_customer",
    "void_order",
    "withdraw_file",
    "withdraw_internal",
    "withdraw_photo",
    "withdraw_status",
    "write_wording",
]
