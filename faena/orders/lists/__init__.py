"""The lists of the workshop: the columns, filters and sorts of each, and what is found."""

from faena.orders.lists.orders import ORDERS, order_fields, orders_found, repairs
from faena.orders.lists.parts import PARTS, part_fields, parts_found
from faena.orders.lists.statuses import ENTRIES, entries_found, entry_fields

__all__ = [
    "ENTRIES",
    "ORDERS",
    "PARTS",
    "entries_found",
    "entry_fields",
    "order_fields",
    "orders_found",
    "part_fields",
    "parts_found",
    "repairs",
]
