"""An issued invoice stays as it was issued: lines join it, and none of them is changed or taken out."""

from faena.billing.models import Cancellation, Invoice, InvoiceLine
from faena.customers.guards import unless_moving
from faena.lib import guards

INVOICE = "billing_invoice"

guards.register(
    guards.refuse("invoice_is_not_deleted", INVOICE, "DELETE"),
    guards.refuse(
        "invoice_keeps_its_facts",
        INVOICE,
        "UPDATE OF number, branch_id, subscription_id, period, replaces_id, issued_by_id, issued_at",
    ),
    guards.refuse(
        "invoice_keeps_its_customer",
        INVOICE,
        "UPDATE OF customer_id",
        exists=unless_moving("OLD.customer_id", "NEW.customer_id"),  # he may be merged into another
    ),
    guards.refuse(
        "only_a_cancelled_invoice_is_replaced",
        INVOICE,
        "INSERT",
        when="NEW.replaces_id IS NOT NULL",
        exists="SELECT 1 FROM billing_invoice WHERE id = NEW.replaces_id AND (subscription_id <> NEW.subscription_id"
        " OR period <> NEW.period OR id NOT IN (SELECT invoice_id FROM billing_cancellation))",
    ),
    guards.refuse("invoice_keeps_its_charge", INVOICE, "UPDATE OF charge_id", when="OLD.charge_id IS NOT NULL"),
    guards.refuse(
        "cancelled_invoice_takes_no_line",
        "billing_invoiceline",
        "INSERT",
        exists="SELECT 1 FROM billing_cancellation WHERE invoice_id = NEW.invoice_id",
    ),
    *guards.append_only(InvoiceLine),
    *guards.append_only(Cancellation, may_blank=["reason"]),
    guards.only_blanked(
        "invoice_keeps_whom_it_billed",
        Invoice,
        "billed_name",
        "billed_document",
        "billed_address",
        when="OLD.billed_name <> ''",
    ),
)
