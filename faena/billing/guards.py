"""An issued invoice stays as it was issued: lines join it, and none of them is changed or taken out."""

from faena.billing.models import Cancellation, InvoiceLine
from faena.lib import guards

INVOICE = "billing_invoice"

guards.register(
    guards.refuse("invoice_is_not_deleted", INVOICE, "DELETE"),
    guards.refuse(
        "invoice_keeps_its_facts",
        INVOICE,
        "UPDATE OF number, branch_id, customer_id, subscription_id, period, issued_by_id, issued_at",
    ),
    guards.refuse("invoice_keeps_its_charge", INVOICE, "UPDATE OF charge_id", when="OLD.charge_id IS NOT NULL"),
    guards.refuse(
        "cancelled_invoice_takes_no_line",
        "billing_invoiceline",
        "INSERT",
        exists="SELECT 1 FROM billing_cancellation WHERE invoice_id = NEW.invoice_id",
    ),
    *guards.append_only(InvoiceLine),
    *guards.append_only(Cancellation),
)
