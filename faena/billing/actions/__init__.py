"""Everything that happens to plans and invoices, one function per event."""

from faena.billing.actions.invoices import (
    cancel_invoice,
    pay_invoice,
    reverse_collection,
    why_not_cancel,
)
from faena.billing.actions.issuing import (
    MOST_ITEMS,
    ItemFacts,
    issue_invoice,
    reissue_invoice,
    replacement_share,
    why_not_reissue,
)
from faena.billing.actions.keeping import keep_billed, kept_since, set_keeping
from faena.billing.actions.runs import billable, issue_batch, start_run
from faena.billing.actions.subscriptions import (
    SubscriptionFacts,
    cancel_subscription,
    change_subscription,
    resume_subscription,
    subscribe,
    suspend_subscription,
    take_back_subscription,
)

__all__ = [
    "MOST_ITEMS",
    "ItemFacts",
    "SubscriptionFacts",
    "billable",
    "cancel_invoice",
    "cancel_subscription",
    "change_subscription",
    "issue_batch",
    "issue_invoice",
    "keep_billed",
    "kept_since",
    "pay_invoice",
    "reissue_invoice",
    "replacement_share",
    "resume_subscription",
    "reverse_collection",
    "set_keeping",
    "start_run",
    "subscribe",
    "suspend_subscription",
    "take_back_subscription",
    "why_not_cancel",
    "why_not_reissue",
]
