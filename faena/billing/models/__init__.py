"""What is sold by the month: plans, who has subscribed to which, and the invoices of each month."""

from faena.billing.models.invoices import Cancellation, Invoice, InvoiceLine, InvoiceRun
from faena.billing.models.plans import LAST_DUE_DAY, Plan, Subscription

__all__ = ["LAST_DUE_DAY", "Cancellation", "Invoice", "InvoiceLine", "InvoiceRun", "Plan", "Subscription"]
