"""Money received is never changed: what was wrong is reversed. Nor are the rates by which it was counted, nor which
receipts were printed. An account knows what came in on it."""

from faena.cash.models import Collection, ExchangeRate, Payment, ReceiptPrint, Reversal, Tender
from faena.customers.guards import unless_moving
from faena.lib import guards

for model in (Payment, Tender, Reversal, ExchangeRate, ReceiptPrint):
    guards.register(*guards.append_only(model))
guards.register(
    guards.keep(
        "charge_knows_what_came_in",
        Payment._meta.db_table,
        "INSERT",
        "UPDATE cash_charge SET received = received + NEW.amount WHERE id = NEW.charge_id",
    ),
    guards.keep(
        "charge_knows_what_went_back",
        Reversal._meta.db_table,
        "INSERT",
        "UPDATE cash_charge SET received = received - (SELECT amount FROM cash_payment WHERE id = NEW.payment_id) "
        "WHERE id = (SELECT charge_id FROM cash_payment WHERE id = NEW.payment_id)",
    ),
    *guards.append_only(Collection, may_change=["customer_id"]),
    guards.refuse(
        "collection_keeps_its_customer",
        Collection._meta.db_table,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
)
