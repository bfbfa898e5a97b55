"""Everything that happens to plans and invoices, one function per event."""

from faena.billing.actions.invoices import (
    cancel_invoice,
    pay_invoice,
    reverse_collection,
    why_not_cancel,
)
from faena.billing.actions.runs import billable, issue_batch, start_run
from faena.billing.actions.subscriptions import (
    SubscriptionFacts,
    cancel_subscription,
    change_subscription,
    resume_subscription,
    subscribe,
    suspend_subscription,
)

__all__ = [
    "SubscriptionFacts",
    "billable",
    "cancel_invoice",
    "cancel_subscription",
    "change_subscription",
    "issue_batch",
    "pay_invoice",
    "resume_subscription",
    "reverse_collection",
    "start_run",
    "subscribe",
    "suspend_subscription",
    "why_not_cancel",
]
