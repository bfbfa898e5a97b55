"""A closed order is closed in the database too: its facts, closing, money, parts, status entries, photos, attachments
and signature stay, and nothing joins them; only reopening (which marks the closing first) changes the stage, and that
mark stays. Terms and voidings are never rewritten. The words of notes and of parts are indexed, parts of them too. An
order knows whether its terms are signed. Nobody is reminded to collect what is not ready any more."""

from faena.customers.guards import moving, unless_moving
from faena.lib import guards, trigrams
from faena.orders.models import InternalEntry, OrderClosing, ServiceOrder, Signature, StatusEntry, Terms, Voiding

ORDER, CLOSING, SIGNATURE = "orders_serviceorder", "orders_closing", "orders_signature"
FIXED = (
    "number, branch_id, charge_id, technician_id, service_value, outcome, promised_at, terms_id, status_id, opened_at, "
    "opened_by_id, closed_at, uid, ref_kind, ref_id, ref_label, is_signed"
)

# What hangs on an order may neither leave nor join a closed one, so an UPDATE looks at both ends.
CLOSED_OF = f"SELECT 1 FROM {ORDER} WHERE id IN ({{ids}}) AND stage = 'closed'"
CLOSED_OF_PHOTO = (
    f"SELECT 1 FROM orders_statusentry e JOIN {ORDER} o ON o.id = e.order_id "
    "WHERE e.id IN ({ids}) AND o.stage = 'closed'"
)
STAYS_CLOSED = "OLD.stage = 'closed' AND NEW.stage = 'closed'"
OWNER_OF = "(SELECT customer_id FROM customers_device WHERE id = {end}.device_id)"
ENDS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}

guards.register(
    guards.refuse("closed_order_keeps_its_facts", ORDER, f"UPDATE OF {FIXED}", when=STAYS_CLOSED),
    guards.only_blanked(
        "closed_order_keeps_its_words", ServiceOrder, "reason", "accessories", "condition", when=STAYS_CLOSED
    ),
    # Two customers who are merged are one: his orders, and those of a device that both had.
    guards.refuse(
        "closed_order_keeps_its_customer",
        ORDER,
        "UPDATE OF customer_id",
        when=STAYS_CLOSED,
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),
    ),
    guards.refuse(
        "closed_order_keeps_its_device",
        ORDER,
        "UPDATE OF device_id",
        when=STAYS_CLOSED,
        exists=unless_moving(OWNER_OF.format(end="OLD"), OWNER_OF.format(end="NEW")),
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
    guards.refuse("closing_keeps_its_facts", CLOSING, "UPDATE OF order_id, outcome, by_id, at"),
    guards.only_blanked("closing_keeps_its_words", OrderClosing, "work_done", "report"),
    guards.refuse(
        "closing_stays_reopened",
        CLOSING,
        "UPDATE OF reopened_at, reopened_by_id",
        when="OLD.reopened_at IS NOT NULL",
    ),
    guards.only_blanked(
        "closing_keeps_its_reopening", OrderClosing, "reopen_reason", when="OLD.reopened_at IS NOT NULL"
    ),
    guards.refuse(
        "closed_order_keeps_its_charge",
        "cash_charge",
        "UPDATE OF amount, currency, account, cancelled_at, received",
        exists=f"SELECT 1 FROM {ORDER} WHERE charge_id = OLD.id AND stage = 'closed'",
    ),
    guards.refuse(
        "charge_of_closed_order_keeps_its_customer",
        "cash_charge",
        "UPDATE OF customer_id",
        exists=f"SELECT 1 FROM {ORDER} WHERE charge_id = OLD.id AND stage = 'closed'"
        f" AND NOT EXISTS ({moving('OLD.customer_id', 'NEW.customer_id')})",
    ),
    guards.refuse(
        "closed_order_takes_no_payment",
        "cash_payment",
        "INSERT",
        exists=f"SELECT 1 FROM {ORDER} WHERE charge_id = NEW.charge_id AND stage = 'closed'",
    ),
    guards.refuse(
        "closed_order_keeps_its_payments",
        "cash_reversal",
        "INSERT",
        exists=f"SELECT 1 FROM cash_payment p JOIN {ORDER} o ON o.charge_id = p.charge_id "
        "WHERE p.id = NEW.payment_id AND o.stage = 'closed'",
    ),
    guards.keep(
        "order_knows_that_it_is_signed",
        SIGNATURE,
        "INSERT",
        f"UPDATE {ORDER} SET is_signed = TRUE WHERE id = NEW.order_id",
    ),
    guards.keep(
        "order_knows_that_it_is_unsigned",
        SIGNATURE,
        "DELETE",
        f"UPDATE {ORDER} SET is_signed = FALSE WHERE id = OLD.order_id",
    ),
    guards.keep(
        "order_that_leaves_ready_ends_its_reminders",
        ORDER,
        "UPDATE OF stage",
        "UPDATE orders_reminder SET state = 'left' WHERE order_id = NEW.id AND state = 'open' AND NEW.stage <> 'ready'",
    ),
    *guards.append_only(Terms),
    *guards.append_only(Voiding, may_blank=["reason"]),
)
# Of these the words may be blanked when their customer is forgotten.
WORDS = {StatusEntry: ("note", "note_key"), InternalEntry: ("note",), Signature: ("signer", "strokes")}
MAY_BLANK = {model._meta.db_table: (model, columns) for model, columns in WORDS.items()}
for table, column, closed_of in (
    ("orders_part", "order_id", CLOSED_OF),
    ("orders_statusentry", "order_id", CLOSED_OF),
    ("orders_signature", "order_id", CLOSED_OF),
    ("orders_internalentry", "order_id", CLOSED_OF),
    ("orders_orderfile", "order_id", CLOSED_OF),
    ("orders_statusphoto", "entry_id", CLOSED_OF_PHOTO),
):
    for event, ends in ENDS.items():
        closed = closed_of.format(ids=", ".join(f"{end}.{column}" for end in ends))
        name = f"closed_order_keeps_{table}_{event.lower()}"
        if event == "UPDATE" and table in MAY_BLANK:
            model, words = MAY_BLANK[table]
            guards.register(
                guards.refuse(name, table, event, when=guards.differs(model, *words), exists=closed),
                guards.only_blanked(f"closed_order_keeps_{table}_words", model, *words, exists=closed),
            )
        else:
            guards.register(guards.refuse(name, table, event, exists=closed))
for name, table, column in (
    ("status_note_words", "orders_statusentry", "note_key"),
    ("part_words", "orders_part", "description_key"),
):
    made, dropped = trigrams.kept_on_sqlite(name, table, column)
    guards.register(
        guards.Guard(
            name=name,
            table=table,
            sqlite=made,
            sqlite_drop=dropped,
            keeps=trigrams.index_of(table),
            postgres=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)",
            ],
            postgres_drop=[],
        )
    )
