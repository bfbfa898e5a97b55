"""What each guard refuses, as statements: tests/test_guards.py tries them all on one row of everything."""

# guard -> statements that it must refuse; %(order)s and its kin are keys of the shop above
REFUSED = {
    "journal_event_is_never_changed": ["UPDATE journal_event SET facts = '{}'"],
    "journal_event_text_is_only_blanked": [
        """UPDATE journal_event SET said = '{"note": "invented"}', salt = ''""",
        "UPDATE journal_event SET salt = ''",
    ],
    "journal_access_is_never_changed": ["UPDATE journal_access SET person_id = NULL, facts = '{}'"],
    "journal_access_is_sealed_once": ["UPDATE journal_access SET count = 2", "UPDATE journal_access SET hash = ''"],
    "journal_access_text_is_only_blanked": ["UPDATE journal_access SET salt = ''"],
    "journal_access_origin_is_only_blanked": ["UPDATE journal_access SET address = '203.0.113.1'"],
    "journal_accesshead_is_never_deleted": ["DELETE FROM journal_accesshead"],
    "cash_collection_is_never_changed": ["UPDATE cash_collection SET at = at"],
    "cash_payment_is_never_changed": ["UPDATE cash_payment SET amount = 1"],
    "cash_payment_is_only_blanked": [
        "UPDATE cash_payment SET note = 'x'",
        "UPDATE cash_payment SET note = '', day_reason = 'x'",
    ],
    "cash_tender_is_never_changed": ["UPDATE cash_tender SET rate = 1"],
    "cash_tender_is_only_blanked": ["UPDATE cash_tender SET reference = '0042'"],
    "cash_change_is_never_changed": ["UPDATE cash_change SET amount = amount - 1"],
    "cash_reversal_is_never_changed": ["UPDATE cash_reversal SET at = CURRENT_TIMESTAMP"],
    "cash_reversal_is_only_blanked": ["UPDATE cash_reversal SET reason = 'x'"],
    "cash_exchangerate_is_never_changed": ["UPDATE cash_exchangerate SET rate = 1"],
    "cash_receiptprint_is_never_changed": ["UPDATE cash_receiptprint SET number = 2"],
    "orders_terms_is_never_changed": ["UPDATE orders_terms SET text = 'x'"],
    "orders_voiding_is_never_changed": ["UPDATE orders_voiding SET at = CURRENT_TIMESTAMP"],
    "orders_voiding_is_only_blanked": ["UPDATE orders_voiding SET reason = 'x'"],
    "closed_order_keeps_its_facts": [
        "UPDATE orders_serviceorder SET service_value = 1 WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET number = 99 WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET terms_id = NULL, status_id = %(status)s WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET technician_id = NULL WHERE id = %(order)s",
    ],
    "closed_order_keeps_its_words": [
        "UPDATE orders_serviceorder SET reason = 'x' WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET condition = 'Broken when it came' WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET reason = '—', accessories = 'none' WHERE id = %(order)s",
    ],
    "closed_order_keeps_its_customer": [
        "UPDATE orders_serviceorder SET customer_id = (SELECT kept_id FROM customers_merge) WHERE id = %(order)s"
    ],
    "closed_order_keeps_its_device": [
        "UPDATE orders_serviceorder SET device_id = (SELECT max(id) FROM customers_device) WHERE id = %(order)s"
    ],
    "closed_order_only_reopens": [
        "UPDATE orders_serviceorder SET stage = 'ready', closed_at = NULL WHERE id = %(order)s",
        "UPDATE orders_serviceorder SET stage = 'ready', closed_at = NULL, service_value = 1 WHERE id = %(order)s",
    ],
    "closed_order_is_not_deleted": ["DELETE FROM orders_serviceorder WHERE id = %(order)s"],
    "closing_is_not_deleted": ["DELETE FROM orders_closing"],
    "closing_keeps_its_facts": ["UPDATE orders_closing SET outcome = 'not_repairable'"],
    "closing_keeps_its_words": [
        "UPDATE orders_closing SET work_done = 'x'",
        """UPDATE orders_closing SET report = '{"name": "x"}'""",
    ],
    "closed_order_keeps_its_charge": [
        "UPDATE cash_charge SET amount = 1 WHERE ref_id = %(order)s AND ref_kind = 'order'"
    ],
    "charge_of_closed_order_keeps_its_customer": [
        "UPDATE cash_charge SET customer_id = (SELECT kept_id FROM customers_merge) "
        "WHERE ref_id = %(order)s AND ref_kind = 'order'"
    ],
    "closed_order_takes_no_payment": [
        "INSERT INTO cash_payment (receipt, amount, note, at, branch_id, cashier_id, charge_id) "
        "SELECT 9999, 1, '', at, branch_id, cashier_id, charge_id FROM cash_payment WHERE id = %(payment)s"
    ],
    "closed_order_keeps_its_payments": [
        "INSERT INTO cash_reversal (payment_id, reason, by_id, at) "
        "SELECT id, 'x', cashier_id, at FROM cash_payment WHERE id = %(payment)s"
    ],
    "closed_order_keeps_orders_part_insert": [
        "INSERT INTO orders_part (version, uid, description, quantity, unit_price, is_chargeable, warranty, "
        "warranty_unit, at, happened_at, author_id, order_id) SELECT version, '%(uid)s', description, quantity, "
        "unit_price, is_chargeable, warranty, warranty_unit, at, happened_at, author_id, order_id FROM orders_part"
    ],
    "closed_order_keeps_orders_part_update": ["UPDATE orders_part SET unit_price = 0"],
    "closed_order_keeps_orders_part_delete": ["DELETE FROM orders_part"],
    "closed_order_keeps_orders_statusentry_insert": [
        "INSERT INTO orders_statusentry (version, uid, note, at, happened_at, author_id, order_id, status_id) "
        "SELECT 1, '%(uid)s', '', at, happened_at, author_id, order_id, status_id FROM orders_statusentry"
    ],
    "closed_order_keeps_orders_statusentry_update": ["UPDATE orders_statusentry SET version = 7"],
    "closed_order_keeps_orders_statusentry_words": ["UPDATE orders_statusentry SET note = 'x'"],
    "closed_order_keeps_orders_statusentry_delete": ["DELETE FROM orders_statusentry"],
    "closed_order_keeps_orders_orderfile_insert": [
        "INSERT INTO orders_orderfile (is_visible, file_id, order_id) "
        "SELECT is_visible, file_id, order_id FROM orders_orderfile"
    ],
    "closed_order_keeps_orders_orderfile_update": ["UPDATE orders_orderfile SET withdrawn_at = CURRENT_TIMESTAMP"],
    "closed_order_keeps_orders_orderfile_delete": ["DELETE FROM orders_orderfile"],
    "closed_order_keeps_orders_statusphoto_insert": [
        "INSERT INTO orders_statusphoto (entry_id, file_id, position) "
        "SELECT entry_id, file_id, 9 FROM orders_statusphoto"
    ],
    "closed_order_keeps_orders_statusphoto_update": ["UPDATE orders_statusphoto SET position = 2"],
    "closed_order_keeps_orders_statusphoto_delete": ["DELETE FROM orders_statusphoto"],
    "closed_order_keeps_orders_signature_insert": [
        "INSERT INTO orders_signature (uid, signer, at, happened_at, by_id, order_id, terms_id) "
        "SELECT '%(uid)s', 'x', at, happened_at, by_id, order_id, terms_id FROM orders_signature"
    ],
    "closed_order_keeps_orders_signature_update": ["UPDATE orders_signature SET at = CURRENT_TIMESTAMP"],
    "closed_order_keeps_orders_signature_words": [
        "UPDATE orders_signature SET signer = 'x'",
        """UPDATE orders_signature SET strokes = '{"w": 1}'""",
    ],
    "closed_order_keeps_orders_signature_delete": ["DELETE FROM orders_signature"],
    "closed_order_keeps_orders_internalentry_insert": [
        "INSERT INTO orders_internalentry (version, uid, note, at, happened_at, author_id, order_id, status_id) "
        "SELECT 1, '%(uid)s', '', at, happened_at, author_id, order_id, status_id FROM orders_internalentry"
    ],
    "closed_order_keeps_orders_internalentry_update": ["UPDATE orders_internalentry SET version = 7"],
    "closed_order_keeps_orders_internalentry_words": ["UPDATE orders_internalentry SET note = 'x'"],
    "closed_order_keeps_orders_internalentry_delete": ["DELETE FROM orders_internalentry"],
}
REFUSED |= {
    "visit_photo_is_not_deleted": ["DELETE FROM agenda_visitphoto"],
    "visit_photo_stays": ["UPDATE agenda_visitphoto SET position = 9"],
    "agenda_visitsignature_is_never_changed": ["UPDATE agenda_visitsignature SET at = CURRENT_TIMESTAMP"],
    "agenda_visitsignature_is_only_blanked": [
        "UPDATE agenda_visitsignature SET signer = 'x'",
        "UPDATE agenda_visitsignature SET strokes = '[1]'",
    ],
    "invoice_is_not_deleted": ["DELETE FROM billing_invoice"],
    "invoice_keeps_its_facts": [
        "UPDATE billing_invoice SET number = number + 1",
        "UPDATE billing_invoice SET period = '2020-01-01'",
    ],
    "collection_keeps_its_customer": ["UPDATE cash_collection SET customer_id = (SELECT kept_id FROM customers_merge)"],
    "invoice_keeps_its_customer": [
        "UPDATE billing_invoice SET customer_id = (SELECT kept_id FROM customers_merge) WHERE id = %(invoice)s"
    ],
    "invoice_keeps_its_charge": ["UPDATE billing_invoice SET charge_id = NULL"],
    "cancelled_invoice_takes_no_line": [
        "INSERT INTO billing_invoiceline (kind, description, amount, at, by_id, invoice_id) "
        "SELECT 'interest', '', 1, at, by_id, invoice_id FROM billing_invoiceline WHERE invoice_id = %(invoice)s"
    ],
    "only_a_cancelled_invoice_is_replaced": [
        "INSERT INTO billing_invoice (number, period, issued_at, branch_id, customer_id, issued_by_id, "
        "subscription_id, replaces_id) SELECT number + 900, '2020-01-01', issued_at, branch_id, customer_id, "
        "issued_by_id, subscription_id, id FROM billing_invoice WHERE id = %(invoice)s"
    ],
    "cash_balancevoiding_is_never_changed": ["UPDATE cash_balancevoiding SET at = CURRENT_TIMESTAMP"],
    "cash_balancevoiding_is_only_blanked": ["UPDATE cash_balancevoiding SET reason = 'x'"],
    "opening_balance_keeps_its_facts": ["UPDATE cash_openingbalance SET charge_id = 1"],
    "opening_balance_keeps_its_customer": ["UPDATE cash_openingbalance SET customer_id = 1"],
    "billing_invoiceline_is_never_changed": ["UPDATE billing_invoiceline SET amount = 1"],
    "billing_cancellation_is_never_changed": ["UPDATE billing_cancellation SET at = CURRENT_TIMESTAMP"],
    "billing_cancellation_is_only_blanked": ["UPDATE billing_cancellation SET reason = 'x'"],
}
REFUSED |= {
    "tickets_statuschange_is_never_changed": ["UPDATE tickets_statuschange SET is_visible = NOT is_visible"],
    "tickets_comment_is_never_changed": ["UPDATE tickets_comment SET is_visible = NOT is_visible"],
    "tickets_comment_is_only_blanked": ["UPDATE tickets_comment SET text = 'x'"],
    "tickets_commentfile_is_never_changed": ["UPDATE tickets_commentfile SET position = 9"],
    "ticket_closing_is_not_deleted": ["DELETE FROM tickets_closing"],
    "ticket_closing_keeps_its_facts": ["UPDATE tickets_closing SET outcome = 'no_solution'"],
    "ticket_closing_keeps_its_words": ["UPDATE tickets_closing SET text = 'x'"],
    "holding_is_not_deleted": ["DELETE FROM tickets_holding"],
    "holding_keeps_its_facts": ["UPDATE tickets_holding SET since = CURRENT_TIMESTAMP"],
    "holding_keeps_its_words": ["UPDATE tickets_holding SET reason = 'x'"],
    "holding_stays_ended": ["UPDATE tickets_holding SET until = NULL"],
}
REFUSED |= {
    "customers_merge_is_never_changed": [
        "UPDATE customers_merge SET moved = '[1]'",
        "UPDATE customers_merge SET gone_id = kept_id",
    ],
    "customers_merge_is_only_blanked": ["""UPDATE customers_merge SET doubles = '["x"]'"""],
    "merge_moves_when_it_is_undone": ["UPDATE customers_merge SET is_moving = NOT is_moving"],
}
# What is never changed is never deleted either.
NEVER_CHANGED = [name.removesuffix("_is_never_changed") for name in REFUSED if name.endswith("_is_never_changed")]
REFUSED |= {f"{table}_is_never_deleted": [f"DELETE FROM {table}"] for table in NEVER_CHANGED}
