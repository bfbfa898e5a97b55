"""Money received is never changed: what was wrong is reversed. Nor are the rates by which it was counted, nor which
receipts were printed."""

from faena.cash.models import Collection, ExchangeRate, Payment, ReceiptPrint, Reversal, Tender
from faena.customers.guards import unless_moving
from faena.lib import guards

for model in (Payment, Tender, Reversal, ExchangeRate, ReceiptPrint):
    guards.register(*guards.append_only(model))
guards.register(
    *guards.append_only(Collection, may_change=["customer_id"]),
    guards.refuse(
        "collection_keeps_its_customer",
        Collection._meta.db_table,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
)
