"""A closed order is closed in the database too: its value, number, closing, parts, status entries, photos and
signature stay; only reopening (which marks the closing first) changes the stage. Terms are never rewritten."""

from faena.lib import guards
from faena.orders.models import Terms

ORDER, CLOSING = "orders_serviceorder", "orders_closing"
FIXED = (
    "number, branch_id, customer_id, device_id, charge_id, technician_id, service_value, outcome, reason, "
    "opened_at, closed_at"
)

CLOSED_OF = f"SELECT 1 FROM {ORDER} WHERE id = {{row}}.order_id AND stage = 'closed'"
CLOSED_OF_PHOTO = (
    f"SELECT 1 FROM orders_statusentry e JOIN {ORDER} o ON o.id = e.order_id "
    "WHERE e.id = {row}.entry_id AND o.stage = 'closed'"
)

guards.register(
    guards.refuse(
        "closed_order_keeps_its_facts",
        ORDER,
        f"UPDATE OF {FIXED}",
        when="OLD.stage = 'closed' AND NEW.stage = 'closed'",
    ),
    guards.refuse(
        "closed_order_only_reopens",
        ORDER,
        "UPDATE OF stage",
        when="OLD.stage = 'closed' AND NEW.stage <> 'closed'",
        exists=f"SELECT 1 FROM {CLOSING} WHERE order_id = OLD.id AND reopened_at IS NULL",
    ),
    guards.refuse("closed_order_is_not_deleted", ORDER, "DELETE", when="OLD.stage = 'closed'"),
    guards.refuse("closing_is_not_deleted", CLOSING, "DELETE"),
    guards.refuse("closing_keeps_its_facts", CLOSING, "UPDATE OF order_id, outcome, work_done, by_id, at"),
    guards.refuse(
        "closed_order_keeps_its_charge",
        "cash_charge",
        "UPDATE OF amount, currency, customer_id",
        exists=f"SELECT 1 FROM {ORDER} WHERE charge_id = OLD.id AND stage = 'closed'",
    ),
    *guards.append_only(Terms),
)
for table, closed_of in {
    "orders_part": CLOSED_OF,
    "orders_statusentry": CLOSED_OF,
    "orders_signature": CLOSED_OF,
    "orders_internalentry": CLOSED_OF,
    "orders_statusphoto": CLOSED_OF_PHOTO,
}.items():
    guards.register(
        *(
            guards.refuse(f"closed_order_keeps_{table}_{event.lower()}", table, event, exists=closed_of.format(row=row))
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        )
    )
