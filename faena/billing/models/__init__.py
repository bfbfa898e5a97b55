"""What is sold by the month: plans, who has subscribed to which, and the invoices of each month."""

from faena.billing.models.invoices import (
    INVOICE_NUMBERS,
    Cancellation,
    Invoice,
    InvoiceLine,
    InvoiceQuerySet,
    InvoiceRun,
    Keeping,
)
from faena.billing.models.plans import (
    LAST_DUE_DAY,
    SUBSCRIPTION_NUMBERS,
    Plan,
    Subscription,
    SubscriptionQuerySet,
    Suspension,
)

__all__ = [
    "INVOICE_NUMBERS",
    "LAST_DUE_DAY",
    "SUBSCRIPTION_NUMBERS",
    "Cancellation",
    "Invoice",
    "InvoiceLine",
    "InvoiceQuerySet",
    "InvoiceRun",
    "Keeping",
    "Plan",
    "Subscription",
    "SubscriptionQuerySet",
    "Suspension",
]
